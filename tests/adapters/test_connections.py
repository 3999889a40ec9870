"""Connections: made, kept, lost; which proxy they go through, and which address they take."""

from __future__ import annotations

import asyncio
import socket
import sys

import brotli
import pytest

from tests.adapters.asking import ask, text
from tests.adapters.conftest import OK, Serve, read_request
from workbench.adapters.dialing import in_turns
from workbench.adapters.http_transport import HttpTransport
from workbench.adapters.proxies import bypassed, parse_proxy, proxy_for
from workbench.domain.errors import ConnectionLost
from workbench.domain.origin import origin_of
from workbench.domain.settings import Settings
from workbench.engine.ports import Progress

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

V4, V6 = socket.AF_INET, socket.AF_INET6
EMPTY = text("")


async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the first request of a connection, and end when the second has come."""
    await read_request(reader)
    writer.write(OK)
    await read_request(reader)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_what_a_kept_connection_lost_is_sent_once_more(
    method: str, serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(once)
    content = text("body") if method == "PUT" else EMPTY
    await transport.send(ask(server.origin))
    response, _ = await transport.send(ask(server.origin, method, content=content))
    assert response.status == 200
    assert response.notes[0].startswith("The kept connection had ended")
    assert (server.connections, response.connection.reused) == (2, False)


async def test_an_attempt_that_was_lost_is_told_apart_and_timed_apart(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(once)
    await transport.send(ask(server.origin))
    told: list[Progress] = []
    _, timings = await transport.send(ask(server.origin), progress=told.append)
    (lost,) = [each.lost for each in told if each.lost is not None]
    assert (lost.connect_ms, lost.wait_ms) == (None, None)
    assert lost.send_ms is not None
    assert timings.connect_ms is not None


async def test_what_may_not_be_sent_twice_is_not(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(once)
    await transport.send(ask(server.origin))
    with pytest.raises(ConnectionLost) as caught:
        await transport.send(ask(server.origin, "POST", content=text("pay")))
    assert "not repeated" in caught.value.hint
    assert server.connections == 1


async def test_a_new_connection_that_is_lost_is_not_tried_again(
    serve: Serve, transport: HttpTransport
) -> None:
    async def leave(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await read_request(reader)

    server = await serve(leave)
    with pytest.raises(ConnectionLost):
        await transport.send(ask(server.origin))
    assert server.connections == 1


async def test_a_connection_with_stray_bytes_is_not_used_again(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
    first, _ = await transport.send(ask(server.origin))
    assert "behind the end" in first.notes[0]
    second, _ = await transport.send(ask(server.origin))
    assert second.body.read(0, 9) == b"ok"
    assert server.connections == 2


async def test_the_name_is_looked_up_apart_from_connecting(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    url = f"http://localhost:{server.port}/"
    response, timings = await transport.send(ask(url))
    assert timings.dns_ms is not None
    assert timings.connect_ms is not None
    assert response.connection.address == f"127.0.0.1:{server.port}"
    _, again = await transport.send(ask(url))
    assert (again.dns_ms, again.connect_ms, again.tls_ms) == (None, None, None)


async def test_another_address_is_tried_where_one_refuses(
    serve: Serve, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await serve()

    real = socket.getaddrinfo

    def two(host: str, *rest: object, **options: object) -> list[tuple[object, ...]]:
        if host != "x.test":
            return real(host, *rest, **options)  # type: ignore[arg-type, return-value] # as it came
        if options.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        hosts = ("127.0.0.2", "127.0.0.1")
        return [(V4, socket.SOCK_STREAM, 6, "", (each, server.port)) for each in hosts]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    response, _ = await transport.send(ask(f"http://x.test:{server.port}/"))
    assert response.connection.address == f"127.0.0.1:{server.port}"


def test_families_take_turns() -> None:
    found = [(V6, "::1"), (V6, "::2"), (V4, "1.1.1.1"), (V6, "::3"), (V4, "2.2.2.2")]
    assert [host for _, host in in_turns(found)] == ["::1", "1.1.1.1", "::2", "2.2.2.2", "::3"]


@pytest.mark.parametrize(
    ("listed", "url", "direct"),
    [
        ("", "http://a.example", False),
        ("*", "http://a.example", True),
        ("example", "http://a.example", True),
        (".a.example", "http://a.example", True),
        ("*.a.example", "http://b.a.example", True),
        ("a.example", "http://ba.example", False),
        ("a.example:8080", "http://a.example:8080", True),
        ("a.example:8080", "http://a.example", False),
        ("x, A.Example", "https://a.example", True),
        ("10.0.0.0/8", "http://10.1.2.3", True),
        ("10.0.0.0/8", "http://11.1.2.3", False),
        ("fe80::/10", "http://[fe80::1]", True),
    ],
)
def test_no_proxy_is_read_as_others_read_it(listed: str, url: str, *, direct: bool) -> None:
    assert bypassed(origin_of(url), listed) is direct


def test_the_environments_proxy_is_used_but_not_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p.example:3128")
    monkeypatch.setenv("all_proxy", "socks5h://q.example")
    silent = Settings()
    assert str(proxy_for(silent, origin_of("https://a.example"))) == "http://p.example:3128"
    assert str(proxy_for(silent, origin_of("http://a.example"))) == "socks5h://q.example:1080"
    assert proxy_for(silent, origin_of("http://localhost:1")) is None
    assert proxy_for(Settings(proxy=""), origin_of("https://a.example")) is None


def test_a_proxys_password_is_in_no_text() -> None:
    proxy = parse_proxy("http://me:s3cret@p.example:3128")
    assert "s3cret" not in f"{proxy} {proxy!r}"
    assert proxy.authorization == b"Basic bWU6czNjcmV0"


@pytest.mark.parametrize(
    ("coded", "coding"),
    [
        (brotli.compress(b"plain" * 50_000), b"br"),
        (zstd.compress(b"plain" * 50_000), b"zstd"),
        (zstd.compress(b"plain" * 25_000) * 2, b"zstd"),
        (zstd.compress(brotli.compress(b"plain" * 50_000)), b"br, zstd"),
    ],
)
async def test_brotli_and_zstd_are_undone(
    coded: bytes, coding: bytes, serve: Serve, transport: HttpTransport
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n"
    server = await serve(head % (coding, len(coded)) + coded)
    response, _ = await transport.send(ask(server.origin))
    assert (response.incomplete, response.notes) == ("", ())
    assert response.body.read(0, 250_001) == b"plain" * 50_000


async def test_no_room_on_the_disk_is_said_before_it_is_full(
    serve: Serve, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.adapters.receiving.free_space", lambda: 70_000_000)
    body = bytes(8_000_000)
    server = await serve(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    response, _ = await transport.send(ask(server.origin))
    assert response.incomplete.startswith("Stopped: only 70,000,000 bytes are free")
    assert response.body.size == 1024 * 1024
    response.body.close()
