"""The screen of an import: nothing is written before it is said, and all of it is shown before."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from tests.tui.importing import CURL, POSTMAN, TOKEN_REQUEST, paste
from tests.tui.screens import Screen, opened
from workbench.conversion import imports

SIZES = ("120x40", "80x24")


@pytest.fixture
def api(tmp_path: Path) -> Path:
    (tmp_path / "api.toml").write_text('[collection]\nname = "API"\n[[request]]\nname = "One"\n')
    (tmp_path / "crm.json").write_text(POSTMAN)
    return tmp_path


async def named(screen: Screen, path: str) -> None:
    """Open the import and name a file."""
    await screen.press("i")
    await screen.type(path)
    await screen.press("enter")
    await screen.until(lambda: "row 1 of" in screen.text)


@pytest.mark.parametrize("size", SIZES)
async def test_what_becomes_of_each_item_is_shown_before_anything_is_written(
    api: Path, size: str
) -> None:
    async with opened(api, size) as screen:
        before = sorted(api.iterdir())
        await named(screen, "crm.json")
        for shown in ("Postman", "→ CRM.toml", "nothing is written yet", "folder, 3 requests"):
            assert shown in screen.text
        assert "✓   GET  Get customer" in screen.text
        assert "! Collection" in screen.text
        assert "✓ 7 as they are" in screen.text
        assert sorted(api.iterdir()) == before


async def test_the_notes_of_the_row_stand_beside_it_by_what_became_of_it(api: Path) -> None:
    async with opened(api) as screen:
        await named(screen, "crm.json")
        assert "left out" in screen.text
        assert "A token that was fetched is not" in screen.text
        await screen.press("n")
        while "Sign payload " not in screen.lines[1]:
            await screen.press("n")
        assert "scripts: prerequest" in screen.text
        assert "kept as they are, unused here" in screen.text


async def test_at_80x24_the_notes_are_the_second_tab(api: Path) -> None:
    async with opened(api, "80x24") as screen:
        await named(screen, "crm.json")
        await screen.press("l")
        assert "A token that was fetched is not imported." in screen.text
        await screen.press("h")
        assert "folder, 3 requests" in screen.text


async def test_the_import_is_written_with_one_key_and_is_there(api: Path) -> None:
    async with opened(api) as screen:
        await named(screen, "crm.json")
        assert "{{env:" in screen.text
        await screen.press("w")
        await screen.until((api / "CRM.toml").exists)
        await screen.until(lambda: "Imported 5 requests into CRM.toml." in screen.text)
        assert "1 secret went into .env." in screen.text
        assert "f3a1-9b" not in (api / "CRM.toml").read_text()
        assert "f3a1-9b" in (api / ".env").read_text()
        assert "CRM" in screen.text


async def test_what_is_left_is_not_written(api: Path) -> None:
    async with opened(api) as screen:
        await named(screen, "crm.json")
        while "Orders" not in screen.lines[1]:
            await screen.press("j")
        await screen.press("space")
        assert "✗ Orders" in screen.text
        assert "✗   POST Sign payload" in screen.text
        assert "✗ 3 left out" in screen.text
        await screen.press("j", "space")
        assert "✓   GET  Order events" in screen.text
        await screen.press("w")
        await screen.until((api / "CRM.toml").exists)
        written = (api / "CRM.toml").read_text()
        assert '"Order events"' in written
        assert '"Sign payload"' not in written
        await screen.until(lambda: "Imported 4 requests" in screen.text)


async def test_tab_completes_a_path_and_a_directory_is_gone_into(api: Path) -> None:
    (api / "exports").mkdir()
    (api / "exports" / "one.curl").write_text(CURL)
    (api / "exports" / "notes.md").write_text("nothing")
    async with opened(api) as screen:
        await screen.press("i")
        await screen.until(lambda: "exports/" in screen.text)
        await screen.type("ex")
        await screen.until(lambda: "crm.json" not in screen.text)
        await screen.press("tab")
        await screen.until(lambda: "one.curl" in screen.text)
        assert "notes.md" not in screen.text
        await screen.press("tab", "enter")
        await screen.until(lambda: "row 1 of" in screen.text)
        assert "POST things" in screen.text


async def test_a_directory_is_shown_file_by_file_and_what_is_taken_is_written(api: Path) -> None:
    exports = api / "exports"
    (exports / "old").mkdir(parents=True)
    (exports / "one.curl").write_text(CURL)
    (exports / "crm.json").write_text(POSTMAN)
    (exports / "old" / "crm.json").write_text(POSTMAN.replace("f3a1", "other"))
    (exports / "broken.json").write_text('{"info": {"name": "X"}, "item": [')
    async with opened(api, "80x24") as screen:
        await screen.press("i")
        await screen.type("exports/")
        await screen.until(lambda: "enter takes all files in exports/" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: "row 1 of 4" in screen.text)
        assert re.search("✗ broken.json +left out", screen.text)
        assert re.search("! crm.json +CRM.toml, 5 requests", screen.text)
        assert re.search("! old/crm.json +CRM-2.toml, 5 requests", screen.text)
        assert "CLIENT_SECRET_2}}" in screen.text
        await screen.press("j", "r")
        await screen.press("ctrl+u")
        await screen.type("../mine/../x")
        await screen.press("enter")
        await screen.until(lambda: "mine-..-x.toml, 5 requests" in screen.text)
        await screen.press("G", "space", "w")
        await screen.until(lambda: "Imported 10 requests into 2 files." in screen.text)
    assert sorted(each.name for each in api.glob("*.toml")) == [
        "CRM-2.toml",
        "api.toml",
        "mine-..-x.toml",
    ]
    assert not (api.parent / "mine-..-x.toml").exists()


@pytest.mark.parametrize(("name", "said"), [("workbench", "all collections"), ("api", "is there")])
async def test_a_new_name_that_cannot_be_is_refused(api: Path, name: str, said: str) -> None:
    async with opened(api) as screen:
        await named(screen, "crm.json")
        await screen.press("r", "ctrl+u")
        await screen.type(name)
        await screen.press("enter")
        await screen.until(lambda: said in screen.text)
        assert "→ CRM.toml" in screen.text


@pytest.mark.parametrize("text", [CURL, POSTMAN, TOKEN_REQUEST])
async def test_a_pasted_text_of_any_number_of_lines_is_taken_whole(api: Path, text: str) -> None:
    async with opened(api) as screen:
        await screen.press("i")
        await paste(screen, text)
        await screen.until(lambda: "what was pasted" in screen.text and "row 1 of" in screen.text)


async def test_a_token_request_becomes_a_preset_too(api: Path) -> None:
    async with opened(api) as screen:
        await screen.press("i")
        await paste(screen, TOKEN_REQUEST)
        await screen.until(lambda: "oauth2, client_credentials" in screen.text)
        assert "f3a1-9b" not in screen.text
        while "POST" not in screen.text or "a token request" not in screen.text:
            await screen.press("n")
        assert "The preset auth_example_com" in screen.text


async def test_a_broken_source_is_said_below_the_field_and_can_be_corrected(api: Path) -> None:
    (api / "broken.json").write_text('{"info": {"name": "X"}, "item": [')
    async with opened(api) as screen:
        await screen.press("i")
        await screen.type("broken.json")
        await screen.press("enter")
        await screen.until(lambda: "✗ " in screen.text)
        assert "broken.json" in screen.text
        await screen.press("ctrl+u")
        await screen.type("crm.json")
        await screen.press("enter")
        await screen.until(lambda: "row 1 of" in screen.text)


async def test_a_file_that_came_meanwhile_is_not_overwritten(api: Path) -> None:
    async with opened(api) as screen:
        await named(screen, "crm.json")
        (api / "CRM.toml").write_text("mine")
        await screen.press("w")
        await screen.until(lambda: "is there already" in screen.text)
        assert (api / "CRM.toml").read_text() == "mine"


async def test_a_long_reading_counts_and_is_stopped_by_a_key(
    api: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, ended = threading.Event(), threading.Event()

    def slow(source: str, **more: object) -> object:
        seen = more["seen"]
        assert callable(seen)
        try:
            seen(1200)
            held.wait(30)
            seen(1201)
        finally:
            ended.set()
        raise AssertionError("it was not stopped")

    monkeypatch.setattr(imports, "read_import", slow)
    async with opened(api) as screen:
        await screen.press("i")
        await screen.type("crm.json")
        await screen.press("enter")
        await screen.until(lambda: "1,200 requests" in screen.text)
        assert "esc cancels" in screen.text
        await screen.press("escape")
        held.set()
        await screen.until(ended.is_set)
        assert "or paste:" in screen.text


async def test_an_import_begins_a_workspace_where_there_is_none(tmp_path: Path) -> None:
    async with opened(tmp_path, "80x24") as screen:
        assert "Postman, or a curl command" in screen.text
        await screen.press("i")
        await paste(screen, CURL)
        await screen.until(lambda: "row 1 of" in screen.text)
        await screen.press("w")
        await screen.until(lambda: screen.app.main is not None)
        assert (tmp_path / "api.example.com.toml").exists()
        await screen.until(lambda: "Imported 1 request" in screen.text)


@pytest.mark.parametrize("key", ["escape", "ctrl+g"])
async def test_leaving_writes_nothing(api: Path, key: str) -> None:
    async with opened(api) as screen:
        before = sorted(api.iterdir())
        await named(screen, "crm.json")
        await screen.press(key)
        assert "nothing is written yet" not in screen.text
        assert sorted(api.iterdir()) == before
