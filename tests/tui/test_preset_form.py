"""The form of a preset: its fields, what is wrong, trying it, and what it writes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.practice import PracticeServer
from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.domain.presets import (
    ApiKey,
    Basic,
    Bearer,
    ClientAuthentication,
    GrantType,
    OAuth2,
)
from workbench.domain.requirements import Requirements
from workbench.engine.token_view import PresetKey
from workbench.formats.toml_reader import read_collection
from workbench.tui.keys import BY_ID
from workbench.tui.preset.fields import (
    TYPES,
    doubtful_in,
    form_fields,
    new_preset,
    text_of,
    with_text,
    wrong_in,
)
from workbench.tui.preset.form import PresetForm
from workbench.tui.preset.rows import field_rows, preview_rows

SIZES = ("120x40", "80x24")
TEXT = """\
[collection]
name = "Customers"
auth = "crm"

# The preset of all.
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "k7nf"
client_secret = "in clear"   # to be moved
scope = "read:customers"

[[request]]
name = "Get"
url = "https://api.example.com/"
"""


def names(kind: str) -> list[str]:
    return [each.name for each in form_fields(with_text(new_preset(), "type", kind))]


def test_a_form_has_only_the_fields_that_its_type_needs() -> None:
    assert names("basic") == ["type", "username", "password"]
    assert names("api_key") == ["type", "name", "value", "in"]
    assert "token_url" in names("oauth2")
    assert "basic_encoding" not in names("oauth2")
    basic = replace(new_preset(), client_authentication=ClientAuthentication.CLIENT_SECRET_BASIC)
    assert "basic_encoding" in [each.name for each in form_fields(basic)]


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_takes_a_text_and_says_it_again(kind: str) -> None:
    preset = with_text(new_preset(), "type", kind)
    for field in form_fields(preset):
        text = field.choices[-1] if field.choices else "a b"
        if field.name == "type":
            continue
        preset = with_text(preset, field.name, text)
        assert text_of(preset, field.name) == text


def test_another_type_takes_along_what_it_can() -> None:
    preset = with_text(replace(new_preset(), description="why"), "type", "bearer")
    assert preset == Bearer("", description="why")


def test_what_is_missing_or_doubtful_is_said_where_it_is() -> None:
    assert set(wrong_in(new_preset())) == {"token_url", "client_id"}
    assert set(wrong_in(Basic("", ""))) == {"username"}
    assert set(wrong_in(ApiKey("", ""))) == {"name", "value"}
    good = OAuth2(
        GrantType.CLIENT_CREDENTIALS,
        "{{base}}/token",
        "id",
        "{{env:S}}",
        scope=("a",),
        requires=Requirements(scope=("a", "b")),
    )
    assert wrong_in(good) == {}
    assert doubtful_in(good) == {"requires.scope": "b is required and not asked for."}
    assert "client_secret" in doubtful_in(replace(good, client_secret="clear"))


def test_no_secret_is_in_any_row() -> None:
    preset = replace(new_preset(), client_secret="hunter22")
    old, new = (f'[auth.x]\nclient_secret = "{each}"\n' for each in ("hunter21", "hunter22"))
    rows = [*field_rows(preset, 60), *preview_rows(old, new, None, 60)]
    text = "\n".join(run.text for row in rows for run in (*row.left, *row.right))
    assert "hunter" not in text
    assert "••••••••" in text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.toml"
    path.write_text(TEXT)
    return path


def form(screen: Screen) -> PresetForm:
    assert isinstance(screen.app.screen, PresetForm)
    return screen.app.screen


async def open_form(screen: Screen) -> PresetForm:
    await screen.press("4", "enter")
    await screen.until(lambda: isinstance(screen.app.screen, PresetForm))
    await screen.pilot.pause()
    return form(screen)


async def on(screen: Screen, name: str) -> None:
    form(screen).form.rows.move_to(name)
    await screen.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("save", BY_ID["preset.save"].keys)
async def test_a_field_is_changed_and_one_line_written(file: Path, size: str, save: str) -> None:
    async with opened(file, size) as screen:
        await open_form(screen)
        await on(screen, "scope")
        await screen.press("enter")
        await retyped(screen, "read:customers write:orders")
        await screen.press("enter")
        await screen.until(lambda: "* unsaved" in screen.text)
        await screen.press(save)
        wanted = TEXT.replace('"read:customers"', '"read:customers write:orders"')
        await screen.until(lambda: file.read_text() == wanted)
        await screen.until(lambda: "* unsaved" not in screen.text)
        await screen.press("escape")
        await screen.until(lambda: not screen.app.screen.is_modal)


async def test_the_difference_is_shown_without_the_secret(file: Path) -> None:
    async with opened(file) as screen:
        await open_form(screen)
        assert "in clear" not in screen.text
        await on(screen, "client_secret")
        await screen.press("enter")
        await retyped(screen, "another one")
        await screen.press("enter")
        await screen.until(lambda: '+ client_secret = "••••••••"' in screen.text)
        assert "another one" not in screen.text


async def test_a_choice_is_made_in_a_window(file: Path) -> None:
    async with opened(file) as screen:
        await open_form(screen)
        await on(screen, "client_authentication")
        await screen.press("enter")
        await screen.until(lambda: "client_secret_post" in screen.text)
        await screen.press("j", "j", "enter")
        await screen.until(lambda: form(screen).is_unsaved)
        assert "client_secret_post" in screen.text


@pytest.mark.parametrize("name", BY_ID["preset.close"].keys)
async def test_leaving_asks_when_something_is_not_written(file: Path, name: str) -> None:
    async with opened(file) as screen:
        await open_form(screen)
        await on(screen, "scope")
        await screen.press("enter")
        await screen.type(" x")
        await screen.press("enter")
        await screen.until(lambda: "* unsaved" in screen.text)
        await screen.press(name)
        await screen.until(lambda: "Leave crm without writing it?" in screen.text)
        await screen.press("y")
        await screen.until(lambda: not screen.app.screen.is_modal)
        assert file.read_text() == TEXT


async def test_what_is_missing_is_not_written(file: Path) -> None:
    async with opened(file) as screen:
        await open_form(screen)
        await on(screen, "client_id")
        await screen.press("enter", "ctrl+u", "enter")
        await screen.until(lambda: "Nothing is written here yet." in screen.text)
        await screen.press("w")
        await screen.until(lambda: "client_id is not ready to be written." in screen.text)
        assert file.read_text() == TEXT


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BY_ID["preset.try"].keys)
async def test_one_key_tries_it_and_another_keeps_what_was_found(
    practice: PracticeServer, tmp_path: Path, size: str, name: str
) -> None:
    workspace = Path(shutil.copytree(practice.workspace, tmp_path / "practice"))
    async with opened(workspace, size) as screen:
        key = next(
            each.key
            for each in screen.app.workbench.token_views()
            if isinstance(each.preset, OAuth2) and each.key.name == "fast"
        )
        await screen.press("4")
        screen.main.show_preset(PresetKey(key.file, key.name), go=True)
        await screen.pilot.pause()
        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, PresetForm))
        here = form(screen)
        here.preset = with_text(here.preset, "client_authentication", "")
        await screen.press(name)
        await screen.until(lambda: here._tried is not None and "a token" in here._tried[0])
        assert "was found by trying" in here._tried[0]  # type: ignore[index]
        await screen.press(BY_ID["preset.found"].keys[0])
        await screen.until(
            lambda: text_of(here.preset, "client_authentication") == "client_secret_basic"
        )


async def test_a_try_that_fails_says_why(file: Path) -> None:
    file.write_text(TEXT.replace("https://auth.example.com/token", "http://127.0.0.1:1/token"))
    async with opened(file) as screen:
        await open_form(screen)
        await screen.press("ctrl+r")
        await screen.until(lambda: "No connection to 127.0.0.1" in screen.text)


async def test_a_new_preset_is_written_where_it_belongs(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("1", "a")
        await screen.until(lambda: "Preset" in screen.text)
        await screen.press("j", "j", "enter")
        await screen.type("ops")
        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, PresetForm))
        for name, text in (("token_url", "https://x/t"), ("client_id", "id")):
            await on(screen, name)
            await screen.press("enter")
            await screen.type(text)
            await screen.press("enter")
            await screen.pilot.pause()
        await screen.press("w")
        await screen.until(lambda: "[auth.ops]" in file.read_text())
        read = read_collection(file.read_text(), file="x")
        assert read.collection is not None
        assert list(read.collection.presets) == ["crm", "ops"]
