"""Editing on the screen, by keys: save, undo, the tree, and what an earlier session left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.adapters.journal import Journal
from workbench.domain.collection import RequestSpec
from workbench.domain.edits import Unsaved
from workbench.domain.workspace import RequestRef
from workbench.tui.layout import PaneName

SIZES = ("120x40", "80x24")
TEXT = """\
# The customers, by hand.
[collection]
name = "Customers"

[[request]]
name = "Get"      # the first
url = "http://127.0.0.1:1/get"    # one

[[folder]]
path = "More"

[[request]]
name = "List"
folder = "More"
url = "http://127.0.0.1:1/list"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "customers.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


async def new_url(screen: Screen, url: str) -> None:
    await screen.press("L")
    await screen.until(lambda: screen.app.focused and screen.app.focused.id != "x")
    await retyped(screen, url)


async def saved(screen: Screen, file: Path, text: str) -> None:
    await screen.until(lambda: file.read_text() == text, "the text of the file")


@pytest.mark.parametrize("size", SIZES)
async def test_w_writes_what_was_edited_and_nothing_else(file: Path, size: str) -> None:
    async with opened(file, size) as screen:
        await new_url(screen, "http://127.0.0.1:1/new")
        await screen.press("enter")
        await screen.until(lambda: screen.app.session.drafts)
        assert "*" in screen.lines[0]
        await screen.press("w")
        await saved(screen, file, TEXT.replace("1/get", "1/new"))
        await screen.until(lambda: "Saved customers.toml." in screen.text)
        assert not screen.app.session.drafts


