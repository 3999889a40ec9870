"""The rows of the tab Auth: which preset applies, where that was written, and what it says.

Must not resolve a source or show a secret that was written in clear.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from workbench.domain.presets import (
    ApiKey,
    Basic,
    Bearer,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
    Preset,
    auth_text,
)
from workbench.tui import signs
from workbench.tui.columns import blank, folded_rows, placed, text_rows, widest
from workbench.tui.intents import PresetOpened, Said, WentWrong
from workbench.tui.paint import CellEdit, Line, Role, Row, Run, width_of
from workbench.tui.request.templates import is_masked, secret_line, template_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.domain.presets import AuthPreset
    from workbench.domain.requirements import Requirements
    from workbench.engine.effective import Effective
    from workbench.tui.request.looked import Looked
    from workbench.tui.request.tabs import View

_SECRET = frozenset({"client_secret", "password", "token", "value", "refresh_token"})
_LEFT_OUT = frozenset({"grant", "requires", "description", "extensions"})
_NAMES = {"place": "in"}
#: The key of the row that says what the request itself has written.
AUTH_ROW = ("auth", 0)
_OWN_COLUMN = 16


def auth_rows(view: View, *, clear: bool = False) -> list[Row]:
    """Return what is known about the request's auth; `clear` shows secrets that stand in it."""
    effective = view.effective
    if effective is None:
        sentence = text_rows(
            (Run("The auth of this request cannot be told.", Role.BAD),), view.width
        )
        return [*own_rows(view.spec.auth), *sentence]
    if isinstance(effective.auth, NoAuth):
        sentence = text_rows((Run(no_auth_sentence(effective)),), view.width)
        return [*own_rows(view.spec.auth), *sentence]
    preset = effective.auth
    rows = [*own_rows(view.spec.auth), *_title(effective, preset, view.width)]
    if preset.description:
        rows += text_rows((Run(preset.description.strip(), Role.MUTED),), view.width)
    rows.append(blank())
    rows += _fields(preset, frozenset(effective.variables), view.width, clear=clear)
    if effective.requires:
        rows += [blank(), *text_rows((Run("requires", Role.MUTED),), view.width)]
        rows += _requires(effective.requires, view.width)
    return rows


def own_rows(auth: AuthPreset) -> list[Row]:
    """Return the row that names the auth of the request itself, to be edited; none in place."""
    text = auth_text(auth)
    if text is None:
        return []
    line = placed((0, (Run("this request", Role.MUTED),)), (_OWN_COLUMN, (Run(text),)))
    return [Row(line, key=AUTH_ROW, cells=(CellEdit("auth", text, _OWN_COLUMN, 30),)), blank()]


def auth_named(text: str) -> AuthPreset:
    """Return what a name means; without one it is inherited."""
    if text in ("", "inherit"):
        return Inherit()
    return NoAuth() if text == "none" else Named(text)


def auth_goal(looked: Looked) -> PresetOpened | WentWrong | Said | None:
    """Return what leads to the preset that applies, or says why there is none."""
    if looked.error is not None:
        return WentWrong(looked.error)
    if looked.effective is None:
        return None
    if looked.effective.preset_key is not None:
        return PresetOpened(looked.effective.preset_key, go=True)
    return Said(no_auth_sentence(looked.effective))


def no_auth_sentence(effective: Effective) -> str:
    """Return why a request sends no credentials."""
    whence = str(effective.auth_from)
    if whence == "default":
        return "This request sends no credentials (no auth is written)."
    return f'This request sends no credentials (auth = "none", from {whence}).'


def kind_of(preset: Preset) -> Line:
    """Return a preset's type and grant, as the file has them."""
    match preset:
        case Basic():
            return (Run("basic", Role.MUTED),)
        case Bearer():
            return (Run("bearer", Role.MUTED),)
        case ApiKey():
            return (Run("api_key", Role.MUTED),)
        case OAuth2(grant=grant):
            return (Run("oauth2", Role.MUTED), Run("  "), Run(str(grant), Role.MUTED))


def _title(effective: Effective, preset: Preset, width: int) -> list[Row]:
    name = effective.preset_name or "written here"
    left: Line = (Run(name, bold=True), Run("  "), *kind_of(preset))
    if not effective.auth_inherited:
        return [Row(left, selectable=False)]
    whence: Line = (Run(f"{signs.INHERITED} from {effective.auth_from}", Role.MUTED),)
    if width_of(left) + 2 + width_of(whence) <= width:
        return [Row(left, whence, selectable=False)]
    return [*text_rows(left, width), *text_rows(whence, width)]


def has_hidden(effective: Effective) -> bool:
    """Tell whether the preset has a secret in clear, which is masked here."""
    if isinstance(effective.auth, NoAuth):
        return False
    secrets = (getattr(effective.auth, name, None) for name in _SECRET)
    return any(is_masked(str(each)) for each in secrets if each)


def _fields(preset: Preset, known: Collection[str], width: int, *, clear: bool) -> list[Row]:
    found = []
    for each in fields(preset):
        value = getattr(preset, each.name)
        if each.name not in _LEFT_OUT and value not in (None, "", (), False):
            found.append((_NAMES.get(each.name, each.name), _value(each.name, value, known, clear)))
    if isinstance(preset, OAuth2) and preset.client_authentication is None:
        tried = (Run("left out: found by trying", Role.MUTED),)
        found.append(("client_authentication", tried))
    indent = 3 + widest([name for name, _ in found], 10, max(10, width // 2))
    return [
        row
        for name, value in found
        for row in folded_rows((Run(" " + name, Role.MUTED),), value, width, indent)
    ]


def _value(name: str, value: object, known: Collection[str], clear: bool) -> Line:  # noqa: FBT001
    if name == "parameters" and isinstance(value, tuple):
        pairs = [(Run(f"{key} = "), *template_line(text, known)) for key, text in value]
        return tuple(run for pair in pairs for run in (*pair, Run("  ")))
    if isinstance(value, tuple):
        return template_line(" ".join(map(str, value)), known)
    if value is True:
        return (Run("true", Role.VALUE),)
    if name in _SECRET and not clear:
        return secret_line(str(value), known)
    return template_line(str(value), known)


def requirement_lines(requires: Requirements) -> tuple[tuple[str, str], ...]:
    """Return what is required, by the file's words."""
    found = []
    if requires.audience:
        found.append(("aud", " or ".join(requires.audience)))
    if requires.issuer:
        found.append(("iss", requires.issuer))
    if requires.scope:
        found.append(("scope", " ".join(requires.scope)))
    if requires.typ:
        found.append(("typ", requires.typ))
    return (*found, *requires.claims)


def _requires(requires: Requirements, width: int) -> list[Row]:
    lines = requirement_lines(requires)
    indent = 3 + widest([name for name, _ in lines], 10, max(10, width // 2))
    return [
        row
        for name, value in lines
        for row in folded_rows((Run(" " + name, Role.MUTED),), (Run(value),), width, indent)
    ]
