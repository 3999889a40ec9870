"""What completes a field of a request: pure offers, where the list goes, and the fields by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Region, Size

from tests.tui.support import (
    COLLECTION,
    SIZES,
    draft,
    edited,
    flat,
    pane,
    ref_of,
    request_open,
    retyped,
)
from workbench.adapters.journal import Journal
from workbench.domain.presets import Inherit, Named
from workbench.engine.effective import Defined, Layer, Whence
from workbench.tui.paint import plain
from workbench.tui.request.completing import Around, Offer, Place, offers
from workbench.tui.request.helped_field import HelpedField
from workbench.tui.request.offer_list import OfferList, offer_rows, place_of
from workbench.tui.request.well_known import HEADERS, LISTS, VALUES

HERE = Whence(Layer.COLLECTION, "Customers API")
AROUND = Around(
    {
        "base_url": Defined("https://api.example.com", HERE),
        "deep": Defined("{{base_url}}/deep", HERE),
        "api_key": Defined("{{env:KEY}}", Whence(Layer.ENVIRONMENT, "staging")),
        "id": Defined("{{raw", Whence(Layer.CAPTURED), literal=True),
    }
)


def shown(place: Place, text: str, around: Around = AROUND, *, asked: bool = False) -> list[str]:
    return [each.shown for each in offers(place, text, len(text), around, asked=asked)]


def only(text: str, cursor: int | None = None, place: Place = Place.TEXT) -> Offer:
    found = offers(place, text, len(text) if cursor is None else cursor, AROUND)
    assert len(found) == 1, found
    return found[0]


# What is offered.


def test_two_braces_offer_every_variable_and_every_source() -> None:
    found = shown(Place.TEXT, "a {{")
    assert found[:4] == ["api_key", "base_url", "deep", "id"]
    assert found[4:8] == ["env:", "file:", "prompt:", "keyring:"]


def test_a_variable_comes_with_its_value_and_where_that_is_from() -> None:
    assert only("{{dee").note == "https://api.example.com/deep  from Customers API"
    assert only("{{api").note == "{{env:KEY}}  from environment staging"
    assert only("{{id").note == "{{raw  from captured"


def test_what_comes_from_a_source_is_never_more_than_its_template(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEY", "hush")
    every = offers(Place.TEXT, "{{", 2, AROUND)
    assert every
    assert "hush" not in "".join(each.note + each.text for each in every)


@pytest.mark.parametrize(
    ("text", "cursor", "taken", "at"),
    [
        ("{{dee", 5, "{{deep}}", 8),
        ("x{{ dee }}y", 7, "x{{deep}}y", 9),
        ("{{deexx}}/{{id}}", 5, "{{deep}}/{{id}}", 8),
        ("{{dee/v1", 5, "{{deep}}/v1", 8),
        ("{{env", 5, "{{env:}}", 6),
        ("{{uui", 5, "{{uuid:}}", 9),
        ("{{now:u", 7, "{{now:unix}}", 12),
    ],
)
def test_a_taken_template_replaces_what_was_begun(
    text: str, cursor: int, taken: str, at: int
) -> None:
    assert only(text, cursor).into(text) == (taken, at)


@pytest.mark.parametrize("text", [r"\{{ba", "{{{ba", "{ba", "{{base_url}}", "{{nothing_so"])
def test_what_is_no_open_template_of_a_known_name_offers_none(text: str) -> None:
    assert shown(Place.TEXT, text) == []


def test_header_names_are_found_by_how_they_begin_then_by_what_is_in_them() -> None:
    found = shown(Place.HEADER_NAME, "con")
    assert found[0] == "Content-Type"
    assert "Connection" in found
    assert shown(Place.HEADER_NAME, "requested") == ["X-Requested-With"]
    assert shown(Place.HEADER_NAME, "accept")[0] == "Accept"


def test_a_header_that_stands_in_another_row_is_not_offered() -> None:
    taken = replace(AROUND, taken=frozenset({"content-type"}))
    assert "Content-Type" not in shown(Place.HEADER_NAME, "content", taken)


def test_values_belong_to_their_header_and_lists_are_completed_at_their_last_member() -> None:
    accept = replace(AROUND, name="ACCEPT")
    (offer,) = offers(Place.HEADER_VALUE, "text/html, text/c", 17, accept)
    assert offer.into("text/html, text/c") == ("text/html, text/csv", 19)
    assert shown(Place.HEADER_VALUE, "app", replace(AROUND, name="X-Mine")) == []
    whole = replace(AROUND, name="Content-Type")
    assert shown(Place.HEADER_VALUE, "text/plain, te", whole) == []


def test_nothing_typed_offers_nothing_unless_it_is_asked_for() -> None:
    assert shown(Place.HEADER_NAME, "") == []
    assert shown(Place.HEADER_NAME, "", asked=True) == list(HEADERS)[:100]


def test_what_is_there_already_is_no_offer() -> None:
    assert shown(Place.HEADER_NAME, "Idempotency-Key") == []
    assert shown(Place.HEADER_NAME, "idempotency-key") == ["Idempotency-Key"]


def test_addresses_of_other_requests_complete_an_address_at_its_end() -> None:
    around = replace(AROUND, addresses=("{{base_url}}/v1/customers", "{{base_url}}/ping"))
    assert shown(Place.ADDRESS, "{{base_url}}/v", around) == ["{{base_url}}/v1/customers"]
    assert offers(Place.ADDRESS, "{{ba}}/v", 4, around)[0].shown == "base_url"


def test_presets_complete_an_auth() -> None:
    around = replace(AROUND, presets=(("inherit", ""), ("none", ""), ("crm", "oauth2")))
    assert shown(Place.AUTH, "c", around) == ["crm"]
    assert shown(Place.AUTH, "", around, asked=True) == ["inherit", "none", "crm"]


def test_the_registered_names_are_tokens_and_known_once() -> None:
    assert len({each.lower() for each in HEADERS}) == len(HEADERS)
    assert all(each.replace("-", "").isalnum() for each in HEADERS)
    known = {each.lower() for each in HEADERS}
    assert set(VALUES) <= known
    assert known >= LISTS


# Where the list goes.


@pytest.mark.parametrize("y", range(24))
@pytest.mark.parametrize("x", [0, 30, 70])
def test_the_list_never_covers_the_field_or_leaves_the_screen(x: int, y: int) -> None:
    field = Region(x, y, 10, 1)
    at, height = place_of(field, Size(80, 24), 40, 8)
    box = Region(at.x, at.y, 40, height)
    assert height > 0
    assert not box.overlaps(field)
    assert Region(0, 0, 80, 24).contains_region(box)


def test_the_marked_offer_is_always_among_those_seen() -> None:
    every = offers(Place.HEADER_NAME, "", 0, AROUND, asked=True)
    for marked in range(len(every)):
        rows = offer_rows(every, marked, 40)
        assert len(rows) == 6
        assert any(f" {every[marked].shown} " in plain(row.left) + " " for row in rows)


# By keys.


def field(screen_app: object) -> HelpedField:
    found = getattr(screen_app, "focused", None)
    assert isinstance(found, HelpedField)
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_a_header_is_written_by_completing_its_name_and_its_value(
    tmp_path: Path, size: str
) -> None:
    async with request_open(tmp_path, "Ping", size) as screen:
        await screen.press("right", "a")
        await screen.type("conte")
        assert "Content-Disposition" in screen.text
        await screen.press("down", "tab")
        name = field(screen.app).value
        assert name == "Content-Digest"
        await retyped(screen, "content-t")
        box = screen.app.screen.query_one(OfferList).region
        assert not box.overlaps(field(screen.app).region)
        assert "tab Take" in screen.footer
        await screen.press("tab")
        assert not screen.app.screen.query(OfferList)
        await screen.press("tab")
        await screen.type("csv")
        assert "text/csv" in screen.text
        await screen.press("tab", "enter")
        (row,) = draft(screen).headers
        assert (row.name, row.value) == ("Content-Type", "text/csv")
        assert "tab Take" not in screen.footer


@pytest.mark.parametrize("size", SIZES)
async def test_esc_closes_the_list_before_the_field(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Ping", size) as screen:
        await screen.press("L", "{", "{")
        assert "https://api.example.com  from Customers API" in screen.text
        assert "env:" in screen.text
        await screen.press("escape")
        assert not field(screen.app).offered
        assert field(screen.app).value.endswith("{{")
        await screen.press("b", "enter")
        assert draft(screen).url.endswith("/ping{{b")


async def test_enter_takes_only_what_was_chosen(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        await screen.press("right", "a")
        await screen.type("acc")
        await screen.press("enter")
        assert [row.name for row in draft(screen).headers] == ["acc"]


async def test_what_a_cell_resolves_to_is_shown_while_it_is_open(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        await screen.press("enter")
        await retyped(screen, "{{base_url}}-{{env:X}}-{{nme}}")
        assert "→ https://api.example.com-{{env:X}}-{{nme}}" in screen.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_auth_of_a_request_is_named_in_its_tab(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Broken auth", size) as screen:
        pane(screen).show_tab("Auth")
        await screen.pilot.pause()
        assert "this request crn" in flat(screen)
        await screen.press("enter")
        await retyped(screen, "cr")
        assert "oauth2 client_credentials" in screen.text
        await screen.press("tab", "enter")
        assert draft(screen).auth == Named("crm")
        await screen.press("enter")
        await retyped(screen, "inherit")
        await screen.press("enter")
        assert draft(screen).auth == Inherit()


# Kept while it is typed.


def left_behind(tmp_path: Path) -> list[str]:
    """What a start would find if the process were killed now: its lock is let go by the kernel."""
    journal = Journal(str(tmp_path))
    directory = journal._directory
    copies = directory.parent / "as-after-a-kill"
    copies.mkdir(exist_ok=True, parents=True)
    for path in directory.glob("*.toml"):
        (copies / path.name).write_bytes(path.read_bytes())
        assert path.stat().st_mode & 0o777 == 0o600
    return [each.after.url for each in Journal(str(tmp_path), copies).left_behind()]


async def test_an_address_that_is_being_typed_outlives_a_kill(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping", "80x24") as screen:
        await screen.press("L")
        await screen.type("/half")
        await screen.until(lambda: left_behind(tmp_path) == ["{{base_url}}/ping/half"])
        assert not edited(screen)
        await screen.press("escape")
        assert not screen.app.workbench.files.journal.left_behind()
        assert not list(Journal(str(tmp_path))._directory.glob("*.toml"))


async def test_a_cell_that_is_being_typed_is_kept_beside_what_was_accepted(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        await screen.press("L")
        await screen.type("2")
        await screen.press("enter", "enter")
        await retyped(screen, "77")
        journal = Journal(str(tmp_path))._directory
        await screen.until(lambda: any("77" in each.read_text() for each in journal.glob("*.toml")))
        assert draft(screen).path[0].value == "123"
        await screen.press("escape")
        await screen.until(
            lambda: all("77" not in each.read_text() for each in journal.glob("*.toml"))
        )
        assert any("cards2" in each.read_text() for each in journal.glob("*.toml"))


# Rows moved.


async def test_rows_are_moved_by_comma_and_full_stop(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        await screen.press("j", "full_stop", "full_stop", "full_stop")
        names = [(row.name, row.value) for row in draft(screen).query]
        assert names == [("expand", "cards"), ("page", "2"), ("expand", "orders")]
        await screen.press("comma", "comma", "comma")
        assert not edited(screen)


# What stands for nothing.


async def test_a_name_that_stands_for_nothing_is_marked_where_it_stands(tmp_path: Path) -> None:
    text = COLLECTION.replace('id = "123"', 'id = "{{nme}}-{{env:X}}"').replace(
        'url = "{{base_url}}/graphql"', 'url = "{{bse_url}}/graphql"'
    )
    text = text.replace("query Q { a }", "query Q { {{fld}} }")
    async with request_open(tmp_path, "Get customer", "80x24", text) as screen:
        assert "{{nme}}-{{env:X}} ✗ nme unknown" in flat(screen)
        assert "in the address" not in screen.text
        screen.app.open_request(ref_of(screen, "Query"), go=True)
        pane(screen).show_tab("Body")
        await screen.pilot.pause()
        assert "✗ bse_url unknown in the address" in screen.text
        assert "✗ fld unknown" in screen.text


async def test_where_variables_cannot_be_told_no_name_is_called_unknown(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Broken auth", "80x24") as screen:
        assert "There is no preset crn" in screen.text
        assert "unknown" not in screen.text
