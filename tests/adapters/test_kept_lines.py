"""Connections that are kept while many look for one, and names that lead nowhere else."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from tests.adapters.asking import ask
from tests.adapters.conftest import Serve
from workbench.adapters.connecting import Line, Lines, Route
from workbench.adapters.http_transport import HttpTransport
from workbench.adapters.names import Names
from workbench.domain.errors import NameNotResolved
from workbench.domain.http import Connection
from workbench.domain.origin import origin_of

ROUTE = Route(origin_of("http://127.0.0.1:80"), None, None, None)


class Spoken:
    """A connection that the other side closes when it is told to; closing it takes a moment."""

    def __init__(self) -> None:
        self.spent = False
        self.closed = 0

    def is_spent(self) -> bool:
        return self.spent

    async def close(self) -> None:
        await asyncio.sleep(0)
        self.closed += 1


async def test_many_at_once_give_back_the_connections_that_have_ended_each_once() -> None:
    lines, ended = Lines(), [Spoken() for _ in range(3)]
    for each in ended:
        speaking: Any = each
        await lines.keep(Line(ROUTE, speaking, Connection("", "")))
        each.spent = True
    found = await asyncio.gather(*(lines.take_kept(ROUTE) for _ in range(4)))
    assert found == [None] * 4
    assert [each.closed for each in ended] == [1, 1, 1]


async def test_a_name_below_localhost_is_this_machine_whatever_a_resolver_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolver(*_: object, **__: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("203.0.113.7", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    here = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    assert await Names().addresses("api.localhost", 80) == here
    elsewhere = await Names().addresses("api.localhost.example.com", 80)
    assert elsewhere == [(socket.AF_INET, "203.0.113.7")]


async def test_a_name_that_is_too_long_for_a_socks_proxy_is_no_host_name(
    serve: Serve, transport: HttpTransport
) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        await reader.read()

    server = await serve(greet)
    name = ".".join(["a" * 60] * 5)
    with pytest.raises(NameNotResolved, match="is no host name"):
        await transport.send(ask(f"http://{name}/", proxy=f"socks5h://127.0.0.1:{server.port}"))
