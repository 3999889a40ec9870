"""A form about a token for another endpoint of the server that issued it, with the client's proof.

Must not send, or read an answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.http import Header, HeaderOrigin, Request, TextContent
from workbench.domain.origin import origin_of
from workbench.domain.presets import ClientAuthentication
from workbench.domain.secret import Rendered
from workbench.engine.client_auth import (
    Method,
    authenticate,
    conceal,
    encoded_form,
    methods_to_try,
    secrets_of,
)
from workbench.engine.grants.driver import AGENT
from workbench.engine.lenient_json import read_json

if TYPE_CHECKING:
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials

#: Longer words of a server (characters) are cut.
_LONGEST = 300


def request_about(
    credentials: OAuth2Credentials,
    token: Token,
    address: str,
    *,
    text: Secret | None = None,
    hint: str = "access_token",
) -> Request:
    """Return the request that hands a token to an endpoint (RFC 7662 2.1, RFC 7009 2.1).

    `text` stands for the token itself, such as its refresh token. Raises `NotYet` for a client
    authentication that is read and checked only.
    """
    form = (
        ("token", Rendered.of(text or token.access_token)),
        ("token_type_hint", Rendered.of(hint)),
    )
    headers, form_sent = authenticate(credentials.client, _method(credentials, token), form)
    kind = Rendered.of("application/x-www-form-urlencoded")
    ours = (
        Header("Accept", Rendered.of("application/json"), HeaderOrigin.CLIENT),
        Header("Content-Type", kind, HeaderOrigin.CLIENT),
        AGENT,
    )
    return Request(
        "POST",
        Rendered.of(address),
        origin_of(address),
        (*headers, *ours),
        TextContent(encoded_form(form_sent)),
        replace(credentials.settings, follow_redirects=False),
    )


def _method(credentials: OAuth2Credentials, token: Token) -> Method:
    """Return how the token was asked for: what its endpoint took, its neighbour will take."""
    if token.client_authentication is None:
        return methods_to_try(credentials.client)[0]
    return Method(ClientAuthentication(token.client_authentication), token.basic_encoding)


def hidden_about(credentials: OAuth2Credentials, token: Token) -> tuple[Secret, ...]:
    """Return all that an answer must not be quoted with."""
    tokens = (token.access_token, token.refresh_token)
    return (*(each for each in tokens if each is not None), *secrets_of(credentials))


def error_words(body: bytes, hidden: tuple[Secret, ...]) -> str:
    """Return a refusal in the server's words (RFC 6749 5.2), empty where it has none."""
    read = read_json(body.decode("utf-8", "replace").removeprefix("\ufeff"))
    members = read.value if read.ok and isinstance(read.value, dict) else {}
    words = (members.get("error"), members.get("error_description"))
    said = ": ".join(each for each in words if isinstance(each, str))
    return conceal(said[:_LONGEST], hidden)
