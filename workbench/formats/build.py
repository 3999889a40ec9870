"""Makes presets, bodies and requirements of values that the strict reader has passed.

Must not check anything.
"""

from __future__ import annotations

from typing import Any

from workbench.domain.collection import (
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    TextBody,
    TextKind,
)
from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    AuthPreset,
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    OAuth2,
    Preset,
    TokenPlace,
)
from workbench.domain.requirements import Requirements

_WORDS = {
    "grant": GrantType,
    "client_authentication": ClientAuthentication,
    "basic_encoding": BasicEncoding,
    "token_in": TokenPlace,
}


def build_auth(value: Any) -> AuthPreset:
    """Return what `auth = ...` means: itself, or the preset of an inline table."""
    auth: AuthPreset = build_preset(value) if isinstance(value, dict) else value
    return auth


def build_preset(values: dict[str, Any]) -> Preset:
    """Return the preset of one table."""
    fields = {name: value for name, value in values.items() if name != "type"}
    if "requires" in fields:
        fields["requires"] = build_requirements(fields["requires"])
    match values["type"]:
        case "basic":
            return Basic(password=fields.pop("password", ""), **fields)
        case "bearer":
            return Bearer(**fields)
        case "api_key":
            return ApiKey(place=ApiKeyPlace(fields.pop("in", ApiKeyPlace.HEADER)), **fields)
    for name, word in _WORDS.items():
        if name in fields:
            fields[name] = word(fields[name])
    if "parameters" in fields:
        fields["parameters"] = tuple(
            (row.name, row.value or "") for row in fields["parameters"] if row.enabled
        )
    return OAuth2(**fields)


def build_requirements(values: dict[str, Any]) -> Requirements:
    """Return what a token must have."""
    return Requirements(
        audience=values.get("aud", ()),
        issuer=values.get("iss", ""),
        scope=values.get("scope", ()),
        typ=values.get("typ", ""),
        claims=tuple(
            (name, value)
            for name, value in values.items()
            if name not in {"aud", "iss", "scope", "typ"}
        ),
    )


def build_body(values: dict[str, Any]) -> Body:
    """Return the body of one table."""
    fields = {name: value for name, value in values.items() if name != "type"}
    match values["type"]:
        case "none":
            return NoBody()
        case "form":
            return FormBody(rows=fields.pop("form"), **fields)
        case "multipart":
            return MultipartBody(parts=tuple(Part(**part) for part in fields.pop("part")), **fields)
        case "file":
            return FileBody(**fields)
        case "graphql":
            return GraphqlBody(**fields)
    return TextBody(kind=TextKind(values["type"]), **fields)
