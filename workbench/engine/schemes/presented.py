"""What credentials a request carried when it left, told without their values.

Must not hand out a value, except as a secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from workbench.domain.http import MultipartContent, TextContent
from workbench.domain.jwt import TokenKind
from workbench.domain.secret import Secret
from workbench.engine.inspection import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.http import Request
    from workbench.domain.jwt import Decoded
    from workbench.domain.secret import Rendered

_TOKEN_NAMES = frozenset({"access_token", "token", "auth_token"})
#: Headers whose values are credentials whoever wrote them.
_HIDDEN_HEADERS = re.compile(r"authorization|cookie|token|secret|api-?key|password", re.IGNORECASE)


class Place(StrEnum):
    """Where a token travelled."""

    HEADER = "header"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Presented:
    """The credentials of one request: scheme as sent, and what can be told about the value.

    `token` is decoded where one was sent. `user` is the user name of HTTP Basic.
    """

    scheme: str = ""
    place: Place | None = None
    parameter: str = ""
    token: Decoded | None = None
    user: Secret | None = None
    empty: bool = False
    header_and_query: bool = False


def presented(request: Request) -> Presented:
    """Return what a request carried to prove who sends it."""
    header = _header(request, "authorization")
    in_query = _query_token(request)
    if header is None:
        if in_query is None:
            return Presented()
        name, value = in_query
        return Presented("", Place.QUERY, name, decode(value), empty=not value.strip())
    scheme, value = _apart(header)
    if scheme.lower() == "basic":
        user = _pair(value).partition(":")[0]
        return Presented(scheme, Place.HEADER, user=Secret(user), empty=not value)
    decoded = decode(value) if value else None
    return Presented(
        scheme,
        Place.HEADER,
        token=decoded,
        empty=not value,
        header_and_query=in_query is not None,
    )


def values_of(request: Request) -> tuple[Secret, ...]:
    """Return every value of a request that must not be repeated, its parts included."""
    found: list[str] = []
    for rendered in _rendered(request):
        found += [piece.reveal() for piece in rendered.pieces if isinstance(piece, Secret)]
    for header in request.headers:
        if _HIDDEN_HEADERS.search(header.name):
            scheme, value = _apart(header.value.reveal())
            found.append(value)
            if scheme.lower() == "basic":
                # Some APIs take a key as the user name, with no password behind it.
                user, _, password = _pair(value).partition(":")
                found += [password or user, unquote(password or user)]
    if (in_query := _query_token(request)) is not None:
        found.append(in_query[1])
    return tuple(Secret(each) for each in dict.fromkeys(found) if len(each.strip()) > 3)


def _rendered(request: Request) -> Iterator[Rendered]:
    yield request.url
    yield from (each.value for each in request.headers)
    match request.content:
        case TextContent(text=text):
            yield text
        case MultipartContent(parts=parts):
            for part in parts:
                yield part.head
                if isinstance(part.content, TextContent):
                    yield part.content.text
        case _:
            return


def _header(request: Request, name: str) -> str | None:
    found = (each.value.reveal() for each in request.headers if each.name.lower() == name)
    return next(found, None)


def _apart(header: str) -> tuple[str, str]:
    scheme, space, value = header.strip().partition(" ")
    if space:
        return scheme, value.strip()
    # One word alone is a scheme without a value, or a value without a scheme.
    if decode(scheme).kind is not TokenKind.OPAQUE or len(scheme) > 12:
        return "", scheme
    return scheme, ""


def _pair(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _query_token(request: Request) -> tuple[str, str] | None:
    query = urlsplit(request.url.reveal()).query
    pairs = parse_qsl(query, keep_blank_values=True)
    return next(((name, value) for name, value in pairs if name.lower() in _TOKEN_NAMES), None)
