"""Reads what Postman calls auth: presets, and the kinds that have none here, kept as they are.

Must not import a token that was fetched: `accessToken` stays behind.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    AuthPreset,
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
    TokenPlace,
)
from workbench.domain.template import has_template
from workbench.formats.distinct import distinct, preset_name
from workbench.formats.kept import sealed
from workbench.formats.preset_rules import NEEDS
from workbench.formats.strict import WORDS

if TYPE_CHECKING:
    from workbench.domain.presets import Preset
    from workbench.formats.json_text import Node
    from workbench.formats.postman.templates import Inward

GRANTS = {
    "authorization_code": GrantType.AUTHORIZATION_CODE,
    "client_credentials": GrantType.CLIENT_CREDENTIALS,
    "password_credentials": GrantType.PASSWORD,
}
#: Postman's keys that are fields of ours as they are.
FIELDS = {
    "accessTokenUrl": "token_url",
    "authUrl": "authorization_url",
    "redirect_uri": "redirect_uri",
    "clientId": "client_id",
    "clientSecret": "client_secret",
    "username": "username",
    "password": "password",
}
#: What was fetched and is not taken along.
_FETCHED = ("accessToken", "refreshToken", "idToken", "id_token", "refresh_token", "expires_in")
_CLIENTS = {
    "header": ClientAuthentication.CLIENT_SECRET_BASIC,
    "body": ClientAuthentication.CLIENT_SECRET_POST,
}
#: Keys that say how a token is used, and not how it is had.
_USE = {"tokenType", "addTokenTo", "headerPrefix", "tokenName", "useBrowser"}
_PARAMETERS = "tokenRequestParams"


@dataclass(slots=True)
class AuthReader:
    """Collects the presets of a collection; equal ones are one."""

    inward: Inward
    presets: dict[str, Preset] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def read(self, node: Node, where: str) -> tuple[AuthPreset, dict[str, Any]]:
        """Return what an `auth` says, and what of it is kept under extensions."""
        if node.value is None:
            return Inherit(), {}
        kind = node.get("type").text()
        if kind in {"", "inherit"}:
            return Inherit(), {}
        if kind == "noauth":
            return NoAuth(), {}
        attributes = _attributes(node.get(kind))
        preset = self._preset(kind, attributes, where)
        if preset is None:
            if kind == "oauth2":
                attributes = {
                    key: value for key, value in attributes.items() if key not in _FETCHED
                }
            return NoAuth(), {"auth": {"type": kind, kind: attributes}}
        return Named(self._named(preset, kind, attributes)), {}

    def _preset(self, kind: str, attributes: dict[str, Any], where: str) -> Preset | None:
        texts = _Texts(attributes, self.inward, where)
        match kind:
            case "basic":
                known: Preset = Basic(texts.take("username"), texts.take("password"))
            case "bearer":
                known = Bearer(texts.take("token"))
            case "apikey":
                name = str(attributes.get("key") or "")
                if "{{" in name:
                    self.inward.keep(where, "apikey", "Its name is a template; kept for an export.")
                    return None
                texts.take("key")
                place = texts.take("in") or "header"
                if place not in tuple(ApiKeyPlace):
                    place = "header"
                known = ApiKey(name, texts.take("value"), ApiKeyPlace(place))
            case "oauth2":
                return self._oauth2(attributes, texts, where)
            case _:
                why = "There is no such preset here: nothing is sent. Kept for an export."
                self.inward.keep(where, f"auth {kind}", why)
                return None
        return self._with_rest(known, texts, where)

    def _with_rest(self, preset: Preset, texts: _Texts, where: str) -> Preset:
        rest = texts.rest()
        if not rest:
            return preset
        told = sorted(name for name, value in rest.items() if value not in ("", None, [], {}))
        if told:
            why = f"No key here says the same, kept under extensions: {', '.join(told)}."
            self.inward.keep(where, "auth", why)
        return replace(preset, extensions={"postman": sealed(rest)})

    def _oauth2(self, attributes: dict[str, Any], texts: _Texts, where: str) -> Preset | None:
        token = attributes.get("accessToken")
        for name in _FETCHED:
            value = texts.left.pop(name, None)
            if isinstance(value, str) and "{{" not in value and value:
                self.inward.leave(where, name, "A token that was fetched is not imported.")
            elif isinstance(value, str) and "{{" in value:
                texts.left[name] = value
        if not (set(attributes) - set(_FETCHED) - _USE):
            return self._only_a_token(token, texts, where)
        grant = str(attributes.get("grant_type") or "")
        fields: dict[str, Any] = {ours: texts.take(theirs) for theirs, ours in FIELDS.items()}
        preset = OAuth2(
            GRANTS.get(grant) or self._grant(grant, attributes, where),
            **fields,
            scope=_scope(texts),
            client_authentication=_CLIENTS.get(str(attributes.get("client_authentication"))),
            audience=_first(texts, "audience"),
            resource=tuple(_several(texts, "resource")),
            parameters=self._parameters(texts, where),
        )
        if grant in GRANTS:
            texts.left.pop("grant_type", None)
        if preset.client_authentication is not None:
            texts.left.pop("client_authentication", None)
        if preset.client_authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
            preset = replace(preset, basic_encoding=_encoding(preset))
        preset = _used(preset, texts)
        return self._with_rest(self._complete(preset, where), texts, where)

    def _only_a_token(self, token: Any, texts: _Texts, where: str) -> Preset | None:
        """Return a bearer where a variable holds the token, None where nothing could get one."""
        if not (isinstance(token, str) and "{{" in token):
            why = "Nothing in it could get a token: nothing is sent. Kept for an export."
            self.inward.keep(where, "auth oauth2", why)
            return None
        prefix = texts.left.get("headerPrefix")
        query = texts.left.get("addTokenTo") == "queryParams"
        if query:
            self.inward.say(where, "addTokenTo", "A token of a variable goes into the header.")
        return Bearer(
            self.inward.text(token, where),
            prefix=prefix.strip() if isinstance(prefix, str) else "Bearer",
            extensions={"postman": sealed({"oauth2": texts.rest()})},
        )

    def _grant(self, grant: str, attributes: dict[str, Any], where: str) -> GrantType:
        if grant == "authorization_code_with_pkce":
            return GrantType.AUTHORIZATION_CODE
        found = GrantType.AUTHORIZATION_CODE
        if not attributes.get("authUrl") and attributes.get("accessTokenUrl"):
            found = GrantType.CLIENT_CREDENTIALS
        if grant in tuple(GrantType):
            found = GrantType(grant)
        elif grant:
            why = f"There is no such grant here; it is {found}, the word is kept."
            self.inward.say(where, f"grant {grant}", why)
        else:
            self.inward.say(where, "grant_type", f"It is missing; taken for {found}.")
        return found

    def _parameters(self, texts: _Texts, where: str) -> tuple[tuple[str, str], ...]:
        rows = texts.left.get(_PARAMETERS)
        if not isinstance(rows, list) or not all(_is_parameter(row) for row in rows):
            return ()
        if any(row.get("enabled") is False or _place(row) != "request_body" for row in rows):
            return ()
        del texts.left[_PARAMETERS]
        return tuple(
            (str(row["key"]), self.inward.text(str(row.get("value", "")), where)) for row in rows
        )

    def _complete(self, preset: OAuth2, where: str) -> OAuth2:
        """Return a preset with a variable for each thing that it cannot do without and lacks."""
        missing = [name for name in NEEDS[preset.grant] if not getattr(preset, name)]
        if missing:
            names = ", ".join(f"{{{{{name}}}}}" for name in missing)
            self.inward.say(where, "auth oauth2", f"Not in the export: set {names}.")
        given: dict[str, Any] = {name: f"{{{{{name}}}}}" for name in missing}
        return replace(preset, **given)

    def _named(self, preset: Preset, kind: str, attributes: dict[str, Any]) -> str:
        identity = repr(preset) + json.dumps(dict(preset.extensions), sort_keys=True)
        if identity not in self._known:
            wanted = attributes.get("tokenName") if kind == "oauth2" else None
            default = "api_key" if kind == "apikey" else kind
            name = preset_name(str(wanted or ""), default)
            self._known[identity] = distinct(name, self.presets, "{}_{}")
            self.presets[self._known[identity]] = preset
        return self._known[identity]


class _Texts:
    """The attributes of an auth; what was taken is not among the rest."""

    def __init__(self, attributes: dict[str, Any], inward: Inward, where: str) -> None:
        self.left = dict(attributes)
        self._inward = inward
        self._where = where

    def take(self, name: str) -> str:
        """Return an attribute as our text."""
        value = self.left.pop(name, None)
        if value is None:
            return ""
        if isinstance(value, str):
            return self._inward.text(value, self._where)
        return json.dumps(value)

    def ours(self, theirs: str) -> str:
        """Return any text as ours."""
        return self._inward.text(theirs, self._where)

    def rest(self) -> dict[str, Any]:
        """Return what was not taken."""
        return dict(self.left)


def _attributes(node: Node) -> dict[str, Any]:
    """Return attributes by key: v2.1 has a list of them, v2.0 an object."""
    if isinstance(node.value, list):
        return {each.get("key").text(): each.table().get("value") for each in node.items()}
    return dict(node.table())


def _scope(texts: _Texts) -> tuple[str, ...]:
    raw = texts.left.get("scope")
    scope = tuple(WORDS.findall(texts.take("scope")))
    if isinstance(raw, str) and raw != " ".join(raw.split()):
        texts.left["scope"] = raw
    return scope


def _several(texts: _Texts, name: str) -> list[str]:
    """Return the values of a key that holds text, a list, or an object of values."""
    value = texts.left.get(name)
    if isinstance(value, str):
        return [found] if (found := texts.take(name)) else []
    values = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(values, list):
        return []
    return [texts.ours(each) for each in values if isinstance(each, str) and each]


def _first(texts: _Texts, name: str) -> str:
    return next(iter(_several(texts, name)), "")


def _is_parameter(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("key"), str) and bool(row["key"])


def _place(row: dict[str, Any]) -> str:
    return str(row.get("send_as") or "request_body")


def _encoding(preset: OAuth2) -> BasicEncoding | None:
    """Return `raw`, which is what Postman sends, unless it makes no difference."""
    for text in (preset.client_id, preset.client_secret):
        if has_template(text) or quote_plus(text) != text:
            return BasicEncoding.RAW
    return None


def _used(preset: OAuth2, texts: _Texts) -> OAuth2:
    """Return a preset with where its token travels."""
    place = texts.left.get("addTokenTo")
    if place in ("header", "queryParams"):
        del texts.left["addTokenTo"]
    prefix = texts.left.get("headerPrefix")
    if isinstance(prefix, str) and prefix == prefix.strip():
        del texts.left["headerPrefix"]
    return replace(
        preset,
        token_in=TokenPlace.QUERY if place == "queryParams" else TokenPlace.HEADER,
        token_prefix=texts.ours(prefix.strip()) if isinstance(prefix, str) else "Bearer",
    )
