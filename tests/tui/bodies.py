"""One answer of any bytes on the screen, for tests of the Response pane.

    async with answered(tmp_path, b"[1]", "application/json") as screen: ...

It must not know what the pane makes of it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tests.tui.screens import Screen, opened
from workbench.tui.layout import PaneName
from workbench.tui.response.pane import ResponsePane
from workbench.tui.response.reading import Reading


@contextlib.asynccontextmanager
async def serving(bodies: Sequence[bytes], content_type: str) -> AsyncIterator[str]:
    """Serve these bodies, one a request, the last again and again; their address."""
    left = list(bodies)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            body = left.pop(0) if len(left) > 1 else left[0]
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode())
            writer.write(body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


@contextlib.asynccontextmanager
async def answered(
    tmp_path: Path, *bodies: bytes, content_type: str = "application/json", size: str = "120x40"
) -> AsyncIterator[Screen]:
    """Show the answer to one request, with the focus on its pane."""
    async with serving(bodies, content_type) as address:
        file = tmp_path / "bodies.toml"
        file.write_text(
            f'[collection]\nname = "Bodies"\n[[request]]\nname = "Body"\nurl = "{address}"\n'
        )
        async with opened(file, size) as screen:
            for _ in bodies:
                await screen.send()
            await screen.press("3")
            await screen.until(lambda: not whole(screen).busy, "the end of the reading")
            await screen.pilot.pause()
            yield screen


def pane(screen: Screen) -> ResponsePane:
    """The pane itself."""
    found = screen.pane(PaneName.RESPONSE)
    assert isinstance(found, ResponsePane)
    return found


def whole(screen: Screen) -> Reading:
    """The body as it is read."""
    reading = pane(screen).whole
    assert reading is not None
    return reading
