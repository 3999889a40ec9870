"""A token response read as leniently as servers write it (RFC 6749 5.1).

Must not forgive the one thing that matters: without an access token it is a refusal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.domain.secret import Secret
from workbench.domain.token import Token
from workbench.engine.client_auth import conceal, secrets_of
from workbench.engine.http_date import clock_difference
from workbench.engine.inspection import decode
from workbench.engine.lenient_json import read_json
from workbench.engine.token_life import token_life
from workbench.engine.token_refusal import Refusal, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.engine.client_auth import Method
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import Reply

_SAID_LENGTH = 200
_PLAIN_NAMES = frozenset({"token_type", "issued_token_type", "token_use"})
_HIDDEN_WORDS = ("token", "secret", "password", "assertion", "cookie", "key", "code", "proof")


def read_token(
    reply: Reply,
    credentials: OAuth2Credentials,
    method: Method,
    *,
    also_hide: tuple[Secret, ...] = (),
) -> Token:
    """Return the token of a reply; raises `TokenRefused` where there is none.

    What had to be tolerated is in the token's notes.
    """
    notes: list[str] = []
    text = _text(reply.body, notes)
    members = _members(text, notes)
    refusal = Refusal(reply, text, members, credentials, method, also_hide)
    if members is None or not 200 <= reply.status < 300:
        raise refused(refusal)
    value = members.get("access_token")
    if value is None or value == "":
        raise refused(refusal)
    if not isinstance(value, str):
        raise refused(refusal, "its access_token is no text")
    if value != value.strip():
        notes.append("white space around access_token was dropped")
        value = value.strip()
    if not value.isprintable() or not value:
        raise refused(refusal, "its access_token has characters that no header can carry")
    if reply.status != 200:
        notes.append(f"the status was {reply.status} instead of 200")
    if members.get("error"):
        notes.append("the response has an error beside the token")
    return _token(value, members, notes, reply, credentials, method)


def _token(
    value: str,
    members: Mapping[str, Any],
    notes: list[str],
    reply: Reply,
    credentials: OAuth2Credentials,
    method: Method,
) -> Token:
    decoded = decode(value)
    difference = clock_difference(reply.header("date"), reply.sent_at, reply.received_at)
    life = token_life(members.get("expires_in"), decoded, reply.sent_at, difference)
    basic = method.authentication is ClientAuthentication.CLIENT_SECRET_BASIC
    requested = tuple(part for each in credentials.scope for part in str(each).split())
    granted = _granted(members.get("scope"), notes)
    if granted is not None and (missing := [each for each in requested if each not in granted]):
        notes.append(f"asked for, but not granted: {' '.join(missing)}")
    token_type = _token_type(members.get("token_type"), notes)
    return Token(
        access_token=Secret(value),
        requested_at=reply.sent_at,
        expires_at=life.expires_at,
        token_type=token_type,
        granted=granted,
        requested_scope=requested,
        refresh_token=_secret(members.get("refresh_token")),
        id_token=_secret(members.get("id_token")),
        decoded=decoded,
        client_authentication=method.authentication,
        basic_encoding=(method.basic_encoding or BasicEncoding.FORM) if basic else None,
        token_url=str(credentials.server.token_endpoint),
        elapsed_ms=reply.elapsed_ms,
        clock_difference=difference,
        notes=(*notes, *life.notes),
        said=_said(members, secrets_of(credentials)),
    )


def _text(body: bytes, notes: list[str]) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        wide = body[:2] in {b"\xff\xfe", b"\xfe\xff"}
        text = body.decode("utf-16" if wide else "latin-1", "replace")
        notes.append("the response is not UTF-8")
    if text.startswith("\ufeff"):
        notes.append("the response begins with a byte order mark")
    return text.removeprefix("\ufeff")


def _members(text: str, notes: list[str]) -> Mapping[str, Any] | None:
    """Return the members of a JSON object or, as some servers answer, of a form."""
    if text.lstrip()[:1] in {"{", "["}:
        read = read_json(text)
        if read.ok and isinstance(read.value, dict):
            notes.extend(f"the response: {oddity}" for oddity in read.oddities)
            return read.value
        return None
    head = text.strip().partition("=")[0]
    if not head.replace("_", "").isalnum():
        return None
    fields = parse_qsl(text.strip(), keep_blank_values=True)
    found = dict(fields)
    if "access_token" not in found and "error" not in found:
        return None
    notes.append("the response is a form instead of JSON")
    # In a form everything is text: that is no oddity of its own.
    expires_in = found.get("expires_in")
    if expires_in is not None and expires_in.isdecimal() and len(expires_in) < 20:
        return {**found, "expires_in": int(expires_in)}
    return found


def _token_type(value: object, notes: list[str]) -> str:
    if value is None or value == "":
        notes.append("the response has no token_type; it is sent as Bearer")
        return "Bearer"
    if isinstance(value, str) and value.strip().lower() == "bearer":
        if value != "Bearer":
            notes.append(f"token_type came as {value[:20]}; it is sent as Bearer")
        return "Bearer"
    notes.append("token_type is not Bearer")
    return str(value)[:60]


def _granted(value: object, notes: list[str]) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list):
        notes.append("scope came as a list")
        return tuple(str(each) for each in value)
    return None


def _secret(value: object) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None


def _said(members: Mapping[str, Any], secrets: tuple[Secret, ...]) -> dict[str, str]:
    """Return the members that are no tokens themselves, as short texts."""
    said = {}
    named = ("access_token", "refresh_token", "id_token")
    tokens = tuple(Secret(str(members[name]).strip()) for name in named if members.get(name))
    for name, value in members.items():
        if name not in _PLAIN_NAMES and any(word in name.lower() for word in _HIDDEN_WORDS):
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = conceal(text, (*tokens, *secrets))
        said[name] = text if len(text) <= _SAID_LENGTH else text[: _SAID_LENGTH - 1] + "…"
    return said
