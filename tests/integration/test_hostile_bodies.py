"""A hostile answer and a real terminal: what reaches it are symbols, whatever is pressed."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import threading
from pathlib import Path

import pytest

from tests.support.terminal import Terminal
from tests.tui.bodies import serving

#: All of C0, DEL and C1, and what acts on a terminal or turns text round.
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
MARK = "qqq"
EVIL = f"{MARK}\x1b]52;c;aGk=\x07{MARK}\x1b[2J{MARK}\u202e\u2066{MARK}{CONTROLS}{MARK}"
#: What our own drawing may send: colours, cursor, modes and what Textual asks the terminal.
OURS = re.compile(rb"\x1b(?:\[[0-9;:?<>=$]*[a-zA-Z]|\[\?\d+\$p|[()][0B]|[=>78]|\]22;[a-z]*\x07)")
BODIES = {
    "application/json": json.dumps({MARK: EVIL, EVIL: 1}, ensure_ascii=False).encode(),
    "text/plain": EVIL.encode() + bytes(range(0x80, 0xA0)),
    "text/html": f"<p title='{EVIL}'>{EVIL}</p>".encode(),
    "application/octet-stream": bytes(range(256)) + EVIL.encode(),
}


@pytest.mark.parametrize("content_type", BODIES)
def test_nothing_of_a_body_reaches_the_terminal_raw(tmp_path: Path, content_type: str) -> None:
    address: list[str] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving([BODIES[content_type]], content_type) as where:
            address.append(where)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    try:
        assert ready.wait(10)
        file = tmp_path / "evil.toml"
        file.write_text(
            f'[collection]\nname = "E"\n[[request]]\nname = "R"\nurl = "{address[0]}"\n'
        )
        argv = [sys.executable, "-m", "workbench", str(file)]
        root = Path(__file__).parents[2]
        with Terminal(argv, home=tmp_path, cwd=root) as terminal:
            terminal.wait_for("1 Collections")
            terminal.press("ctrl+r")
            terminal.wait_for("200 OK", 20)
            terminal.press("3")
            for _ in range(4):
                terminal.press("pagedown", "pagedown", "g", "v")
            terminal.press("/")
            terminal.wait_for("text")
            terminal.send(MARK)
            terminal.wait_for("match 1 of")
            terminal.press("tab")
            terminal.wait_for("regex, any case")
            terminal.press("tab", "enter", "esc")
            terminal.wait_for("View")
            terminal.press("y")
            terminal.wait_for("Copied")
            terminal.press("q")
            terminal.wait_exit()
            raw = terminal.raw
    finally:
        over.set()
        thread.join()
    # The clipboard sequence is our own, and holds what was copied as base64 only.
    left = OURS.sub(b"", re.sub(rb"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", b"", raw))
    assert b"aGk=\x07" not in left
    assert not re.search(rb"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]", left)
    text = left.decode()
    assert MARK in text
    assert not re.search("[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]", text)
