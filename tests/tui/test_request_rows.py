"""What the Request pane is made of, without a screen: edits, labels, methods, values; then its
clock, its copies and what it hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.support import COLLECTION, draft, edited, flat, pane, ref_of, request_open, retyped
from workbench.domain.collection import (
    FormBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.http import Sending
from workbench.tui.paint import plain
from workbench.tui.request.edits import accepted, add_in, delete, is_blank, set_body_text, toggle
from workbench.tui.request.methods import method_rows
from workbench.tui.session import Change

SPEC = RequestSpec("R", url="http://a/:id/:x", path=(Row("id", "1"),), query=(Row("q", "2"),))


def test_a_row_goes_where_the_cursor_is() -> None:
    spec = replace(SPEC, url="http://a/:id", query=(Row("a", "1"), Row("b", "2")))
    added = add_in(spec, "Params", ("query", 0))
    assert added is not None
    assert [row.name for row in added[0].query] == ["a", "", "b"]
    assert added[1] == ("query", 1)


def test_a_segment_without_a_row_is_what_is_added_first() -> None:
    added = add_in(SPEC, "Params", ("query", 0))
    assert added is not None
    assert added[0].path == (Row("id", "1"), Row("x", ""))
    assert added[1] == ("path", 1)


@pytest.mark.parametrize(
    ("tab", "spec", "table"),
    [
        ("Headers", SPEC, "headers"),
        ("Body", replace(SPEC, body=FormBody(())), "form"),
        ("Body", replace(SPEC, body=MultipartBody((Part("a", "1"),))), "part"),
    ],
)
def test_each_table_takes_a_row(tab: str, spec: RequestSpec, table: str) -> None:
    added = add_in(spec, tab, None)
    assert added is not None
    assert added[1][0] == table
    assert is_blank(*added)
    assert delete(*added) == spec


@pytest.mark.parametrize("tab", ["Body", "Auth", "More"])
def test_where_there_is_no_table_no_row_is_added(tab: str) -> None:
    assert add_in(replace(SPEC, body=TextBody(TextKind.JSON, "{}")), tab, None) is None


def test_switching_a_row_twice_changes_nothing() -> None:
    once = toggle(SPEC, ("query", 0))
    assert not once.query[0].enabled
    assert toggle(once, ("query", 0)) == SPEC


def test_a_bare_flag_stays_one_until_it_is_given_a_value() -> None:
    spec = replace(SPEC, query=(Row("debug"),))
    assert accepted(spec, ("query", 0), "value", "") == spec
    assert accepted(spec, ("query", 0), "value", "1").query == (Row("debug", "1"),)


def test_a_row_that_is_gone_is_not_changed() -> None:
    assert accepted(SPEC, ("query", 7), "value", "x") == SPEC
    assert delete(SPEC, ("form", 0)) == SPEC


def test_a_body_emptied_again_is_none_where_the_file_has_none() -> None:
    begun = set_body_text(SPEC, "text", "{", SPEC)
    assert begun.body == TextBody(TextKind.JSON, "{")
    assert set_body_text(begun, "text", "", SPEC).body == NoBody()
    assert set_body_text(begun, "text", "", begun).body == TextBody(TextKind.JSON, "")


def keys_of(current: str, typed: str) -> list[object]:
    """The methods that are offered."""
    return [row.key for row in method_rows(current, typed)]


def test_the_methods_offered_are_those_that_begin_so_and_the_typed_one() -> None:
    assert keys_of("GET", "")[:3] == ["GET", "POST", "PUT"]
    assert keys_of("GET", "P") == ["POST", "PUT", "PATCH", "P"]
    assert keys_of("GET", "PUT") == ["PUT"]
    assert keys_of("GET", "put") == ["PUT", "put"]
    assert keys_of("GET", "M-SEARCH") == ["M-SEARCH"]
    assert keys_of("Purge", "")[-1] == "Purge"


def test_what_cannot_be_a_method_is_said_so_and_not_offered() -> None:
    (row,) = method_rows("GET", "a b\x1b[2J")
    assert not row.selectable
    assert "A method has no blanks" in plain(row.left)


# On the screen.


async def test_send_becomes_a_clock_while_the_request_is_under_way(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        app = screen.app
        ref = ref_of(screen, "Ping")
        app.session.states[ref] = Sending(app.workbench.clock.now() - 2.4)
        app.changed(Change.STATE)
        await screen.pilot.pause()
        assert "↻ 2.4 s  esc" in screen.text
        assert "Send ^r" not in screen.text
        del app.session.states[ref]
        app.changed(Change.STATE)
        await screen.pilot.pause()
        assert "Send ^r" in screen.text


async def test_y_copies_the_value_under_the_cursor(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        request = pane(screen)
        assert request.value_to_copy() == ("123", "the value of id")
        await screen.press("G")
        assert request.value_to_copy() is None
        await screen.press("right")
        assert request.value_to_copy() == ("application/json", "the value of Accept")


async def test_a_secret_written_in_clear_is_masked_until_u_for_ten_seconds(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer", "80x24") as screen:
        request = pane(screen)
        assert not request.unmask()
        request.show_tab("Auth")
        await screen.pilot.pause()
        assert "client_secret ••••••••" in flat(screen)
        await screen.press("u")
        assert "client_secret written in clear" in flat(screen)
        request._unmasking.start(screen.app.workbench.clock.now() - 10.1)  # the ten seconds go by
        request.tick()
        await screen.pilot.pause()
        assert "written in clear" not in screen.text


async def test_what_only_a_source_knows_is_not_unmasked(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Own key", "80x24") as screen:
        pane(screen).show_tab("Auth")
        await screen.pilot.pause()
        assert not pane(screen).unmask()
        assert "{{env:NEVER_READ}}" in screen.text


async def test_a_file_changed_on_disk_shows_at_once_and_edits_stay(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("j", "enter")
        await retyped(screen, "mine")
        await screen.press("enter")
        path = tmp_path / "customers.toml"
        path.write_text(COLLECTION.replace('"cards"]', '"theirs"]').replace("123", "1234567"))
        screen.app.workbench.reload()
        screen.app.changed(Change.FILES)
        await screen.pilot.pause()
        assert draft(screen).query[0].value == "mine"
        assert "* was orders" in screen.text
        screen.app.session.drafts.clear()
        screen.app.changed(Change.EDITED)
        await screen.pilot.pause()
        assert "1234567" in screen.text
        assert "theirs" in screen.text


async def test_only_what_works_at_the_cursor_is_offered(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        request = pane(screen)

        def offered() -> set[str]:
            keys = ("row_edit", "row_toggle", "row_add", "row_delete", "request_method")
            return {key for key in keys if request.check_action(key, ())}

        everything = {"row_edit", "row_toggle", "row_add", "row_delete", "request_method"}
        assert offered() == everything
        request.show_tab("More")
        assert offered() == {"request_method"}
        request.show_tab("Auth")
        assert offered() == {"row_edit", "request_method"}
        request.show_tab("Body")
        assert offered() == {"row_edit", "request_method"}
        request.edit_url()
        assert offered() == set()
        assert not edited(screen)


@pytest.mark.parametrize("size", ["60x15", "99x24", "100x24", "159x29", "160x30"])
async def test_it_fits_every_layout(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Get customer", size) as screen:
        assert "[x] path id 123" in flat(screen)
        assert "More" in screen.text
        await screen.press("enter")
        await retyped(screen, "7")
        await screen.press("enter")
        assert draft(screen).path[0].value == "7"
