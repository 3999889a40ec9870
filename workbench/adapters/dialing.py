"""A TCP connection to one of several addresses, the next one tried while the first hesitates.

    lookup ──▶ v6, v4, v6 ... ──▶ one started every 250 ms ──▶ the first that connects (RFC 8305)

Must not speak to the other side: TLS and proxies come after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.adapters.names import Address, Names
    from workbench.adapters.stopwatch import Stopwatch

#: Seconds until the next address is tried beside those that hesitate (RFC 8305 8).
STAGGER = 0.25


async def dial(host: str, port: int, names: Names, watch: Stopwatch) -> httpcore.AsyncNetworkStream:
    """Return a stream to a host; raises `socket.gaierror` and `httpcore.ConnectError`.

    It has no bound of its own: whoever calls it has one for all that connecting takes.
    """
    watch.mark("lookup.started")
    addresses = await names.addresses(host, port)
    watch.mark("lookup.complete")
    watch.mark("connect.started")
    stream = await _first(in_turns(addresses), port)
    watch.mark("connect.complete")
    return stream


def in_turns(addresses: Iterable[Address]) -> list[Address]:
    """Return addresses with their families taking turns, the resolver's first one first."""
    families: dict[int, list[Address]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    turns = itertools.zip_longest(*families.values())
    return [each for turn in turns for each in turn if each is not None]


async def hang_up(stream: httpcore.AsyncNetworkStream) -> None:
    """Close a stream, whatever state it is in."""
    with contextlib.suppress(OSError, *_BROKEN):
        await stream.aclose()


_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)


async def _connect(address: Address, port: int) -> httpcore.AsyncNetworkStream:
    return await httpcore.AnyIOBackend().connect_tcp(address[1], port)


async def _first(addresses: list[Address], port: int) -> httpcore.AsyncNetworkStream:
    if len(addresses) == 1:
        return await _connect(addresses[0], port)
    waiting = list(addresses)
    running: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
    failures: list[Exception] = []
    chosen: httpcore.AsyncNetworkStream | None = None
    try:
        while chosen is None and (waiting or running):
            if waiting:
                running.add(asyncio.create_task(_connect(waiting.pop(0), port)))
            done, _ = await asyncio.wait(
                running,
                timeout=STAGGER if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                error = task.exception()
                if error is None and chosen is not None:
                    continue  # two at once: the other is closed below
                running.discard(task)
                if isinstance(error, Exception):
                    failures.append(error)
                else:
                    chosen = task.result()
    finally:
        await _give_up(running)
    if chosen is None:
        raise httpcore.ConnectError("no address connected") from ExceptionGroup("", failures)
    return chosen


async def _give_up(running: set[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    for task in running:
        task.cancel()
    for ended in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(ended, httpcore.AsyncNetworkStream):
            await hang_up(ended)
