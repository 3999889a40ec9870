"""A preset in every state of its token, and its rows as a person reads them.

It must not know what the rows say.
"""

from __future__ import annotations

from tests.tui.token_fakes import ISSUED, NOW, held, key, shape, step, texts, token
from workbench.domain.errors import TokenRefused
from workbench.domain.presets import GrantType, OAuth2
from workbench.domain.requirements import Requirements
from workbench.engine.token_view import (
    Fetching,
    Held,
    NeedsPerson,
    NoneYet,
    RenewalFailed,
    TokenStatus,
)
from workbench.tui.token.contents import subject_rows
from workbench.tui.token.head import head_rows
from workbench.tui.token.moment import Moment
from workbench.tui.token.subject import Subject

WIDTHS = (26, 56, 76, 116)
REQUIRES = Requirements(
    audience=("https://api.example.com",),
    issuer="https://auth.example.com/",
    scope=("read:customers", "read:cards"),
    typ="at+jwt",
    claims=(("plan", "gold"),),
)
OAUTH2 = OAuth2(
    GrantType.CLIENT_CREDENTIALS,
    token_url="https://auth.example.com/oauth/token",
    client_id="k7nf3p2q9m8w1",
    scope=("read:customers",),
)
REFUSAL = TokenRefused(
    'https://auth.example.com answered 401 to the token request of crm: "invalid_client".',
    "The secret may be wrong.",
    "Compare client_id and client_secret.",
)


def subject(status: TokenStatus, preset: object = OAUTH2, **members: object) -> Subject:
    values: dict[str, object] = {"requires": REQUIRES, "is_open": True} | members
    values.setdefault("held", status if isinstance(status, Held) else None)
    return Subject(key("crm"), preset, status, **values)  # type: ignore[arg-type]


def shown(what: Subject, width: int, now: float = NOW, clear: str | None = None) -> list[str]:
    moment, form = Moment(now), shape(width)
    rows = [*head_rows(what, form, moment), *subject_rows(what, form, moment, clear)]
    return texts(rows, width)


def said(what: Subject, width: int, now: float = NOW, clear: str | None = None) -> str:
    """All of it as one text, so that it does not matter where a line was folded."""
    return " ".join(" ".join(shown(what, width, now, clear)).split())


STATES: dict[str, TokenStatus] = {
    "none yet": NoneYet(),
    "fetching": Fetching(NOW - 2.4, (step(),), ("Get customer", "Search")),
    "renewing": Fetching(NOW - 2.4, (), tuple(f"Request {i}" for i in range(30)), token()),
    "fresh": held(),
    "kept fresh": held(renews_at=ISSUED + 3540),
    "stale": held(token(expires_at=NOW + 42)),
    "needs you to renew": held(token(expires_at=NOW + 42), alone=False),
    "expired": held(token(expires_at=NOW - 180)),
    "unknown": held(token(expires_at=None)),
    "failed": RenewalFailed(REFUSAL, NOW - 6, NOW + 24, None, (step(401, "Unauthorized"),)),
    "failed, still in use": RenewalFailed(REFUSAL, NOW - 6, None, token()),
    "failed, over": RenewalFailed(REFUSAL, NOW - 6, None, token(expires_at=NOW - 180)),
    "needs you": NeedsPerson("Open https://auth.example.com/device and type WDJB-MJHT.", NOW + 600),
}
