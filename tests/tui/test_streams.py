"""A stream of events on the screen: seen as it comes, followed at its end, and held still."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from tests.tui.bodies import pane
from tests.tui.screens import opened


async def test_events_are_seen_as_they_come_followed_and_paused(tmp_path: Path) -> None:
    more: asyncio.Queue[str] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
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
    server.close()
