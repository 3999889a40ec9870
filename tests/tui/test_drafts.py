"""Requests that no file has: written, sent, kept later, taken back, found again after a kill."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.held import HeldApi, held_api
from tests.tui.screens import Screen, opened
from tests.tui.support import SIZES, retyped
from workbench.adapters.journal import Journal
from workbench.domain.collection import RequestSpec
from workbench.domain.workspace import RequestRef
from workbench.tui.tree import FileKey
from workbench.tui.windows.window import Prompt, Window

THERE = """\
[collection]
name = "Customers"

[[folder]]
path = "Read"

[[request]]
name = "List"
url = "https://api.example.com/"
"""


@contextlib.asynccontextmanager
async def answering() -> AsyncIterator[HeldApi]:
    async with held_api() as api:
        api.let_go()
        yield api


async def written(screen: Screen, url: str) -> RequestRef:
    """Begin a request on the first start, type its address, and return which it is."""
    await screen.press("n")
    await screen.until(lambda: screen.app.main is not None)
    await screen.until(lambda: type(screen.app.focused).__name__ == "UrlField")
    await retyped(screen, url)
    await screen.press("enter")
    ref = screen.app.session.ref
    assert ref is not None
    await screen.until(lambda: spec_of(screen, ref).url == url)
    return ref


def spec_of(screen: Screen, ref: RequestRef) -> RequestSpec:
    spec = screen.app.session.spec(screen.app.workbench.workspace, ref)
    assert spec is not None
    return spec


async def prompted(screen: Screen, text: str) -> None:
    """Answer the question that is asked next."""
    await screen.until(lambda: isinstance(screen.app.screen, Prompt), "a question")
    asked = screen.app.screen
    await retyped(screen, text)
    await screen.press("enter")
    await screen.until(lambda: screen.app.screen is not asked)


def killed(screen: Screen) -> None:
    """Let go of the journal as a process does that is no more."""
    journal = screen.app.workbench.files.journal
    assert isinstance(journal, Journal)
    journal.close()


async def saved(screen: Screen, file: str = "first", name: str = "The list") -> None:
    await screen.press("w")
    await prompted(screen, name)
    await prompted(screen, file)


@pytest.mark.parametrize("size", SIZES)
async def test_a_request_is_written_and_sent_without_any_file(tmp_path: Path, size: str) -> None:
    async with answering() as api, opened(tmp_path, size) as screen:
        ref = await written(screen, f"{api.origin}/list")
        await screen.send()
        await screen.press("3")
        assert "200 OK" in screen.text
        assert screen.app.session.new == (ref,)
        assert list(tmp_path.iterdir()) == []
        await screen.press("1")
        await screen.until(lambda: "no file yet" in screen.text)
        assert "New request *" in screen.text


async def test_the_journal_and_nothing_else_has_what_is_in_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        ref = await written(screen, "http://127.0.0.1:9/kept")
        # What a kill leaves: the journal, whose process is no more.
        left = Journal(str(tmp_path))
        killed(screen)
        (found,) = left.left_behind()
        assert (found.ref, found.before, found.after.url) == (
            ref,
            None,
            "http://127.0.0.1:9/kept",
        )
        screen.app.session.drafts.clear()


@pytest.mark.parametrize("size", SIZES)
async def test_the_next_start_gives_it_back(tmp_path: Path, size: str) -> None:
    async with opened(tmp_path) as screen:
        ref = await written(screen, "http://127.0.0.1:9/kept")
        killed(screen)
    async with opened(tmp_path, size) as screen:
        await screen.until(lambda: "y take them" in screen.footer)
        await screen.press("y")
        await screen.until(lambda: screen.app.main is not None)
        await screen.until(lambda: screen.app.session.ref == ref)
        assert spec_of(screen, ref).url == "http://127.0.0.1:9/kept"
        await screen.until(lambda: "http://127.0.0.1:9/kept" in screen.text)


async def test_saving_asks_for_names_and_writes_no_more_than_the_request(tmp_path: Path) -> None:
    async with answering() as api, opened(tmp_path) as screen:
        await written(screen, f"{api.origin}/list")
        await screen.send()
        await saved(screen)
        file = tmp_path / "first.toml"
        await screen.until(lambda: "The list" in (file.read_text() if file.exists() else ""))
        assert file.read_text() == (
            '[collection]\nname = "first"\n\n'
            f'[[request]]\nname = "The list"\nmethod = "GET"\nurl = "{api.origin}/list"\n'
        )
        new = RequestRef(str(file), "The list")
        await screen.until(lambda: screen.app.session.ref == new)
        assert screen.app.session.drafts == {}
        assert "200 OK" in screen.text
        assert "no file yet" not in screen.text


async def test_undoing_the_save_gives_the_draft_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        await written(screen, "http://127.0.0.1:9/list")
        await saved(screen)
        file = tmp_path / "first.toml"
        await screen.until(lambda: screen.app.session.drafts == {})
        await screen.press("1", "U")
        await screen.until(lambda: not file.exists())
        (ref,) = screen.app.session.new
        assert ref.label == "The list"
        assert spec_of(screen, ref).url == "http://127.0.0.1:9/list"
        assert screen.app.session.ref == ref
        await screen.until(lambda: "no file yet" in screen.text)


async def test_with_collections_the_place_is_chosen(tmp_path: Path) -> None:
    file = tmp_path / "customers.toml"
    file.write_text(THERE)
    async with opened(tmp_path) as screen:
        await screen.press("a")
        await screen.until(lambda: isinstance(screen.app.screen, Window))
        await screen.press("G", "enter")
        await screen.until(lambda: bool(screen.app.session.new))
        (ref,) = screen.app.session.new
        assert screen.app.workbench.workspace.is_drafts(ref.file)
        await screen.until(lambda: type(screen.app.focused).__name__ == "UrlField")
        await screen.press("escape", "w")
        await screen.until(lambda: "Customers/Read" in screen.text)
        await screen.press("j", "enter")
        await prompted(screen, "One")
        await screen.until(lambda: screen.app.session.drafts == {})
        requests = tomllib.loads(file.read_text())["request"]
        assert [(each["name"], each.get("folder")) for each in requests] == [
            ("List", None),
            ("One", "Read"),
        ]
        assert screen.app.session.ref == RequestRef(str(file), "Read/One")


async def test_a_name_that_is_taken_there_gets_a_number(tmp_path: Path) -> None:
    file = tmp_path / "customers.toml"
    file.write_text(THERE)
    async with opened(tmp_path) as screen:
        await screen.press("a")
        await screen.until(lambda: isinstance(screen.app.screen, Window))
        await screen.press("G", "enter")
        await screen.until(lambda: type(screen.app.focused).__name__ == "UrlField")
        await screen.press("escape", "w")
        await screen.until(lambda: "Customers/Read" in screen.text)
        await screen.press("enter")
        await prompted(screen, "List")
        await screen.until(lambda: screen.app.session.drafts == {})
        names = [each["name"] for each in tomllib.loads(file.read_text())["request"]]
        assert names == ["List", "List 2"]


async def test_leaving_a_question_keeps_the_draft(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        ref = await written(screen, "http://127.0.0.1:9/list")
        await screen.press("w")
        await prompted(screen, "The list")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt))
        await screen.press("escape")
        said = screen.app.session.notices
        await screen.until(lambda: said and "the draft is kept" in said[0].message)
        assert screen.app.session.new == (ref,)
        assert list(tmp_path.iterdir()) == []


async def test_a_file_outside_the_workspace_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    async with opened(root) as screen:
        ref = await written(screen, "http://127.0.0.1:9/list")
        await saved(screen, "../outside")
        await screen.until(lambda: "outside the workspace" in screen.text)
        assert screen.app.session.new == (ref,)
        assert not (tmp_path / "outside.toml").exists()


async def test_quitting_asks_and_can_save_first(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        await written(screen, "http://127.0.0.1:9/list")
        await screen.press("q")
        await screen.until(lambda: "lose the edits" in screen.footer)
        await screen.press("w")
        await prompted(screen, "The list")
        await prompted(screen, "kept")
        await screen.until(lambda: screen.app.return_value == 0)
    assert "http://127.0.0.1:9/list" in (tmp_path / "kept.toml").read_text()


async def test_drafts_are_renamed_copied_and_deleted_without_a_file(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        ref = await written(screen, "http://127.0.0.1:9/list")
        await screen.press("1", "r")
        await prompted(screen, "One")
        await screen.until(lambda: RequestRef(ref.file, "One") in screen.app.session.drafts)
        await screen.press("1", "c")
        await screen.until(lambda: RequestRef(ref.file, "One copy") in screen.app.session.drafts)
        await screen.press("d")
        await screen.until(lambda: 'Delete "One copy" from Drafts?' in screen.footer)
        await screen.press("y")
        await screen.until(lambda: len(screen.app.session.drafts) == 1)
        screen.main.point_at(FileKey(ref.file))
        await screen.pilot.pause()
        await screen.press("d")
        await screen.until(lambda: "Delete 1 draft that no file has?" in screen.footer)
        await screen.press("y")
        await screen.until(lambda: not screen.app.session.drafts)
        await screen.until(lambda: "No collection here" in screen.text)
        assert list(tmp_path.iterdir()) == []


async def test_the_drafts_are_no_file_to_write_into(tmp_path: Path) -> None:
    (tmp_path / "Drafts").write_text("not ours")
    async with opened(tmp_path) as screen:
        ref = await written(screen, "http://127.0.0.1:9/list")
        await screen.press("1")
        screen.main.point_at(FileKey(ref.file))
        await screen.pilot.pause()
        await screen.press("r")
        await prompted(screen, "Mine")
        await screen.until(lambda: "w on a draft gives it a file" in screen.text)
        assert "file_edit" not in {
            key.binding.action for key in screen.main.active_bindings.values() if key.enabled
        }
        assert (tmp_path / "Drafts").read_text() == "not ours"
