"""Sees that a request asks for a token, and says which preset would ask for the same.

Must not change the request.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from workbench.domain.collection import Collection, FormBody, Row, TextBody
from workbench.domain.imported import PresetOffer
from workbench.domain.presets import (
    Basic,
    BasicEncoding,
    ClientAuthentication,
    GrantType,
    OAuth2,
)
from workbench.domain.template import escape_template, has_template, parse_template
from workbench.formats.distinct import distinct, preset_name

if TYPE_CHECKING:
    from workbench.domain.collection import Body, RequestSpec

_GRANTS = {
    "client_credentials": GrantType.CLIENT_CREDENTIALS,
    "password": GrantType.PASSWORD,
    "refresh_token": GrantType.REFRESH_TOKEN,
}
_OWN = frozenset(
    """grant_type client_id client_secret scope audience resource username password
    refresh_token""".split()
)


def offers(collection: Collection) -> tuple[PresetOffer, ...]:
    """Return a preset for each request that is a token request (RFC 6749 4.3, 4.4 and 6)."""
    found: list[PresetOffer] = []
    for spec in collection.requests:
        preset = preset_of(spec)
        if preset is None:
            continue
        host = re.sub(r"^[a-z]+://|[:/].*$", "", spec.url, flags=re.IGNORECASE)
        named = preset_name(host, "oauth2")
        name = distinct(named, {each.name for each in found}, "{}_{}")
        found.append(PresetOffer(name, preset, spec.label))
    return tuple(found)


def preset_of(spec: RequestSpec) -> OAuth2 | None:
    """Return the preset that asks for the same token, None for a request that asks for none."""
    rows = _form(spec.body)
    if spec.method != "POST" or not rows:
        return None
    fields = {row.name: row.value or "" for row in rows}
    grant = _GRANTS.get(fields.get("grant_type", ""))
    basic = _basic(spec)
    if grant is None or not (basic or fields.get("client_id")):
        return None
    how = ClientAuthentication.CLIENT_SECRET_POST
    if basic:
        how = ClientAuthentication.CLIENT_SECRET_BASIC
    elif not fields.get("client_secret"):
        how = ClientAuthentication.NONE
    return OAuth2(
        grant,
        token_url=spec.url,
        client_id=basic.username if basic else fields["client_id"],
        client_secret=basic.password if basic else fields.get("client_secret", ""),
        scope=tuple(fields.get("scope", "").split()),
        client_authentication=how,
        basic_encoding=BasicEncoding.RAW if basic else None,
        audience=fields.get("audience", ""),
        resource=tuple(row.value for row in rows if row.name == "resource" and row.value),
        username=fields.get("username", ""),
        password=fields.get("password", ""),
        refresh_token=fields.get("refresh_token", ""),
        parameters=tuple(
            (row.name, row.value or "")
            for row in rows
            if row.name not in _OWN or (row.name == "client_id" and basic)
        ),
    )


def _form(body: Body) -> tuple[Row, ...]:
    """Return the fields of a form, also of one that is kept as the text it was written as."""
    match body:
        case FormBody(rows=rows):
            return tuple(row for row in rows if row.enabled)
        case TextBody(text=text, content_type=kind) if "urlencoded" in kind:
            if has_template(text):
                return ()
            written = text
            if body.template:
                written = "".join(each for each in parse_template(text) if isinstance(each, str))
            pairs = parse_qsl(written, keep_blank_values=True)
            return tuple(Row(name, escape_template(value)) for name, value in pairs)
        case _:
            return ()


def _basic(spec: RequestSpec) -> Basic | None:
    if isinstance(spec.auth, Basic):
        return spec.auth
    for row in spec.headers:
        scheme, _, value = (row.value or "").partition(" ")
        if row.name.lower() != "authorization" or scheme.lower() != "basic" or has_template(value):
            continue
        try:
            name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            continue
        return Basic(name, password) if colon else None
    return None
