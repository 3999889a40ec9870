"""Every text of a collection that is rendered, with the key path it stands at.

Must not look into the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import (
    Body,
    Collection,
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from workbench.domain.presets import ApiKey, AuthPreset, Basic, Bearer, OAuth2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.settings import Settings
    from workbench.formats.positions import KeyPath


@dataclass(frozen=True, slots=True)
class Nth:
    """The row of a number in a table of rows, whichever form the rows are written in."""

    number: int


Steps = tuple[str | int | Nth, ...]
Placed = tuple[Steps, str]

_SETTINGS_TEXTS = ("ca_file", "client_certificate", "client_key", "proxy")
_OAUTH2_TEXTS = (
    "token_url",
    "client_id",
    "client_secret",
    "audience",
    "issuer",
    "authorization_url",
    "redirect_uri",
    "device_authorization_url",
    "username",
    "password",
    "refresh_token",
    "token_name",
    "token_prefix",
)


def shared_texts(collection: Collection) -> Iterator[Placed]:
    """Yield the texts that belong to no request and no folder."""
    for name, text in collection.variables.items():
        yield ("variables", name), text
    for environment, variables in collection.environments.items():
        for name, text in variables.items():
            yield ("environments", environment, name), text
    for name, preset in collection.presets.items():
        yield from preset_texts(preset, ("auth", name))
    yield from preset_texts(collection.auth, ("collection", "auth"))
    yield from settings_texts(collection.settings, ("settings",))


def folder_texts(collection: Collection, index: int) -> Iterator[Placed]:
    """Yield the texts of one folder."""
    folder, at = collection.folders[index], ("folder", index)
    for name, text in folder.variables.items():
        yield (*at, "variables", name), text
    yield from row_texts(folder.headers, (*at, "headers"))
    yield from preset_texts(folder.auth, (*at, "auth"))
    yield from settings_texts(folder.settings, (*at, "settings"))


def request_texts(collection: Collection, index: int) -> Iterator[Placed]:
    """Yield the texts of one request, its inline preset's included."""
    spec, at = collection.requests[index], ("request", index)
    yield (*at, "method"), spec.method
    yield (*at, "url"), spec.url
    for key, rows in (("path", spec.path), ("query", spec.query), ("headers", spec.headers)):
        if rows:
            yield from row_texts(rows, (*at, key))
    if spec.requires:
        yield from _requirement_texts(spec.requires, (*at, "requires"))
    yield from body_texts(spec.body, (*at, "body"))
    yield from preset_texts(spec.auth, (*at, "auth"))
    yield from settings_texts(spec.settings, (*at, "settings"))


def row_texts(rows: tuple[Row, ...], at: Steps) -> Iterator[Placed]:
    """Yield the values of rows."""
    for number, row in enumerate(rows):
        if row.value is not None:
            yield (*at, Nth(number)), row.value


def settings_texts(settings: Settings, at: Steps) -> Iterator[Placed]:
    """Yield the texts among settings."""
    for name in _SETTINGS_TEXTS:
        if text := getattr(settings, name):
            yield (*at, name), text


def body_texts(body: Body, at: Steps) -> Iterator[Placed]:
    """Yield the texts of a body, none where it says `template = false`."""
    if isinstance(body, NoBody) or not body.template:
        return
    if body.content_type:
        yield (*at, "content_type"), body.content_type
    match body:
        case TextBody(text=text):
            yield (*at, "text"), text
        case FormBody(rows=rows):
            yield from row_texts(rows, (*at, "form"))
        case FileBody(file=file):
            yield (*at, "file"), file
        case GraphqlBody():
            for name in ("query", "variables", "operation_name"):
                yield (*at, name), getattr(body, name)
        case MultipartBody(parts=parts):
            for number, part in enumerate(parts):
                for name in ("value", "file", "filename", "content_type"):
                    if text := getattr(part, name):
                        yield (*at, "part", number, name), text


def preset_texts(preset: AuthPreset, at: Steps) -> Iterator[Placed]:
    """Yield the texts of a preset that stands as a table."""
    match preset:
        case Basic():
            names: tuple[str, ...] = ("username", "password")
        case Bearer():
            names = ("token", "prefix")
        case ApiKey():
            names = ("value",)
        case OAuth2():
            names = _OAUTH2_TEXTS
        case _:
            return
    for name in names:
        if text := getattr(preset, name):
            yield (*at, name), text
    if isinstance(preset, OAuth2):
        for name in ("scope", "resource"):
            for text in getattr(preset, name):
                yield (*at, name), text
        for name, text in preset.parameters:
            yield (*at, "parameters", name), text
    yield from _requirement_texts(preset.requires, (*at, "requires"))


def _requirement_texts(requirements: Any, at: Steps) -> Iterator[Placed]:
    names = {"audience": "aud", "issuer": "iss"}
    for each in fields(requirements):
        value = getattr(requirements, each.name)
        if each.name == "claims":
            for name, text in value:
                yield (*at, name), text
            continue
        for text in (value,) if isinstance(value, str) else value:
            yield (*at, names.get(each.name, each.name)), text


def resolve(steps: Steps, document: object) -> KeyPath:
    """Return the path of a text in the document, whichever form its row is written in."""
    path: list[str | int] = []
    here: Any = document
    for step in steps:
        if isinstance(step, Nth):
            more = _row_path(here, step.number)
            return (*path, *more)
        path.append(step)
        here = _inside(here, step)
    return tuple(path)


def _inside(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _row_path(rows: Any, number: int) -> KeyPath:
    if isinstance(rows, list):
        row = _inside(rows, number)
        return (number, 1) if isinstance(row, list) else (number, "value")
    if not isinstance(rows, dict):
        return ()
    seen = 0
    for name, each in rows.items():
        several = each if isinstance(each, list) else [each]
        if number < seen + len(several):
            at: KeyPath = (name, number - seen) if several is each else (name,)
            return (*at, "value") if isinstance(several[number - seen], dict) else at
        seen += len(several)
    return ()
