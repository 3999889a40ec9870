"""Cookies as values: what is kept, and what became of each in an exchange (RFC 6265).

Must not decide whether one is kept or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that is kept; times in seconds since 1970, `expires_at` None until the end.

    With `host_only` it goes to `domain` alone, else to all hosts below it too.
    """

    name: str
    value: Secret
    domain: str
    path: str = "/"
    host_only: bool = True
    secure: bool = False
    http_only: bool = False
    expires_at: float | None = None
    created_at: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes it the same cookie as another (RFC 6265 5.3, step 11)."""
        return self.domain, self.path, self.name


class CookieFate(StrEnum):
    """What became of a cookie."""

    SENT = "sent"
    HELD_BACK = "held back"
    KEPT = "kept"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CookieEvent:
    """What became of a cookie in one step of an exchange; `why` where it was not sent or kept."""

    fate: CookieFate
    name: str
    why: str = ""
