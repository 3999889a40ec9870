"""Every key of the table is pressed where it works, in the columns and with one pane at a time."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.practice import PracticeServer
from tests.tui.bodies import answered
from tests.tui.held import held_api
from tests.tui.importing import POSTMAN, paste
from tests.tui.screens import Screen, opened
from workbench.domain.workspace import RequestRef
from workbench.tui.field import Field
from workbench.tui.keys import BY_ID, Key
from workbench.tui.layout import PaneName
from workbench.tui.response.pane import ResponsePane
from workbench.tui.response.reading import Reading

SIZES = ("120x40", "80x24")
SEND = "send and wait"

COLLECTIONS, REQUEST, RESPONSE, TOKEN = PaneName


@dataclass(frozen=True, slots=True)
class Walk:
    """What is pressed before a key, and what the screen is like after it."""

    seen: Callable[[Screen], object]
    before: tuple[str, ...] = ()


def shows(*texts: str) -> Callable[[Screen], bool]:
    return lambda screen: all(text in screen.text for text in texts)


def hides(text: str) -> Callable[[Screen], bool]:
    return lambda screen: text not in screen.text


def focuses(name: PaneName) -> Callable[[Screen], bool]:
    return lambda screen: (
        screen.main.focused_name is name
        and bool(screen.app.focused and screen.pane(name) in screen.app.focused.ancestors)
    )


def tab_is(name: PaneName, tab: str) -> Callable[[Screen], bool]:
    return lambda screen: screen.pane(name).tab == tab


def tree_label(screen: Screen) -> str:
    key = screen.pane(COLLECTIONS).rows.cursor_key
    return key.label if isinstance(key, RequestRef) else str(key)


def cursor_at(name: PaneName, row: int) -> Callable[[Screen], bool]:
    return lambda screen: screen.pane(name).rows.cursor == row


def at_last(screen: Screen) -> bool:
    rows = screen.pane(COLLECTIONS).rows
    return rows.cursor == rows.row_count - 1


def first_two(screen: Screen) -> list[str]:
    collection = screen.app.workbench.workspace.collections[0].collection
    return [each.name for each in collection.requests[:2]]


def edits_a_field(screen: Screen) -> bool:
    return isinstance(screen.app.focused, Field)


def params(screen: Screen) -> list[str]:
    spec = screen.app.session.spec(screen.app.workbench.workspace)
    assert spec is not None
    return [f"{'on' if row.enabled else 'off'} {row.name}" for row in (*spec.path, *spec.query)]


def body(screen: Screen) -> Reading:
    pane = screen.pane(RESPONSE)
    assert isinstance(pane, ResponsePane)
    assert pane.reading is not None
    return pane.reading


#: `Get customer` has one path row and two of the query.
GET = ("j",)
ROWS = (*GET, "enter")
ANSWER = (*GET, SEND, "3")
#: From the end of the tree up: a preset with a wrong address, and before it one with two causes.
MISTAKE = ("G", *["k"] * 14, SEND, "D")
GUESSES = ("G", *["k"] * 13, SEND, "D")
#: "Create order" in an environment where the token is made without the scope for it.
REFUSED = ("e", "j", "j", "enter", *["j"] * 9, SEND)
TWICE = (*GET, SEND, SEND)
SEARCH = (*ANSWER, "slash", "i", "d", "enter")

FORM = (*GET, "4", "enter")
LOCAL = ("e", "j")
SESSION = (*LOCAL, "l", "equals_sign", "x", "enter")

WALKS: dict[str, Walk] = {
    "request.send": Walk(lambda s: s.app.session.history and not s.app.sends.flying),
    "app.back": Walk(lambda s: not s.main.zoomed, ("z",)),
    "app.commands": Walk(shows("Commands", "first letter narrows")),
    "app.jump": Walk(shows("press a letter")),
    "app.keys": Walk(shows("Keys", "works here")),
    "app.log": Walk(shows("Log", "esc closes")),
    "app.quit": Walk(lambda s: s.app.return_value == 0),
    "file.import": Walk(shows("Import", "or paste:")),
    "secret.unmask": Walk(shows("shown in clear"), (*ANSWER, "l", "l")),
    "copy.value": Walk(lambda s: "Copied" in s.app.session.notices[0].message, ANSWER),
    "copy.as": Walk(shows("Copy as", "curl")),
    "environment.choose": Walk(shows("Environment", "strict")),
    "token.open": Walk(focuses(TOKEN)),
    "history.open": Walk(shows("History", "Customers/Get customer"), (*GET, SEND)),
    "request.url": Walk(edits_a_field, GET),
    "pane.collections": Walk(focuses(COLLECTIONS), ("3",)),
    "pane.request": Walk(focuses(REQUEST)),
    "pane.response": Walk(focuses(RESPONSE)),
    "pane.token": Walk(focuses(TOKEN)),
    "pane.next": Walk(focuses(REQUEST)),
    "pane.previous": Walk(focuses(TOKEN)),
    "pane.zoom": Walk(lambda s: s.main.zoomed),
    "tab.next": Walk(tab_is(RESPONSE, "Headers"), ANSWER),
    "tab.previous": Walk(tab_is(RESPONSE, "Diagnosis"), ANSWER),
    "cursor.down": Walk(lambda s: tree_label(s) == "Customers/Get customer"),
    "cursor.up": Walk(lambda s: tree_label(s) == "Customers/List customers", ("j",)),
    "cursor.page_down": Walk(lambda s: s.pane(COLLECTIONS).rows.cursor > 15),
    "cursor.page_up": Walk(cursor_at(COLLECTIONS, 0), ("j", "j")),
    "cursor.first": Walk(cursor_at(COLLECTIONS, 0), ("j", "j")),
    "cursor.last": Walk(at_last),
    "search.open": Walk(edits_a_field),
    "search.next": Walk(shows("match 2 of"), SEARCH),
    "search.previous": Walk(shows("match 1 of"), (*SEARCH, "n")),
    "tree.open": Walk(focuses(REQUEST), GET),
    "tree.expand": Walk(shows("List customers"), ("k", "h")),
    "tree.collapse": Walk(hides("Update customer"), ("k",)),
    "file.save": Walk(lambda s: "Saved" in s.app.session.notices[0].message, (*ROWS, "space")),
    "edit.undo": Walk(lambda s: params(s)[0] == "on id", (*ROWS, "space")),
    "edit.redo": Walk(lambda s: params(s)[0] == "off id", (*ROWS, "space", "U")),
    "request.new": Walk(lambda s: edits_a_field(s) and "New request" in str(s.app.session.ref)),
    "tree.add": Walk(shows("Add", "Folder", "Collection")),
    "tree.rename": Walk(shows("Rename", "the request's name"), GET),
    "tree.duplicate": Walk(shows("Get customer copy"), GET),
    "tree.move": Walk(shows("Move", "one up"), GET),
    "tree.up": Walk(lambda s: first_two(s) == ["Get customer", "List customers"], GET),
    "tree.down": Walk(lambda s: first_two(s)[1] != "Get customer", GET),
    "tree.delete": Walk(shows('Delete "Get customer" from practice.toml?'), GET),
    "row.edit": Walk(edits_a_field, ROWS),
    "row.toggle": Walk(lambda s: params(s)[0] == "off id", ROWS),
    "row.add": Walk(lambda s: len(params(s)) == 4, (*ROWS, "j")),
    "row.delete": Walk(lambda s: len(params(s)) == 2, (*ROWS, "j")),
    "row.down": Walk(lambda s: params(s)[1:] == ["off expand", "on expand"], (*ROWS, "j")),
    "row.up": Walk(lambda s: params(s)[1:] == ["off expand", "on expand"], (*ROWS, "j", "j")),
    "request.method": Walk(shows("Method", "OPTIONS"), ROWS),
    "auth.open": Walk(focuses(TOKEN), ROWS),
    "preset.edit": Walk(shows("Preset", "token_url"), (*GET, "4")),
    "preset.field": Walk(shows("oauth2", "api_key"), (*GET, "4", "enter")),
    "body.fold": Walk(shows("members }"), (*ANSWER, *["j"] * 9)),
    "body.fold_all": Walk(shows("members }"), ANSWER),
    "body.unfold_all": Walk(hides("members }"), (*ANSWER, "minus")),
    "body.fold_more": Walk(shows("members }"), (*ANSWER, *["j"] * 10)),
    "body.fold_less": Walk(lambda s: body(s).rows.row_count > 5, (*ANSWER, "minus")),
    "body.go_to": Walk(shows("Go to line", "1 to"), ANSWER),
    "body.wrap": Walk(lambda s: not body(s).rows.wraps, ANSWER),
    "body.charset": Walk(shows("Charset", "of the text"), ANSWER),
    "body.mark": Walk(shows("V marks line 1"), ANSWER),
    "body.view": Walk(shows("JSON, raw"), ANSWER),
    "body.inspect": Walk(shows("There is no JWT on this line."), ANSWER),
    "body.save": Walk(shows("Save body", "to the file"), ANSWER),
    "diagnosis.open": Walk(tab_is(RESPONSE, "Diagnosis"), ANSWER),
    "diagnosis.fix": Walk(shows("✓ Fixed:"), MISTAKE),
    "diagnosis.try": Walk(shows("proven"), GUESSES),
    "diagnosis.preset": Walk(focuses(TOKEN), MISTAKE),
    "token.renew": Walk(shows("● fresh"), (*GET, "4")),
    "token.check": Walk(shows("✓ verified"), (*GET, SEND, "4")),
    "token.fix": Walk(shows("U undoes"), (*REFUSED, "4")),
    "token.forget": Walk(shows("none yet", "No token yet."), (*GET, SEND, "4")),
    "token.revoke": Walk(shows("Revoke the token of fast at 127"), (*GET, SEND, "4")),
    "token.paste": Walk(edits_a_field, (*GET, "4")),
    "preset.rename": Walk(shows("Rename", "the preset's name"), FORM),
    "preset.duplicate": Walk(shows("Duplicate", "the copy's name"), FORM),
    "preset.delete": Walk(shows("Delete the preset fast from practice.toml?", "use it"), FORM),
    "environment.use": Walk(lambda s: s.app.workbench.environment == "local", LOCAL),
    "environment.edit": Walk(edits_a_field, (*LOCAL, "l")),
    "environment.add": Walk(shows("New environment", "its name"), ("e",)),
    "environment.rename": Walk(shows("Rename", "the environment's name"), LOCAL),
    "environment.duplicate": Walk(shows("Duplicate", "the copy's name"), LOCAL),
    "environment.delete": Walk(shows("Delete the environment local with 1 value"), LOCAL),
    "environment.session": Walk(shows("Session value", "for this session only"), (*LOCAL, "l")),
    "environment.forget": Walk(lambda s: not s.app.workbench.session_values, SESSION),
    "environment.other": Walk(shows("none  ", "strict  "), ("e", "h")),
    "window.choose": Walk(lambda s: s.app.session.drafts, (*ROWS, "m", "j")),
    "history.compare": Walk(shows("Compare", "the same: 200 OK"), (*TWICE, "H")),
    "window.close": Walk(hides("overrides"), ("e",)),
}
#: Walked by tests of their own, here or where it says: they need another place than the practice
#: collection.
ELSEWHERE = {
    # In tests/tui/test_token_checks.py.
    "token.metadata",
    # In tests/tui/test_preset_form.py.
    "preset.try",
    "preset.found",
    "preset.save",
    "preset.close",
    "problem.fix",
    "file.edit",
    "body.pager",
    "request.cancel",
    # In tests/tui/test_app.py.
    "start.choose",
    "start.practice",
    "start.new",
    "start.request",
    "start.open",
    "import.write",
    "import.take",
    "import.next_note",
    "import.rename",
    # tests/tui/test_compare.py: they need answers that differ.
    "compare.next",
    "compare.previous",
    "compare.view",
    # tests/tui/test_schema.py: they need a GraphQL server.
    "schema.open",
    "schema.go",
    "schema.query",
    "schema.renew",
}


def test_every_key_of_the_table_is_walked() -> None:
    assert set(WALKS) | ELSEWHERE == set(BY_ID)
    assert not set(WALKS) & ELSEWHERE


PRESSES = [(key, name) for key in BY_ID.values() if key.id in WALKS for name in key.keys]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "name"), PRESSES, ids=[f"{key.id}-{name}" for key, name in PRESSES]
)
async def test_a_key_does_what_the_table_says(
    practice: PracticeServer, tmp_path: Path, key: Key, name: str, size: str
) -> None:
    walk = WALKS[key.id]
    workspace = shutil.copytree(practice.workspace, tmp_path / "practice")
    async with opened(workspace, size) as screen:
        for step in walk.before:
            if step == SEND:
                await screen.send()
                await screen.until(lambda: screen.app.session.explained, "an explanation")
            else:
                await screen.press(step)
        await screen.press(named(name))
        await screen.until(lambda: walk.seen(screen), f"what {key.id} does")


def named(key: str) -> str:
    """The name that Textual has for a key of the table."""
    return {
        "?": "question_mark",
        "!": "exclamation_mark",
        ":": "colon",
        "'": "apostrophe",
        "/": "slash",
        "[": "left_square_bracket",
        "]": "right_square_bracket",
        "+": "plus",
        "-": "minus",
    }.get(key, key)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BY_ID["request.cancel"].keys)
async def test_a_send_is_cancelled(tmp_path: Path, name: str, size: str) -> None:
    async with held_api() as api:
        file = tmp_path / "held.toml"
        file.write_text(
            f'[collection]\nname = "Held"\n[[request]]\nname = "Wait"\nurl = "{api.origin}/"\n'
        )
        async with opened(file, size) as screen:
            await screen.press("ctrl+r")
            await screen.until(lambda: api.asked)
            await screen.press(name)
            await screen.until(lambda: "cancelled after" in screen.text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BY_ID["problem.fix"].keys)
async def test_a_problem_is_fixed(tmp_path: Path, name: str, size: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('[collection]\nnaem = "Broken"\n')
    async with opened(file, size) as screen:
        await screen.press("enter")
        await screen.until(lambda: "Did you mean name?" in screen.text)
        if size == "120x40":
            await screen.press("tab")
        await screen.press(name)
        await screen.until(lambda: file.read_text() == '[collection]\nname = "Broken"\n')


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BY_ID["file.edit"].keys)
async def test_a_file_is_edited_outside_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: str
) -> None:
    file = tmp_path / "api.toml"
    file.write_text('[collection]\nname = "A"\n\n[[request]]\nname = "R"\nurl = "http://x/"\n')
    editor = tmp_path / "vi"
    editor.write_text('#!/bin/sh\necho "# $1" >> "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    async with opened(file, size) as screen:
        monkeypatch.setattr(screen.app, "suspend", contextlib.nullcontext)
        await screen.press(name)
        await screen.until(lambda: file.read_text().endswith("# +4\n"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BY_ID["body.pager"].keys)
async def test_a_body_is_looked_at_in_the_pager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: str
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/seen"\n')
    pager.chmod(0o755)
    monkeypatch.setenv("PAGER", str(pager))
    seen = tmp_path / "seen"
    async with answered(tmp_path, b'{"esc": "\x1b[2J"}\n', size=size) as screen:
        monkeypatch.setattr(screen.app, "suspend", contextlib.nullcontext)
        await screen.press(name)
        await screen.until(lambda: seen.exists() and seen.read_text() == '{"esc": "␛[2J"}\n')


IMPORTS = [
    ("import.write", "w", "Imported 5 requests into CRM.toml."),
    ("import.take", "space", "✗ 1 left out"),
    ("import.next_note", "n", "row 2 of"),
    ("import.rename", "r", "the name of the new file"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("identity", "name", "seen"), IMPORTS)
async def test_a_key_of_the_import_does_what_the_table_says(
    tmp_path: Path, identity: str, name: str, seen: str, size: str
) -> None:
    (tmp_path / "api.toml").write_text('[collection]\nname = "API"\n')
    async with opened(tmp_path, size) as screen:
        await screen.press("i")
        await paste(screen, POSTMAN)
        await screen.until(lambda: "row 1 of" in screen.text)
        assert name in BY_ID[identity].keys
        if identity == "import.take":
            while "GET  Get customer" not in screen.text or "4 of" not in screen.text:
                await screen.press("j")
        await screen.press(name)
        await screen.until(lambda: seen in screen.text)
