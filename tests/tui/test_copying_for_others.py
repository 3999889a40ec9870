"""Copy as: a request or a whole file in the format of another tool, no secret in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.screens import Screen
from tests.tui.support import request_open
from workbench.tui import handing_out
from workbench.tui.windows.window import Window

COPIES = [
    ("Postman, request", "as a Postman collection of one request"),
    ("Postman, file", "customers.toml as a Postman collection"),
    ("curl, file", "customers.toml as curl, secrets masked"),
]


async def copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, of: str, text: str
) -> tuple[str, str]:
    """Choose a way to copy; what was copied, and what was said of it."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(handing_out, "copy", lambda _, text, what: found.append((text, what)))
    async with request_open(tmp_path, of, text=text) as screen:
        await screen.press("Y")
        while not _is_here(screen, name):
            await screen.press("j")
        await screen.press("enter")
        await screen.until(lambda: found)
    return found[0]


def _is_here(screen: Screen, name: str) -> bool:
    window = screen.app.screen
    assert isinstance(window, Window)
    row = window.pane.rows.cursor_row
    assert row is not None
    return "".join(run.text for run in row.left).strip().startswith(name)


TEXT = """[collection]
name = "Two"
auth = "crm"
[auth.crm]
type = "basic"
username = "me"
password = "written in clear"
[[request]]
name = "First"
url = "https://api.example.com/a"
[[request]]
name = "Second"
url = "https://api.example.com/b"
"""


@pytest.mark.parametrize(("name", "said"), COPIES)
async def test_a_copy_for_another_tool_says_what_it_is_and_has_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    text, what = await copied(tmp_path, monkeypatch, name, of="First", text=TEXT)
    assert what == said
    assert "written in clear" not in text
    if name.startswith("Postman"):
        names = [item["name"] for item in json.loads(text)["item"]]
        assert names == (["First"] if name == "Postman, request" else ["First", "Second"])
    else:
        assert text.count("curl ") == 2


async def test_what_cannot_be_copied_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = TEXT.replace('auth = "crm"', 'auth = "crn"')
    monkeypatch.setattr(handing_out, "copy", lambda *_: pytest.fail("it was copied"))
    async with request_open(tmp_path, "First", text=broken) as screen:
        await screen.press("Y", "enter")
        await screen.until(lambda: "✗" in screen.text and "crn" in screen.text)
