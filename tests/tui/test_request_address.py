"""The field over the address: opened from anywhere, accepted, restored, sent with."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.support import SIZES, draft, edited, flat, pane, ref_of, request_open, retyped
from workbench.domain.workspace import RequestRef
from workbench.tui.layout import PaneName
from workbench.tui.request.url_field import UrlField


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["ctrl+l", "L"])
async def test_the_address_is_edited_from_any_pane_and_shows_what_it_resolves_to(
    tmp_path: Path, size: str, key: str
) -> None:
    async with request_open(tmp_path, "Ping", size) as screen:
        await screen.press("1", key)
        assert screen.main.focused_name is PaneName.REQUEST
        await screen.type("/deep")
        assert "→ https://api.example.com/ping/deep" in screen.text
        await screen.press("enter")
        assert draft(screen).url == "{{base_url}}/ping/deep"
        assert "GET  {{base_url}}/ping/deep" in screen.text
        assert screen.app.focused is pane(screen).rows


@pytest.mark.parametrize("key", ["escape", "ctrl+g"])
async def test_the_address_is_restored(tmp_path: Path, key: str) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        await screen.press("L")
        await screen.type("xyz")
        await screen.press(key)
        assert not edited(screen)
        assert "GET  {{base_url}}/ping " in screen.text
        assert "xyz" not in screen.text


async def test_an_address_typed_back_is_no_edit(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        await screen.press("L", "x", "enter", "L", "backspace", "enter")
        assert not edited(screen)


async def test_sending_from_the_address_takes_it_first(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        started: list[tuple[RequestRef | None, str]] = []
        screen.app.sends.start = lambda ref: started.append((ref, draft(screen).url))  # type: ignore[method-assign]
        await screen.press("L", "2", "ctrl+r")
        assert started == [(ref_of(screen, "Ping"), "{{base_url}}/ping2")]


async def test_tab_goes_from_the_address_to_the_first_cell(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        await screen.press("G", "L", "x", "tab")
        await retyped(screen, "9")
        await screen.press("enter")
        assert draft(screen).path[0].value == "9"
        assert [row.value for row in draft(screen).query] == ["orders", "cardsx", "2"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_address_is_scrolled_to_its_end_and_folded_when_it_is_not_edited(
    tmp_path: Path, size: str
) -> None:
    text = '[collection]\nname = "C"\n[[request]]\nname = "Long"\nurl = "http://127.0.0.1/'
    text += "/".join(f"part{number}" for number in range(60)) + '?the=end"\n'
    async with request_open(tmp_path, "Long", size, text) as screen:
        assert "more lines, under More" in screen.text
        await screen.press("L")
        field = screen.app.focused
        assert isinstance(field, UrlField)
        seen = screen.lines[field.region.y][field.region.x : field.region.right]
        assert seen.rstrip().endswith("part58/part59?the=end")
        await screen.press("home")
        seen = screen.lines[field.region.y][field.region.x : field.region.right]
        assert seen.startswith("http://127.0.0.1/part0/part1")
        await screen.press("escape", "left")
        assert pane(screen).tab == "More"
        assert "address" in screen.text


async def test_pasted_escape_sequences_are_seen_as_symbols_in_the_address(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        await screen.press("L")
        screen.app.post_message(events.Paste("\x1b]52;c;AAAA\x07\u202e"))
        await screen.pilot.pause()
        await screen.pilot.pause()
        assert "␛]52;c;AAAA␇" in screen.text
        assert not {"\x1b", "\x07", "\u202e"} & set(screen.text)


async def test_an_open_cell_is_accepted_when_the_address_is_gone_to(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("enter")
        await retyped(screen, "55")
        await screen.press("ctrl+l")
        await screen.until(lambda: isinstance(screen.app.focused, UrlField))
        await screen.press("x", "enter")
        assert draft(screen).path[0].value == "55"
        assert [row.value for row in draft(screen).query] == ["orders", "cardsx", "2"]


async def test_another_request_takes_over_without_losing_what_was_being_typed(
    tmp_path: Path,
) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        first, second = ref_of(screen, "Get customer"), ref_of(screen, "Ping")
        await screen.press("enter")
        await retyped(screen, "55")
        screen.app.open_request(second, go=True)
        await screen.until(lambda: first in screen.app.session.drafts)
        await screen.press("L", "x")
        screen.app.open_request(first, go=True)
        await screen.until(lambda: second in screen.app.session.drafts)
        assert screen.app.session.drafts[first].path[0].value == "55"
        assert screen.app.session.drafts[second].url == "{{base_url}}/pingx"
        assert "[x] path id 55" in flat(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_query_is_seen_in_the_address_and_in_its_rows(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("j", "enter")
        await retyped(screen, "a b")
        await screen.press("enter", "L")
        field = screen.app.focused
        assert isinstance(field, UrlField)
        assert field.value.endswith(":id?expand=a%20b&expand=cards")
        await screen.press("ctrl+u")
        field.insert_text_at_cursor("{{base_url}}/v1/customers/:id?expand=cards&new={{base_url}}")
        await screen.press("enter")
        rows = [(row.name, row.value, row.enabled) for row in draft(screen).query]
        assert rows == [
            ("expand", "cards", True),
            ("page", "2", False),
            ("new", "{{base_url}}", True),
        ]
        assert draft(screen).url == "{{base_url}}/v1/customers/:id"
        assert "[x] query new {{base_url}}" in flat(screen)
