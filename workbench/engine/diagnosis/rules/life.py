"""The life of the token that an API refused: over, not begun, or ended early.

Must not say of a token what neither its claims nor the answer says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence

_EXPIRED = re.compile(
    r"(?<![a-z])expir(ed|y|ation)(?![a-z])|\bexp\b.{0,20}\bclaim|\btoken timed out", re.IGNORECASE
)
_EARLY = re.compile(
    r"not (yet )?(valid|active) (yet|before|until)|not yet valid|before issued|not before"
    r"|\bnbf\b|\biat\b|(issued|used|valid)( at)? in the future|premature|immature",
    re.IGNORECASE,
)
_REVOKED = re.compile(
    r"revok|\b(is )?(inactive|not active|no longer (valid|active))\b|logged out|session not active"
    r"|blacklist|denylist|terminated|invalidated",
    re.IGNORECASE,
)
#: Seconds by which two clocks may differ before it is one to name.
LEEWAY = 2.0


def _refused(evidence: Evidence) -> Call | None:
    """Return the API's refusal of a request that carried a token."""
    api = evidence.api
    if api is None or api.carried.token is None or api.carried.empty:
        return None
    return None if api.challenge_error == "insufficient_scope" else api


def _server_now(evidence: Evidence, api: Call) -> float:
    return evidence.now + (api.clock_difference or 0.0)


def early(evidence: Evidence) -> Iterator[Finding]:
    """The token is not valid yet: `nbf` or `iat` lies ahead (RFC 7519 4.1.5 and 4.1.6)."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None:
        return
    now = _server_now(evidence, api)
    begins = {
        name: moment
        for name, moment in (
            ("nbf", decoded.not_before if decoded else None),
            ("iat", decoded.issued_at if decoded else None),
        )
        if moment is not None and moment > now + LEEWAY
    }
    worded = api.speaks_of_the_token and _EARLY.search(api.said)
    # A 403 or 400 of an API that does not look at nbf and iat has another reason, and says it.
    silent = api.status == 403 and not api.said and "nbf" in begins
    if not worded and not silent and (not begins or api.status != 401):
        return
    ahead = max(begins.values(), default=now) - now
    title = (
        f"The token is not valid yet: it begins {ahead:.0f} s after the API's clock."
        if begins
        else "The API says that the token is not valid yet."
    )
    lines = tuple(line for name in begins for line in say.claim(evidence, name))
    yield Finding(
        Kind.TOKEN_NOT_YET_VALID,
        title,
        Confidence.LIKELY,
        (*lines, *say.clock(api), *_difference(api), *say.answer(api)),
        "The clock of whoever made the token is ahead of the API's.",
        "Set the clocks (NTP); until then a request that waits so long succeeds.",
        "RFC 7519 4.1.5",
    )


def _difference(api: Call) -> tuple[Line, ...]:
    apart = api.clock_difference
    date = api.header("date")
    if not apart or abs(apart) <= LEEWAY or date is None:
        return ()
    word = "ahead of" if apart > 0 else "behind"
    text = f"the API's clock is {abs(apart):.0f} s {word} this machine's (Date: {date})"
    return (Line(Witness.CLOCK, text, (date,)),)


def expired(evidence: Evidence) -> Iterator[Finding]:
    """The token's time is over (RFC 7519 4.1.4, RFC 6750 3.1)."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None or decoded is None:
        return
    now = _server_now(evidence, api)
    ends = decoded.expires_at
    over = ends is not None and ends <= now
    worded = api.speaks_of_the_token and _EXPIRED.search(api.said)
    if not over and (not worded or _EARLY.search(api.said)):
        return
    if api.status == 400 and not worded:
        return
    ago = f", {now - ends:,.0f} s before the answer" if over and ends is not None else ""
    yield Finding(
        Kind.EXPIRED_TOKEN,
        f"The token has expired{ago}.",
        Confidence.LIKELY,
        (*say.claim(evidence, "exp"), *say.clock(api), *_difference(api), *say.answer(api)),
        _why_expired(evidence, over=over),
        "A new token was expired as well: look at the clock of the authorization server."
        if evidence.recovered
        else "Get a new token; a preset of type oauth2 renews by itself."
        if evidence.oauth2 is None
        else "Renew the token.",
        "RFC 6750 3.1",
    )


def _why_expired(evidence: Evidence, *, over: bool) -> str:
    if evidence.oauth2 is None:
        return "A token that was written down is not renewed by anybody."
    if evidence.recovered:
        return "One new token was fetched and sent, and it was refused in the same way."
    if over:
        return "Its exp has passed, whatever expires_in said."
    return "The API says so; the token itself does not show it."


def revoked(evidence: Evidence) -> Iterator[Finding]:
    """The token was good and is no longer, as the server says or nothing else explains."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None or decoded is None:
        return
    told = api.speaks_of_the_token and not _EARLY.search(api.said)
    worded = told and _REVOKED.search(api.said) is not None
    coded = "invalid_token" in {api.challenge_error, api.error} or api.says_only_invalid
    unexplained = api.status == 401 and coded
    if not worded and not unexplained:
        return
    yield Finding(
        Kind.REVOKED_TOKEN,
        "The token was revoked." if worded else "The API no longer accepts this token.",
        Confidence.LIKELY if worded else Confidence.POSSIBLE,
        (*say.claim(evidence, "exp"), *say.answer(api)),
        "Only the server knows that: a revoked token looks like a good one."
        if worded
        else "Nothing in it tells why: it may be revoked, or signed by another issuer.",
        "Get a new token; if that one is refused as well, ask whoever runs the server."
        if not evidence.recovered
        else "A new token was refused too: ask whoever runs the server.",
        "RFC 7009 2.2",
    )
