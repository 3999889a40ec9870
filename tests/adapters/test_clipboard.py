"""Copying: through tmux where we are in it, else by the terminal."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest

from workbench.adapters.clipboard import OSC_52_LIMIT, copy
from workbench.domain.config import ClipboardWay

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def fake_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `tmux` first on the path that keeps its arguments and its input."""
    program = tmp_path / "tmux"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/arguments\ncat > {tmp_path}/input\n'
        f"test ! -e {tmp_path}/refuses || ! echo $@ | grep -q -e -w\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TMUX", "/somewhere,1,0")
    return tmp_path


def test_inside_tmux_the_text_goes_through_its_buffer_and_in_no_argument(fake_tmux: Path) -> None:
    outcome = copy("a secret é")
    assert outcome.how == "through tmux"
    assert outcome.sequence is None
    assert (fake_tmux / "input").read_text("utf-8") == "a secret é"
    assert (fake_tmux / "arguments").read_text().split() == ["load-buffer", "-w", "-"]


def test_an_old_tmux_takes_it_into_its_own_buffer(fake_tmux: Path) -> None:
    (fake_tmux / "refuses").touch()
    assert copy("text").how == "to the tmux buffer only"
    assert (fake_tmux / "input").read_text() == "text"


def test_elsewhere_the_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    outcome = copy("text")
    assert outcome.sequence is not None
    assert outcome.sequence.startswith("\x1b]52;c;")
    assert base64.b64decode(outcome.sequence[7:-1]) == b"text"


def test_what_no_terminal_takes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    outcome = copy("x" * (OSC_52_LIMIT + 1))
    assert not outcome.taken
    assert outcome.sequence is None


def test_the_way_that_a_person_set_is_taken_and_no_other(fake_tmux: Path) -> None:
    outcome = copy("text", ClipboardWay.OSC52)
    assert outcome.sequence is not None
    assert not (fake_tmux / "input").exists()
    outcome = copy("text", ClipboardWay.FILE)
    assert (outcome.taken, outcome.to_file, outcome.sequence) == (False, True, None)
    assert not (fake_tmux / "input").exists()


def test_tmux_that_is_asked_for_and_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = copy("text", ClipboardWay.TMUX)
    assert (outcome.taken, outcome.sequence) == (False, None)
    assert "tmux" in outcome.how
