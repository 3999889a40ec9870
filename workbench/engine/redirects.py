"""Redirects: which request an answer asks for next (RFC 9110 15.4), within one origin.

Must not follow across origins: what was allowed to travel was allowed to go to one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench.domain.http import NoContent, Request
from workbench.domain.secret import Rendered
from workbench.engine.client_auth import conceal, hidden_again
from workbench.engine.destination import secret_origin
from workbench.engine.echo import hidden_in

if TYPE_CHECKING:
    from workbench.domain.http import Response

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Redirected:
    """What an answer leads to: the next request, or the reason why it is not sent."""

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
    except ValueError:
        shown = conceal(location, hidden_in(request))
        return Redirected(note=f"Redirect not followed: {shown} is no address.")
    if here != there:
        return Redirected(note=f"Redirect to {url} not followed: it is another origin.")
    return Redirected(_next(request, url, response.status))


def _joined(request: Request, location: str) -> Rendered:
    """Return where a location leads; what the request hid stays hidden where it comes back."""
    location = location.partition("#")[0]
    path = _path(request.url)
    if path.is_secret:
        return Rendered((path.secret().map(lambda text: urljoin(text, location)),))
    return hidden_again(urljoin(str(path), location), hidden_in(request))


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
    turns = (status in (301, 302) and request.method == "POST") or (
        status == 303 and request.method not in ("GET", "HEAD")
    )
    if not turns or (request.settings.redirect_keeps_method and status != 303):
        return replace(request, url=url)
    headers = tuple(
        each for each in request.headers if not each.name.lower().startswith("content-")
    )
    return replace(request, method="GET", url=url, headers=headers, content=NoContent())
