"""A token that is pasted: taken apart, hidden while it is typed, and gone with the next preset."""

from __future__ import annotations

from textual.events import Paste
from textual.pilot import Pilot

from tests.support.fakes import fake_jwt
from tests.tui.token_fakes import CLAIMS, PaneApp, held, open_request, pane_app, running
from workbench.tui.session import Change
from workbench.tui.windows.window import Prompt


async def paste(app: PaneApp, pilot: Pilot[None], text: str) -> None:
    await pilot.press("p")
    await pilot.pause()
    assert isinstance(app.screen, Prompt)
    app.screen.pane.field.value = text
    assert text not in app.text
    await pilot.press("enter")
    await pilot.pause()


async def test_a_pasted_token_is_taken_apart_and_nothing_is_sent() -> None:
    app = pane_app(80, crm=held())
    async with running(app) as pilot:
        text = fake_jwt(CLAIMS | {"aud": "https://other"})
        await paste(app, pilot, f"Authorization: Bearer {text}")
        assert "pasted" in app.lines[1]
        assert "? claims 47:12 left" in app.text
        assert "✗ requires https://api.example.com" in app.text
        assert app.asked == []
        assert app.pane.check_action("token_renew", ()) is False
        app.pane.session_changed(Change.TOKENS)
        assert "pasted" in app.lines[1]
        await pilot.press("l")
        assert app.lines[1].split()[1] == "crm"


async def test_a_pasted_token_gives_way_to_another_request() -> None:
    app = pane_app(30, crm=held())
    async with running(app) as pilot:
        await paste(app, pilot, "whatever this is")
        assert "opaque, 16 characters" in app.text
        await open_request(app, "Ping")
        await pilot.pause()
        assert "pasted" not in app.text


async def test_a_paste_of_several_lines_is_taken_whole() -> None:
    app = pane_app(30)
    async with running(app) as pilot:
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, Prompt)
        app.screen.pane.field.post_message(Paste("abc\ndef\n"))
        await pilot.pause()
        assert app.screen.pane.field.value == "abcdef"
        await pilot.press("escape")
        assert "pasted" not in app.text