async def test_what_is_still_being_typed_is_saved_too(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/typed")
        await screen.press("ctrl+s")
        await saved(screen, file, TEXT.replace("1/get", "1/typed"))


async def test_undo_reaches_back_over_a_save_and_redo_forth(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/new")
        await screen.press("enter", "w")
        await saved(screen, file, TEXT.replace("1/get", "1/new"))
        await screen.until(lambda: not screen.app.session.drafts)
        await screen.press("U")
        assert [each.url for each in screen.app.session.drafts.values()] == [
            "http://127.0.0.1:1/get"
        ]
        await screen.press("R")
        assert not screen.app.session.drafts
        await screen.press("U", "w")
        await saved(screen, file, TEXT)


async def test_a_value_that_changed_on_disk_is_a_choice_with_both_versions(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/mine")
        await screen.press("enter")
        theirs = TEXT.replace("1/get", "1/theirs")
        file.write_text(theirs)
        await screen.press("w")
        await screen.until(lambda: "changed in customers.toml, too" in screen.text)
        assert "1/mine" in screen.footer
        assert "1/theirs" in screen.footer
        await screen.press("escape")
        assert file.read_text() == theirs
        assert screen.app.session.drafts
        await screen.press("w")
        await screen.until(lambda: "write mine" in screen.footer)
        await screen.press("m")
        await saved(screen, file, TEXT.replace("1/get", "1/mine"))


async def test_a_save_that_fails_says_why_and_keeps_the_edit(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/mine")
        await screen.press("enter")
        file.chmod(0o444)
        await screen.press("w")
        await screen.until(lambda: "was not saved" in screen.text)
        assert "The edit is kept here." in screen.text
        assert screen.app.session.drafts
        file.chmod(0o644)
        await screen.press("w")
        await saved(screen, file, TEXT.replace("1/get", "1/mine"))


async def test_a_new_request_is_a_draft_until_it_is_saved(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("ctrl+n")
        await retyped(screen, "http://127.0.0.1:1/fresh")
        await screen.press("enter", "1")
        await screen.until(lambda: "New request *" in screen.text)
        assert file.read_text() == TEXT
        await screen.press("w")
        added = '\n[[request]]\nname = "New request"\nmethod = "GET"\nurl = "http://127.0.0.1:1/fresh"\n'
        await screen.until(lambda: added in file.read_text())
        await screen.until(lambda: "New request *" not in screen.text)
        assert "New request" in screen.text


async def at(screen: Screen, label: str) -> None:
    await screen.press("1")
    (path,) = [each.path for each in screen.app.workbench.workspace.collections][:1]
    screen.main.point_at(RequestRef(path, label))
    await screen.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_request_is_renamed_duplicated_moved_deleted_and_put_back(
    file: Path, size: str
) -> None:
    async with opened(file, size) as screen:
        await at(screen, "Get")
        await screen.press("r")
        await retyped(screen, "Fetch")
        await screen.press("enter")
        renamed = TEXT.replace('"Get"', '"Fetch"')
        await saved(screen, file, renamed)
        await screen.until(lambda: "Fetch" in screen.text)
        await at(screen, "Fetch")
        await screen.press("c")
        await screen.until(lambda: '"Fetch copy"' in file.read_text())
        await screen.until(lambda: "Fetch copy" in screen.text)
        await at(screen, "Fetch copy")
        await screen.press("d")
        await screen.until(lambda: 'Delete "Fetch copy" from customers.toml?' in screen.text)
        await screen.press("enter")
        assert '"Fetch copy"' in file.read_text()
        await screen.press("y")
        await saved(screen, file, renamed)
        await screen.press("U")
        await screen.until(lambda: '"Fetch copy"' in file.read_text())
        await screen.press("U")
        await saved(screen, file, renamed)
        await screen.press("U")
        await saved(screen, file, TEXT)


async def test_a_request_is_moved_to_a_folder_and_to_another_file(file: Path) -> None:
    other = file.with_name("other.toml")
    other.write_text('[collection]\nname = "Other"\n')
    async with opened(file.parent) as screen:
        await at(screen, "Get")
        await screen.press("m")
        await screen.until(lambda: "one down" in screen.text)
        await screen.press("j", "enter")
        await screen.until(lambda: 'folder = "More"' in file.read_text().split("[[folder]]")[0])
        await screen.until(lambda: not screen.app.screen.is_modal)
        await at(screen, "More/Get")
        await screen.press("m")
        await screen.until(lambda: "other.toml" in screen.text)
        await screen.press("G", "enter")
        await screen.until(lambda: '"Get"' in other.read_text() and '"Get"' not in file.read_text())


async def test_a_folder_is_added_renamed_and_deleted_with_what_is_in_it(file: Path) -> None:
    async with opened(file) as screen:
        await at(screen, "More/List")
        await screen.press("enter", "1", "k", "r")
        await retyped(screen, "Much")
        await screen.press("enter")
        changed = TEXT.replace('"More"', '"Much"')
        await saved(screen, file, changed)
        await screen.until(lambda: "Much" in screen.text)
        assert screen.app.session.ref == RequestRef(str(file), "Much/List")
        await screen.press("a", "j", "enter")
        await screen.type("below")
        await screen.press("enter")
        await screen.until(lambda: 'path = "Much/below"' in file.read_text())


async def test_the_collection_is_renamed_in_its_file(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("1", "g", "r")
        await retyped(screen, "People")
        await screen.press("enter")
        await saved(screen, file, TEXT.replace('"Customers"', '"People"'))


async def test_quitting_can_save_first(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/mine")
        await screen.press("enter", "q")
        await screen.until(lambda: "save and quit" in screen.text)
        await screen.press("w")
        await screen.until(lambda: screen.app.return_value == 0)
    assert "1/mine" in file.read_text()


def left(file: Path) -> tuple[Unsaved, ...]:
    return Journal(str(file.parent)).left_behind()


async def test_quitting_without_saving_leaves_nothing_behind(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/mine")
        await screen.press("enter", "q")
        await screen.until(lambda: "save and quit" in screen.text)
        await screen.press("y")
        await screen.until(lambda: screen.app.return_value == 0)
    assert file.read_text() == TEXT
    assert not left(file)


async def test_what_a_session_left_unsaved_is_offered_at_the_next_start(file: Path) -> None:
    async with opened(file) as screen:
        await new_url(screen, "http://127.0.0.1:1/mine")
        await screen.press("enter")
        await screen.until(lambda: screen.app.session.drafts)
    (edit,) = left(file)
    assert edit.after.url == "http://127.0.0.1:1/mine"
    async with opened(file) as screen:
        await screen.until(lambda: "An earlier session ended" in screen.text)
        await screen.press("escape")
    assert left(file)
    async with opened(file) as screen:
        await screen.until(lambda: "An earlier session ended" in screen.text)
        await screen.press("y")
        await screen.until(lambda: screen.app.session.drafts)
        await screen.press("w")
        await saved(screen, file, TEXT.replace("1/get", "1/mine"))
    assert not left(file)


async def test_f_writes_what_was_meant_into_a_broken_file(file: Path) -> None:
    file.write_text(TEXT.replace("[collection]\nname", "[collection]\nnaem"))
    async with opened(file.parent) as screen:
        await screen.press("1", "g")
        await screen.until(lambda: "Did you mean name?" in screen.text)
        await screen.press("tab", "f")
        await saved(screen, file, TEXT)


async def test_a_request_that_was_never_saved_comes_back_too(file: Path) -> None:
    journal = Journal(str(file.parent))
    ref = RequestRef(str(file), "Fresh")
    journal.write([Unsaved(ref, None, RequestSpec("Fresh", url="http://127.0.0.1:1/"))])
    journal.close()
    async with opened(file) as screen:
        await screen.until(lambda: 'unsaved edits of "Fresh"' in screen.text)
        await screen.press("y")
        await screen.until(lambda: screen.app.session.ref == ref)
        assert screen.pane(PaneName.REQUEST).display
