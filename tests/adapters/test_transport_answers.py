"""What becomes of an answer on its way in: head, body, codings, bounds, progress."""

from __future__ import annotations

import asyncio
import gzip
import os
import tracemalloc
import zlib
from typing import Any

import pytest

from tests.adapters.asking import ask
from tests.adapters.conftest import Serve
from workbench.adapters.http_transport import HttpTransport
from workbench.domain.errors import BodyTooLarge
from workbench.domain.http import Response
from workbench.engine.ports import Limits, Progress


def answer(body: bytes, *headers: bytes) -> bytes:
    lines = (b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body)
    return b"\r\n".join(lines)


def body_of(response: Response) -> bytes:
    return response.body.read(0, response.body.size)


async def test_a_head_comes_as_it_was_sent(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(
        b"HTTP/1.1 299 Sehr sch\xf6n\r\nset-Cookie: a=1\r\nX-B: \xe9\r\nX-A: \xc3\xa9\r\n"
        b"Set-Cookie: b=2\r\ncontent-length: 0\r\n\r\n"
    )
    response, timings = await transport.send(ask(server.origin))
    assert (response.status, response.reason) == (299, "Sehr schön")
    assert response.http_version == "HTTP/1.1"
    assert response.headers == (
        ("set-Cookie", "a=1"),
        ("X-B", "é"),
        ("X-A", "é"),
        ("Set-Cookie", "b=2"),
        ("content-length", "0"),
    )
    assert response.body.complete
    assert not response.incomplete
    phases = (timings.connect_ms, timings.send_ms, timings.wait_ms, timings.receive_ms)
    assert all(each is not None and each >= 0 for each in phases)
    assert timings.tls_ms is None
    assert timings.total_ms >= sum(each or 0 for each in phases) * 0.99


async def test_a_cookie_and_a_redirect_are_only_shown(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: s=1\r\nContent-Length: 0\r\n\r\n"
    )
    response, _ = await transport.send(ask(server.origin))
    await transport.send(ask(server.origin))
    assert response.header("location") == "/b"
    assert len(server.heard) == 2
    assert b"ookie" not in server.heard[1]


async def test_a_chunked_body_is_put_together(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    )
    response, _ = await transport.send(ask(server.origin))
    assert body_of(response) == b"abcde"
    assert response.body.complete


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
async def test_an_answer_without_a_body_is_complete(
    status: str, serve: Serve, transport: HttpTransport
) -> None:
    head = f"HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n".encode()
    server = await serve(head)
    response, _ = await transport.send(ask(server.origin))
    assert (response.body.size, response.incomplete) == (0, "")


async def test_a_head_request_waits_for_no_body(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
    response, _ = await transport.send(ask(server.origin, "HEAD"))
    assert (response.body.size, response.incomplete) == (0, "")


def zipped(content: bytes) -> bytes:
    # Without the time of day in it, every worker of the test run names the case alike.
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (zipped(b"plain"), b"gzip"),
        (zipped(b"pl") + zipped(b"ain"), b"x-gzip"),
        (zipped(b"plain") + b"trailing junk", b"gzip"),
        (zlib.compress(b"plain"), b"deflate"),
        (zlib.compress(b"plain")[2:-4], b"deflate"),
        (zipped(zlib.compress(b"plain")), b"deflate, gzip"),
        (zipped(b"plain"), b"identity, GZIP"),
        (b"plain", b"gzip"),
        (b"plain", b"br"),
        (b"plain", b"gzip, gzip, gzip"),
        (b"p", b"gzip"),
    ],
)
async def test_codings_are_undone_where_they_are_known(
    body: bytes, coding: bytes, serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(answer(body, b"Content-Encoding: " + coding))
    response, _ = await transport.send(ask(server.origin))
    assert b"plain".startswith(body_of(response))
    assert body_of(response)
    assert (response.incomplete, response.body.complete) == ("", True)


async def test_a_coding_that_breaks_or_stops_says_so(
    serve: Serve, transport: HttpTransport
) -> None:
    whole = gzip.compress(os.urandom(3000))
    for body, said in (
        (whole[:2000], "ended early, after 2,000 of 2,000 bytes"),
        (whole[:10] + b"\xff" * 500, "gzip coding of the body broke"),
    ):
        server = await serve(answer(body, b"Content-Encoding: gzip"))
        response, _ = await transport.send(ask(server.origin))
        assert said in response.incomplete
        assert not response.body.complete


async def test_a_bomb_stays_within_max_body(serve: Serve, transport: HttpTransport) -> None:
    deflate = zlib.compressobj(9, wbits=31)
    once = b"".join(deflate.compress(bytes(1_000_000)) for _ in range(200)) + deflate.flush()
    bomb = gzip.compress(once, 9)
    assert len(bomb) < 10_000
    server = await serve(answer(bomb, b"Content-Encoding: gzip, gzip"))
    tracemalloc.start()
    response, _ = await transport.send(ask(server.origin, max_body=5_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert response.body.size == 5_000_000
    assert response.incomplete == "Stopped at 5,000,000 bytes, which is max_body."
    assert peak < 4_000_000
    response.body.close()


async def test_the_loop_turns_while_a_bomb_is_decoded(
    serve: Serve, transport: HttpTransport
) -> None:
    bomb = gzip.compress(bytes(40_000_000))
    server = await serve(answer(bomb, b"Content-Encoding: gzip"))
    seen: list[Progress] = []
    turns = 0
    response: Response | None = None

    async def others() -> None:
        nonlocal turns
        while response is None:
            decoding = bool(seen) and seen[-1].response is not None
            turns += decoding
            await asyncio.sleep(0)

    counting = asyncio.create_task(others())
    response, _ = await transport.send(ask(server.origin), progress=seen.append)
    await counting
    assert response.body.size == 40_000_000
    assert turns >= 30
    response.body.close()


async def test_max_body_keeps_what_came(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(answer(b"0123456789"))
    response, _ = await transport.send(ask(server.origin, max_body=4))
    assert body_of(response) == b"0123"
    assert not response.body.complete
    exact, _ = await transport.send(ask(server.origin, max_body=10))
    assert exact.body.complete
    assert exact.incomplete == ""


async def test_a_callers_own_bound_is_an_error(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(answer(b"0123456789"))
    with pytest.raises(BodyTooLarge) as caught:
        await transport.send(ask(server.origin), limits=Limits(max_body=9))
    assert caught.value.message.endswith("is longer than 9 bytes.")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"Content-Length: 10\r\n\r\nabc", "The connection ended after 3 of 10 bytes."),
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", "The connection ended after 3 bytes."),
    ],
)
async def test_an_early_end_is_told_beside_what_came(
    sent: bytes, said: str, serve: Serve, transport: HttpTransport
) -> None:
    async def cut(reader, writer) -> None:  # type: ignore[no-untyped-def] # a handler
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + sent)

    server = await serve(cut)
    response, _ = await transport.send(ask(server.origin))
    assert (body_of(response), response.incomplete) == (b"abc", said)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"timeout": 0.05}, "No byte came for 0.05 s, after 3 of 10 bytes."),
        ({"total_timeout": 0.05}, "Stopped after 0.05 s, which is total_timeout."),
    ],
)
async def test_a_body_that_stalls_is_kept_as_far_as_it_came(
    settings: dict[str, Any], said: str, serve: Serve, transport: HttpTransport
) -> None:
    async def stall(reader, writer) -> None:  # type: ignore[no-untyped-def] # a handler
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        await reader.read()

    server = await serve(stall)
    response, _ = await transport.send(ask(server.origin, **settings))
    assert (body_of(response), response.incomplete) == (b"abc", said)


async def test_progress_comes_at_head_and_end_and_ten_times_a_second_between(
    serve: Serve,
) -> None:
    class Clock:
        at = 0.0

        def now(self) -> float:
            return 1_000.0 + self.at

        def monotonic(self) -> float:
            self.at += 0.001
            return self.at

        async def sleep(self, seconds: float) -> None:
            raise AssertionError

    body = os.urandom(3_000_000)
    server = await serve(answer(body))
    transport = HttpTransport(Clock())
    seen: list[Progress] = []
    response, timings = await transport.send(ask(server.origin), progress=seen.append)
    await transport.close()
    assert body_of(response) == body
    first = next(each for each in seen if each.response is not None)
    assert (first.received, first.to_receive) == (0, 3_000_000)
    assert seen[-1].received == 3_000_000
    assert seen[-1].response == response
    assert len(seen) <= 3 + timings.total_ms / 100
    assert response.received_at >= 1_000.0
    response.body.close()
