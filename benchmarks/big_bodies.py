"""A server on loopback with bodies of any size, for benchmarks; a process of its own.

It must not import the workbench. `/json/50mb` is minified JSON that begins `{"seq":N`, N counting
the requests, and ends with `NEEDLE`; `/slow/50mb` is the same over about two seconds.

    python -m benchmarks.big_bodies      prints its port
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from functools import lru_cache
from pathlib import Path

NEEDLE = "zqxv-the-end"
UNITS = {"kb": 1000, "mb": 1000**2, "gb": 1 << 30}
_PIECE = 1 << 20


def size_of(text: str) -> int:
    """Return the bytes of `50mb`."""
    return int(text[:-2]) * UNITS[text[-2:]]


@lru_cache(maxsize=8)
def items(size: int) -> bytes:
    """Return about so many bytes of minified items of an array."""
    rnd = random.Random(7)  # noqa: S311 (the same bodies every time)
    parts: list[bytes] = []
    length = number = 0
    while length < size:
        item = {
            "id": number,
            "uuid": f"{rnd.getrandbits(128):032x}",
            "name": f"User {number}",
            "active": bool(number % 3),
            "score": round(rnd.random() * 100, 4),
            "manager": None,
            "tags": ["alpha", "beta é你", 'with "quotes" and \\ slash'][: number % 4],
            "address": {"street": f"{number} Long Road", "geo": {"lat": 52.0907, "lng": 5.1214}},
            "note": "lorem ipsum dolor sit amet " * (number % 5),
        }
        part = json.dumps(item, separators=(",", ":"), ensure_ascii=False).encode() + b","
        parts.append(part)
        length += len(part)
        number += 1
    return b"".join(parts)


def pieces(size: int) -> list[bytes]:
    """Return the body behind its `seq`, in pieces that are shared where they repeat."""
    end = b'{"last":"%s"}]}' % NEEDLE.encode()
    one = min(size, 50_000_000)
    return [b'"items":[', *[items(one)] * (size // one), end]


class Server:
    """Answers one request a connection after another."""

    def __init__(self) -> None:
        self.seq = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the client leaves."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head.split(b" ", 2)[1].decode(), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, target: str, writer: asyncio.StreamWriter) -> None:
        self.seq += 1
        _, kind, size = target.split("/")
        body = [b'{"seq":%d,' % self.seq, *pieces(size_of(size))]
        length = sum(map(len, body))
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % length
        )
        pause = 2.0 * _PIECE / length if kind == "slow" else 0.0
        for part in body:
            for at in range(0, len(part), _PIECE):
                writer.write(part[at : at + _PIECE])
                await writer.drain()
                if pause:
                    await asyncio.sleep(pause)


async def main() -> None:
    """Serve until whoever started it is gone."""
    server = await asyncio.start_server(Server().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 (a parent that dies tells nobody)
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        # `python -m benchmarks.big_bodies 50mb FILE` writes one, for grep.
        Path(sys.argv[2]).write_bytes(b"".join([b'{"seq":0,', *pieces(size_of(sys.argv[1]))]))
    else:
        asyncio.run(main())
