"""The Token pane driven by keys and time, over a workbench whose tokens are what the test says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.geometry import Region
from textual.widget import Widget

from tests.tui.token_fakes import (
    ISSUED,
    NOW,
    OPAQUE,
    PaneApp,
    held,
    key,
    open_request,
    pane_app,
    running,
    token,
)
from workbench.domain.errors import UsageError
from workbench.domain.token import Token
from workbench.engine.token_view import Fetching, NoneYet
from workbench.tui.session import Change
from workbench.tui.token.form import Form
from workbench.tui.token.subject import Subject


@pytest.mark.parametrize(
    ("width", "form"),
    [(30, Form.NARROW), (60, Form.WIDE), (80, Form.INSPECTOR), (120, Form.INSPECTOR)],
)
async def test_the_form_follows_the_width(width: int, form: Form) -> None:
    app = pane_app(width, crm=held(), ops=held())
    async with running(app):
        assert app.pane.shape.form is form
        assert "crm" in app.text
        assert ("preset  state" in app.text) is (form is Form.WIDE)
        assert (" crm  ops  legacy  batch " in app.lines[0]) is (form is Form.INSPECTOR)


async def test_one_pane_alone_is_the_inspector_however_narrow() -> None:
    app = pane_app(60, crm=held())
    async with running(app) as pilot:
        app.pane.set_alone(True)
        await pilot.pause()
        assert app.pane.shape.form is Form.INSPECTOR
        assert "4 Token" not in app.lines[0]
        assert "ops" in app.lines[0]


async def test_it_follows_the_open_request_until_another_preset_is_chosen() -> None:
    app = pane_app(crm=held())
    async with running(app) as pilot:
        assert "crm" in app.lines[1]
        await pilot.press("l")
        assert "ops" in app.lines[1]
        app.pane.session_changed(Change.EDITED)
        assert "ops" in app.lines[1]
        await open_request(app, "Vendor")
        await pilot.pause()
        assert "vendor" in app.lines[1]


async def test_h_and_l_go_round_the_presets_and_the_open_requests_own_is_one_of_them() -> None:
    app = pane_app(opened="Vendor")
    async with running(app) as pilot:
        seen = []
        for _ in range(5):
            await pilot.press("l")
            seen.append(app.lines[1].split()[1])
        assert seen == ["crm", "ops", "legacy", "batch", "vendor"]
        await pilot.press("h")
        assert app.lines[1].split()[1] == "batch"


async def test_a_jump_to_a_tab_shows_its_preset() -> None:
    app = pane_app(120, crm=held())
    async with running(app) as pilot:
        app.pane.show_tab(app.pane.tabs[2].key)
        await pilot.pause()
        assert app.lines[1].split()[1] == "legacy"


async def test_the_cursor_in_the_table_shows_the_preset_it_is_on() -> None:
    app = pane_app(60, crm=held(), ops=held(token(OPAQUE)))
    async with running(app) as pilot:
        assert app.pane.rows.cursor_key == key("crm")
        await pilot.press("j")
        await pilot.pause()
        assert app.pane.rows.cursor_key == key("ops")
        assert "opaque, 32 characters" in app.text
        await pilot.press("h")
        assert app.pane.rows.cursor_key == key("crm")


async def test_without_credentials_it_says_where_that_was_written() -> None:
    app = pane_app(opened="Ping")
    async with running(app) as pilot:
        assert '"none", from request' in app.text
        assert app.pane.check_action("token_renew", ()) is False
        await pilot.press("r", "x")
        assert app.asked == []


async def test_a_request_whose_preset_is_unknown_says_so() -> None:
    app = pane_app(60)

    def unknown(*_: object, **__: object) -> None:
        raise UsageError("There is no preset cmr.", "Did you mean crm?")

    app.workbench.effective = unknown  # type: ignore[method-assign, assignment]
    async with running(app):
        assert "✗ There is no preset cmr." in app.text
        assert "Did you mean crm?" in app.text


async def test_without_an_open_request_the_first_preset_is_shown() -> None:
    app = pane_app(opened=None, crm=held())
    async with running(app):
        assert app.lines[1].split()[1] == "crm"


async def test_r_and_x_ask_for_what_this_token_allows() -> None:
    app = pane_app(crm=held())
    async with running(app) as pilot:
        await pilot.press("r", "x")
        assert app.asked == [("renew", "crm"), ("forget", "crm")]
        app.workbench.statuses["crm"] = NoneYet()
        app.pane.session_changed(Change.TOKENS)
        assert app.pane.check_action("token_forget", ()) is False
        app.workbench.statuses["crm"] = Fetching(NOW)
        app.pane.session_changed(Change.TOKENS)
        assert app.pane.check_action("token_renew", ()) is False


async def test_a_token_that_came_is_shown_when_the_engine_says_so() -> None:
    app = pane_app()
    async with running(app) as pilot:
        assert "No token yet." in app.text
        app.workbench.statuses["crm"] = held()
        app.pane.session_changed(Change.TOKENS)
        await pilot.pause()
        assert "● fresh" in app.text
        assert "47:12 left" in app.text


async def test_a_renewal_behind_moves_nothing_that_is_shown() -> None:
    app = pane_app(60, crm=held())
    async with running(app) as pilot:
        before = app.lines
        app.workbench.statuses["crm"] = Fetching(NOW - 1, old=given(app))
        app.pane.session_changed(Change.TOKENS)
        await pilot.pause()
        after = app.lines
        changed = [i for i, line in enumerate(before) if line != after[i]]
        shown = {i for i in changed if before[i].strip("│ ")}
        assert "by 14 requests" in app.text
        assert "↻ token request" in app.text
        assert [after[i] for i in sorted(shown) if "◐ renewing" not in after[i]] == []


def given(app: PaneApp) -> Token:
    """The token that the shown preset holds."""
    subject = app.pane._subject
    assert isinstance(subject, Subject)
    assert subject.token is not None
    return subject.token


async def test_time_alone_takes_a_token_through_its_life() -> None:
    app = pane_app(crm=held())
    async with running(app) as pilot:
        for passed, words in ((1, "47:11 left"), (2772, "◐ ends soon"), (60, "○ expired")):
            app.pass_time(passed)
            await pilot.pause()
            assert words in app.text
        app.pass_time(240)
        await pilot.pause()
        assert "4 m ago" in app.text


async def test_a_second_repaints_the_cells_that_tick_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = pane_app(crm=held(renews_at=ISSUED + 3540))
    async with running(app) as pilot:
        await pilot.pause()
        painted: list[tuple[str, Region]] = []
        refresh = Widget.refresh

        def watched(self: Widget, *regions: Region, **options: Any) -> Widget:
            painted.extend((type(self).__name__, region) for region in regions)
            assert regions or not options.get("layout")
            return refresh(self, *regions, **options)

        monkeypatch.setattr(Widget, "refresh", watched)
        for _ in range(8):
            app.pass_time(1)
        assert {name for name, _ in painted} == {"Lines"}
        assert all(region.y == 3 and region.width <= 5 for _, region in painted)
        assert len(painted) == 16


async def test_a_minute_repaints_the_lower_border_and_no_more_of_it() -> None:
    app = pane_app(60, crm=held(token(expires_at=None)))
    async with running(app) as pilot:
        await pilot.pause()
        before = app.lines
        app.pane._exchange_repaint_regions()
        app.pane._dirty_regions.clear()
        app.pane.set_subtitle("15:00")
        assert app.pane._repaint_regions == {Region(0, app.size.height - 1, 60, 1)}
        await pilot.pause()
        assert app.lines[:-1] == before[:-1]
        assert "15:00" in app.lines[-1]


async def test_what_is_far_away_does_not_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    app = pane_app(60, crm=held(token(expires_at=NOW + 7259)))
    async with running(app) as pilot:
        await pilot.pause()
        before = app.workbench.asked
        for _ in range(5):
            app.pass_time(1)
        assert app.workbench.asked == before


async def test_the_signature_is_shown_for_ten_seconds_and_then_hidden_again() -> None:
    app = pane_app(120, crm=held())
    async with running(app) as pilot:
        assert "c2lnbmF0dXJl" not in app.text
        assert app.pane.unmask()
        await pilot.pause()
        assert "c2lnbmF0dXJl" in app.text
        assert "shown in clear, 10 s" in app.text
        app.pass_time(4)
        await pilot.pause()
        assert "shown in clear, 6 s" in app.text
        app.pass_time(6)
        await pilot.pause()
        assert "c2lnbmF0dXJl" not in app.text
        assert "shown in clear" not in app.text


async def test_what_is_shown_in_clear_is_hidden_when_another_preset_is_shown() -> None:
    app = pane_app(120, crm=held(), ops=held(token(OPAQUE)))
    async with running(app) as pilot:
        assert app.pane.unmask()
        await pilot.press("l")
        assert OPAQUE not in app.text
        assert app.pane.unmask()
        await pilot.pause()
        assert OPAQUE in app.text


@pytest.mark.parametrize("name", ["Get customer", "Ping", "Later"])
async def test_nothing_is_unmasked_where_nothing_is_hidden(name: str) -> None:
    app = pane_app(30, opened=name, crm=held())
    async with running(app):
        assert not app.pane.unmask()


async def test_a_secret_of_the_file_is_unmasked_in_every_form() -> None:
    app = pane_app(30, opened="Vendor")
    async with running(app) as pilot:
        assert "VENDOR" not in app.text
        assert app.pane.unmask()
        await pilot.pause()
        assert "VENDOR" in app.text


@pytest.mark.parametrize(
    ("row", "value", "what"),
    [
        (("claim", "iss"), "https://auth.example.com/", "the claim iss"),
        (("claim", "iat"), "1795441766", "the claim iat"),
        (("scope", "read:cards"), "read:cards", "the scope"),
        (("token_url", 0), "https://auth.example.com/oauth/token", "the token URL"),
        (("header", 0), '{"alg": "RS256", "typ": "at+jwt", "kid": "3f9a21c0"}', "the header"),
    ],
)
async def test_y_copies_the_value_under_the_cursor(
    row: tuple[object, ...], value: str, what: str
) -> None:
    app = pane_app(120, crm=held())
    async with running(app):
        assert app.pane.rows.move_to(row)
        assert app.pane.value_to_copy() == (value, what)


async def test_what_is_hidden_is_not_copied() -> None:
    app = pane_app(120, crm=held())
    async with running(app) as pilot:
        app.pane.rows.action_cursor_last()
        assert app.pane.rows.cursor_key == ("raw", "hidden")
        assert app.pane.value_to_copy() is None
        await pilot.pause()
        assert app.asked == [("said", "What is hidden is not copied: u shows it for 10 s.")]
        assert app.pane.unmask()
        app.pane.rows.move_to(("raw", "hidden", 0))
        assert app.pane.value_to_copy() == ("c2lnbmF0dXJl", "what was hidden")


async def test_a_hidden_pane_shows_what_has_changed_when_it_is_seen_again() -> None:
    app = pane_app(crm=held())
    async with running(app) as pilot:
        app.pane.display = False
        await pilot.pause()
        app.workbench.statuses["crm"] = replace(held(), uses=15)
        app.pane.session_changed(Change.TOKENS)
        app.pane.display = True
        await pilot.pause()
        assert "by 15 requests" in app.text


async def test_a_preset_that_is_gone_gives_way_to_the_open_requests() -> None:
    app = pane_app(crm=held())
    async with running(app) as pilot:
        app.pane.show_preset(key("ops"))
        file = app.workbench.workspace.collections[0]
        presets = {name: each for name, each in file.collection.presets.items() if name != "ops"}
        collection = replace(file.collection, presets=presets)
        app.workbench.workspace = replace(
            app.workbench.workspace, files=(replace(file, collection=collection),)
        )
        app.pane.session_changed(Change.FILES)
        await pilot.pause()
        assert app.lines[1].split()[1] == "crm"
