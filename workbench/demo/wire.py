"""HTTP/1.1 by hand on asyncio streams: reads requests, writes responses (RFC 9112).

Must not know what is served: that is the handler's.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

#: What a TLS client begins with (RFC 8446 5.1); it would wait for an answer until it gives up.
TLS_HANDSHAKE = b"\x16"
MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024
IDLE_S = 75.0

Headers = tuple[tuple[str, str], ...]


class RequestRefused(Exception):
    """A request that cannot be read; answered with `status`, then the connection closes."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; header text is latin-1, so that no byte is lost."""

    method: str
    target: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Headers
    body: bytes
    keep_alive: bool = True

    def header(self, name: str) -> str | None:
        """Return the first header of this name in any case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def parameter(self, name: str) -> str | None:
        """Return the first query parameter of this name, or None."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def segments(self) -> tuple[str, ...]:
        """Return the path split at `/`, each segment percent-decoded."""
        return tuple(unquote(segment) for segment in self.path.strip("/").split("/"))

    @property
    def media_type(self) -> str:
        """Return the Content-Type without its parameters, in lower case."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Response:
    """A response to write; `drip` is sent in chunks as it comes, in place of `body`.

    Header text is encoded as UTF-8 with surrogateescape, so any legal byte can be sent.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    drip: AsyncIterator[bytes] | None = None
    reason: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of this name in any case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Handler = Callable[[Request], Awaitable[Response]]


def json_response(status: int, value: Any, *headers: tuple[str, str]) -> Response:
    """Return a JSON response, indented as a person would like to read it."""
    kind = ("Content-Type", "application/json")
    try:
        body = json.dumps(value, indent=2, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair has no bytes of its own
        body = json.dumps(value, indent=2).encode()
    return Response(status, (kind, *headers), body)


def problem(status: int, detail: str, *headers: tuple[str, str]) -> Response:
    """Return an error of the API's own as problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": detail}
    answer = json_response(status, body, *headers)
    return Response(
        status, (("Content-Type", "application/problem+json"), *answer.headers[1:]), answer.body
    )


def phrase(status: int) -> str:
    """Return the registered reason phrase, or an empty one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


async def converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    handler: Handler,
    date: Callable[[], str],
) -> None:
    """Answer requests on one connection until either side closes it."""
    try:
        while True:
            try:
                request = await _read_request(reader, writer)
            except RequestRefused as refused:
                answer = problem(refused.status, refused.detail, ("Connection", "close"))
                await _write(writer, answer, date(), head_only=False)
                return
            if request is None:
                return
            answer = await _answer(handler, request)
            await _write(writer, answer, date(), head_only=request.method == "HEAD")
            if not request.keep_alive or answer.header("connection") == "close":
                return
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        return
    finally:
        writer.close()


async def _answer(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except Exception as error:  # noqa: BLE001 - a defect here is an answer, so that the server lives on
        return problem(500, f"The practice server failed: {type(error).__name__}.")


async def _read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Request | None:
    try:
        async with asyncio.timeout(IDLE_S):
            first = await reader.readexactly(1)
            if first == TLS_HANDSHAKE:
                raise RequestRefused(400, "This is TLS; plain HTTP is spoken here.")
            head = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial.strip():
            raise RequestRefused(400, "The request ended in the middle of its head.") from error
        return None
    except asyncio.LimitOverrunError as error:
        raise RequestRefused(431, "The head is larger than 64 KiB.") from error
    lines = head.decode("latin-1").lstrip("\r\n").split("\r\n")
    try:
        method, target, version = lines[0].split(" ")
    except ValueError as error:
        raise RequestRefused(400, "The first line is not a method, a target, a version.") from error
    if not version.startswith("HTTP/1."):
        raise RequestRefused(505, "Only HTTP/1.1 is spoken here.")
    headers = tuple(_header(line) for line in lines[1:] if line)
    path, query = _split_target(target)
    fields = {name.lower(): value for name, value in headers}
    connection = fields.get("connection", "").lower()
    keep_alive = connection != "close" and (version == "HTTP/1.1" or connection == "keep-alive")
    body = await _read_body(reader, writer, fields)
    return Request(method, target, path, query, headers, body, keep_alive)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise RequestRefused(400, "A header line has no name and colon.")
    return name, value.strip(" \t")


def _split_target(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    try:
        if target.startswith("/"):
            path, _, query = target.partition("?")
        else:
            parts = urlsplit(target)
            path, query = parts.path or "/", parts.query
        return path, tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=1000))
    except ValueError as error:
        raise RequestRefused(400, "The target cannot be read.") from error


async def _read_body(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fields: dict[str, str]
) -> bytes:
    chunked = "chunked" in fields.get("transfer-encoding", "").lower()
    length = fields.get("content-length", "0")
    if chunked and "content-length" in fields:
        raise RequestRefused(400, "Content-Length and chunked came together.")
    if not (length.isascii() and length.isdigit()):
        raise RequestRefused(400, "Content-Length is not a number.")
    if int(length) > MAX_BODY:
        raise RequestRefused(413, "The body is larger than 64 MiB.")
    if fields.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if chunked:
        return await _read_chunks(reader)
    return await reader.readexactly(int(length)) if int(length) else b""


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        try:
            size = int(line.partition(b";")[0].strip(), 16)
        except ValueError as error:
            raise RequestRefused(400, "A chunk has no size.") from error
        if size < 0 or len(body) + size > MAX_BODY:
            raise RequestRefused(413, "The body is larger than 64 MiB.")
        if size == 0:
            while (await reader.readuntil(b"\r\n")) != b"\r\n":
                pass
            return bytes(body)
        body += await reader.readexactly(size)
        await reader.readexactly(2)


async def _write(
    writer: asyncio.StreamWriter, answer: Response, date: str, *, head_only: bool
) -> None:
    bodiless = answer.status in {204, 304} or answer.status < 200
    reason = phrase(answer.status) if answer.reason is None else answer.reason
    lines = [f"HTTP/1.1 {answer.status} {reason}", f"Date: {date}", "Server: workbench-practice"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if answer.drip is not None:
        lines.append("Transfer-Encoding: chunked")
    elif not bodiless:
        lines.append(f"Content-Length: {len(answer.body)}")
    writer.write("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))
    if not head_only and not bodiless:
        if answer.drip is None:
            writer.write(answer.body)
        else:
            async for piece in answer.drip:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
    await writer.drain()
