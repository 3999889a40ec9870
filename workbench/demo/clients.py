"""Clients that are registered at the practice server: ten of its own, and those that tests add.

Must not keep a secret beyond the process: all are made at start.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

READ_CUSTOMERS = "read:customers"
WRITE_CUSTOMERS = "write:customers"
READ_ORDERS = "read:orders"
WRITE_ORDERS = "write:orders"
ALL_SCOPES = (READ_CUSTOMERS, WRITE_CUSTOMERS, READ_ORDERS, WRITE_ORDERS)

#: Client authentications that can be asked for; `any` takes Basic and form alike.
AUTHENTICATIONS = ("any", "client_secret_basic", "client_secret_post", "none")


class TokenKind(StrEnum):
    """What a client's tokens look like from outside."""

    JWT = "jwt"
    OPAQUE = "opaque"


class ExpiresIn(StrEnum):
    """How `expires_in` is written in a token response."""

    NUMBER = "number"
    STRING = "string"
    FLOAT = "float"
    MISSING = "missing"
    ZERO = "zero"
    NEGATIVE = "negative"
    HUGE = "huge"


@dataclass(frozen=True, slots=True)
class PracticeClient:
    """A registered client; the fields are those of the `--client` JSON, times in seconds.

    `audience` empty means the API. `token_type_as` empty leaves `token_type` out. With
    `error_in_200` every token request is answered 200 with that error. A negative `minted_ago_s`
    makes tokens that begin later. `issuer_as` is another issuer in the token.
    """

    client_id: str
    client_secret: str = ""
    scope: tuple[str, ...] = ALL_SCOPES
    audience: str = ""
    lifetime_s: float = 3600
    kind: TokenKind = TokenKind.JWT
    client_authentication: str = "any"
    issue_refresh_token: bool = False
    drop_scope: tuple[str, ...] = ()
    minted_ago_s: float = 0
    revoked_at_issue: bool = False
    expires_in_as: ExpiresIn = ExpiresIn.NUMBER
    token_type_as: str = "Bearer"
    form_encoded: bool = False
    error_in_200: str = ""
    same_token_until_expiry: bool = False
    byte_order_mark: bool = False
    issuer_as: str = ""
    id_token_as_access_token: bool = False
    grants: tuple[str, ...] = ("client_credentials", "refresh_token")

    def announced(self) -> dict[str, Any]:
        """Return the client as the start line has it; `any` shows as client_secret_basic."""
        method = self.client_authentication
        whole = float(self.lifetime_s).is_integer()
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": " ".join(self.scope),
            "client_authentication": "client_secret_basic" if method == "any" else method,
            "lifetime_s": int(self.lifetime_s) if whole else self.lifetime_s,
        }


def client_from_json(text: str) -> PracticeClient:
    """Return a client of a `--client` JSON; raises ValueError that says what is wrong.

    Only `client_id` must be there; a `client_secret` left out is made up.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"--client is not JSON: {error}.") from error
    if not isinstance(given, dict) or not given.get("client_id"):
        raise ValueError("--client is a JSON object with a client_id.")
    known = {field.name for field in fields(PracticeClient)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(
            f"--client has no {', '.join(unknown)}; it has {', '.join(sorted(known))}."
        )
    values = dict(given)
    for name in ("scope", "drop_scope", "grants"):
        if name in values:
            words = values[name]
            values[name] = tuple(words.split() if isinstance(words, str) else words)
    values["kind"] = TokenKind(values.get("kind", TokenKind.JWT))
    values["expires_in_as"] = ExpiresIn(values.get("expires_in_as", ExpiresIn.NUMBER))
    values.setdefault("client_secret", _secret())
    client = PracticeClient(**values)
    if client.client_authentication not in AUTHENTICATIONS:
        raise ValueError(f"client_authentication is one of {', '.join(AUTHENTICATIONS)}.")
    return client


def practice_clients() -> tuple[PracticeClient, ...]:
    """Return the server's own clients with fresh secrets, in the order that they are shown."""
    return (
        PracticeClient("practice-fast", _secret(), lifetime_s=45),
        PracticeClient("practice-hour", _secret()),
        PracticeClient("practice-opaque", _secret(), lifetime_s=1800, kind=TokenKind.OPAQUE),
        PracticeClient("practice-body", _secret(), client_authentication="client_secret_post"),
        PracticeClient("practice-basic", _secret(), client_authentication="client_secret_basic"),
        PracticeClient("practice-encoded", f"a+b%41:c&d/e#f é {_secret()}"),
        PracticeClient("practice-refresh", _secret(), lifetime_s=300, issue_refresh_token=True),
        PracticeClient("practice-expired", _secret(), minted_ago_s=7200),
        PracticeClient("practice-revoked", _secret(), revoked_at_issue=True),
        PracticeClient("practice-reduced", _secret(), drop_scope=(WRITE_ORDERS,)),
    )


@dataclass(frozen=True, slots=True)
class OtherCredentials:
    """What the endpoints take that do not speak OAuth: Basic, an API key, a fixed bearer token."""

    username: str
    password: str
    api_key: str
    bearer_token: str


def other_credentials() -> OtherCredentials:
    """Return fresh ones."""
    return OtherCredentials("ada", _secret(), _secret(), _secret())


def environment(clients: tuple[PracticeClient, ...], others: OtherCredentials) -> Mapping[str, str]:
    """Return what the workspace's `.env` holds: a name for each secret."""
    names = {
        f"{client.client_id.upper().replace('-', '_')}_SECRET": client.client_secret
        for client in clients
    }
    return names | {
        "PRACTICE_PASSWORD": others.password,
        "PRACTICE_API_KEY": others.api_key,
        "PRACTICE_BEARER_TOKEN": others.bearer_token,
    }


def _secret() -> str:
    return secrets.token_urlsafe(24)
