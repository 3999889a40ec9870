"""An exchange of every kind of step, and its rows as a person reads them.

It must not know what the rows say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.support.fakes import FakeBody
from workbench.domain.cookies import CookieEvent, CookieFate
from workbench.domain.errors import ConnectFailed
from workbench.domain.http import (
    AuthUse,
    Connection,
    Exchange,
    Header,
    HeaderOrigin,
    Purpose,
    Request,
    Response,
    Step,
    Timings,
)
from workbench.domain.origin import Origin
from workbench.domain.secret import Rendered, Secret
from workbench.tui.paint import Row, plain, width_of

NOW = 1_800_000_000.0
OVER = Connection("203.0.113.7:443", "TLSv1.3")


def request(method: str = "GET", url: str = "https://api.example.com/v1/customers/123") -> Request:
    return Request(
        method=method,
        url=Rendered.of(url),
        origin=Origin("https", "api.example.com", 443),
        headers=(
            Header("Host", Rendered.of("api.example.com"), HeaderOrigin.CLIENT),
            Header("Authorization", Rendered.of("Bearer ", Secret("tok")), HeaderOrigin.PRESET),
        ),
    )


def response(
    status: int = 200,
    *headers: tuple[str, str],
    over: Connection = OVER,
    version: str = "HTTP/1.1",
) -> Response:
    reason = {200: "OK", 302: "Found", 401: "Unauthorized"}[status]
    return Response(
        status, reason, headers, FakeBody(b"{}"), NOW, http_version=version, connection=over
    )


TOKEN_CALL = Step(
    Purpose.TOKEN,
    request("POST", "https://auth.example.com/oauth/token"),
    NOW,
    response(200, ("Content-Type", "application/json")),
    timings=Timings(12, 28, 1, 90, 2, 142, 3),
    remark="client_secret_basic",
)
REDIRECT = Step(
    Purpose.REQUEST,
    request(),
    NOW + 0.15,
    response(302, ("Set-Cookie", "a=b"), ("Set-Cookie", "c=d"), over=replace(OVER, reused=True)),
    timings=Timings(None, None, 0.2, 40, 0.4, 41),
    cookies=(
        CookieEvent(CookieFate.KEPT, "a"),
        CookieEvent(CookieFate.REFUSED, "c", "api.example.com may not set one for example.org"),
    ),
)
FINAL = Step(
    Purpose.REDIRECT,
    request(url="https://api.example.com/v1/customers/124"),
    NOW + 0.2,
    response(
        401,
        ("Content-Type", "application/json"),
        over=Connection("203.0.113.7:443", "TLSv1.3", proxy="http://proxy.example:3128"),
        version="HTTP/2",
    ),
    timings=Timings(proxy_ms=5, send_ms=1, wait_ms=30, total_ms=36),
    cookies=(
        CookieEvent(CookieFate.SENT, "a"),
        CookieEvent(CookieFate.HELD_BACK, "theme", "it is Secure, and this is http"),
    ),
)
FAILED = Step(
    Purpose.RECOVERY,
    request(),
    NOW + 0.3,
    None,
    ConnectFailed("No connection to api.example.com, port 443."),
    timings=Timings(dns_ms=3.0, total_ms=203),
)


def exchange(*steps: Step, elapsed: float = 503.0) -> Exchange:
    return Exchange("R", NOW, elapsed, steps, AuthUse("crm", why="its token was fresh"))


WHOLE = exchange(TOKEN_CALL, REDIRECT, FINAL, FAILED)


def lines(rows: Sequence[Row], width: int) -> list[str]:
    """The rows as they are drawn in a width."""
    drawn = []
    for row in rows:
        left, right = plain(row.left), plain(row.right)
        gap = " " * max(0, width - width_of(left) - width_of(right)) if right else ""
        drawn.append(left + gap + right)
    return drawn
