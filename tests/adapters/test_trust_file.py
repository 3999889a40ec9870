"""Answers about trust, kept."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from workbench.adapters.trust_file import TrustFile
from workbench.domain.trust import Ask, AskKind

SECRET = Ask(AskKind.SOURCE, "CRM_CLIENT_SECRET", "https://auth.example.com")
ELSEWHERE = Ask(AskKind.SOURCE, "CRM_CLIENT_SECRET", "https://evil.example.com")
PRESET = Ask(AskKind.PRESET, "crm", "https://api.example.com")


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Where the answers are kept."""
    return tmp_path / "state/trust.toml"


def workspace(tmp_path: Path, name: str) -> str:
    (tmp_path / name).mkdir(exist_ok=True)
    file = tmp_path / name / "api.toml"
    file.write_text("")
    return str(file)


def test_an_answer_holds_for_its_workspace_and_its_origin(tmp_path: Path, stored: Path) -> None:
    mine, other = workspace(tmp_path, "mine"), workspace(tmp_path, "other")
    TrustFile(stored).remember(mine, [SECRET, PRESET])
    asked = [SECRET, ELSEWHERE, PRESET]
    assert TrustFile(stored).allowed(mine, asked) == {SECRET, PRESET}
    assert TrustFile(stored).allowed(other, asked) == frozenset()
    neighbour = Path(mine).with_name("second.toml")
    neighbour.write_text("")
    assert TrustFile(stored).allowed(str(neighbour), asked) == {SECRET, PRESET}


def test_a_link_to_the_workspace_is_the_workspace(tmp_path: Path, stored: Path) -> None:
    mine = workspace(tmp_path, "mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    TrustFile(stored).remember(str(tmp_path / "link/api.toml"), [SECRET])
    assert TrustFile(stored).allowed(mine, [SECRET]) == {SECRET}


def test_in_a_shared_directory_each_file_is_on_its_own(private_home: Path, stored: Path) -> None:
    first, second = private_home / "a.toml", private_home / "b.toml"
    for file in (first, second):
        file.write_text("")
    TrustFile(stored).remember(str(first), [SECRET])
    assert TrustFile(stored).allowed(str(first), [SECRET]) == {SECRET}
    assert TrustFile(stored).allowed(str(second), [SECRET]) == frozenset()


def test_the_file_is_for_nobody_else(tmp_path: Path, stored: Path) -> None:
    TrustFile(stored).remember(workspace(tmp_path, "mine"), [SECRET])
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert stat.S_IMODE(stored.parent.stat().st_mode) == 0o700
    assert "CRM_CLIENT_SECRET" in stored.read_text()


def test_without_a_path_it_lies_in_the_state_directory(tmp_path: Path, private_home: Path) -> None:
    TrustFile().remember(workspace(tmp_path, "mine"), [SECRET])
    assert (private_home / ".local/state/workbench/trust.toml").is_file()


def test_two_that_are_open_at_once_lose_no_answer(tmp_path: Path, stored: Path) -> None:
    mine = workspace(tmp_path, "mine")
    one, two = TrustFile(stored), TrustFile(stored)
    assert one.allowed(mine, [SECRET]) == frozenset()
    two.remember(mine, [PRESET])
    one.remember(mine, [SECRET])
    assert two.allowed(mine, [SECRET, PRESET]) == {SECRET, PRESET}
    assert TrustFile(stored).allowed(mine, [SECRET, PRESET]) == {SECRET, PRESET}


def _remember(stored: Path, file: str, number: int) -> None:
    trust = TrustFile(stored)
    for each in range(10):
        trust.remember(file, [Ask(AskKind.PRESET, f"p{number}-{each}", "https://h")])


def test_processes_that_answer_at_once_lose_no_answer(tmp_path: Path, stored: Path) -> None:
    mine = workspace(tmp_path, "mine")
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_remember, args=(stored, mine, each)) for each in range(3)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    asks = [Ask(AskKind.PRESET, f"p{a}-{b}", "https://h") for a in range(3) for b in range(10)]
    assert TrustFile(stored).allowed(mine, asks) == set(asks)


@pytest.mark.parametrize(
    "content",
    [
        b"[[allowed",
        b"allowed = 3\n",
        b'allowed = ["x"]\n',
        b'[[allowed]]\nworkspace = 1\nkind = "source"\nname = "a"\norigin = "b"\n',
        b'[[allowed]]\nkind = "everything"\nworkspace = "/"\nname = "a"\norigin = "b"\n',
        b"\xff\xfe",
    ],
)
def test_a_broken_file_asks_again_and_is_kept(content: bytes, tmp_path: Path, stored: Path) -> None:
    mine = workspace(tmp_path, "mine")
    stored.parent.mkdir()
    stored.write_bytes(content)
    trust = TrustFile(stored)
    assert trust.allowed(mine, [SECRET]) == frozenset()
    assert trust.notices == [f"Trust is asked again: {stored} is not as it was written."]
    trust.remember(mine, [SECRET])
    assert TrustFile(stored).allowed(mine, [SECRET]) == {SECRET}
    assert stored.with_suffix(".toml.broken").read_bytes() == content


def test_what_cannot_be_stored_holds_for_the_session(tmp_path: Path) -> None:
    mine = workspace(tmp_path, "mine")
    (tmp_path / "state").write_text("a file where the directory should be")
    trust = TrustFile(tmp_path / "state/trust.toml")
    trust.remember(mine, [SECRET])
    assert trust.allowed(mine, [SECRET]) == {SECRET}
    assert "holds until the end" in trust.notices[-1]


def test_a_name_of_bytes_that_are_no_text_is_not_stored(tmp_path: Path, stored: Path) -> None:
    mine = workspace(tmp_path, "mine")
    odd = Ask(AskKind.FILE, "a\udcff")
    trust = TrustFile(stored)
    trust.remember(mine, [odd, SECRET])
    assert trust.allowed(mine, [odd]) == {odd}
    assert TrustFile(stored).allowed(mine, [odd, SECRET]) == {SECRET}
