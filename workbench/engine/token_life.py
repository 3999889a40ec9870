"""When a token ends, from all that was said about it.

Must not read a clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded

#: The last second of the year 9999: what is said to end later ends then (seconds since 1970).
LATEST = 253_402_300_799.0
_TEN_YEARS = 10 * 365 * 86400.0


@dataclass(frozen=True, slots=True)
class Life:
    """When a token ends, in seconds since 1970, or None where nothing says; and what was odd."""

    expires_at: float | None
    notes: tuple[str, ...] = ()


def token_life(
    expires_in: object, decoded: Decoded, requested_at: float, difference: float | None
) -> Life:
    """Return the earlier of `expires_in` from the request on and a JWT's `exp` on our clock.

    `expires_in` is the response's member as it came, None where it did not. `difference` is how
    far the server's clock is ahead, in seconds.
    """
    notes: list[str] = []
    said = _seconds(expires_in, notes)
    ends: list[float] = []
    if said is not None:
        ends.append(requested_at + said)
    elif decoded.expires_at is not None and decoded.issued_at is not None:
        span = decoded.expires_at - decoded.issued_at
        ends.append(requested_at + span)
        notes.append(f"its life, {span:,.0f} s, was taken from exp and iat of the token")
    if decoded.expires_at is not None:
        ends.append(decoded.expires_at - (difference or 0.0))
    if not ends:
        notes.append("nothing says when it ends")
        return Life(None, tuple(notes))
    return Life(min(*ends, LATEST), tuple(notes))


def _seconds(value: object, notes: list[str]) -> float | None:
    if value is None:
        notes.append("the response has no expires_in")
        return None
    seconds = _number(value)
    if seconds is None:
        notes.append("expires_in is no number")
        return None
    if isinstance(value, str):
        notes.append("expires_in came as text")
    elif isinstance(value, float) and not value.is_integer():
        notes.append("expires_in came with a fraction")
    if seconds <= 0:
        notes.append(f"expires_in was {seconds:,.0f}: the token is used once")
    elif seconds > _TEN_YEARS:
        notes.append("expires_in was over ten years")
    return seconds


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        # Without underscores, which float() would take.
        seconds = float(value.replace("_", "x")) if isinstance(value, str) else float(value)
    except OverflowError:
        return LATEST if isinstance(value, int) and value > 0 else -LATEST
    except ValueError:
        return None
    return None if math.isnan(seconds) else max(-LATEST, min(seconds, LATEST))
