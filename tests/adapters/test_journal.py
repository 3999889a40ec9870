"""The journal: what is not saved outlives the process, and nobody else's edits are offered."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

from hypothesis import given, settings

from tests.formats import generated
from workbench.adapters.journal import Journal
from workbench.domain.collection import RequestSpec
from workbench.domain.edits import Unsaved
from workbench.domain.workspace import RequestRef

REF = RequestRef("/api/api.toml", "Folder/Get")
SPEC = RequestSpec("Get", url="https://example.com/{{id}}", folder=("Folder",))
EDIT = Unsaved(REF, SPEC, RequestSpec("Get", url="https://new", folder=("Folder",)))


def journal(directory: Path, workspace: str = "/api") -> Journal:
    return Journal(workspace, directory / "journal")


def test_edits_are_for_nobody_else_to_read_and_come_back_as_they_were(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write([EDIT])
    (path,) = (tmp_path / "journal").glob("*.toml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    first.close()
    assert journal(tmp_path).left_behind() == (EDIT,)


@settings(max_examples=50)
@given(generated.requests)
def test_any_request_comes_back_as_it_was(spec: RequestSpec) -> None:
    with tempfile.TemporaryDirectory() as directory:
        edit = Unsaved(RequestRef("/api/ä.toml", spec.label), None, spec)
        first = journal(Path(directory))
        first.write([edit])
        first.close()
        assert journal(Path(directory)).left_behind() == (edit,)


def test_edits_of_a_process_that_lives_are_not_offered(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write([EDIT])
    assert journal(tmp_path).left_behind() == ()
    first.close()
    assert journal(tmp_path).left_behind()


def test_edits_of_another_workspace_are_not_offered(tmp_path: Path) -> None:
    first = journal(tmp_path, "/elsewhere")
    first.write([EDIT])
    first.close()
    assert journal(tmp_path).left_behind() == ()
    journal(tmp_path).take_over([])
    assert journal(tmp_path, "/elsewhere").left_behind()


def test_nothing_unsaved_leaves_no_file(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write([EDIT])
    first.write([])
    first.close()
    assert list((tmp_path / "journal").iterdir()) == []


def test_what_was_taken_over_is_offered_once(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write([EDIT])
    first.close()
    second = journal(tmp_path)
    second.take_over(second.left_behind())
    assert journal(tmp_path).left_behind() == ()
    second.close()
    assert journal(tmp_path).left_behind() == (EDIT,)


def test_a_journal_that_somebody_broke_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "a.toml").write_text("workspace = 3")
    (tmp_path / "journal" / "b.toml").write_bytes(b"\xff")
    (tmp_path / "journal" / "c.toml").write_text('workspace = "/api"\nrequest = [{ file = "x" }]')
    assert journal(tmp_path).left_behind() == ()
