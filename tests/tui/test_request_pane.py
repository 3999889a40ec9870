"""The Request pane: what it shows of a request, and each of its keys, at 120x40 and 80x24."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens import opened
from tests.tui.support import (
    COLLECTION,
    SIZES,
    draft,
    edited,
    flat,
    pane,
    presets_shown,
    request_open,
    retyped,
)
from workbench.domain.workspace import RequestRef

# What it shows.


@pytest.mark.parametrize("size", SIZES)
async def test_the_address_and_what_it_resolves_to_stand_above_the_rows(
    tmp_path: Path, size: str
) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        assert "GET  {{base_url}}/v1/customers/:id" in screen.text
        assert "→ https://api.example.com/v1/customers/123" in screen.text
        assert "?expand=orders" in screen.text
        assert "&expand=cards" in screen.text
        assert "Send ^r" in screen.text
        assert "[x] path id 123" in flat(screen)
        assert "[ ] query page 2 off" in flat(screen)


async def test_the_lower_border_says_whose_auth_it_is_and_where_from(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        assert "Get customer  auth ↑ crm, from Customers API" in screen.text
        assert "Auth↑" in screen.text


async def test_one_pane_shows_counts_headings_and_the_file(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        assert "Params 4  Headers 1  Body  Auth ↑ crm  More" in screen.lines[2]
        assert "kind    name" in screen.text
        assert "Get customer   customers.toml" in screen.text
        assert "sent as well" in screen.text
        assert "↑ from folder Customers" in screen.text
        assert "Bearer ••••••••" in screen.text


async def test_a_wide_screen_counts_in_the_tabs(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "200x60") as screen:
        assert "2 Request  Params 4  Headers 1  Body  Auth ↑ crm  More" in screen.text


async def test_a_preview_resolves_no_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEVER_READ", "not to be seen")
    async with request_open(tmp_path, "Own key", "80x24") as screen:
        for _ in range(5):
            assert "not to be seen" not in screen.text
            await screen.press("right")
        assert "→ https://api.example.com/{{env:NEVER_READ}}/:order" in screen.text


async def test_an_unknown_preset_is_told_and_the_request_stays_editable(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Broken auth", "80x24") as screen:
        assert "✗ There is no preset crn" in screen.text
        assert "Auth ✗" in screen.text
        await screen.press("enter")
        await retyped(screen, "7")
        await screen.press("enter")
        assert draft(screen).query[0].value == "7"
        await screen.press("A")
        assert pane(screen).tab == "Auth"
        assert "Did you mean crm?" in screen.text
        assert "Write [auth.crn], or name one that is there." in screen.text


async def test_a_file_of_a_newer_workbench_is_said_so_and_can_be_edited(tmp_path: Path) -> None:
    newer = COLLECTION.replace("[collection]", "[collection]\nformat = 99")
    async with request_open(tmp_path, "Ping", "80x24", newer) as screen:
        await screen.press("a")
        await screen.type("x")
        await screen.press("enter")
        assert draft(screen).query[0].name == "x"
        await screen.press("left")
        assert "Made by a newer workbench" in screen.text


async def test_without_an_open_request_the_way_to_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text('[collection]\nname = "Empty"\n')
    async with opened(tmp_path) as screen:
        await screen.press("2")
        assert "No request is open. 1 goes to the collections." in screen.text
        await screen.press("enter", "a", "d", "space", "m", "A", "ctrl+l")
        assert screen.app.screen is screen.app.base


async def test_hostile_names_values_and_addresses_are_seen_as_symbols(tmp_path: Path) -> None:
    hostile = r"""
