"""What is too long for a terminal's clipboard goes to a file instead, and nothing raw is said."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tui.bodies import answered, pane


async def test_a_text_that_no_terminal_takes_is_offered_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "copied.txt"
    async with answered(tmp_path, json.dumps(["x" * 100_000]).encode()) as screen:
        await screen.press("j", "y")
        await screen.until(lambda: "Not copied: the value is longer than" in screen.text)
        await screen.press("y")
        await screen.until(lambda: "Save text" in screen.text)
        await screen.press("ctrl+u")
        await screen.pilot.press(*str(target).replace("/", "/"))
        await screen.press("enter")
        await screen.until(target.exists)
    assert target.read_text() == "x" * 100_000
    assert target.stat().st_mode & 0o777 == 0o600


async def test_what_is_copied_is_named_without_its_control_characters(tmp_path: Path) -> None:
    async with answered(tmp_path, b'{"a\x9b31m": 1}'.replace(b"\x9b", b"\xc2\x9b")) as screen:
        await screen.press("j", "y")
        await screen.until(lambda: "Copied the value of" in screen.text)
        assert all(line.isprintable() for line in screen.lines)


async def test_on_a_header_all_headers_are_the_first_to_be_copied(tmp_path: Path) -> None:
    async with answered(tmp_path, b"{}") as screen:
        await screen.press("l")
        await screen.until(lambda: pane(screen).tab == "Headers")
        await screen.press("Y", "enter")
        await screen.until(lambda: "Copied the response's headers" in screen.text)
