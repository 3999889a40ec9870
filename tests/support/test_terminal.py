"""The pty driver itself, with small programs of the shell in the place of the workbench."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, TerminalTimeoutError

ECHO = (
    "import os, sys, tty\n"
    "tty.setraw(0)\n"
    "os.write(1, b'\\x1b[2J\\x1b[Hready %dx%d\\r\\n' % tuple(os.get_terminal_size()))\n"
    "while (key := os.read(0, 16)) != b'q':\n"
    "    os.write(1, repr(key).encode() + b'\\r\\n')\n"
    "sys.exit(3)\n"
)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_program_sees_the_size_and_the_keys_and_its_status_comes_back(tmp_path: Path) -> None:
    with Terminal(python(ECHO), home=tmp_path, columns=90, rows=20) as terminal:
        terminal.wait_for("ready 90x20")
        terminal.press("ctrl+r")
        terminal.wait_for(r"b'\\x12'")
        terminal.press("down")
        terminal.wait_for(r"b'\\x1b\[B'")
        terminal.send("é")
        terminal.wait_for(r"b'\\xc3\\xa9'")
        assert len(terminal.screen()) == 20
        terminal.press("q")
        assert terminal.wait_exit() == 3


def test_sequences_that_a_screen_swallows_are_in_the_raw_log_only(tmp_path: Path) -> None:
    code = (
        "import sys; sys.stdout.write('a\\x1b[>1u\\x1b[?2026$pb\\x1b]52;c;eA==\\x07c'); "
        "sys.stdout.flush(); input()"
    )
    with Terminal(python(code), home=tmp_path) as terminal:
        terminal.wait_for("abc")
        assert b"\x1b]52;c;eA==\x07" in terminal.raw
        assert sum(chunk.size for chunk in terminal.chunks) == len(terminal.raw)


def test_a_wait_that_is_not_met_says_what_was_on_the_screen(tmp_path: Path) -> None:
    with Terminal(python("print('only this')"), home=tmp_path) as terminal:
        with pytest.raises(TerminalTimeoutError, match=r"the program ended before /other/"):
            terminal.wait_for("other")
        with pytest.raises(TerminalTimeoutError, match="only this"):
            terminal.wait_for("other")


def test_closing_ends_a_program_that_ignores_the_polite_signal(tmp_path: Path) -> None:
    code = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); signal.pause()"
    )
    terminal = Terminal(python(code), home=tmp_path)
    terminal.wait_for("up")
    terminal.close(grace=0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)


def test_nothing_of_the_callers_environment_but_the_path_reaches_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_CLIENT_SECRET", "not for you")
    code = "import os; print(os.environ.get('CRM_CLIENT_SECRET'), os.environ['HOME']); input()"
    with Terminal(python(code), home=tmp_path, columns=200, env={"EXTRA": "1"}) as terminal:
        terminal.wait_for(f"None {tmp_path}")
