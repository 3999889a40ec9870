"""Redirects: which request an answer asks for next (RFC 9110 15.4), and what may go there.

Must not let anything cross to another origin that a preset or a source filled: what was allowed to
travel was allowed to go to one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench.domain.http import (
    FileContent,
    Header,
    HeaderOrigin,
    MultipartContent,
    NoContent,
    Request,
    TextContent,
)
from workbench.domain.origin import Origin
from workbench.domain.secret import Rendered, Secret
from workbench.engine.client_auth import conceal, hidden_again
from workbench.engine.destination import secret_origin, strict_origin
from workbench.engine.echo import hidden_in
from workbench.engine.url import requoted

if TYPE_CHECKING:
    from workbench.domain.http import Content, Response

_BEFORE_PATH = re.compile(r"(?:[^/?#:]*:)?//[^/?#]*")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Headers of the content that a GET does not have any more.
_OF_CONTENT = frozenset({"expect", "trailer", "transfer-encoding", "digest"})
#: Headers that stay behind whoever wrote them, and words in a name that say the same.
_STAYS = frozenset({"authorization", "cookie", "proxy-authorization", "host"})
#: So much of a location is shown where it is not followed (characters).
_SHOWN = 300
_SOUNDS_SECRET = re.compile(r"auth|token|secret|passw|api-?_?key|session|credential|signature|csrf")


@dataclass(frozen=True, slots=True)
class Redirected:
    """What an answer leads to: the next request, or the reason why it is not sent.

    A request may have a note too: what it lost on its way to another origin.
    """

    request: Request | None = None
    note: str = ""


def redirected(request: Request, response: Response, followed: int) -> Redirected:
    """Return what comes after an answer; neither member where it is the last.

    `followed` counts the redirects so far.
    """
    location = response.header("Location")
    if response.status not in _REDIRECTS or not location:
        return Redirected()
    settings = request.settings
    if not settings.follow_redirects:
        return Redirected()
    if followed >= (settings.max_redirects or 0):
        return Redirected(note=f"Stopped after {followed} redirects (max_redirects).")
    try:
        url = _joined(request, location)
        here, there = secret_origin(request.url), secret_origin(url)
    except ValueError as error:
        return _nowhere(request, location, f"{error}")
    if here == there:
        return Redirected(_next(request, url, response.status))
    return _across(request, location, there, response.status)


def _across(request: Request, location: str, there: Secret, status: int) -> Redirected:
    """Return the request to another origin, without all that was allowed to go to this one."""
    address = _sendable(urljoin(f"{request.origin.scheme}:", location.partition("#")[0]))
    try:
        origin = strict_origin(address)
    except ValueError as error:
        return _nowhere(request, location, f"{error}")
    if there != Secret(str(origin)):
        return _nowhere(request, location, "it leads to two places")
    if hidden_again(address, hidden_in(request)).is_secret:
        why = "it would carry a secret of this request to another origin"
        return _nowhere(request, location, why)
    after = _next(request, Rendered.of(address), status)
    if _may_not_cross(after.content):
        return Redirected(
            note=f"Redirect to {origin} not followed: the body was allowed to go to"
            f" {request.origin}, and to no other origin."
        )
    kept = tuple(each for each in after.headers if _may_cross(each))
    lost = [each.name for each in after.headers if each not in kept and each.name != "Host"]
    host = Rendered.of(str(origin).partition("://")[2])
    settings = replace(after.settings, verify=True, client_certificate=None, client_key=None)
    crossing = replace(
        after,
        origin=origin,
        headers=(Header("Host", host, HeaderOrigin.CLIENT), *kept),
        settings=settings,
    )
    return Redirected(crossing, _said(request.origin, origin, lost))


def _nowhere(request: Request, location: str, why: str) -> Redirected:
    shown = conceal(location[:_SHOWN], hidden_in(request))
    return Redirected(note=f"Redirect to {shown} not followed: {why}.")


def _said(here: Origin, there: Origin, lost: list[str]) -> str:
    note = f"Redirected to another origin, {there}."
    if lost:
        note += f" Left out there: {', '.join(dict.fromkeys(lost))}."
    if here.is_encrypted and not there.is_encrypted:
        note += " From here on it is not encrypted."
    return note


def _may_cross(header: Header) -> bool:
    name = header.name.lower()
    return (
        header.layer is not HeaderOrigin.PRESET
        and not header.value.is_secret
        and not header.value.sources
        and name not in _STAYS
        and not _SOUNDS_SECRET.search(name)
    )


def _may_not_cross(content: Content) -> bool:
    match content:
        case TextContent(text=text):
            return text.is_secret or bool(text.sources)
        case MultipartContent(parts=parts):
            return any(
                part.head.is_secret or bool(part.head.sources) or _may_not_cross(part.content)
                for part in parts
            )
        case FileContent():
            return True
        case _:
            return False


def _joined(request: Request, location: str) -> Rendered:
    """Return where a location leads; what the request hid stays hidden where it comes back."""
    location = _sendable(location.partition("#")[0])
    path = _path(request.url)
    if path.is_secret:
        return Rendered((path.secret().map(lambda text: urljoin(text, location)),))
    return hidden_again(urljoin(str(path), location), hidden_in(request))


def _sendable(location: str) -> str:
    """Return a location with what no address may hold percent-encoded behind its authority."""
    match = _BEFORE_PATH.match(location)
    start = match.end() if match else 0
    return location[:start] + requoted(location[start:])


def _path(url: Rendered) -> Rendered:
    """Return the pieces before the query."""
    before: list[Rendered | str] = []
    for piece in url.pieces:
        if isinstance(piece, str) and "?" in piece:
            before.append(piece.partition("?")[0])
            break
        before.append(piece if isinstance(piece, str) else Rendered.of(piece))
    return Rendered.join(before)


def _next(request: Request, url: Rendered, status: int) -> Request:
    """Return the next request, with the method that browsers use (RFC 9110 15.4.2 to 15.4.4)."""
    method = request.method.upper()
    turns = (status in (301, 302) and method == "POST") or (
        status == 303 and method not in ("GET", "HEAD")
    )
    if not turns or (request.settings.redirect_keeps_method and status != 303):
        return replace(request, url=url)
    headers = tuple(
        each
        for each in request.headers
        if not each.name.lower().startswith("content-") and each.name.lower() not in _OF_CONTENT
    )
    return replace(request, method="GET", url=url, headers=headers, content=NoContent())
