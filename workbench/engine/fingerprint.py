"""The fingerprint under which a token is kept: a keyed hash of all that it was asked with.

Must not include what does not change the token: `requires`, `keep_fresh`, descriptions, settings,
the preset's name, or a client authentication that was found by trying.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from workbench.domain.secret import Rendered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.engine.credentials import OAuth2Credentials

_Named = tuple[str, Rendered | str | None]


def fingerprint(credentials: OAuth2Credentials, key: bytes) -> str:
    """Return the fingerprint of a preset as rendered, in one environment, as hex digits."""
    return _digest((*_client(credentials), *_rest(credentials)), key)


def client_fingerprint(credentials: OAuth2Credentials, key: bytes) -> str:
    """Return the fingerprint of a client at its server: what a found method is remembered for."""
    return _digest(_client(credentials), key)


def _client(credentials: OAuth2Credentials) -> tuple[_Named, ...]:
    client = credentials.client
    return (
        ("environment", credentials.environment),
        ("token_url", credentials.server.token_endpoint),
        ("client_id", client.client_id),
        ("client_secret", client.client_secret),
        ("client_authentication", client.authentication),
        ("basic_encoding", client.basic_encoding),
    )


def _rest(credentials: OAuth2Credentials) -> tuple[_Named, ...]:
    return (
        ("grant", credentials.grant),
        *(("scope", each) for each in credentials.scope),
        ("audience", credentials.audience),
        *(("resource", each) for each in credentials.resource),
        ("refresh_token", credentials.refresh_token),
        ("username", credentials.username),
        ("password", credentials.password),
        *((f"parameters.{name}", value) for name, value in credentials.parameters),
        ("token_in", credentials.token_place),
        ("token_name", credentials.token_name),
        ("token_prefix", credentials.token_prefix),
    )


def _digest(fields: Iterable[_Named], key: bytes) -> str:
    whole = hmac.new(key, digestmod=hashlib.sha256)
    for name, value in fields:
        whole.update(_sized(name))
        match value:
            case None:
                whole.update(b"n")
            case Rendered():
                whole.update(b"r" + value.digest(key))
            case _:
                whole.update(b"t" + _sized(value))
    return whole.hexdigest()


def _sized(text: str) -> bytes:
    """Return a text with its length before it, so that no two lists of fields read the same."""
    content = text.encode("utf-8", "surrogatepass")
    return len(content).to_bytes(8, "big") + content
