"""Bodies in the Request pane: texts edited byte for byte, form rows, parts, a file, GraphQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.tui.screens import TRUECOLOUR, Screen
from tests.tui.support import SIZES, draft, edited, flat, pane, ref_of, request_open, retyped
from workbench.domain.collection import (
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    TextBody,
    TextKind,
)
from workbench.domain.display import DisplaySettings
from workbench.domain.workspace import RequestRef
from workbench.tui.request.body_editor import BodyEditor, why_not
from workbench.tui.request.exact_text import ExactText
from workbench.tui.request.values import LONGEST

#: Trailing blanks, tabs, two kinds of line end, one that is none, and signs a terminal acts on.
AWKWARD = "a  \r\n\tb\t \nc\rd\u2028e\x0bf\x85g\x1b[2Jh\x07i\u202ej\ufeffk\U000f0000l\r\n \n"


def with_body(text: str, kind: str = "text") -> str:
    """A collection of one request with a text as its body."""
    quoted = "".join(
        character
        if character.isascii() and character.isprintable() and character not in '"\\'
        else f"\\U{ord(character):08X}"
        for character in text
    )
    return (
        '[collection]\nname = "C"\n[[request]]\nname = "R"\nmethod = "POST"\n'
        f'url = "http://127.0.0.1/"\n[request.body]\ntype = "{kind}"\ntext = "{quoted}"\n'
    )


async def body_open(screen: Screen) -> BodyEditor:
    """Go to the tab Body and open the editor."""
    pane(screen).show_tab("Body")
    await screen.pilot.pause()
    await screen.press("enter")
    await screen.until(lambda: isinstance(screen.app.focused, BodyEditor), "the editor")
    editor = screen.app.focused
    assert isinstance(editor, BodyEditor)
    return editor


def body_text(screen: Screen) -> str:
    """The text of the open request's body."""
    body = draft(screen).body
    assert isinstance(body, TextBody)
    return body.text


async def paste(screen: Screen, text: str) -> None:
    """Paste a text where the focus is."""
    screen.app.post_message(events.Paste(text))
    await screen.pilot.pause()
    await screen.pilot.pause()


# Texts.


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["escape", "ctrl+g"])
async def test_a_body_is_edited_in_place_and_kept_when_it_is_left(
    tmp_path: Path, size: str, key: str
) -> None:
    text = with_body('{\n  "name": "Ada"\n}', "json")
    async with request_open(tmp_path, "R", size, text) as screen:
        await body_open(screen)
        assert "esc Done  ^r Send" in screen.lines[-1]
        await screen.press("ctrl+e")
        await screen.type(" x")
        await screen.press("enter", "tab", "y", key)
        assert body_text(screen) == '{ x\n  y\n  "name": "Ada"\n}'
        assert screen.app.focused is pane(screen).rows
        assert "json  application/json  4 lines  * changed" in screen.text
        assert "enter Edit" in screen.lines[-1]


async def test_the_first_letter_marks_the_request_as_unsaved(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("abc")) as screen:
        await body_open(screen)
        await screen.press("x")
        assert body_text(screen) == "xabc"
        assert "* R   customers.toml" in screen.text


async def test_a_body_typed_back_is_no_edit(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("abc\n")) as screen:
        await body_open(screen)
        await screen.press("x", "backspace", "escape")
        assert not edited(screen)


