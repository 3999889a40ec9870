"""The fields of a preset as a form has them: which there are, what they say, what is wrong.

Must not know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    OAuth2,
    TokenPlace,
)
from workbench.domain.template import has_template
from workbench.domain.undelivered import CLIENT_AUTHENTICATIONS, GRANTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.presets import Preset

TYPES: dict[str, type[Any]] = {
    "oauth2": OAuth2,
    "basic": Basic,
    "bearer": Bearer,
    "api_key": ApiKey,
}
SECRETS = frozenset({"client_secret", "password", "token", "value", "refresh_token"})
_LISTS = frozenset({"scope", "resource", "requires.scope", "requires.aud"})
_FLAGS = ("false", "true")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its key in the file, the group it stands in, what can be chosen, a hint."""

    name: str
    group: str
    choices: tuple[str, ...] = ()
    hint: str = ""
    needed: bool = False


def new_preset() -> OAuth2:
    """Return what a new preset starts as."""
    return OAuth2(GrantType.CLIENT_CREDENTIALS)


def form_fields(preset: Preset) -> tuple[FormField, ...]:
    """Return the fields that a preset's type and grant need, in groups."""
    first = FormField("type", "kind", tuple(TYPES))
    return (first, *_own(preset), *_requirements(preset))


def _own(preset: Preset) -> Iterator[FormField]:
    match preset:
        case Basic():
            yield FormField("username", "credentials", needed=True)
            yield FormField("password", "credentials", hint="best by {{env:NAME}}")
        case Bearer():
            yield FormField("token", "credentials", hint="best by {{env:NAME}}", needed=True)
            yield FormField("prefix", "credentials")
        case ApiKey():
            yield FormField("name", "credentials", needed=True)
            yield FormField("value", "credentials", hint="best by {{env:NAME}}", needed=True)
            yield FormField("in", "credentials", tuple(ApiKeyPlace))
        case OAuth2():
            yield FormField("grant", "kind", tuple(each for each in GrantType if each in GRANTS))
            yield FormField("token_url", "server", needed=True)
            yield FormField("client_id", "client", needed=True)
            yield FormField("client_secret", "client", hint="best by {{env:NAME}}")
            ways = tuple(each for each in ClientAuthentication if each in CLIENT_AUTHENTICATIONS)
            yield FormField(
                "client_authentication", "client", ("", *ways), "left empty: found by trying"
            )
            if preset.client_authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
                yield FormField("basic_encoding", "client", ("", *BasicEncoding))
            yield FormField("scope", "what to ask for")
            yield FormField("audience", "what to ask for")
            yield FormField("resource", "what to ask for")
            yield FormField("keep_fresh", "how it is used", _FLAGS, "renews without being asked")
            yield FormField("token_in", "how it is used", tuple(TokenPlace))


def _requirements(preset: Preset) -> Iterator[FormField]:
    if isinstance(preset, OAuth2 | Bearer):
        yield FormField("requires.scope", "what the API wants to see")
        yield FormField("requires.aud", "what the API wants to see")


def text_of(preset: Preset, name: str) -> str:
    """Return what a field says."""
    if name == "type":
        return next(word for word, kind in TYPES.items() if isinstance(preset, kind))
    value: Any
    match name:
        case "requires.scope":
            value = preset.requires.scope
        case "requires.aud":
            value = preset.requires.audience
        case _:
            value = getattr(preset, _attribute(name))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def with_text(preset: Preset, name: str, text: str) -> Preset:
    """Return the preset with another text in a field; another type takes along what it can."""
    text = text.strip()
    if name == "type":
        return _as_type(preset, TYPES[text])
    parts = tuple(text.split()) if name in _LISTS else ()
    match name:
        case "requires.scope":
            return replace(preset, requires=replace(preset.requires, scope=parts))
        case "requires.aud":
            return replace(preset, requires=replace(preset.requires, audience=parts))
    value: Any = parts if name in _LISTS else text
    words: dict[str, type[Any]] = {
        "grant": GrantType,
        "client_authentication": ClientAuthentication,
        "basic_encoding": BasicEncoding,
        "in": ApiKeyPlace,
        "token_in": TokenPlace,
    }
    if name in words:
        value = words[name](text) if text else None
    elif name == "keep_fresh":
        value = text == "true"
    changed: Any = replace(preset, **{_attribute(name): value})
    return cast("Preset", changed)


def _attribute(name: str) -> str:
    return "place" if name == "in" else name


def _as_type(preset: Preset, kind: type[Any]) -> Preset:
    if isinstance(preset, kind):
        return cast("Preset", preset)
    kept: dict[str, Any] = {"requires": preset.requires, "description": preset.description}
    if kind is OAuth2:
        return replace(new_preset(), **kept)
    empty = {"username": "", "password": "", "token": "", "name": "", "value": ""}
    own = {each.name for each in fields(kind)}
    made: Preset = kind(**{name: text for name, text in empty.items() if name in own}, **kept)
    return made


def wrong_in(preset: Preset) -> dict[str, str]:
    """Return what is wrong, a sentence for each field that it is in."""
    found: dict[str, str] = {}
    for field in form_fields(preset):
        text = text_of(preset, field.name)
        if field.needed and not text:
            found[field.name] = "Nothing is written here yet."
        elif field.name == "token_url" and not text.startswith(("http://", "https://", "{{")):
            found[field.name] = "An address begins with https:// or a variable."
        elif field.name == "client_id" and text != text.strip():
            found[field.name] = "There is a blank at an end."
    return found


def doubtful_in(preset: Preset) -> dict[str, str]:
    """Return what may be wrong, a sentence for each field that it is in."""
    found: dict[str, str] = {}
    if isinstance(preset, OAuth2) and not any(map(has_template, preset.scope)):
        missing = [each for each in preset.requires.scope if each not in preset.scope]
        if missing:
            found["requires.scope"] = f"{' '.join(missing)} is required and not asked for."
    for name in SECRETS:
        text = getattr(preset, name, "")
        if text and not has_template(text):
            found[name] = "It stands in the file itself, and the file is shared."
    return found
