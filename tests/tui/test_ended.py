"""The screen is ended from outside in the middle of an edit: nothing is lost."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_whatever_ends_the_screen_the_edit_is_offered_at_the_next_start(
    tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "work" / "api.toml"
    file.parent.mkdir()
    text = '[collection]\nname = "A"\n\n[[request]]\nname = "Get"\nurl = "http://old/"\n'
    file.write_text(text)
    program = [sys.executable, "-m", "workbench", str(file)]
    with Terminal(program, home=tmp_path, columns=80, rows=24) as terminal:
        terminal.wait_for("1 Collections")
        terminal.press("enter")
        terminal.wait_for("http://old/")
        terminal.send("L")
        terminal.wait_for("Accept, next")
        terminal.send("new")
        terminal.press("enter")
        # The strip marks a file once its edits are in the journal.
        terminal.wait_until(lambda lines: "*" in lines[0], "the mark of the file")
        os.kill(terminal.pid, number)
        terminal.wait_exit()
    with Terminal(program, home=tmp_path, columns=80, rows=24) as terminal:
        terminal.wait_for('unsaved edits of "Get"')
        terminal.send("y")
        terminal.wait_for("http://old/new")
        terminal.send("w")
        terminal.wait_for("Saved api.toml.")
    assert file.read_text() == text.replace("http://old/", "http://old/new")
