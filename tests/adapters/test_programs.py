"""The person's editor and pager: what they are given, who may read it, and that it goes after."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pytest

from tests.support.fakes import FakeBody
from workbench.adapters import programs
from workbench.adapters.offline import config_in_force
from workbench.domain.errors import UsageError

#: A line end cut by a step, what a terminal would act on, a bad byte, and no end of line.
HOSTILE = b"\x1b]52;c;aGk=\x07\r\n\tbidi \xe2\x80\xae \xff\rlone\n\x9b2J"


def program(tmp_path: Path, does: str) -> str:
    path = tmp_path / "program"
    path.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" > {tmp_path}/path\n{does}\n')
    path.chmod(0o755)
    return str(path)


def looked_at(tmp_path: Path) -> Path:
    return Path((tmp_path / "path").read_text().strip())


def test_the_pager_sees_symbols_and_no_control_character(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_STEP", 14)
    named = program(
        tmp_path, f'cat "$last" > {tmp_path}/seen; ls -l "$last" | cut -c1-10 > {tmp_path}/mode'
    )
    monkeypatch.setenv("PAGER", named)
    programs.page_text(FakeBody(HOSTILE), ".txt", "utf-8", 0)
    seen = (tmp_path / "seen").read_text("utf-8")
    assert seen == "␛]52;c;aGk=␇\n\tbidi ⟨RLO⟩ \ufffd␍lone\n\ufffd2J"
    assert (tmp_path / "mode").read_text() == "-rw-------\n"
    assert not looked_at(tmp_path).parent.exists()


def test_the_editor_has_the_bytes_in_a_private_directory_that_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    listed = f'ls -ld "$last" "$(dirname "$last")" | cut -c1-10 | sort > {tmp_path}/modes'
    does = f'cat "$last" > {seen}; {listed}'
    monkeypatch.setenv("EDITOR", program(tmp_path, does))
    monkeypatch.delenv("VISUAL", raising=False)
    programs.edit_copy(FakeBody(HOSTILE), ".json")
    assert seen.read_bytes() == HOSTILE
    assert (tmp_path / "modes").read_text() == "-rw-------\ndrwx------\n"
    assert looked_at(tmp_path).name == "body.json"
    assert not looked_at(tmp_path).parent.exists()


@pytest.mark.parametrize(
    ("named", "said"),
    [("no-such-pager -R", "could not be started"), ("false", "status 1"), ('"', "names no pager")],
)
def test_what_is_wrong_with_a_pager_is_said_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    monkeypatch.setenv("PAGER", named)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UsageError, match=said):
        programs.page_text(FakeBody(b"text"), ".txt", "utf-8", 0)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_left_to_the_pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", program(tmp_path, "trap '' INT; kill -INT $PPID; kill -INT $$"))
    before = signal.getsignal(signal.SIGINT)
    programs.page_text(FakeBody(b"text"), ".txt", "utf-8", 0)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_pager_in_force_is_the_one_that_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("more", "less"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        (pager,) = (each for each in config_in_force()[1] if each.name == "pager")
        assert pager.value == name
