"""Pairs and indents in the editor of a body, and its JSON checked and laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.support import COLLECTION, SIZES, draft, pane, request_open, said
from workbench.domain.collection import TextBody
from workbench.tui.layout import PaneName
from workbench.tui.request.body_editor import next_place
from workbench.tui.request.pairs import Written, written

JSON = (
    COLLECTION
    + """
[[request]]
name = "Json"
method = "POST"
url = "{{base_url}}/json"
[request.body]
type = "json"
text = '{"n": 1.50, "id": {{base_url}},}'
"""
)


@pytest.mark.parametrize(
    ("key", "line", "wrote"),
    [
        ("{", "|", Written("{}", back=1)),
        ("[", '"a": |,', Written("[]", back=1)),
        ("[", "|x", None),
        ("}", "{|}", Written("}", behind=1)),
        ("}", "{|", None),
        ('"', "{|}", Written('""', back=1)),
        ('"', '{"a|"}', Written('"', behind=1)),
        ('"', '{"a|', None),
        ('"', "word|", None),
        ("x", "{|}", None),
        ("backspace", "{|}", Written("", ahead=1, behind=1)),
        ("backspace", "{|x", None),
        ("enter", "  {|}", Written("\n    \n  ", back=3)),
        ("enter", "  {|", Written("\n    ")),
        ("enter", '  "a": 1,|', Written("\n  ")),
        ("enter", "a|", None),
    ],
)
def test_what_a_key_writes_besides_itself(key: str, line: str, wrote: Written | None) -> None:
    before, _, after = line.partition("|")
    assert written(key, before, after, "  ") == wrote


@pytest.mark.parametrize(
    ("text", "after", "place"),
    [
        ("ada", (0, 0), (0, 1)),
        ("ada", (0, 2), (1, 0)),
        ("ada", (1, 1), (0, 1)),
        ("ADA", (0, 0), (1, 0)),
        ("a.a", (0, 0), None),
    ],
)
def test_a_text_is_found_from_the_cursor_on_and_round(
    text: str, after: tuple[int, int], place: tuple[int, int] | None
) -> None:
    assert next_place(['"ada"', "ADA"], text, after) == place


def text(body: object) -> str:
    assert isinstance(body, TextBody)
    return body.text


@pytest.mark.parametrize("size", SIZES)
async def test_json_is_typed_with_its_pairs_and_indents(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Ping", size) as screen:
        pane(screen).show_tab("Body")
        await screen.pilot.pause()
        await screen.press("enter", "{", "enter", '"', "a", '"', ":", "[", "1", "escape")
        assert text(draft(screen).body) == '{\n  "a":[1]\n}'


async def test_json_that_is_wrong_is_told_with_its_place_and_laid_out_once_it_is_right(
    tmp_path: Path,
) -> None:
    async with request_open(tmp_path, "Json", "120x40", JSON) as screen:
        pane(screen).show_tab("Body")
        await screen.pilot.pause()
        assert "✗ line 1, column 32: a name expected" in said(screen, PaneName.REQUEST)
        screen.app.opening.act("body.lay_out")
        await screen.pilot.pause()
        assert "This is no JSON: line 1, column 32: a name expected." in screen.text
        await screen.press("enter")
        assert "✗ line 1, column 32" in screen.footer
        screen.app.opening.act("body.find")
        await screen.pilot.pause()
        await screen.type("base")
        await screen.press("enter")
        assert screen.app.focused is not None
        assert getattr(screen.app.focused, "selected_text", "") == "base"
        await screen.press("end", "left", "backspace")
        screen.app.opening.act("body.lay_out")
        await screen.pilot.pause()
        await screen.press("escape")
        assert text(draft(screen).body) == '{\n  "n": 1.50,\n  "id": {{base_url}}\n}'
        assert "column" not in screen.text
