"""Cookies on one step of an exchange: put on a request, taken from its answer.

Must not send or keep anything where the request says `cookies = false`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.cookies import Cookie, CookieEvent, CookieFate
from workbench.domain.http import Header, HeaderOrigin, Request, Response
from workbench.domain.secret import MASK, Rendered
from workbench.engine.content import joined

if TYPE_CHECKING:
    from workbench.engine.cookies import Jar

_WHENCE = "the cookie jar"
_AFTER_AUTHORITY = re.compile(r"[^:/?#]*://[^/?#]*([^?#]*)")


def with_cookies(
    request: Request, jar: Jar, now: float, *, switched_off: bool = False
) -> tuple[Request, tuple[CookieEvent, ...]]:
    """Return a request with the cookies that go there, and what became of each.

    `switched_off` tells that the request's own row `Cookie` is not enabled.
    """
    if not _takes_part(request):
        return request, ()
    cookies, held = jar.for_request(request.origin, _path(request), now)
    own = [each for each in request.headers if each.name.lower() == "cookie"]
    named = {pair.partition("=")[0].strip() for each in own for pair in str(each.value).split(";")}
    if switched_off:
        why = "the row Cookie is switched off"
        return request, (*held, *(CookieEvent(CookieFate.HELD_BACK, c.name, why) for c in cookies))
    sent = [each for each in cookies if each.name not in named]
    why = "the request's own Cookie has that name"
    events = (
        *(CookieEvent(CookieFate.SENT, each.name) for each in sent),
        *(CookieEvent(CookieFate.HELD_BACK, c.name, why) for c in cookies if c.name in named),
        *held,
    )
    if not sent:
        return request, events
    rest = [each for each in request.headers if each.name.lower() != "cookie"]
    value = joined([*(each.value for each in own), *map(_pair, sent)], "; ")
    header = Header("Cookie", value, HeaderOrigin.CLIENT, _WHENCE)
    return replace(request, headers=(*rest, header)), events


def taken(request: Request, response: Response, jar: Jar, now: float) -> tuple[CookieEvent, ...]:
    """Keep what an answer sets; return what became of each."""
    lines = response.header_values("Set-Cookie")
    if not lines or not _takes_part(request):
        return ()
    return jar.take(lines, request.origin, _path(request), now)


def _takes_part(request: Request) -> bool:
    # Without a scheme a source decides where this goes: nobody here knows the host.
    return request.settings.cookies is not False and bool(request.origin.scheme)


def _pair(cookie: Cookie) -> Rendered:
    return Rendered.of(f"{cookie.name}=" if cookie.name else "", cookie.value)


def _path(request: Request) -> str:
    """Return the path as far as it may be known: what is hidden in it ends it."""
    match = _AFTER_AUTHORITY.match(str(request.url))
    return (match[1] if match else "").partition(MASK)[0] or "/"
