"""A curl command pasted where something else is typed: it is offered as a request, or a preset."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.importing import CURL, TOKEN_REQUEST, paste
from tests.tui.support import draft, edited, pane, request_open
from workbench.domain.collection import FormBody, TextBody
from workbench.domain.presets import Basic, Named
from workbench.tui import handing_out
from workbench.tui.field import Field

SEVERAL_LINES = CURL.replace(" -d", " \\\n  -d")


@pytest.mark.parametrize("text", [CURL, SEVERAL_LINES])
async def test_pasted_into_the_url_it_becomes_the_open_request(tmp_path: Path, text: str) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("ctrl+l")
        await paste(screen, text)
        await screen.until(lambda: 'Make it the request "Get customer"' in screen.text)
        assert not edited(screen)
        await screen.press("enter")
        await screen.until(lambda: edited(screen))
        found = draft(screen)
        assert (found.method, found.url) == ("POST", "https://api.example.com/v1/things")
        assert (found.name, found.folder) == ("Get customer", ("Customers",))
        assert isinstance(found.body, FormBody | TextBody)
        assert [row.name for row in found.headers][:1] == ["Accept"]
        assert "Took the curl command." in screen.text
        assert not isinstance(screen.app.focused, Field)


async def test_typed_into_the_url_it_is_no_address(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        await screen.press("ctrl+l", "ctrl+u")
        await screen.type("curl https://a.example/x")
        await screen.press("enter")
        await screen.until(lambda: "Curl command" in screen.text)
        await screen.press("escape")
        assert not edited(screen)
        assert pane(screen).title_text == "Request"


async def test_its_own_auth_stays_where_the_command_has_none(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Broken auth") as screen:
        await screen.press("ctrl+l")
        await paste(screen, CURL)
        await screen.until(lambda: "Make it" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: edited(screen))
        assert draft(screen).auth == Named("crn")


async def test_what_the_command_says_of_auth_is_taken(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("ctrl+l")
        await paste(screen, "curl -u me:pw https://a.example/x")
        await screen.until(lambda: "Make it" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: edited(screen))
        assert draft(screen).auth == Basic("me", "pw")


async def test_a_broken_command_is_an_error_with_its_place(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("ctrl+l")
        await paste(screen, "curl 'https://a.example/x")
        await screen.until(lambda: "✗" in screen.text)
        assert "line 1" in screen.text
        assert not edited(screen)


async def test_pasted_into_commands_it_is_offered_with_all_its_lines(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("ctrl+p")
        await paste(screen, SEVERAL_LINES)
        await screen.until(lambda: "Import: this curl command" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: "Write it to a file" in screen.text)
        await screen.press("j", "enter")
        await screen.until(lambda: "row 1 of 1" in screen.text)
        assert "POST things" in screen.text


async def test_a_token_request_is_offered_as_a_preset_to_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(handing_out, "copy", lambda _, text, what: copied.append(f"{what}\n{text}"))
    async with request_open(tmp_path, "Get customer") as screen:
        await screen.press("ctrl+l")
        await paste(screen, TOKEN_REQUEST)
        await screen.until(lambda: "Copy the preset auth_example_com as TOML" in screen.text)
        await screen.press("enter")
    (text,) = copied
    assert text.startswith("the preset auth_example_com as TOML\n[auth.auth_example_com]")
    assert 'grant = "client_credentials"' in text
    assert 'scope = "read:things"' in text
