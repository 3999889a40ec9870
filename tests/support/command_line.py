"""The command line in this process: what it returned and what it wrote, as a shell sees it.

Must not open the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from unittest.mock import patch

from workbench import cli
from workbench.cli import asking

if TYPE_CHECKING:
    import pytest

#: Runs a command and returns its exit status, stdout and stderr.
Run = Callable[..., tuple[int, str, str]]


def command_line(captured: pytest.CaptureFixture[bytes]) -> Run:
    """Return what runs a command; `captured` is `capfdbinary`."""

    def run(*words: str) -> tuple[int, str, str]:
        # Whoever runs the tests sits at a terminal, and must not be asked there.
        with patch.object(asking, "TERMINAL", "/nowhere/tty"):
            code = cli.main(list(words), open_screen=lambda **_: 99)
        out, err = captured.readouterr()
        return code, out.decode(), err.decode()

    return run
