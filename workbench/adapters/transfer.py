"""One exchange over a pool of connections: the request out, the head in, the body spooled.

    opened ▶ connected ▶ sent ▶ head ▶ chunks ─decoded▶ SpooledBody ▶ (Response, Timings)
        └────────┴─────────┴── fails: TransportError   └── fails: the response is `incomplete`

Must not follow, repeat or judge an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import zlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import httpx

from workbench.adapters.decoding import Decoder
from workbench.adapters.failures import FAILURES, Where, total_time_over, translated
from workbench.adapters.outgoing import Outgoing, as_bytes, open_content
from workbench.adapters.spool import SpooledBody
from workbench.adapters.stopwatch import Stopwatch
from workbench.domain.errors import BodyTooLarge
from workbench.domain.http import NoContent, Request, Response, Timings
from workbench.engine.ports import Clock, Limits, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.origin import Origin

#: Seconds between two reports of progress.
PACE = 0.1
#: After so many decoded bytes of one chunk others get their turn.
_TURN = 1024 * 1024

_AUTHORITY = re.compile(r"[^:/?#]*://[^/?#]*")
_NOT_SENT_RAW = re.compile(rb"[^\x21-\x7e]")
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})


class Transfer:
    """One request on its way; `origin` is where the connection goes."""

    def __init__(
        self,
        request: Request,
        origin: Origin,
        clock: Clock,
        limits: Limits,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._request = request
        self._origin = origin
        self._clock = clock
        self._limits = limits
        self._progress = progress
        self._reported = float("-inf")
        self._later: asyncio.TimerHandle | None = None
        self._watch = Stopwatch(clock)
        self._outgoing = Outgoing([])
        self._body = SpooledBody()
        self._response: Response | None = None
        self._received = 0
        self._to_receive: int | None = None

    async def over(self, pool: httpx.AsyncHTTPTransport) -> tuple[Response, Timings]:
        """Send and receive all; raises what the transport's port says."""
        handed_over = False
        try:
            response = await self._within_total_time(pool)
            handed_over = True
        except asyncio.CancelledError:
            # Whoever was shown the response keeps what had come of it.
            handed_over = self._response is not None and self._progress is not None
            raise
        finally:
            self._forget_later()
            self._outgoing.close()
            if not handed_over:
                self._body.close()
        self._watch.received()
        self._response = response
        self._report(due=True)
        return response, self._watch.timings()

    async def _within_total_time(self, pool: httpx.AsyncHTTPTransport) -> Response:
        total = self._request.settings.total_timeout or None
        try:
            async with asyncio.timeout(total):
                return await self._exchange(pool)
        except TimeoutError as error:
            if self._response is None:
                raise total_time_over(self._where()) from error
            return replace(
                self._response,
                incomplete=f"Stopped after {total or 0:g} s, which is total_timeout.",
            )

    async def _exchange(self, pool: httpx.AsyncHTTPTransport) -> Response:
        self._outgoing = await open_content(self._request.content)
        self._outgoing.on_sent = self._report
        try:
            answer = await pool.handle_async_request(self._on_the_wire())
        except BaseException as error:
            await self._hang_up()
            if isinstance(error, FAILURES):
                self._fail(error)
            raise
        try:
            self._response = self._head(answer)
            self._report(due=True)
            incomplete = await self._receive(answer)
        finally:
            await answer.aclose()
        if incomplete:
            return replace(self._response, incomplete=incomplete)
        self._body.finish()
        return self._response

    async def _hang_up(self) -> None:
        # httpcore loses a connection that is cancelled in the middle of its TLS handshake.
        if self._watch.stream is not None:
            with contextlib.suppress(OSError):
                await self._watch.stream.aclose()

    def _fail(self, error: Exception) -> NoReturn:
        raise translated(error, self._where()) from error

    def _where(self) -> Where:
        return Where(
            origin=self._request.origin,
            settings=self._request.settings,
            connected=self._watch.connected,
            encrypting=self._watch.encrypting,
            sent=self._watch.sent,
        )

    def _on_the_wire(self) -> httpx.Request:
        """Return the request as httpx takes it, with nothing of httpx's own in it."""
        settings = self._request.settings
        request = httpx.Request(
            self._request.method,
            httpx.URL(scheme=self._origin.scheme, host=self._origin.host, port=self._origin.port),
            headers=httpx.Headers(self._headers()),
            stream=self._outgoing,
            extensions={
                "trace": self._watch.trace,
                "target": target(self._request.url.reveal()),
                "timeout": {
                    "connect": settings.connect_timeout or None,
                    "read": settings.timeout or None,
                    "write": settings.timeout or None,
                    "pool": None,
                },
            },
        )
        request.method = self._request.method  # the constructor upper-cases it
        return request

    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers = [
            (
                header.name.encode("ascii", "replace"),
                as_bytes(header.value, f"The header {header.name}").strip(b" \t"),
            )
            for header in self._request.headers
        ]
        names = {name.lower() for name, _ in headers}
        if b"host" not in names:
            host = str(self._origin).partition("://")[2]
            headers.insert(0, (b"Host", host.encode("idna" if not host.isascii() else "ascii")))
        framed = b"content-length" in names or b"transfer-encoding" in names
        empty = isinstance(self._request.content, NoContent)
        if not framed and (not empty or self._request.method.upper() in _WITH_LENGTH):
            headers.append((b"Content-Length", b"%d" % self._outgoing.length))
        return headers

    def _head(self, answer: httpx.Response) -> Response:
        headers = tuple((_text(name), _text(value)) for name, value in answer.headers.raw)
        response = Response(
            status=answer.status_code,
            reason=_text(answer.extensions.get("reason_phrase", b"")),
            headers=headers,
            body=self._body,
            received_at=self._clock.now(),
            http_version=_text(answer.extensions.get("http_version", b"HTTP/1.1")),
        )
        length = (response.header("content-length") or "").strip()
        empty = self._request.method == "HEAD" or answer.status_code in (204, 304)
        if length.isdecimal() and len(length) < 20 and not empty:
            self._to_receive = int(length)
        return response

    async def _receive(self, answer: httpx.Response) -> str:
        """Spool the body; return why it is not all there, or nothing."""
        values = (
            _text(value)
            for name, value in answer.headers.raw
            if name.lower() == b"content-encoding"
        )
        decoder = Decoder(values)
        try:
            async for chunk in answer.aiter_raw():
                self._received += len(chunk)
                if kept := await self._keep(decoder, chunk):
                    return kept
                self._report()
        except zlib.error:
            return f"The {decoder.codings[0]} coding of the body broke {self._progress_made}."
        except httpx.TimeoutException:
            wait = self._request.settings.timeout or 0
            return f"No byte came for {wait:g} s, {self._progress_made}."
        except FAILURES:
            return f"The connection ended {self._progress_made}."
        for piece in decoder.finish():
            self._body.append(piece)
        return (
            "" if decoder.ended else f"The coding of the body ended early, {self._progress_made}."
        )

    async def _keep(self, decoder: Decoder, chunk: bytes) -> str:
        bound = self._limits.max_body
        if bound is None:
            bound = self._request.settings.max_body
        turn = self._body.size + _TURN
        for piece in decoder.feed(chunk):
            room = len(piece) if bound is None else bound - self._body.size
            try:
                self._body.append(piece[:room])
            except OSError as error:
                return f"The body could not be kept: {error.strerror or error}."
            if room < len(piece):
                return self._too_large(bound or 0)
            if self._body.size >= turn:
                turn = self._body.size + _TURN
                self._report()
                await asyncio.sleep(0)
        return ""

    def _too_large(self, bound: int) -> str:
        if self._limits.max_body is None:
            return f"Stopped at {bound:,} bytes, which is max_body."
        # The caller's own bound: a part of the answer is of no use to it.
        raise BodyTooLarge(
            f"The answer of {self._where().subject} is longer than {bound:,} bytes.",
            hint="No more than that is read there.",
        )

    @property
    def _progress_made(self) -> str:
        of = "" if self._to_receive is None else f" of {self._to_receive:,}"
        return f"after {self._received:,}{of} bytes"

    def _forget_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _report(self, *, due: bool = False) -> None:
        if self._progress is None:
            return
        now = self._clock.monotonic()
        if not due and now - self._reported < PACE:
            if self._later is None:
                loop = asyncio.get_running_loop()
                self._later = loop.call_later(PACE, partial(self._report, due=True))
            return
        self._forget_later()
        self._reported = now
        self._progress(
            Progress(
                sent=self._outgoing.sent,
                to_send=self._outgoing.length,
                response=self._response,
                received=self._received,
                to_receive=self._to_receive,
                timings=self._watch.timings(),
            )
        )


def target(address: str) -> bytes:
    """Return what goes on the request line: path and query as written (RFC 9112 3.2.1)."""
    rest = _AUTHORITY.sub("", address, count=1).partition("#")[0]
    if not rest.startswith("/"):
        rest = f"/{rest}"
    return _NOT_SENT_RAW.sub(
        lambda each: b"%%%02X" % each[0][0], rest.encode("utf-8", "surrogateescape")
    )


def _text(raw: bytes) -> str:
    """Return bytes of a head as text: UTF-8, or else one character a byte."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
