"""A whole session by keys alone, at 80x24: from an empty directory to a file as if by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.tui.held import held_api
from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.domain.workspace import RequestRef
from workbench.tui.field import Field
from workbench.tui.preset.form import PresetForm
from workbench.tui.tree import FolderKey

#: One answer for the token endpoint and the API alike.
TOKEN = b'{"access_token": "opaque", "token_type": "Bearer", "expires_in": 3600}'
FILE = """\
[collection]
name = "Customers"

[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://api.example.com/token"
client_id = "k7nf"
scope = "read"

[[folder]]
path = "Read"

[[request]]
name = "List customers"
folder = "Read"
method = "GET"
url = "https://api.example.com/v1/customers"

[[request]]
name = "One customer"
folder = "Read"
method = "GET"
url = "https://api.example.com/v1/customers/1"
"""


async def named(screen: Screen, text: str) -> None:
    """Type over what a window offers, and accept."""
    await retyped(screen, text)
    await screen.press("enter")


async def at(screen: Screen, label: str) -> None:
    await screen.press("1")
    (file,) = screen.app.workbench.workspace.collections
    await screen.until(lambda: RequestRef(file.path, label) in shown(screen), label)
    screen.main.point_at(RequestRef(file.path, label))
    await screen.pilot.pause()


def shown(screen: Screen) -> list[object]:
    (file,) = screen.app.workbench.workspace.collections
    drafts = list(screen.app.session.drafts)
    return [*drafts, *(RequestRef(file.path, each.label) for each in file.collection.requests)]


async def test_a_session_from_an_empty_directory_to_a_file_as_if_by_hand(tmp_path: Path) -> None:
    async with held_api() as api, opened(tmp_path, "80x24") as screen:
        api.content = TOKEN
        api.let_go()
        await screen.press("a")
        await named(screen, "customers")
        await screen.until(lambda: screen.app.main is not None)
        file = tmp_path / "customers.toml"
        await screen.until(file.exists)
        file.write_text('[collection]\nname = "Customers"\n')
        await screen.until(lambda: not shown(screen))

        await new_preset(screen, file, api.origin)
        await new_folder(screen)
        await request(screen, "List customers", f"{api.origin}/v1/customers")
        await request(screen, "Get customer", f"{api.origin}/v1/customers/1")
        await screen.press("ctrl+r")
        await screen.until(lambda: "200 OK" in screen.text)

        await at(screen, "Read/Get customer")
        await screen.press("r")
        await named(screen, "One customer")
        await screen.until(lambda: '"One customer"' in file.read_text())
        await at(screen, "Read/One customer")
        await screen.press("m")
        await screen.until(lambda: "one up" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: order(file) == ["One customer", "List customers"])
        await screen.until(lambda: not screen.app.screen.is_modal)
        await screen.press("1", "U")
        await screen.until(lambda: order(file) == ["List customers", "One customer"])
        await screen.press("q")
        await screen.until(lambda: screen.app.return_value == 0)
    assert file.read_text().replace(api.origin, "https://api.example.com") == FILE


async def new_preset(screen: Screen, file: Path, origin: str) -> None:
    await screen.press("1", "a", "j", "j", "enter")
    await named(screen, "crm")
    await screen.until(lambda: isinstance(screen.app.screen, PresetForm))
    form = screen.app.screen
    assert isinstance(form, PresetForm)
    for name, text in (("token_url", f"{origin}/token"), ("client_id", "k7nf"), ("scope", "read")):
        form.form.rows.move_to(name)
        await screen.pilot.pause()
        await screen.press("enter")
        await screen.type(text)
        await screen.press("enter")
        await screen.until(lambda text=text: text in screen.text)  # type: ignore[misc]
    await screen.press("ctrl+r")
    await screen.until(lambda: form._tried is not None and "a token" in form._tried[0])
    await screen.press("w")
    await screen.until(lambda: "[auth.crm]" in file.read_text())
    await screen.until(lambda: not form.is_unsaved)
    await screen.press("escape")
    await screen.until(lambda: not screen.app.screen.is_modal)


async def new_folder(screen: Screen) -> None:
    await screen.press("1", "g", "a", "j", "enter")
    await named(screen, "Read")
    (file,) = screen.app.workbench.workspace.collections
    await screen.until(
        lambda: (
            screen.app.workbench.workspace.collections[0].collection.folder(("Read",)) is not None
        )
    )
    await screen.until(lambda: not screen.app.screen.is_modal)
    screen.main.point_at(FolderKey(file.path, ("Read",)))
    await screen.pilot.pause()


async def request(screen: Screen, name: str, url: str) -> None:
    """Begin a request in the folder, give it address and name, and save it."""
    await screen.press("1", "ctrl+n")
    await screen.until(lambda: isinstance(screen.app.focused, Field))
    await named(screen, url)
    await screen.until(lambda: url in screen.text)
    await screen.press("w")
    await screen.until(lambda: not screen.app.session.drafts)
    await at(screen, "Read/New request")
    await screen.press("r")
    await named(screen, name)
    await at(screen, f"Read/{name}")


def order(file: Path) -> list[str]:
    return [each["name"] for each in tomllib.loads(file.read_text()).get("request", [])]
