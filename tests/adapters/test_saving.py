"""Saving: whole or not at all, nobody's work lost, and what went wrong in words."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.adapters import saving
from workbench.adapters.saving import delete_file, restore, save
from workbench.domain.collection import RequestSpec
from workbench.domain.edits import Edit, EnvironmentEdit, RequestEdit
from workbench.domain.errors import FormatError, SaveFailed
from workbench.formats.editing import Edited, edited, read_for_edits
from workbench.formats.line_ends import in_bytes, in_lines

ROOT = Path(__file__).parents[2]
TEXT = (
    '# mine\n[collection]\nname = "C"\n\n[[request]]\nname = "A"\nurl = "http://old/"   # why\n'
    '\n[[request]]\nname = "B"\nurl = "http://b/"\n'
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "c.toml"
    path.write_text(TEXT)
    return path


def new_url(path: Path, url: str = "http://new/", name: str = "A") -> RequestEdit:
    spec = _spec(path, name)
    return RequestEdit(spec, replace(spec, url=url))


def _spec(path: Path, name: str) -> RequestSpec:
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
    found = read_for_edits(text, path.name).request(name)
    assert found is not None
    return found


def test_a_save_changes_one_line_and_leaves_nothing_beside(file: Path) -> None:
    file.chmod(0o640)
    saved = save(str(file), [new_url(file)])
    assert file.read_text() == TEXT.replace("old", "new")
    assert (saved.before, saved.after) == (TEXT, TEXT.replace("old", "new"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_windows_line_endings_and_a_byte_order_mark_are_kept(file: Path, bom: bytes) -> None:
    content = bom + TEXT.replace("\n", "\r\n").encode()
    file.write_bytes(content)
    save(str(file), [new_url(file)])
    assert file.read_bytes() == content.replace(b"old", b"new")


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(["\n", "\r\n"]))))
def test_lines_that_were_not_edited_keep_the_end_they_have(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    kept = in_bytes(text.encode(), text, in_lines(text)).decode()
    assert kept == text
    more = in_bytes(text.encode(), text, in_lines(text) + "new\n").decode()
    assert more.startswith(text)
    assert in_lines(more) == in_lines(text) + "new\n"


def test_a_symbolic_link_stays_one_and_what_it_leads_to_is_saved(file: Path) -> None:
    link = file.parent / "link.toml"
    link.symlink_to(file.name)
    save(str(link), [new_url(file)])
    assert link.is_symlink()
    assert "http://new/" in file.read_text()


def test_what_changed_on_disk_meanwhile_is_kept(file: Path) -> None:
    edit = new_url(file)
    file.write_text(TEXT.replace("http://b/", "http://theirs/"))
    save(str(file), [edit])
    assert file.read_text() == TEXT.replace("old", "new").replace("http://b/", "http://theirs/")


def test_the_same_value_changed_on_disk_is_never_overwritten_unasked(file: Path) -> None:
    edit = new_url(file)
    theirs = TEXT.replace("old", "theirs")
    file.write_text(theirs)
    saved = save(str(file), [edit])
    assert [(each.here, each.there) for each in saved.clashes] == [
        ('"http://new/"', '"http://theirs/"')
    ]
    assert file.read_text() == theirs
    save(str(file), [edit], there_wins=False)
    assert file.read_text() == TEXT.replace("old", "new")


def test_an_editor_that_writes_in_the_middle_of_a_save_is_not_overwritten(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = new_url(file)
    real = saving._written
    calls: list[object] = []

    def written(*values: object) -> str:
        if not calls:
            file.write_text(TEXT.replace("http://b/", "http://theirs/"))
        calls.append(values)
        return real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "_written", written)
    save(str(file), [edit])
    assert file.read_text() == TEXT.replace("old", "new").replace("http://b/", "http://theirs/")
    assert len(calls) == 2
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_never_rests_is_given_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = new_url(file)
    monkeypatch.setattr(saving, "_replaced", lambda *_: False)
    with pytest.raises(SaveFailed, match="was not saved") as caught:
        save(str(file), [edit])
    assert "20 times" in caught.value.hint


FAILURES = [
    (errno.ENOSPC, "No space is left on the device."),
    (errno.EDQUOT, "quota"),
    (errno.EROFS, "read-only"),
    (errno.EACCES, "may not be written"),
    (errno.EIO, "error"),
]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize(("number", "said"), FAILURES)
def test_a_call_that_fails_leaves_the_old_file_and_says_why(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, said: str
) -> None:
    edit = new_url(file)

    def fails(*values: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fails)
    with pytest.raises(SaveFailed, match=r"c.toml was not saved") as caught:
        save(str(file), [edit])
    assert said in caught.value.hint
    assert "The edit is kept" in caught.value.hint
    assert caught.value.fix
    assert file.read_text() == TEXT
    assert list(file.parent.iterdir()) == [file]


def _read_only(path: Path) -> None:
    path.chmod(0o444)


def _removed(path: Path) -> None:
    path.unlink()


def _directory_removed(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_read_only, "may not be written"),
        (_removed, "not there any more"),
        (_directory_removed, "not there any more"),
        (_loop, "round in a circle"),
        (_directory, "directory is there"),
    ],
)
def test_what_happened_to_the_file_is_said(tmp_path: Path, happens: object, said: str) -> None:
    path = tmp_path / "below" / "c.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    edit = new_url(path)
    assert callable(happens)
    happens(path)
    with pytest.raises(SaveFailed) as caught:
        save(str(path), [edit])
    assert said in caught.value.hint


def test_a_file_that_is_broken_by_now_is_left_alone(file: Path) -> None:
    edit = new_url(file)
    file.write_text(TEXT + "x =\n")
    with pytest.raises(FormatError, match="broken by now"):
        save(str(file), [edit])
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SaveFailed, match="not saved"):
        save(str(file), [edit])
    assert file.read_bytes() == b"\xff\xfe"


def test_a_text_that_would_lose_a_comment_is_offered_beside(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(text: str, edits: Sequence[Edit], **more: Any) -> Edited:
        return replace(edited(text, edits, **more), why="A comment would be lost: # on purpose")

    monkeypatch.setattr(saving, "edited", lossy)
    saved = save(str(file), [new_url(file)])
    assert file.read_text() == TEXT
    assert "on purpose" in saved.why
    offered = Path(saved.beside)
    assert offered.parent == file.parent
    assert (saved.after, offered.read_text()) == ("", edited(TEXT, [new_url(file)], file="x").text)


def test_a_text_is_put_back_only_where_nobody_wrote_since(file: Path) -> None:
    saved = save(str(file), [new_url(file)])
    assert restore(str(file), saved.after, saved.before)
    assert file.read_text() == TEXT
    assert not restore(str(file), saved.after, saved.before + "#")
    assert file.read_text() == TEXT


def test_a_file_can_become_empty_and_be_put_back(tmp_path: Path) -> None:
    path = tmp_path / "workbench.toml"
    path.write_text("")
    added = save(str(path), [EnvironmentEdit("test", None, {})])
    assert (added.before, added.after, path.read_text()) == ("", added.after, added.after)
    assert restore(str(path), added.after, added.before)
    assert path.read_text() == ""
    assert restore(str(path), "", added.after)
    removed = save(str(path), [EnvironmentEdit("test", {}, None)])
    assert (removed.before, path.read_text()) == (added.after, "")


def test_a_file_is_deleted_and_its_text_handed_back(file: Path) -> None:
    assert delete_file(str(file)) == TEXT
    assert not file.exists()
    with pytest.raises(SaveFailed, match="was not saved"):
        delete_file(str(file))


def killed(*words: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.adapters.killed", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    found: dict[str, int] = json.loads(done.stdout)
    print(found)
    return found


def test_a_kill_before_or_after_any_call_leaves_the_old_or_the_new_file() -> None:
    found = killed("calls")
    assert found["calls"] >= 9
    assert (found["torn"], found["unsaved"]) == (0, 0)
    assert found["old"] + found["new"] == 2 * found["calls"]
    assert found["old"]
    assert found["new"]


def test_a_hundred_kills_at_random_leave_the_old_or_the_new_file() -> None:
    found = killed("random", "100")
    assert found["torn"] == 0
    assert found["old"] + found["new"] == 100


def test_two_processes_lose_no_edit_in_two_hundred_runs() -> None:
    assert killed("both", "200") == {"runs": 200, "lost": 0}
