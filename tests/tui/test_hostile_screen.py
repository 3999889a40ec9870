"""Whatever a file or a server says, a real terminal gets it as symbols, in every pane."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

#: A title, a colour, an eight-bit one, a reversal of direction, a clipboard, a mark-up tag.
PAYLOADS = (
    "\x1b]0;OWNED\x07",
    "\x1b[31mRED",
    "\x9b32mGREEN",
    "\u202eLIVE",
    "\x1b]52;c;T1dORUQ=\x07",
    "[/nope]",
)
RAW = (
    b"\x1b]0;OWNED",
    b"\x1b[31mRED",
    b"\x9b32m",
    "\x9b32m".encode(),
    "\u202e".encode(),
    b"\x1b]52;c;T1dORUQ=",
)
HOSTILE = "".join(PAYLOADS)
#: As TOML spells it: a file may not hold control characters as they are.
WRITTEN = "".join(
    letter if letter.isascii() and letter.isprintable() else f"\\u{ord(letter):04x}"
    for letter in HOSTILE
).replace('"', '\\"')


class HostileServer:
    """Answers everything with the same hostile head, and a body with one line more each time."""

    def __init__(self) -> None:
        self._asked = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self._asked += 1
        text = "\n".join([HOSTILE] * self._asked).encode()
        inline = HOSTILE.replace("\x07", "").encode()
        writer.write(
            b"HTTP/1.1 200 OK "
            + inline
            + b"\r\nX-Hostile: "
            + inline
            + b"\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: "
            + str(len(text)).encode()
            + b"\r\n\r\n"
            + text
        )
        await writer.drain()
        writer.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@pytest.fixture
def hostile_server() -> Iterator[HostileServer]:
    server = HostileServer()
    yield server
    server.stop()


def collection(port: int) -> str:
    return f"""
[collection]
name = "C {WRITTEN}"
description = "D {WRITTEN}"
auth = "crm"
[variables]
odd = "V {WRITTEN}"
[auth.crm]
type = "bearer"
token = "T {WRITTEN}"
description = "P {WRITTEN}"
[[folder]]
path = ["F {WRITTEN}"]
[[request]]
name = "R {WRITTEN}"
folder = ["F {WRITTEN}"]
description = "Q {WRITTEN}"
auth = "none"
method = "POST"
url = "http://127.0.0.1:{port}/x"
[request.query]
"N {WRITTEN}" = "W {WRITTEN}"
[request.body]
type = "text"
text = "B {WRITTEN}"
"""


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_nothing_hostile_reaches_the_terminal_raw(
    tmp_path: Path, hostile_server: HostileServer, size: tuple[int, int]
) -> None:
    file = tmp_path / "hostile.toml"
    file.write_text(collection(hostile_server.port), "utf-8")
    command = [sys.executable, "-m", "workbench", str(file)]
    home = tmp_path / "home"
    home.mkdir()
    with Terminal(command, home=home, columns=size[0], rows=size[1]) as terminal:
        terminal.wait_for("1 Collections", 30)
        terminal.wait_for("␛", 30)
        terminal.press("ctrl+r")
        terminal.press("3")
        terminal.wait_for("200 OK", 30)
        terminal.press("ctrl+r")
        terminal.wait_for("line 1 of 2", 30)
        terminal.press("H")
        terminal.wait_for("compares it", 30)
        terminal.press("=")
        terminal.wait_for("difference", 30)
        terminal.press("n", "v")
        terminal.wait_for("difference 1 of 1", 30)
        terminal.press("esc")
        terminal.wait_for("3 Response", 30)
        walk = ["l", "l", "h", "h", "v", "v", "v", "2", "l", "l", "l", "l", "4", "z", "z"]
        walk += ["1", "Y", "esc", "H", "esc", "?", "esc", ":", "R", "esc", "!", "esc", "e", "esc"]
        for key in walk:
            terminal.press(key)
            terminal.wait_for("workbench|hostile|env|Collections|Token", 10)
        terminal.press("q")
        assert terminal.wait_exit(30) == 0
        raw = terminal.raw
    assert [payload for payload in RAW if payload in raw] == []
    assert "␛]0;OWNED".encode() in raw
