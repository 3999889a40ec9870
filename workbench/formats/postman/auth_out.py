"""Writes presets as Postman's auth, oauth2 with all its keys.

Must not write a token that was fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from workbench.formats.kept import unsealed
from workbench.formats.postman.auth_in import FIELDS, GRANTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.presets import Preset
    from workbench.formats.postman.templates import Outward

_GRANT_OF = {ours: theirs for theirs, ours in GRANTS.items()}
_CLIENT_OF = {
    ClientAuthentication.CLIENT_SECRET_BASIC: "header",
    ClientAuthentication.CLIENT_SECRET_POST: "body",
}


def write_auth(
    auth: AuthPreset,
    presets: Mapping[str, Preset],
    extensions: Mapping[str, Any],
    outward: Outward,
    where: str,
) -> dict[str, Any] | None:
    """Return an `auth`, None for one that is inherited.

    `extensions` are those of what the auth stands on; they may hold a kind that has no preset.
    """
    match auth:
        case Inherit():
            return None
        case NoAuth():
            return _kept(extensions, outward, where) or {"type": "noauth"}
        case Named(name=name):
            if name not in presets:
                outward.say(where, f"auth {name}", "There is no such preset; nothing is sent.")
                return {"type": "noauth"}
            return _preset(presets[name], name, outward, where)
        case _:
            return _preset(auth, "", outward, where)


def _kept(extensions: Mapping[str, Any], outward: Outward, where: str) -> dict[str, Any] | None:
    postman = extensions.get("postman")
    kept = unsealed(postman).get("auth") if isinstance(postman, dict) else None
    if isinstance(kept, dict) and isinstance(kept.get("type"), str):
        kind = kept["type"]
        attributes = kept.get(kind)
        if isinstance(attributes, dict):
            return _written(kind, outward.kept(attributes))
    curl = extensions.get("curl")
    found = curl.get("auth") if isinstance(curl, dict) else None
    if isinstance(found, dict) and isinstance(found.get("type"), str):
        attributes = {key: value for key, value in found.items() if key != "type"}
        texts = {key: outward.text(str(value), where) for key, value in attributes.items()}
        return _written(found["type"], texts)
    return None


def _written(kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": kind,
        kind: [
            {"key": key, "value": value, "type": _type(value)} for key, value in attributes.items()
        ],
    }


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "any"


def _preset(preset: Preset, name: str, outward: Outward, where: str) -> dict[str, Any]:
    kept = preset.extensions.get("postman")
    rest = outward.kept(unsealed(kept)) if isinstance(kept, dict) else {}
    if preset.requires:
        outward.say(where, "requires", "Postman checks no token.")

    def text(ours: str) -> str:
        return outward.text(ours, where)

    match preset:
        case Basic():
            attributes = {"username": text(preset.username), "password": text(preset.password)}
            return _written("basic", attributes | rest)
        case Bearer():
            if isinstance(used := rest.pop("oauth2", None), dict):
                return _written("oauth2", used | {"accessToken": text(preset.token)})
            if preset.prefix != "Bearer":
                value = f"{text(preset.prefix)} {text(preset.token)}".strip()
                attributes = {"key": "Authorization", "value": value, "in": "header"}
                return _written("apikey", attributes | rest)
            return _written("bearer", {"token": text(preset.token)} | rest)
        case ApiKey():
            if preset.place is ApiKeyPlace.COOKIE:
                outward.say(where, f"auth {name}", "Postman has no key in a cookie: none is sent.")
                return {"type": "noauth"}
            attributes = {"key": preset.name, "value": text(preset.value), "in": preset.place.value}
            return _written("apikey", attributes | rest)
        case OAuth2():
            return _written("oauth2", _oauth2(preset, name, outward, where) | rest)


def _oauth2(preset: OAuth2, name: str, outward: Outward, where: str) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "tokenName": name,
        "grant_type": _GRANT_OF.get(preset.grant, preset.grant.value),
        "addTokenTo": "queryParams" if preset.token_in is TokenPlace.QUERY else "header",
        "headerPrefix": outward.text(preset.token_prefix, where),
        "scope": outward.text(" ".join(preset.scope), where),
    }
    for theirs, ours in FIELDS.items():
        attributes[theirs] = outward.text(getattr(preset, ours), where)
    if preset.client_authentication in _CLIENT_OF:
        attributes["client_authentication"] = _CLIENT_OF[preset.client_authentication]
    attributes["audience"] = outward.text(preset.audience, where)
    resource = [outward.text(each, where) for each in preset.resource]
    # Several stand in an object there; the keys mean nothing.
    several = {str(index): each for index, each in enumerate(resource, 1)}
    attributes["resource"] = resource[0] if len(resource) == 1 else several
    attributes["tokenRequestParams"] = [
        {
            "key": key,
            "value": outward.text(value, where),
            "enabled": True,
            "send_as": "request_body",
        }
        for key, value in preset.parameters
    ]
    _say_what_is_lost(preset, outward, where)
    always = {"grant_type", "addTokenTo", "headerPrefix"}
    return {key: value for key, value in attributes.items() if value or key in always}


def _say_what_is_lost(preset: OAuth2, outward: Outward, where: str) -> None:
    lost = {
        "issuer": preset.issuer,
        "device_authorization_url": preset.device_authorization_url,
        "refresh_token": preset.refresh_token,
        "token_name": preset.token_name,
        "basic_encoding = form": preset.basic_encoding is BasicEncoding.FORM,
        "client_authentication": preset.client_authentication is not None
        and preset.client_authentication not in _CLIENT_OF,
        "grant": preset.grant not in _GRANT_OF and preset.grant is not GrantType.AUTHORIZATION_CODE,
    }
    told = [key for key, value in lost.items() if value]
    if told:
        outward.say(where, ", ".join(told), "Postman's oauth2 has no key for it.")
