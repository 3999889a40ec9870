"""A stream of events on the screen: seen as it comes, followed at its end, and held still."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.tui.bodies import pane, whole
from tests.tui.screens import Screen, opened
from workbench.views.limits import BIG


@contextlib.asynccontextmanager
async def streaming(
    tmp_path: Path, content_type: str, more: asyncio.Queue[str]
) -> AsyncIterator[Screen]:
    """Show a request whose answer is what is put into a queue, until an empty text ends it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode())
            while piece := await more.get():
                writer.write(piece.encode())
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    file = tmp_path / "events.toml"
    port = server.sockets[0].getsockname()[1]
    file.write_text(
        '[collection]\nname = "Events"\n'
        f'[[request]]\nname = "Events"\nurl = "http://127.0.0.1:{port}/"\n'
    )
    async with opened(file) as screen:
        yield screen
    server.close()


async def test_events_are_seen_as_they_come_followed_and_paused(tmp_path: Path) -> None:
    more: asyncio.Queue[str] = asyncio.Queue()
    async with streaming(tmp_path, "text/event-stream", more) as screen:
        await more.put("data: first\n\n")
        await screen.press("ctrl+r", "3")
        await screen.until(lambda: "data: first" in screen.text and "k pauses" in screen.text)
        await more.put("".join(f"data: event {n} \x1b[2J\n\n" for n in range(50)))
        await screen.until(lambda: "data: event 49 ␛[2J" in screen.text)
        await screen.press("k", "k")
        await screen.until(lambda: "paused, G follows" in screen.text)
        held = pane(screen).rows.top
        await more.put("".join(f"data: later {n}\n\n" for n in range(50)))
        await screen.until(lambda: pane(screen).rows.row_count > 200)
        assert pane(screen).rows.top == held
        await screen.press("G")
        await screen.until(lambda: "data: later 49" in screen.text and "k pauses" in screen.text)
        await more.put("")
        await screen.until(lambda: "pauses" not in screen.text)


async def test_json_lines_without_end_are_laid_out_up_to_a_cap_that_is_said(tmp_path: Path) -> None:
    more: asyncio.Queue[str] = asyncio.Queue()
    line = '{"number": %d, "text": "' + "x" * 30 + '"}\n'
    async with streaming(tmp_path, "application/x-ndjson", more) as screen:
        await more.put(line % 1)
        await screen.press("ctrl+r", "3")
        await screen.until(lambda: "k pauses" in screen.text)
        count = BIG // 50 + 4000
        await more.put("".join(line % n for n in range(count)))
        await screen.until(lambda: "Laid out up to 8.4 MB while more comes" in screen.text)
        await screen.until(lambda: whole(screen).view.layout.scanned >= BIG)
        rows = whole(screen).view.row_count
        await more.put("".join(line % n for n in range(20_000)))
        size = whole(screen).body.size
        await screen.until(lambda: whole(screen).body.size > size + 500_000)
        # The rows and what they take of memory are bounded; the bytes are all there.
        assert whole(screen).view.row_count - rows < 200
        await screen.press("v", "G")
        await more.put('{"the newest": 1}\n')
        await screen.until(lambda: '{"the newest": 1}' in screen.text)
        assert "Laid out up to" not in screen.text
        await more.put("")
        await screen.until(lambda: not screen.app.sends.flying)
        body = whole(screen).body
        assert body.complete
        assert body.read(body.size - 18, body.size) == b'{"the newest": 1}\n'
