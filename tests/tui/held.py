"""An API whose answers a test holds back and lets go, piece by piece.

It must not answer by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class HeldApi:
    """A server on loopback: the head goes out at `head`, the body at `body`."""

    origin: str = ""
    head: asyncio.Event = field(default_factory=asyncio.Event)
    body: asyncio.Event = field(default_factory=asyncio.Event)
    content: bytes = b'{"held": true}'
    asked: int = 0

    def let_go(self) -> None:
        """Answer from now on."""
        self.head.set()
        self.body.set()

    def hold(self) -> None:
        """Hold answers back again."""
        self.head.clear()
        self.body.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            await self.head.wait()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.content)}\r\n"
            writer.write(
                f"{head}Content-Type: application/json\r\nConnection: close\r\n\r\n".encode()
            )
            await writer.drain()
            await self.body.wait()
            writer.write(self.content)
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def held_api() -> AsyncIterator[HeldApi]:
    """Start one for the block."""
    api = HeldApi()
    server = await asyncio.start_server(api.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    api.origin = f"http://127.0.0.1:{port}"
    try:
        yield api
    finally:
        api.let_go()
        server.close()
