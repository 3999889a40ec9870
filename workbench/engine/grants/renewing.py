"""Which grant gets a preset its next token: a refresh where that can be, else the full grant.

Must not perform a request or decide when.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.errors import NotYet, TokenRefused
from workbench.domain.presets import INTERACTIVE_GRANTS, ClientAuthentication, GrantType, OAuth2
from workbench.engine.client_auth import Method
from workbench.engine.grants.client_credentials import client_credentials, refresh

if TYPE_CHECKING:
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import Grant


def full_grant(credentials: OAuth2Credentials, *, remembered: Method | None = None) -> Grant:
    """Return the grant that a preset names; raises `NotYet` for one that is not built."""
    if credentials.grant is GrantType.CLIENT_CREDENTIALS:
        return client_credentials(credentials, remembered=remembered)
    raise NotYet(
        f'{credentials.key.name} has grant = "{credentials.grant}",'
        " which is read and checked but not built yet.",
        fix='grant = "client_credentials" works now.',
    )


def renewing(
    credentials: OAuth2Credentials, old: Token | None, *, remembered: Method | None = None
) -> Grant:
    """Get the token that follows an old one.

    A refresh token is used as the fetch authenticated; only `invalid_grant` falls back to the
    full grant. A refresh that names no scope has the scope of before (RFC 6749 6). Raises
    `TokenRefused` or `NotYet`.
    """
    if old is not None and old.refresh_token and old.client_authentication:
        fetched_with = Method(old.client_authentication, old.basic_encoding)
        try:
            token = yield from refresh(credentials, old.refresh_token, fetched_with)
        except TokenRefused as refusal:
            if refusal.error is None or refusal.error.error != "invalid_grant":
                raise
        else:
            granted = old.granted if token.granted is None else token.granted
            return replace(token, granted=granted, found_by_trying=old.found_by_trying)
    return (yield from full_grant(credentials, remembered=remembered))


def needs_person(preset: OAuth2 | OAuth2Credentials, held: Token | None = None) -> bool:
    """Tell, without I/O, whether the next token needs somebody at the screen or in a browser."""
    return preset.grant in INTERACTIVE_GRANTS and (held is None or held.refresh_token is None)


def found_method(token: Token) -> Method | None:
    """Return the way to authenticate that was found by trying, None where none was."""
    if not token.found_by_trying or token.client_authentication in {
        None,
        ClientAuthentication.NONE,
    }:
        return None
    return Method(ClientAuthentication(token.client_authentication), token.basic_encoding)