async def test_looking_at_a_body_in_the_editor_changes_nothing(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body(AWKWARD)) as screen:
        editor = await body_open(screen)
        assert editor.body == AWKWARD
        await screen.press("down", "end", "escape")
        assert not edited(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_every_byte_around_an_edit_is_kept_and_none_of_it_reaches_the_terminal_raw(
    tmp_path: Path, size: str
) -> None:
    async with request_open(tmp_path, "R", size, with_body(AWKWARD)) as screen:
        await body_open(screen)
        seen = screen.text
        await screen.press("X", "escape")
        assert body_text(screen) == "X" + AWKWARD
        seen += screen.text
        assert "␛[2Jh␇i" in seen
        assert not set("\x1b\x07\x85\x0b\r\u2028\u202e\ufeff") & set(seen)


async def test_lines_that_end_in_crlf_go_on_ending_so(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("a \r\nb\r\n")) as screen:
        await body_open(screen)
        assert "␍" not in screen.text
        await screen.press("end", "enter", "x", "escape")
        assert body_text(screen) == "a \r\nx\r\nb\r\n"


async def test_what_is_pasted_is_kept_exactly_and_seen_as_symbols(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("")) as screen:
        editor = await body_open(screen)
        await paste(screen, "\x1b]52;c;AAAA\x07 \u202e[/nope]\t\u2028 \r\nend")
        assert editor.body == "\x1b]52;c;AAAA\x07 \u202e[/nope]\t\u2028 \nend"
        assert "␛]52;c;AAAA␇ ¤[/nope]" in screen.text
        assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(screen.text)
        await screen.press("escape")
        assert body_text(screen) == editor.body


async def test_an_undone_edit_gives_the_text_back(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body(AWKWARD)) as screen:
        editor = await body_open(screen)
        await paste(screen, "\x1b\u2029")
        await screen.press("ctrl+z")
        assert editor.body == AWKWARD


async def test_sending_from_the_editor_keeps_the_text_first(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("abc")) as screen:
        sent: list[tuple[RequestRef | None, str]] = []
        screen.app.sends.start = lambda ref: sent.append((ref, body_text(screen)))  # type: ignore[method-assign]
        await body_open(screen)
        await screen.press("1", "2", "ctrl+r")
        assert sent == [(ref_of(screen, "R"), "12abc")]


async def test_a_text_kept_by_another_request_taking_over(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Query") as screen:
        ref = ref_of(screen, "Query")
        await body_open(screen)
        await screen.press("x", "y")
        screen.app.open_request(ref_of(screen, "Ping"), go=True)
        await screen.until(lambda: not screen.app.screen.query(BodyEditor))
        body = screen.app.session.drafts[ref].body
        assert isinstance(body, GraphqlBody)
        assert body.query == "xyquery Q { a }"
        assert pane(screen).rows.display


async def test_leaving_the_editor_for_another_pane_and_back_goes_on_with_it(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "120x40", with_body("abc")) as screen:
        editor = await body_open(screen)
        await screen.press("x", "shift+tab")
        assert screen.app.focused is not editor
        assert body_text(screen) == "xabc"
        assert "esc Done" not in screen.lines[-1]
        await screen.press("2")
        assert screen.app.focused is editor
        assert "esc Done" in screen.lines[-1]


async def test_a_request_without_a_body_gets_one_and_loses_it_again(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        pane(screen).show_tab("Body")
        await screen.pilot.pause()
        assert "No body. enter begins one, as JSON." in screen.text
        await body_open(screen)
        await screen.type("{}")
        await screen.press("escape")
        assert draft(screen).body == TextBody(TextKind.JSON, "{}")
        await body_open(screen)
        await screen.press("delete", "delete", "escape")
        assert not edited(screen)


async def test_a_text_that_is_too_long_is_refused_with_a_way_to_edit_it(tmp_path: Path) -> None:
    long = "x" * 79 + "\n"
    text = with_body(long * (LONGEST // 80 + 1))
    async with request_open(tmp_path, "R", "80x24", text) as screen:
        pane(screen).show_tab("Body")
        await screen.press("enter")
        assert "up to 200,000 are edited here" in screen.text
        assert not screen.app.screen.query(BodyEditor)


async def test_a_paste_that_would_make_it_too_long_is_refused(tmp_path: Path) -> None:
    async with request_open(tmp_path, "R", "80x24", with_body("abc")) as screen:
        editor = await body_open(screen)
        await paste(screen, "x" * LONGEST)
        assert editor.body == "abc"
        assert "up to 200,000 are edited here" in screen.text


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "screen", "LANG": "C.UTF-8"}, ""),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "LANG": "C.UTF-8"}, ""),
        (TRUECOLOUR, "workbench-light"),
        (TRUECOLOUR, "nord"),
    ],
)
async def test_the_editor_opens_in_every_theme(
    tmp_path: Path, environ: Mapping[str, str], theme: str
) -> None:
    text, settings = with_body(AWKWARD), DisplaySettings(theme=theme)
    async with request_open(
        tmp_path, "R", "80x24", text, environ=environ, settings=settings
    ) as screen:
        editor = await body_open(screen)
        cursor = editor.render_line(0).crop(5, 6)
        beside = editor.render_line(0).crop(6, 7)
        assert [segment.style for segment in cursor] != [segment.style for segment in beside]
        assert "␛[2Jh␇i¤j" in screen.text


