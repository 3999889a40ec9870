"""A body on the screen: read, gone through, searched, filtered and copied by keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.bodies import answered, pane, whole
from tests.tui.screens import Screen
from workbench.views.formatted_json import FormattedJson

ITEMS = json.dumps(
    {"items": [{"id": n, "name": f"User {n}", "tags": ["a", {"b": n}]} for n in range(60)]}
).encode()


#: All of C0 and C1, bidi controls, what clears the screen and what writes the clipboard.
HOSTILE = (
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u2028\ufeff",
    "\x1b[2J",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
)


def subtitle(screen: Screen) -> str:
    return "".join(run.text for run in pane(screen)._subtitle)


async def test_nine_megabytes_are_read_from_the_process_that_formats_them(tmp_path: Path) -> None:
    item = b'{"id": 1, "name": "' + b"x" * 150 + b'", "in": [{"a": 1.50}]}'
    body = b'{"items": [' + b",".join([item] * 45_000) + b'], "last": "the very end"}'
    async with answered(tmp_path, body) as screen:
        assert isinstance(whole(screen).view.layout, FormattedJson)
        assert whole(screen).view.number_count == 3 + 45_000 * 9 + 2
        await screen.press("G")
        assert '"last": "the very end"' in screen.text, screen.text
        await screen.press("g", "slash")
        await screen.type("very end")
        await screen.press("enter")
        await screen.until(lambda: "match 1 of 1" in screen.text)
        assert '"last": "the very end"' in screen.text
        await screen.press("escape", "minus")
        await screen.until(lambda: "lines ]" in screen.text)
        assert pane(screen).rows.row_count == 4


async def test_the_path_of_the_node_is_in_the_subtitle(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("number_sign")
        await screen.type("16")
        await screen.press("enter")
        assert subtitle(screen).startswith("$.items[1].tags   line 16")
        await screen.press("j", "j", "j")
        assert subtitle(screen).startswith("$.items[1].tags[1].b   line 19")
        await screen.press("G")
        assert subtitle(screen).startswith("$   line")


async def test_a_line_is_gone_to_within_folds(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("minus", "number_sign")
        await screen.type("100")
        await screen.press("enter")
        assert "line 100 of" in subtitle(screen)
        await screen.press("number_sign")
        await screen.type("x")
        await screen.press("enter")
        assert '"x" is no line number.' in screen.text


async def test_levels_fold_one_by_one(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        counts = []
        await screen.press("minus")
        for _ in range(4):
            counts.append(pane(screen).rows.row_count)
            await screen.press("greater_than_sign")
        assert counts == [3, 64, 64 + 60 * 4, 64 + 60 * 7]
        await screen.press("less_than_sign", "less_than_sign")
        assert pane(screen).rows.row_count == counts[2]


async def test_a_filter_shows_what_it_finds_and_esc_all_again(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("slash", "tab", "tab")
        await screen.pilot.press(*"$.items[?@.id>57].id")
        await screen.until(lambda: "2 values found" in screen.text)
        await screen.until(lambda: """"$['items'][58]['id']": 58""" in screen.text)
        assert "User 3" not in screen.text
        await screen.press("backspace")
        await screen.press("backspace")
        await screen.press("backspace", "left_square_bracket")
        await screen.until(lambda: "✗" in screen.text)
        await screen.press("escape")
        await screen.until(lambda: '"name": "User 0"' in screen.text)


async def test_an_expression_is_searched_for(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("slash", "tab")
        await screen.pilot.press(*'user 5[0-9]"')
        await screen.until(lambda: "match 1 of 10" in screen.text)
        assert "regex, any case" in screen.text
        await screen.pilot.press("(")
        await screen.until(lambda: "unterminated" in screen.text)
        await screen.press("escape")


async def test_lines_from_the_mark_are_copied(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("j", "j", "V", "j", "j")
        assert "V marks line 3" in subtitle(screen)
        value = pane(screen).value_to_copy()
        assert value == ('    {\n      "id": 0,\n      "name": "User 0",', "3 lines")
        await screen.press("V")
        assert pane(screen).value_to_copy() == ("User 0", "the value of name")


async def test_a_long_line_is_folded_or_only_begun(tmp_path: Path) -> None:
    async with answered(tmp_path, json.dumps(["x" * 300]).encode()) as screen:
        assert pane(screen).rows.row_count > 5
        await screen.press("W")
        await screen.pilot.pause()
        assert pane(screen).rows.row_count == 3
        assert "x…" in screen.text


async def test_a_charset_is_chosen(tmp_path: Path) -> None:
    body = "Привет".encode("koi8-r")
    async with answered(tmp_path, body, content_type="text/plain") as screen:
        assert "Привет" not in screen.text
        await screen.press("C", "ctrl+u")
        await screen.type("koi8-r")
        await screen.press("enter")
        assert "Привет" in screen.text
        assert "Read as koi8-r, as chosen." in screen.text
        await screen.press("C", "ctrl+u")
        await screen.type("nope")
        await screen.press("enter")
        assert 'No charset is called "nope".' in screen.text


@pytest.mark.parametrize(("size", "wide"), [("120x40", False), ("200x60", True)])
async def test_hex_takes_as_many_bytes_a_row_as_fit(tmp_path: Path, size: str, wide: bool) -> None:
    body = bytes(range(256))
    kind = "application/octet-stream"
    async with answered(tmp_path, body, content_type=kind, size=size) as screen:
        assert pane(screen).rows.row_count == (16 if wide else 32)
        first = "00000000  00 01 02 03 04 05 06 07"
        assert any(first in line for line in screen.lines)


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/html", "text/plain", "image/png"]
)
async def test_nothing_raw_is_on_the_screen_in_any_view(tmp_path: Path, content_type: str) -> None:
    text = "".join(f"<{each}>" for each in HOSTILE)
    body = json.dumps({"k": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    body += text.encode("utf-8", "surrogatepass") + bytes(range(256))
    async with answered(tmp_path, body, content_type=content_type) as screen:
        seen: list[str] = []
        for _ in range(4):
            for _ in range(4):
                seen.append(screen.text)
                await screen.press("pagedown")
            await screen.press("v")
        await screen.press("slash", "tab")
        await screen.pilot.press(*"k.*")
        seen.append(screen.text)
        assert all(line.isprintable() for text in seen for line in text.split("\n"))


async def test_the_first_esc_stops_a_search_and_the_second_closes_it(tmp_path: Path) -> None:
    async with answered(tmp_path, ITEMS) as screen:
        await screen.press("slash")
        await screen.until(lambda: "enter To the match  tab Text, regex, path" in screen.text)
        await screen.pilot.press(*"user 5")
        await screen.until(lambda: "match 1 of 11" in screen.text)
        search = whole(screen).search
        assert search is not None
        search.done = False
        await screen.press("escape")
        await screen.until(lambda: "match 1 of 11 so far, stopped" in screen.text)
        await screen.press("escape")
        await screen.until(lambda: "so far, stopped" not in screen.text)
        assert whole(screen).search is None


async def test_what_a_filter_finds_is_on_the_screen_as_symbols(tmp_path: Path) -> None:
    kept = "\u202e\x9b31m\x7f\u2066\ufeff"
    body = json.dumps({"k": [kept, {kept: kept}]}, ensure_ascii=False).encode()
    async with answered(tmp_path, body) as screen:
        await screen.press("slash", "tab", "tab")
        await screen.pilot.press(*"$.k.*")
        await screen.until(lambda: "2 values found" in screen.text)
        await screen.until(lambda: "⟨RLO⟩" in screen.text)
        assert all(line.isprintable() for line in screen.lines)
