"""What `env:` and `file:` read, and what they leave alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.adapters.sources import MOST, DiskSources
from workbench.domain.errors import UsageError
from workbench.engine.ports import Place

SOURCES = DiskSources()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with a collection two directories down."""
    (tmp_path / "root/a/b").mkdir(parents=True)
    return tmp_path / "root"


def place(root: Path, env_files: bool = True) -> Place:
    return Place(str(root / "a/b/api.toml"), str(root), env_files)


def test_the_process_comes_before_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a/b/.env").write_text("WB_TEST=file\n")
    assert SOURCES.env("WB_TEST", place(root)) == "file"
    monkeypatch.setenv("WB_TEST", "process")
    assert SOURCES.env("WB_TEST", place(root)) == "process"
    monkeypatch.setenv("WB_TEST", "")
    assert SOURCES.env("WB_TEST", place(root)) == ""


def test_env_files_are_looked_at_upwards_to_the_root_and_not_above(root: Path) -> None:
    (root / "a/b/.env").write_text("WB_ONE=b\n")
    (root / "a/.env").write_text("WB_ONE=a\nWB_TWO=a\n")
    (root / ".env").write_text("WB_TWO=root\nWB_THREE=root\n")
    (root.parent / ".env").write_text("WB_FOUR=above\n")
    found = [SOURCES.env(f"WB_{name}", place(root)) for name in ("ONE", "TWO", "THREE", "FOUR")]
    assert found == ["b", "a", "root", None]
    assert "WB_ONE" not in os.environ
    assert SOURCES.env("WB_ONE", place(root, env_files=False)) is None


def test_an_env_file_that_leads_out_of_the_workspace_is_not_followed(root: Path) -> None:
    (root.parent / "outside").write_text("WB_ONE=stolen\n")
    (root / "a/b/.env").symlink_to(root.parent / "outside")
    (root / "inside").write_text("WB_TWO=mine\n")
    (root / "a/.env").symlink_to(root / "inside")
    assert SOURCES.env("WB_ONE", place(root)) is None
    assert SOURCES.env("WB_TWO", place(root)) == "mine"


def test_the_env_file_of_home_is_not_read(private_home: Path) -> None:
    (private_home / "a").mkdir()
    (private_home / ".env").write_text("WB_ONE=home\n")
    asked = Place(str(private_home / "a/api.toml"), str(private_home.parent))
    assert SOURCES.env("WB_ONE", asked) is None


def test_an_env_file_that_is_a_pipe_or_a_directory_is_none(root: Path) -> None:
    os.mkfifo(root / "a/b/.env")
    (root / "a/.env").mkdir()
    assert SOURCES.env("WB_ONE", place(root)) is None


def test_bytes_of_an_env_file_that_are_no_text_stay_those_bytes(root: Path) -> None:
    (root / ".env").write_bytes(b"WB_ONE=a\xff\n")
    found = SOURCES.env("WB_ONE", place(root))
    assert found is not None
    assert os.fsencode(found) == b"a\xff"


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("key.pem", True),
        ("sub/key.pem", True),
        ("./key.pem", True),
        ("link-inside", True),
        ("../key.pem", False),
        ("sub/../key.pem", False),
        ("../b/key.pem", False),
        (".hidden", False),
        ("sub/.hidden", False),
        (".dir/key.pem", False),
        ("link-outside", False),
        ("link-hidden", False),
        ("linked-dir/key.pem", False),
        ("/etc/passwd", False),
        ("~/key.pem", False),
        ("", False),
        ("nul\x00", False),
    ],
)
def test_a_path_is_inside_only_below_the_collection_and_past_nothing_hidden(
    path: str, inside: bool, root: Path
) -> None:
    home = root / "a/b"
    (home / "sub").mkdir()
    (home / ".dir").mkdir()
    for name in ("key.pem", "sub/key.pem", ".hidden", "sub/.hidden", ".dir/key.pem", "../key.pem"):
        (home / name).write_text("x")
    (home / "link-inside").symlink_to(home / "sub/key.pem")
    (home / "link-outside").symlink_to(home.parent / "key.pem")
    (home / "link-hidden").symlink_to(home / ".hidden")
    (home / "linked-dir").symlink_to(home.parent)
    facts = SOURCES.file_facts(path, place(root))
    assert facts.inside is inside


def test_facts_tell_what_is_there(root: Path) -> None:
    home = root / "a/b"
    (home / "key.pem").write_text("four")
    os.mkfifo(home / "pipe")
    there = SOURCES.file_facts("key.pem", place(root))
    assert (there.exists, there.regular, there.size) == (True, True, 4)
    assert there.real_path == str((home / "key.pem").resolve())
    pipe = SOURCES.file_facts("pipe", place(root))
    assert (pipe.exists, pipe.regular) == (True, False)
    gone = SOURCES.file_facts("gone", place(root))
    assert (gone.exists, gone.regular, gone.inside) == (False, False, True)
    absolute = SOURCES.file_facts(str(home / "key.pem"), place(root))
    assert absolute.inside


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"s\n", "s"), (b"s\r\n", "s"), (b"s\n\n", "s\n"), (b" s ", " s "), (b"\r", "\r"), (b"", "")],
)
def test_a_text_loses_its_last_newline_only(content: bytes, text: str, root: Path) -> None:
    (root / "a/b/s").write_bytes(content)
    assert SOURCES.file_text("s", place(root)) == text


def test_what_is_no_text_of_a_bearable_size_is_refused(root: Path) -> None:
    home = root / "a/b"
    (home / "bytes").write_bytes(b"ab\xff")
    (home / "big").write_bytes(b"x" * (MOST + 1))
    os.mkfifo(home / "pipe")
    for name, said in (
        ("bytes", "no UTF-8"),
        ("big", "longer than"),
        ("pipe", "could not be read"),
        ("gone", "could not be read"),
        ("nul\x00", "could not be read"),
        (".", "could not be read"),
    ):
        with pytest.raises(UsageError, match=said):
            SOURCES.file_text(name, place(root))
