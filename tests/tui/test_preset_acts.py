"""Presets as a whole, by keys in their form: another name, a copy, gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.domain.collection import Collection, RequestSpec, WorkspaceLayer
from workbench.domain.preset_use import preset_renamed_everywhere, users_of
from workbench.domain.presets import Bearer, Inherit, Named, NoAuth
from workbench.domain.workspace import CollectionFile, RequestRef, Workspace

TEXT = """\
[collection]
name = "Customers"
auth = "crm"    # for all

# The one of all.
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "http://127.0.0.1:1/token"
client_id = "k7nf"

[[folder]]
path = "F"
auth = "crm"

[[request]]
name = "Get"
url = "http://127.0.0.1:1/"

[[request]]
name = "Own"
auth = "crm"
url = "http://127.0.0.1:1/"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.toml"
    path.write_text(TEXT)
    return path


async def wrote(screen: Screen, file: Path, text: str) -> None:
    await screen.until(lambda: file.read_text() == text, f"this text of the file:\n{text}")
    await screen.pilot.pause()


async def test_a_preset_is_renamed_wherever_it_is_named(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("4", "enter", "r")
        await retyped(screen, "main")
        await screen.press("enter")
        await wrote(screen, file, TEXT.replace('"crm"', '"main"').replace("auth.crm", "auth.main"))
        await screen.until(lambda: "main   in customers.toml" in screen.text)
        await screen.press("r")
        await retyped(screen, "none")
        await screen.press("enter")
        await screen.until(lambda: "none is no name of a preset." in screen.text)


@pytest.mark.parametrize("size", ["120x40", "80x24"])
async def test_a_preset_is_copied_and_the_copy_deleted_which_no_request_uses(
    file: Path, size: str
) -> None:
    async with opened(file, size) as screen:
        await screen.press("4", "enter", "c", "enter")
        await screen.until(lambda: "crm-copy   in customers.toml" in screen.text)
        assert '[auth.crm-copy]\ntype = "oauth2"' in file.read_text()
        await screen.press("d")
        await screen.until(lambda: "No request uses it." in screen.text)
        await screen.press("y")
        await wrote(screen, file, TEXT)


async def test_deleting_a_preset_names_the_requests_that_would_lose_it(file: Path) -> None:
    async with opened(file) as screen:
        await screen.press("4", "enter", "d")
        await screen.until(lambda: '2 requests use it and could not be sent: "Get"' in screen.text)
        await screen.press("escape")
        await screen.until(lambda: "could not be sent" not in screen.text)
        assert file.read_text() == TEXT


def shared_workspace() -> Workspace:
    ours = Collection(
        "Ours",
        auth=Named("sso"),
        requests=(RequestSpec("One"), RequestSpec("Open", auth=NoAuth())),
    )
    own = Collection("Own", presets={"sso": Bearer("x")}, requests=(RequestSpec("Two"),))
    silent = Collection("Silent", requests=(RequestSpec("Three", auth=Inherit()),))
    layer = WorkspaceLayer(auth=Named("sso"), presets={"sso": Bearer("y")})
    files = {"ours": ours, "own": own, "silent": silent}
    made = tuple(CollectionFile(f"/w/{name}.toml", "", each) for name, each in files.items())
    return Workspace("/w", made, layer)


def test_a_shared_preset_is_used_by_whoever_has_none_of_its_name() -> None:
    found = users_of(shared_workspace(), "/w/workbench.toml", "sso", shared=True)
    assert found == (RequestRef("/w/ours.toml", "One"), RequestRef("/w/silent.toml", "Three"))


def test_a_shared_preset_is_renamed_in_the_files_that_name_it() -> None:
    edits = preset_renamed_everywhere(
        shared_workspace(), "/w/workbench.toml", "sso", "login", shared=True
    )
    assert list(edits) == ["/w/workbench.toml", "/w/ours.toml"]
