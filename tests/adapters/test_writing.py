"""Files written for a person, and bodies kept."""

from __future__ import annotations

import gc
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.adapters.spool import SpooledBody
from workbench.adapters.writing import replace_file, save_body, write_new, write_private
from workbench.domain.errors import UsageError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_for_nobody_else_and_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o644)
    assert write_private("grüß", str(path)) == str(path)
    assert (path.read_text("utf-8"), mode(path)) == ("grüß", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    write_new(str(path), "first")
    with pytest.raises(UsageError, match="is there already"):
        write_new(str(path), "second")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is there already"):
        write_new(str(tmp_path / "link"), "third")
    assert path.read_text() == "first"
    assert not (tmp_path / "elsewhere").exists()


def test_a_body_is_saved_as_received_and_over_nothing(tmp_path: Path) -> None:
    body = SpooledBody(in_memory=10)
    content = bytes(range(256)) * 9000
    body.append(content)
    path = tmp_path / "body"
    assert save_body(body, str(path)) == len(content)
    with pytest.raises(UsageError, match="is there already"):
        save_body(body, str(path))
    path.write_text("changed")
    assert save_body(body, str(path), overwrite=True) == len(content)
    assert path.read_bytes() == content
    assert mode(path) == 0o600
    body.close()


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = str(tmp_path / "gone/a")
    for writing in (
        lambda: write_private("x", path),
        lambda: write_new(path, "x"),
        lambda: save_body(SpooledBody(), path),
        lambda: save_body(SpooledBody(), path, overwrite=True),
    ):
        with pytest.raises(UsageError, match="could not be written"):
            writing()


def test_writing_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def chunks() -> object:
        yield b"new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        replace_file(path, chunks())  # type: ignore[arg-type] # it breaks on purpose
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(0, 60), st.data())
def test_any_range_of_a_body_is_what_was_appended(
    chunks: list[bytes], in_memory: int, data: st.DataObject
) -> None:
    body = SpooledBody(in_memory=in_memory)
    for chunk in chunks:
        body.append(chunk)
    whole = b"".join(chunks)
    start = data.draw(st.integers(0, len(whole) + 5))
    end = data.draw(st.integers(0, len(whole) + 5))
    assert body.size == len(whole)
    assert body.read(start, end) == whole[start:end]
    body.close()


def test_a_big_body_goes_to_a_file_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_files: Callable[[], int]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = open_files()
    body = SpooledBody()
    body.append(bytes(1024 * 1024))
    assert open_files() == before
    body.append(b"more")
    assert open_files() == before + 1
    assert list(tmp_path.iterdir()) == []
    assert body.read(1024 * 1024 - 1, 1024 * 1024 + 4) == b"\x00more"
    body.close()
    assert open_files() == before
    assert (body.size, body.read(0, 9)) == (0, b"")
    body.close()


def test_a_body_that_nobody_closed_is_given_back(open_files: Callable[[], int]) -> None:
    before = open_files()
    body = SpooledBody(in_memory=0)
    body.append(b"x")
    assert open_files() == before + 1
    del body
    gc.collect()
    assert open_files() == before
