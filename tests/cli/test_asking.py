"""What a prompt asks on the terminal of a command: unseen, past pipes, and never where none is."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.counting import Counting, counting
from tests.support.terminal import Terminal

WORKBENCH = [sys.executable, "-m", "workbench"]


@pytest.fixture
def server() -> Iterator[Counting]:
    with counting() as started:
        yield started


@pytest.fixture
def collection(server: Counting, tmp_path: Path) -> str:
    path = tmp_path / "c.toml"
    path.write_text(
        f'[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "{server.url}"\n'
        '[request.headers]\nX = "{{prompt:Pass\\u009bword}}"\n'
    )
    return str(path)


def test_a_value_is_typed_unseen_while_both_streams_are_pipes(
    server: Counting, collection: str, tmp_path: Path
) -> None:
    line = shlex.join([*WORKBENCH, "run", collection, "--json"])
    with Terminal(["sh", "-c", f": | {line} > out 2> err"], home=tmp_path) as terminal:
        terminal.wait_for(r"Pass.+word \(c\.toml\):")
        terminal.send("s3cret\r")
        assert terminal.wait_exit() == 0
        assert "s3cret" not in terminal.text()
        assert b"\x9b" not in terminal.raw.replace("\u009b".encode(), b"\x9b")
    assert "X: s3cret\n" in server.heard[0]
    told = (tmp_path / "out").read_text() + (tmp_path / "err").read_text()
    assert json.loads((tmp_path / "out").read_text())["status"] == 200
    assert "s3cret" not in told


def test_ctrl_c_at_the_question_ends_it_and_nothing_is_sent(
    server: Counting, collection: str, tmp_path: Path
) -> None:
    with Terminal([*WORKBENCH, "run", collection], home=tmp_path) as terminal:
        terminal.wait_for("word")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert "interrupted" in terminal.text()
    assert server.heard == []


def test_the_end_of_input_is_no_answer(server: Counting, collection: str, tmp_path: Path) -> None:
    with Terminal([*WORKBENCH, "run", collection], home=tmp_path) as terminal:
        terminal.wait_for("word")
        terminal.press("ctrl+d")
        assert terminal.wait_exit() == 2
        assert "nobody answered prompt:" in terminal.text()
    assert server.heard == []


def test_without_a_terminal_it_ends_at_once_and_names_the_prompt(
    server: Counting, collection: str
) -> None:
    done = subprocess.run(
        [*WORKBENCH, "run", collection],
        capture_output=True,
        text=True,
        input="typed into the pipe\n",
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nobody answered prompt:Pass" in done.stderr
    assert server.heard == []


def test_trust_lists_a_command_and_its_output_is_shown_nowhere(
    server: Counting, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "c.toml"
    command = f"{sys.executable} -c 'print(6 * 7_000_000)'"
    path.write_text(
        f'[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "{server.url}"\n'
        f'[request.headers]\nX = "{{{{command:{command}}}}}"\n'
    )
    code, out, err = run("run", str(path))
    assert code == 2
    assert f"runs the command {command} in {tmp_path}" in err
    assert server.heard == []
    code, out, err = run("run", str(path), "--trust", "--json")
    assert code == 0
    assert f"--trust allowed: c.toml runs the command {command} in {tmp_path}." in err
    assert "X: 42000000\n" in server.heard[0]
    assert "42000000" not in out + err