[collection]
name = "C[/nope]\u001b]0;x\u0007"
[[request]]
name = "N[/nope]\u001b[2J\u202e"
url = "http://127.0.0.1/[/nope]\u001b[2J\u202e"
query = [["q[/nope]\u0007", "v\u001b]52;c;AAAA\u0007\u202e[bold]"]]
[request.headers]
X-A = "h\u001b[31m"
[request.body]
type = "text"
text = "b\u001b[2J[/nope]\u202e"
"""
    for size in SIZES:
        async with request_open(tmp_path, "N[/nope]\x1b[2J\u202e", size, hostile) as screen:
            seen = screen.text
            for _ in range(4):
                await screen.press("right")
                seen += screen.text
            await screen.press("right", "enter")
            seen += screen.text
            assert "[/nope]␛[2J⟨RLO⟩" in seen
            assert "v␛]52;c;AAAA␇⟨RLO⟩[bold]" in seen
            assert "h␛[31m" in seen
            assert "b␛[2J[/nope]⟨RLO⟩" in seen
            assert not {"\x1b", "\x07", "\u202e"} & set(seen)


# Cells.


@pytest.mark.parametrize("size", SIZES)
async def test_enter_edits_the_value_and_the_row_says_what_it_was(
    tmp_path: Path, size: str
) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("enter")
        assert "enter Accept  esc Undo  tab Accept, next  ^r Send" in screen.text
        await retyped(screen, "c-20")
        await screen.press("enter")
        assert draft(screen).path[0].value == "c-20"
        assert "* was 123" in screen.text
        assert "/v1/customers/c-20" in screen.text
        assert "* Get customer" in screen.text


@pytest.mark.parametrize("size", SIZES)
async def test_esc_leaves_a_cell_as_it_was(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("enter")
        await retyped(screen, "c-20")
        await screen.press("escape")
        assert not edited(screen)
        assert "123" in screen.text
        assert "c-20" not in screen.text


async def test_tab_accepts_and_goes_through_the_cells_in_order(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("enter")
        await retyped(screen, "7")
        await screen.press("tab")
        await retyped(screen, "embed")
        await screen.press("tab")
        await retyped(screen, "all")
        await screen.press("enter")
        spec = draft(screen)
        assert [(row.name, row.value) for row in (*spec.path, *spec.query)] == [
            ("id", "7"),
            ("embed", "all"),
            ("expand", "cards"),
            ("page", "2"),
        ]


async def test_a_draft_that_equals_the_file_again_is_no_edit(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        for text in ("124", "123"):
            await screen.press("enter")
            await retyped(screen, text)
            await screen.press("enter")
        assert not edited(screen)
        assert "* Get customer" not in screen.text


async def test_send_from_a_cell_sends_with_what_was_typed(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        started: list[tuple[RequestRef | None]] = []
        screen.app.sends.start = lambda ref: started.append((ref,))  # type: ignore[method-assign]
        await screen.press("a")
        await screen.type("q")
        await screen.press("ctrl+r")
        assert draft(screen).query[0].name == "q"
        assert started == [(screen.app.session.ref,)]


@pytest.mark.parametrize("size", SIZES)
async def test_space_switches_a_row_and_back(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("j", "space")
        assert [row.enabled for row in draft(screen).query] == [False, True, False]
        assert "[ ] query expand orders * was on off" in flat(screen)
        await screen.press("space")
        assert not edited(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_d_deletes_the_row_under_the_cursor(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("j", "d")
        assert [row.value for row in draft(screen).query] == ["cards", "2"]
        assert pane(screen).rows.cursor_key == ("query", 0)


@pytest.mark.parametrize("size", SIZES)
async def test_a_adds_a_row_below_the_cursor_and_asks_nothing(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("j", "a")
        await screen.type("limit")
        await screen.press("tab")
        await screen.type("50")
        await screen.press("enter")
        spec = draft(screen)
        assert [(row.name, row.value) for row in spec.query][1] == ("limit", "50")
        assert len(spec.query) == 4
        assert "* new" in screen.text


async def test_a_row_that_stays_blank_goes_with_esc(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("j", "a")
        assert len(draft(screen).query) == 4
        await screen.press("escape")
        assert not edited(screen)


async def test_a_row_that_has_a_name_stays_when_its_value_is_given_up(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("a")
        await screen.type("debug")
        await screen.press("tab", "escape")
        assert [row.name for row in draft(screen).path] == ["id", "debug"]


async def test_a_segment_of_the_address_without_a_row_gets_one_first(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Own key") as screen:
        await screen.press("a")
        await screen.type("o-7")
        await screen.press("enter")
        (row,) = draft(screen).path
        assert (row.name, row.value) == ("order", "o-7")
        assert draft(screen).query == ()


async def test_headers_are_edited_added_and_deleted_on_their_tab(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        await screen.press("right", "enter")
        await retyped(screen, "text/csv")
        await screen.press("enter", "a")
        await screen.type("X-Trace")
        await screen.press("tab")
        await screen.type("1")
        await screen.press("enter", "g", "space")
        assert [(row.name, row.value, row.enabled) for row in draft(screen).headers] == [
            ("Accept", "text/csv", False),
            ("X-Trace", "1", True),
        ]
        assert "inherited" in screen.text
        await screen.press("d", "d")
        assert draft(screen).headers == ()


# Method, preset, address.


@pytest.mark.parametrize("size", SIZES)
async def test_m_chooses_a_method_or_takes_any_as_typed(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        await screen.press("m")
        assert "reads the headers only" in screen.text
        await screen.press("down", "enter")
        assert draft(screen).method == "POST"
        await screen.press("m")
        await screen.type("Purge")
        await screen.press("enter")
        assert draft(screen).method == "Purge"
        await screen.press("m")
        await screen.type("two words")
        assert "A method has no blanks" in screen.text
        await screen.press("escape")
        assert draft(screen).method == "Purge"


@pytest.mark.parametrize("size", SIZES)
async def test_shift_a_goes_to_the_preset_that_applies(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        gone = presets_shown(screen)
        await screen.press("A")
        pane(screen).show_tab("Auth")
        await screen.press("A")
        assert gone == [("crm", True)] * 2


async def test_shift_a_goes_to_a_preset_written_in_place(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Own key") as screen:
        gone = presets_shown(screen)
        await screen.press("A")
        assert gone == [("Own key", True)]


async def test_shift_a_says_that_no_credentials_are_sent(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        await screen.press("A")
        assert pane(screen).tab == "Auth"
        assert 'This request sends no credentials (auth = "none", from request).' in screen.text
