"""Tokens, their lifetime, and the errors a token endpoint gives (RFC 6749 5.1 and 5.2).

Must not read a clock: every question about time takes the time.

    MISSING ──received──▶ FRESH ──stale_at──▶ STALE ──dead_at──▶ EXPIRED
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.jwt import Decoded
    from workbench.domain.presets import BasicEncoding, ClientAuthentication
    from workbench.domain.secret import Secret


class TokenState(StrEnum):
    """Where a token is in its life (design section 4)."""

    MISSING = "missing"
    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


#: A token that lives less than this (seconds) is used once.
USED_ONCE_UNDER = 3.0


@dataclass(frozen=True, slots=True)
class Token:
    """An issued access token; times in seconds since 1970.

    `requested_at` is when the token request was sent: life counts from there. `expires_at` None
    means that nothing said when it ends. `granted` is the response's `scope`, None where absent.
    """

    access_token: Secret
    requested_at: float
    expires_at: float | None = None
    token_type: str = "Bearer"
    granted: tuple[str, ...] | None = None
    requested_scope: tuple[str, ...] = ()
    refresh_token: Secret | None = None
    id_token: Secret | None = None
    decoded: Decoded | None = None
    client_authentication: ClientAuthentication | None = None
    basic_encoding: BasicEncoding | None = None
    found_by_trying: bool = False
    token_url: str = ""
    elapsed_ms: int = 0
    clock_difference: float | None = None
    from_recovery: bool = False
    notes: tuple[str, ...] = ()
    #: What the response said besides tokens, for the inspector: name and text.
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def life(self) -> float | None:
        """Return how long it lives in all, in seconds."""
        return None if self.expires_at is None else self.expires_at - self.requested_at

    @property
    def used_once(self) -> bool:
        """Tell whether it lives too short to be kept."""
        return self.life is not None and self.life < USED_ONCE_UNDER

    @property
    def stale_at(self) -> float | None:
        """Return when a renewal is due: the end less clamp(life/5, 2 s, 60 s)."""
        if self.expires_at is None or self.life is None:
            return None
        return self.expires_at - _clamp(self.life / 5, 2.0, 60.0)

    @property
    def dead_at(self) -> float | None:
        """Return when it is no longer sent: the end less clamp(life/20, 1 s, 5 s)."""
        if self.expires_at is None or self.life is None:
            return None
        return self.expires_at - _clamp(self.life / 20, 1.0, 5.0)

    def state(self, now: float) -> TokenState:
        """Return its state at a time."""
        if self.stale_at is None or self.dead_at is None or now < self.stale_at:
            return TokenState.FRESH
        return TokenState.STALE if now < self.dead_at else TokenState.EXPIRED


@dataclass(frozen=True, slots=True)
class TokenError:
    """What a token endpoint answered instead of a token (RFC 6749 5.2), in its own words."""

    status: int
    error: str = ""
    description: str = ""
    uri: str = ""
    content_type: str = ""
    #: The beginning of a body that is not such an error, with what came from a secret masked.
    excerpt: str = ""
    retry_after: float | None = None
