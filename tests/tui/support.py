"""One request on the screen, for tests of the Request pane.

It must not press keys that a test is about.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tests.tui.screens import Screen, opened
from workbench.domain.collection import RequestSpec
from workbench.domain.display import DisplaySettings
from workbench.domain.workspace import RequestRef
from workbench.engine.token_view import PresetKey
from workbench.tui.layout import PaneName
from workbench.tui.paint import plain
from workbench.tui.request.pane import RequestPane

SIZES = ("120x40", "80x24")

COLLECTION = r"""
[collection]
name = "Customers API"
auth = "crm"

[variables]
base_url = "https://api.example.com"

[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "k7nf"
client_secret = "written in clear"
scope = "read:customers"

[[folder]]
path = "Customers"
[folder.headers]
X-Team = "billing"

[[request]]
name = "Get customer"
folder = "Customers"
url = "{{base_url}}/v1/customers/:id"
[request.path]
id = "123"
[request.query]
expand = ["orders", "cards"]
page = { value = "2", enabled = false }
[request.headers]
Accept = "application/json"

[[request]]
name = "Ping"
auth = "none"
url = "{{base_url}}/ping"

[[request]]
name = "Own key"
url = "{{base_url}}/{{env:NEVER_READ}}/:order"
[request.auth]
type = "bearer"
token = "{{env:NEVER_READ}}"

[[request]]
name = "Broken auth"
auth = "crn"
url = "{{base_url}}/x"
[request.query]
a = "1"

[[request]]
name = "Form"
method = "POST"
url = "{{base_url}}/form"
[request.body]
type = "form"
[request.body.form]
name = "Ada"
tag = ["first", "second"]

[[request]]
name = "Parts"
method = "POST"
url = "{{base_url}}/parts"
[request.body]
type = "multipart"
[[request.body.part]]
name = "title"
value = "Notes"
[[request.body.part]]
name = "notes"
file = "notes.txt"

[[request]]
name = "File"
method = "PUT"
url = "{{base_url}}/file"
[request.body]
type = "file"
file = "notes.txt"

[[request]]
name = "Query"
method = "POST"
url = "{{base_url}}/graphql"
[request.body]
type = "graphql"
query = "query Q { a }"
operation_name = "Q"
"""


@contextlib.asynccontextmanager
async def request_open(
    tmp_path: Path,
    name: str,
    size: str = "120x40",
    text: str = COLLECTION,
    *,
    environ: Mapping[str, str] | None = None,
    settings: DisplaySettings | None = None,
) -> AsyncIterator[Screen]:
    """Show one request with the focus on its pane."""
    path = tmp_path / "customers.toml"
    path.write_text(text, encoding="utf-8", newline="")
    async with opened(path, size, environ=environ, settings=settings) as screen:
        screen.app.open_request(ref_of(screen, name), go=True)
        await screen.pilot.pause()
        await screen.pilot.pause()
        yield screen


def ref_of(screen: Screen, name: str) -> RequestRef:
    """The request of a name."""
    (file,) = screen.app.workbench.workspace.collections
    return next(
        RequestRef(file.path, spec.label) for spec in file.collection.requests if spec.name == name
    )


def pane(screen: Screen) -> RequestPane:
    """The pane itself."""
    found = screen.pane(PaneName.REQUEST)
    assert isinstance(found, RequestPane)
    return found


def draft(screen: Screen) -> RequestSpec:
    """The open request as it is edited."""
    found = screen.app.session.draft(screen.app.session.ref)
    assert found is not None, screen.text
    return found


def flat(screen: Screen) -> str:
    """What a person sees, with one blank between columns."""
    return re.sub(" +", " ", screen.text)


def said(screen: Screen, name: PaneName) -> str:
    """What the list of a pane says, seen or not, folded lines put together."""
    rows = screen.pane(name).rows
    found = [rows.source.row(index, rows.size.width) for index in range(rows.row_count)]
    return " ".join(" ".join(f"{plain(row.left)} {plain(row.right)}".split()) for row in found)


def edited(screen: Screen) -> bool:
    """Whether it is edited at all."""
    return screen.app.session.draft(screen.app.session.ref) is not None


async def retyped(screen: Screen, text: str) -> None:
    """Type another text into the field that is open."""
    await screen.press("ctrl+u")
    await screen.type(text)


def presets_shown(screen: Screen) -> list[tuple[str, bool]]:
    """The presets that the Token pane is told to show from now on, and whether to go there."""
    shown: list[tuple[str, bool]] = []

    def show(key: PresetKey | None, *, go: bool) -> None:
        shown.append((key.name if key else "", go))

    screen.main.show_preset = show  # type: ignore[method-assign]
    return shown
