"""The window of environments by keys: values, environments, the session's own, two side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.domain.collection import Collection, WorkspaceLayer
from workbench.domain.workspace import CollectionFile, Workspace
from workbench.tui.environments import rows
from workbench.tui.environments.places import EnvironmentKey
from workbench.tui.paint import Row, plain

SIZES = ("120x40", "80x24")
TEXT = """\
# By hand.
[collection]
name = "Customers"

[variables]
base = "http://127.0.0.1:1"   # where
id = "123"
api_token = "in clear"

# Where we try things.
[environments.staging]
base = "http://127.0.0.1:2"   # slow

[environments.live]
base = "http://127.0.0.1:3"
region = "eu"

[[request]]
name = "Get"
url = "{{base}}/get/{{id}}"
"""
SHARED = '[variables]\nteam = "a"\n\n# Theirs.\n[environments.staging]\nteam = "b"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "customers.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    (path.parent / "workbench.toml").write_text(SHARED)
    return path


async def wrote(screen: Screen, file: Path, text: str) -> None:
    await screen.until(lambda: file.read_text() == text, f"this text of the file:\n{text}")
    await screen.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_value_is_edited_in_its_environment_and_beside_it_without(
    file: Path, size: str
) -> None:
    async with opened(file, size) as screen:
        await screen.press("e", "j", "l", "enter")
        await retyped(screen, "http://x")
        await screen.press("tab")
        once = TEXT.replace('"http://127.0.0.1:2"', '"http://x"')
        await wrote(screen, file, once)
        await retyped(screen, "http://y")
        await screen.press("enter")
        twice = once.replace('"http://127.0.0.1:1"', '"http://y"')
        await wrote(screen, file, twice)
        await screen.until(lambda: "http://y" in screen.text)
        await screen.press("U")
        await wrote(screen, file, once)


async def test_a_variable_is_added_renamed_where_it_is_used_and_deleted(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("e", "j", "j", "l", "a")
        await screen.type("speed = 9")
        await screen.press("enter")
        added = TEXT.replace('region = "eu"\n', 'region = "eu"\nspeed = "9"\n')
        await wrote(screen, file, added)
        await screen.press("g", "j", "j", "r")
        await retyped(screen, "key")
        await screen.press("enter")
        renamed = added.replace("id = ", "key = ").replace("{{id}}", "{{key}}")
        await wrote(screen, file, renamed)
        await screen.press("d")
        await screen.until(lambda: "Delete key from customers.toml?" in screen.text)
        await screen.press("y")
        await wrote(screen, file, renamed.replace('key = "123"\n', ""))


async def test_an_environment_is_renamed_in_both_files_and_one_undo_takes_both_back(
    file: Path,
) -> None:
    shared = file.parent / "workbench.toml"
    async with opened(file) as screen:
        await screen.press("e", "j", "enter", "e", "r")
        assert "in customers.toml and workbench.toml" in screen.text
        await retyped(screen, "test")
        await screen.press("enter")
        await wrote(screen, shared, SHARED.replace("staging", "test"))
        await wrote(screen, file, TEXT.replace("staging", "test"))
        await screen.until(lambda: screen.app.workbench.environment == "test")
        await screen.press("U")
        await wrote(screen, shared, SHARED)
        await wrote(screen, file, TEXT)
        await screen.until(lambda: screen.app.workbench.environment == "staging")


async def test_an_environment_is_copied_and_deleted_with_a_question_that_says_the_loss(
    file: Path,
) -> None:
    async with opened(file) as screen:
        await screen.press("e", "j", "j", "c", "enter")
        copy = '[environments.live-copy]\nbase = "http://127.0.0.1:3"\nregion = "eu"\n'
        more = TEXT.replace('region = "eu"\n', f'region = "eu"\n\n{copy}')
        await wrote(screen, file, more)
        await screen.until(lambda: "live-copy  " in screen.text)
        await screen.press("d")
        await screen.until(lambda: "Delete the environment live-copy with 2 values" in screen.text)
        await screen.press("y")
        await wrote(screen, file, TEXT)


async def test_an_environment_for_all_collections_gets_a_file_that_is_not_there_yet(
    file: Path,
) -> None:
    shared = file.parent / "workbench.toml"
    shared.unlink()
    file.with_name("orders.toml").write_text('[collection]\nname = "Orders"\n')
    async with opened(file.parent) as screen:
        await screen.press("e", "a")
        await screen.until(lambda: "a new file, for all collections" in screen.text)
        await screen.press("G", "enter")
        await retyped(screen, "test")
        await screen.press("enter")
        await screen.until(shared.exists)
        await wrote(screen, shared, "[environments.test]\n")
        await screen.until(lambda: "test" in screen.app.workbench.workspace.environment_names)
        await screen.until(lambda: "Added the environment test" in screen.text)
        await screen.press("U")
        await screen.until(lambda: not shared.exists())
    assert file.read_text() == TEXT


async def test_a_value_for_the_session_is_sent_shown_and_in_no_file(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("e", "l", "j", "equals_sign")
        await retyped(screen, "77")
        await screen.press("enter", "escape")
        assert "! session 1" in screen.lines[0]
        ref = screen.app.session.ref
        assert ref is not None
        found = screen.app.workbench.effective(ref).variables["id"]
        assert (found.value, str(found.whence)) == ("77", "session")
        assert file.read_text() == TEXT
        await screen.press("e", "l", "x")
        assert not screen.app.workbench.session_values
        assert "session" not in screen.lines[0]


async def test_what_is_no_name_is_said_and_nothing_is_written(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("e", "l", "a")
        await screen.type("two words")
        await screen.press("enter")
        await screen.until(lambda: "is no name of a variable" in screen.text)
        assert file.read_text() == TEXT


def look(environment: str | None, other: str | None = None, **more: object) -> rows.Look:
    collection = Collection(
        "A",
        variables={"base": "x", "id": "1", "api_token": "s3cr3t", "key_secret": "{{env:K}}"},
        environments={"one": {"base": "y", "only": "z"}, "two": {"id": "1"}},
    )
    file = CollectionFile("/w/a.toml", "", collection)
    layer = WorkspaceLayer(variables={"team": "a"}, environments={"two": {"team": "b"}})
    workspace = Workspace("/w", (file,), layer)
    return rows.Look(workspace, {}, environment, other, 76, **more)  # type: ignore[arg-type]


def texts(found: list[Row]) -> list[str]:
    return [" ".join(plain((*each.left, *each.right)).split()) for each in found]


def test_two_environments_stand_side_by_side_and_what_differs_is_marked() -> None:
    said = texts(rows.compared_rows(look("one", "two")))
    assert "! base y ↑ x" in said
    assert "id ↑ 1 1" in said
    assert "! only z ✗ not there" in said
    assert "! team ↑ a b" in said
    assert rows.differences(look("one", "two")) == (3, 6)


def test_secrets_in_the_file_are_masked_and_sources_are_not() -> None:
    said = texts(rows.value_rows(look(None)))
    assert "api_token ••••••••" in said
    assert "key_secret {{env:K}}" in said
    assert "api_token s3cr3t" in texts(rows.value_rows(look(None, in_clear=True)))


def test_every_environment_says_what_it_overrides_and_in_which_files() -> None:
    said = texts(rows.choice_rows(look(None), "two"))
    assert said[1:] == [
        "● two overrides id, team a.toml, workbench.toml",
        "one overrides base, only a.toml",
    ]


def test_names_of_any_kind_are_told_apart_from_none() -> None:
    odd = Collection("A", variables={"a": "1"}, environments={"": {"a": "2"}, "none": {}})
    workspace = Workspace("/w", (CollectionFile("/w/a.toml", "", odd),))
    seen = rows.Look(workspace, {}, None, "", 76)
    keys = [each.key for each in rows.choice_rows(seen, None)]
    assert keys == [EnvironmentKey(None), EnvironmentKey(""), EnvironmentKey("none")]
    assert "! a ↑ 1 2" in texts(rows.compared_rows(seen))


def test_a_long_value_is_folded_and_not_cut() -> None:
    long = "https://example.com/" + "x" * 60
    collection = Collection("A", variables={"a": "1"}, environments={"one": {"a": long}})
    workspace = Workspace("/w", (CollectionFile("/w/a.toml", "", collection),))
    said = texts(rows.value_rows(rows.Look(workspace, {}, "one", None, 76)))
    assert "".join(each.removeprefix("a ").removesuffix(" 1") for each in said[1:]) == long
