"""Starts an installed workbench in a pty, asks its first screen one question, and quits it.

It must not import the workbench: what is tried is the command that a person would type.

    python -m scripts.pty_start -- workbench demo
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.terminal import Terminal, TerminalTimeoutError

FIRST_SCREEN = r"1 Collections|Start"
ANSWER_LINES = 5  # a countdown changes a line or two by itself; the window of keys changes more


def main() -> int:
    """Returns 0 when the screen showed, answered a key and went away with status 0."""
    parser = argparse.ArgumentParser(description="Start a command in a pty and ask it one key.")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for each answer")
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(given.command, home=Path(home), columns=given.columns, rows=given.rows)
        try:
            took = tried(terminal, given.timeout)
        except (TerminalTimeoutError, OSError) as error:
            print(f"{' '.join(given.command)}: {error}", file=sys.stderr)
            return 1
        finally:
            terminal.close()
    print(f"{' '.join(given.command)}: first screen after {took:.1f} s, answered, ended with 0")
    return 0


def tried(terminal: Terminal, timeout: float) -> float:
    """The seconds until the first screen; raises `TerminalTimeoutError` at the first failure."""
    started = time.monotonic()
    terminal.wait_for(FIRST_SCREEN, timeout)
    took = time.monotonic() - started
    before = terminal.screen()

    def answered(lines: list[str]) -> bool:
        changed = [new for old, new in zip(before, lines, strict=True) if new != old]
        return len(changed) >= ANSWER_LINES

    ask(terminal, answered, timeout)
    terminal.press("esc")
    terminal.press("q")
    status = terminal.wait_exit(timeout)
    if status:
        raise TerminalTimeoutError(f"the program ended with status {status} after q")
    return took


def ask(terminal: Terminal, answered: Callable[[list[str]], bool], timeout: float) -> None:
    """Presses `?` until the screen answers: a key typed before the screen listens is lost."""
    end = time.monotonic() + timeout
    while True:
        terminal.press("?")
        try:
            terminal.wait_until(answered, "an answer to ?", min(2.0, timeout))
        except TerminalTimeoutError:
            if time.monotonic() >= end:
                raise
        else:
            return


if __name__ == "__main__":
    sys.exit(main())
