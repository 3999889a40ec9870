"""What a preset adds to a request: headers, query parameters or cookies.

Must not encode what the request encodes itself: query values are as they are.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from workbench.domain.errors import UsageError
from workbench.domain.http import Header, HeaderOrigin
from workbench.domain.presets import ApiKeyPlace, TokenPlace
from workbench.domain.secret import Rendered, Secret
from workbench.engine.credentials import ApiKeyCredentials, BasicCredentials, BearerCredentials

if TYPE_CHECKING:
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials


@dataclass(frozen=True, slots=True)
class Injection:
    """What to add to a request; query values are not yet percent-encoded."""

    headers: tuple[Header, ...] = ()
    query: tuple[tuple[str, Rendered], ...] = ()
    cookies: tuple[tuple[str, Rendered], ...] = ()


def inject(
    credentials: BasicCredentials | BearerCredentials | ApiKeyCredentials,
) -> Injection:
    """Return what credentials that need no fetching add.

    Raises `UsageError` for a value that its place cannot carry.
    """
    match credentials:
        case BasicCredentials(username=username, password=password):
            return _header("Authorization", _basic(username, password))
        case BearerCredentials(token=token, prefix=prefix):
            hidden = Rendered((token.secret(),), token.sources)
            return _header("Authorization", _prefixed(prefix, hidden))
        case ApiKeyCredentials(name=name, value=value, place=place):
            hidden = Rendered((value.secret(),), value.sources)
            match place:
                case ApiKeyPlace.HEADER:
                    return _header(name, hidden)
                case ApiKeyPlace.QUERY:
                    return Injection(query=((name, hidden),))
                case ApiKeyPlace.COOKIE:
                    return Injection(cookies=((name, _one_line(hidden, "The cookie", name)),))
                case _:
                    assert_never(place)
        case _:
            assert_never(credentials)


def inject_token(credentials: OAuth2Credentials, token: Token) -> Injection:
    """Return what a token adds where its preset wants it (RFC 6750 2.1 and 2.3).

    The prefix is the preset's, never the response's `token_type`: some APIs refuse `bearer`.
    """
    hidden = Rendered((token.access_token,))
    if credentials.token_place is TokenPlace.QUERY:
        return Injection(query=((credentials.token_name or "access_token", hidden),))
    prefix = Rendered.of(credentials.token_prefix)
    return _header(credentials.token_name or "Authorization", _prefixed(prefix, hidden))


def _header(name: str, value: Rendered) -> Injection:
    return Injection(headers=(Header(name, _one_line(value, "The header", name), _PRESET),))


_PRESET = HeaderOrigin.PRESET


def _prefixed(prefix: Rendered, token: Rendered) -> Rendered:
    return Rendered.join((prefix, " ", token)) if prefix else token


def _basic(username: Rendered, password: Rendered) -> Rendered:
    if ":" in username.reveal():
        raise UsageError(
            "The user name holds a colon, which HTTP Basic cannot carry.",
            hint="RFC 7617 ends the user name at the first colon.",
        )
    pair = f"{username.reveal()}:{password.reveal()}".encode("utf-8", "surrogateescape")
    encoded = Secret(base64.b64encode(pair).decode("ascii"))
    return Rendered(("Basic ", encoded), username.sources | password.sources)


def _one_line(value: Rendered, what: str, name: str) -> Rendered:
    if any(character in value.reveal() for character in "\r\n\0"):
        raise UsageError(
            f"{what} {name} of the preset would hold a line break.",
            hint="What it was filled from may end with one.",
            fix="Take the line break out of the value.",
        )
    return value
