"""Starting the screen from a shell: what stands in the way is said in three parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.terminal import Terminal


def test_the_screen_refuses_to_draw_for_nobody() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "workbench"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.splitlines()[0] == "✗ The screen needs a terminal."
    assert "workbench --help" in answer.stderr


def test_a_path_that_is_not_there_is_said_without_a_raw_character(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workbench", "no\x1b[2Jsuch"]
    with Terminal(command, home=tmp_path) as terminal:
        assert terminal.wait_exit(60) == 2
        assert "✗ " in "\n".join(terminal.screen())
        assert "␛[2J" in "\n".join(terminal.screen())
