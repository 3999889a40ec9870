"""Moves literal secrets out of a collection: each becomes `{{env:NAME}}`, and a value to write.

Must not write a file, and must not tell a value: notes have names only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import (
    Body,
    Collection,
    Folder,
    FormBody,
    GraphqlBody,
    MultipartBody,
    RequestSpec,
    TextBody,
    TextKind,
)
from workbench.domain.imported import Fate, Imported, MovedSecret, Note
from workbench.domain.presets import ApiKey, AuthPreset, Basic, Bearer, OAuth2
from workbench.domain.secret import Secret
from workbench.domain.secret_names import is_secret
from workbench.domain.template import escape_template, has_template, parse_template
from workbench.formats.kept import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.domain.collection import Row
    from workbench.domain.presets import Preset
    from workbench.domain.settings import Settings

_MEMBER = re.compile(r'"(?P<name>[^"\\]+)"(?P<colon>\s*:\s*)"(?P<value>[^"\\]*)"')
_PARAMETER = re.compile(r"(?<=[?&])(?P<name>[^=&#?]+)=(?P<value>[^&#]*)")
_USER = re.compile(r"(?P<before>//[^/?#@:]*:)(?P<value>[^/?#@]+)(?=@)")
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9-]* +)(?P<value>\S.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"<[^<>]*>|\{[^{}]*\}|\$\{?\w+\}?|:\w+")
#: A value as long as this is looked for everywhere else too.
_TELLING = 8
_FIELDS: dict[type, tuple[str, ...]] = {
    Basic: ("password",),
    Bearer: ("token",),
    ApiKey: ("value",),
    OAuth2: ("client_secret", "password", "refresh_token"),
}


def move_secrets(imported: Imported, taken: Mapping[str, Secret]) -> Imported:
    """Return an import whose secrets are outside; `taken` are the names that `.env` has."""
    mover = _Mover(taken, imported.hidden)
    collection = mover.collection(imported.collection)
    offers = tuple(
        replace(offer, preset=mover.preset(offer.preset, offer.name, offer.label))
        for offer in imported.offers
    )
    return replace(
        imported,
        collection=mover.everywhere(collection),
        offers=mover.everywhere(offers),
        notes=(*imported.notes, *dict.fromkeys(mover.notes)),
        secrets=tuple(mover.moved),
    )


@dataclass(slots=True)
class _Mover:
    """What has been moved so far."""

    taken: Mapping[str, Secret]
    hidden: frozenset[str]
    moved: list[MovedSecret] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def out(self, text: str, wanted: str, where: str) -> str:
        """Return what stands for a text (a template of ours) that is a secret."""
        plain = "".join(each for each in parse_template(text) if isinstance(each, str))
        if has_template(text) or not plain.strip() or _PLACEHOLDER.fullmatch(plain.strip()):
            return text
        return f"{{{{env:{self._name(plain, wanted, where)}}}}}"

    def _name(self, plain: str, wanted: str, where: str) -> str:
        if plain in self.names:
            return self.names[plain]
        base = re.sub(r"[^A-Z0-9]+", "_", wanted.upper()).strip("_") or "SECRET"
        base = base if not base[0].isdigit() else f"_{base}"
        name, number, secret = base, 1, Secret(plain)
        used = set(self.names.values())
        while name in used or (name in self.taken and self.taken[name] != secret):
            number += 1
            name = f"{base}_{number}"
        self.names[plain] = name
        if base in self.taken and name != base:
            why = f".env has {base} with another value, so this one is {name}."
            self.notes.append(Note(where, name, why, Fate.SECRET))
        elif name in self.taken:
            self.notes.append(Note(where, name, "The secret is in .env already.", Fate.SECRET))
        else:
            self.notes.append(Note(where, name, "The secret is in .env from now on.", Fate.SECRET))
        if name not in self.taken:
            self.moved.append(MovedSecret(name, secret, where))
        return name

    def collection(self, collection: Collection) -> Collection:
        presets = {
            name: self.preset(preset, name, f"auth {name}")
            for name, preset in collection.presets.items()
        }
        return replace(
            collection,
            auth=self._auth(collection.auth, "collection"),
            presets=presets,
            variables=self._variables(collection.variables, "variables"),
            environments={
                name: self._variables(values, f"environment {name}")
                for name, values in collection.environments.items()
            },
            settings=self._settings(collection.settings, "collection"),
            folders=tuple(self._folder(each) for each in collection.folders),
            requests=tuple(self._request(each) for each in collection.requests),
            extensions=self._extensions(collection.extensions, "collection"),
        )

    def preset(self, preset: Any, name: str, where: str) -> Any:
        changes: dict[str, Any] = {
            each: self.out(getattr(preset, each), f"{name}_{each}", where)
            for each in _FIELDS[type(preset)]
        }
        if isinstance(preset, OAuth2):
            changes["parameters"] = tuple(
                (key, self.out(value, f"{name}_{key}", where) if is_secret(key) else value)
                for key, value in preset.parameters
            )
        return replace(preset, **changes, extensions=self._extensions(preset.extensions, where))

    def _auth(self, auth: AuthPreset, where: str) -> AuthPreset:
        if isinstance(auth, Basic | Bearer | ApiKey | OAuth2):
            kind = type(auth).__name__
            moved: Preset = self.preset(auth, kind, where)
            return moved
        return auth

    def _variables(self, values: Mapping[str, str], where: str) -> dict[str, str]:
        return {
            name: self.out(value, name, where) if name in self.hidden or is_secret(name) else value
            for name, value in values.items()
        }

    def _folder(self, folder: Folder) -> Folder:
        where = "/".join(folder.path)
        return replace(
            folder,
            auth=self._auth(folder.auth, where),
            variables=self._variables(folder.variables, where),
            headers=self._rows(folder.headers, where),
            settings=self._settings(folder.settings, where),
            extensions=self._extensions(folder.extensions, where),
        )

    def _request(self, spec: RequestSpec) -> RequestSpec:
        where = spec.label
        return replace(
            spec,
            auth=self._auth(spec.auth, where),
            url=self._address(spec.url, where),
            path=self._rows(spec.path, where),
            query=self._rows(spec.query, where),
            headers=self._rows(spec.headers, where),
            body=self._body(spec.body, where),
            settings=self._settings(spec.settings, where),
            extensions=self._extensions(spec.extensions, where),
        )

    def _rows(self, rows: tuple[Row, ...], where: str) -> tuple[Row, ...]:
        return tuple(
            replace(row, value=self._named(row.name, row.value, where)) if row.value else row
            for row in rows
        )

    def _named(self, name: str, value: str, where: str) -> str:
        """Return the value of a name, its secret moved; of a scheme only what follows it."""
        if not is_secret(name):
            return value
        if name.lower().endswith("authorization") and (match := _SCHEME.fullmatch(value)):
            return match["scheme"] + self.out(match["value"], name, where)
        return self.out(value, name, where)

    def _settings(self, settings: Settings, where: str) -> Settings:
        """Return settings with the password of a proxy moved."""
        if not settings.proxy:
            return settings
        proxy = _USER.sub(
            lambda at: at["before"] + self.out(at["value"], "PROXY_PASSWORD", where),
            settings.proxy,
        )
        return replace(settings, proxy=proxy)

    def _address(self, url: str, where: str) -> str:
        url = _USER.sub(lambda at: at["before"] + self.out(at["value"], "PASSWORD", where), url)
        return _PARAMETER.sub(
            lambda at: f"{at['name']}={self._named(at['name'], at['value'], where)}", url
        )

    def _body(self, body: Body, where: str) -> Body:
        if not getattr(body, "template", True):
            return body
        match body:
            case FormBody(rows=rows):
                return replace(body, rows=self._rows(rows, where))
            case MultipartBody(parts=parts):
                moved = tuple(
                    replace(part, value=self._named(part.name, part.value, where))
                    if part.value
                    else part
                    for part in parts
                )
                return replace(body, parts=moved)
            case TextBody(kind=TextKind.JSON, text=text):
                return replace(body, text=self._json(text, where))
            case TextBody(text=text, content_type=kind) if "urlencoded" in kind:
                return replace(body, text=self._address(f"?{text}", where)[1:])
            case GraphqlBody(variables=text):
                return replace(body, variables=self._json(text, where))
        return body

    def _json(self, text: str, where: str) -> str:
        def moved(at: re.Match[str]) -> str:
            value = self._named(at["name"], at["value"], where)
            return f'"{at["name"]}"{at["colon"]}"{value}"'

        return _MEMBER.sub(moved, text)

    def _extensions(self, extensions: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {
            name: sealed({key: self._open(each, where) for key, each in unsealed(value).items()})
            if name == "postman" and isinstance(value, dict)
            else self._open(value, where)
            for name, value in extensions.items()
        }

    def _open(self, value: Any, where: str) -> Any:
        """Return anything of another tool, moved by the names of its members."""
        if isinstance(value, list):
            return [self._open(each, where) for each in value]
        if not isinstance(value, dict):
            return value
        named = value.get("key")
        moved = {}
        for key, each in value.items():
            name = named if key == "value" and isinstance(named, str) else key
            secret = isinstance(name, str) and isinstance(each, str) and "{{" not in each
            moved[key] = self._named(name, each, where) if secret else self._open(each, where)
        return moved

    def everywhere(self, value: Any) -> Any:
        """Return a value in which no moved secret stands anywhere else, such as in a script."""
        found = {each: name for each, name in self.names.items() if len(each) >= _TELLING}
        if not found:
            return value
        forms: dict[str, str] = {}
        for plain, name in sorted(found.items(), key=lambda pair: -len(pair[0])):
            for form in (plain, escape_template(plain), json.dumps(plain)[1:-1]):
                forms[form] = f"{{{{env:{name}}}}}"
        pattern = re.compile("|".join(re.escape(form) for form in forms))
        return _mapped(value, lambda text: pattern.sub(lambda at: forms[at[0]], text))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with all its texts changed but those that are names."""
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(_mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if getattr(value, "template", True) is False:
        return value
    kept = {"name", "folder", "label"} | ({"path"} if isinstance(value, Folder) else set())
    changes = {
        each.name: _mapped(getattr(value, each.name), change)
        for each in fields(value)
        if each.init and each.name not in kept
    }
    return replace(value, **changes)