@given(st.text(st.characters() | st.sampled_from("\r\n\t\x1b\u2028\x85\U000f0001"), max_size=60))
def test_any_text_comes_back_from_its_stand_ins_exactly(text: str) -> None:
    exact = ExactText()
    held = exact.hold(text)
    assert exact.give_back(held) == text
    assert (
        held.splitlines() == held.replace("\r\n", "\n").removesuffix("\n").split("\n") or not held
    )
    assert all(len(line) == len(exact.shown(line)) for line in held.splitlines())
    shown = "".join(exact.shown(line) for line in held.splitlines())
    assert not any(character < " " and character != "\t" for character in shown)


def test_a_text_of_the_greatest_length_is_edited_and_one_letter_more_is_not() -> None:
    assert why_not("x" * LONGEST) is None
    assert why_not("x" * (LONGEST + 1)) is not None


# Rows, a file, a query.


@pytest.mark.parametrize("size", SIZES)
async def test_form_rows_are_edited_switched_added_and_deleted(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Form", size) as screen:
        pane(screen).show_tab("Body")
        await screen.press("enter")
        await retyped(screen, "Eve")
        await screen.press("enter", "j", "space", "j", "d", "a")
        await screen.type("new")
        await screen.press("enter")
        body = draft(screen).body
        assert isinstance(body, FormBody)
        assert [(row.name, row.value, row.enabled) for row in body.rows] == [
            ("name", "Eve", True),
            ("tag", "first", False),
            ("new", "", True),
        ]


@pytest.mark.parametrize("size", SIZES)
async def test_parts_are_edited_by_value_or_by_path(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Parts", size) as screen:
        pane(screen).show_tab("Body")
        await screen.press("enter")
        await retyped(screen, "Title")
        await screen.press("enter", "j", "enter")
        await retyped(screen, "other.txt")
        await screen.press("enter", "a")
        await screen.type("third")
        await screen.press("tab", "3", "enter")
        body = draft(screen).body
        assert isinstance(body, MultipartBody)
        assert [(part.name, part.value, part.file) for part in body.parts] == [
            ("title", "Title", None),
            ("notes", None, "other.txt"),
            ("third", "3", None),
        ]
        await screen.press("d", "space")
        assert "[ ] part notes other.txt * was notes.txt off file" in flat(screen) or (
            "[ ] part notes other.txt" in flat(screen)
        )


@pytest.mark.parametrize("size", SIZES)
async def test_the_path_of_a_file_body_is_a_cell(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "File", size) as screen:
        pane(screen).show_tab("Body")
        await screen.press("enter")
        await retyped(screen, "other.bin")
        await screen.press("enter")
        assert draft(screen).body == FileBody("other.bin")
        await screen.press("enter")
        await retyped(screen, "notes.txt")
        await screen.press("enter")
        assert not edited(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_query_variables_and_operation_of_graphql_are_edited(
    tmp_path: Path, size: str
) -> None:
    async with request_open(tmp_path, "Query", size) as screen:
        await body_open(screen)
        await screen.press("end", "x", "escape", "j")
        assert "none yet, enter writes them as JSON" in screen.text
        await screen.press("enter")
        await screen.type("{}")
        await screen.press("escape", "j", "enter")
        await retyped(screen, "Other")
        await screen.press("enter")
        assert draft(screen).body == GraphqlBody("query Q { a }x", "{}", "Other")


async def test_a_body_that_is_sent_untouched_has_its_braces_uncoloured(tmp_path: Path) -> None:
    text = with_body("Hello {{name}}") + "template = false\n"
    async with request_open(tmp_path, "R", "80x24", text) as screen:
        editor = await body_open(screen)
        assert editor.get_line(0).spans == []
