"""Why a token was reused, renewed or fetched, in plain words.

Must not decide it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.token import TokenState

if TYPE_CHECKING:
    from workbench.domain.token import Token
    from workbench.engine.slot import Slot


def spoken(seconds: float) -> str:
    """Return a duration as the screen writes it: `42 s`, `47:12`, `2 h 05`, `3 d 4 h`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02}"
    if whole < 10 * 365 * 86400:
        return f"{whole // 86400} d {whole % 86400 // 3600} h"
    return "over ten years"


def reused(slot: Slot, token: Token, now: float, *, renewal_started: bool) -> str:
    """Say why a held token was used at once."""
    if token.expires_at is None:
        return f"reused: nothing says when it ends, it is {spoken(now - token.requested_at)} old"
    left = f"reused: {spoken(token.expires_at - now)} left"
    if token.state(now) is TokenState.FRESH:
        return left
    if renewal_started:
        return f"{left}, so its renewal started behind it"
    if slot.run is not None:
        return f"{left}, its renewal is under way"
    if token.used_once:
        return f"{left}, it lives too short to be used again"
    if slot.same_expiry:
        return f"{left}, the server hands out the same token until it ends"
    if not slot.renews_alone:
        return f"{left}, renewing it needs a person"
    if slot.failure is not None and now < slot.failure.paused_until:
        pause = spoken(slot.failure.paused_until - now)
        return f"{left}, its renewal failed and pauses for {pause}"
    return left


def waited(slot: Slot, now: float, others: tuple[str, ...] = ()) -> str:
    """Say why a request has to wait for a grant, before it does."""
    token = slot.token
    if token is None:
        text = "fetched: there was none"
    elif slot.spent:
        text = "fetched: the last one lived too short to be used twice"
    else:
        ago = now - (token.expires_at or now)
        when = f"expired {spoken(ago)} ago" if ago >= 1 else "was about to expire"
        text = f"renewed: the last one {when}"
    return f"{text}, waited together with {others[0]}" if others else text


def by_hand(old: Token | None) -> str:
    """Say that the person asked for a new token."""
    return "fetched by hand" if old is None else "renewed by hand"


#: A request's 401 said that the token was no good.
RECOVERED = "fetched: the API refused the last one as invalid_token"
#: The same, but somebody else had already fetched the next.
RECOVERED_BEFORE = "reused: the API refused the last one, and the next had already been fetched"
