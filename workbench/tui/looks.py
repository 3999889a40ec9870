"""How methods, statuses and tokens look wherever they are met: sign, role and word.

Must not measure or place anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.http import (
    Authenticating,
    Cancelled,
    Done,
    Failed,
    Receiving,
    Rendering,
    RequestState,
    Sending,
)
from workbench.domain.token import Token, TokenState
from workbench.engine.token_view import (
    Fetching,
    Held,
    NeedsPerson,
    NoneYet,
    RenewalFailed,
    TokenStatus,
)
from workbench.tui import signs
from workbench.tui.paint import Role, Run
from workbench.views.durations import counted, time_left, time_past

if TYPE_CHECKING:
    from workbench.domain.http import Response

#: How calm a preset without a token is: nothing is calmer.
IDLE = 6

_SHORT = {"OPTIONS": "OPT", "PATCH": "PTCH", "DELETE": "DEL"}
_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


def method_role(method: str) -> Role:
    """Return what a method's colour says: reading, writing or deleting."""
    name = method.upper()
    if name in _READING:
        return Role.ACCENT
    return Role.BAD if name == "DELETE" else Role.LOOK


def method_run(method: str) -> Run:
    """Return a method in four cells."""
    name = method.upper()
    return Run(f"{_SHORT.get(name, name)[:4]:4}", method_role(method))


@dataclass(frozen=True, slots=True)
class StatusLook:
    """A response's status: `✓ 200 OK`, or the state of a send where no response is."""

    sign: str
    text: str
    role: Role

    def runs(self) -> tuple[Run, ...]:
        """Return it bold, as a summary row begins."""
        return (Run(f"{self.sign} {self.text}", self.role, bold=True),)


def status_look(response: Response, *, reason: bool = True) -> StatusLook:
    """Return how a response's status looks, with its reason phrase unless told otherwise."""
    sign, role = status_sign(response.status)
    words = f"{response.status} {response.reason}".strip() if reason else str(response.status)
    if response.errors and role is Role.GOOD:
        sign, role = signs.LOOK, Role.LOOK
        words += f", {counted(len(response.errors), 'error')}" if reason else ""
    return StatusLook(sign, words, role)


def status_sign(status: int) -> tuple[str, Role]:
    """Return the sign and role of a status code: whose matter it is."""
    match status // 100:
        case 2:
            return signs.MET, Role.GOOD
        case 1 | 3:
            return signs.RESOLVES, Role.ACCENT
        case 4:
            return signs.LOOK, Role.LOOK
        case _:
            return signs.WRONG, Role.BAD


def state_look(state: RequestState) -> StatusLook | None:
    """Return the last send of a request in a few cells, None before the first."""
    match state:
        case Done(exchange) if exchange.response is not None:
            return status_look(exchange.response, reason=False)
        case Done() | Failed():
            return StatusLook(signs.WRONG, "not sent", Role.BAD)
        case Cancelled():
            return StatusLook(signs.NOTHING, "cancelled", Role.MUTED)
        case Rendering() | Authenticating() | Sending() | Receiving():
            return StatusLook(signs.IN_FLIGHT, "in flight", Role.ACCENT)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class TokenLook:
    """A preset's token at a moment.

    `text` is what the strip says at least (`47:12`, `failed`); `more` goes after it where there
    is room (`renewing`, `3 m`); `word` is the state in the Token pane (`fresh`). `calm` orders
    what the strip gives up first: the higher, the sooner; 0 goes last.
    """

    sign: str
    text: str
    role: Role
    word: str
    more: str = ""
    bold: bool = False
    calm: int = 0


def token_look(status: TokenStatus, now: float) -> TokenLook:
    """Return how a token looks at a time."""
    match status:
        case NoneYet():
            return TokenLook(signs.NOTHING, "none yet", Role.MUTED, "none yet", calm=IDLE)
        case Fetching(old=old):
            if old is None or old.state(now) is TokenState.EXPIRED:
                return TokenLook(signs.IN_FLIGHT, "fetching", Role.ACCENT, "fetching", calm=1)
            return TokenLook(
                signs.STALE, _left(old, now), Role.LOOK, "renewing", more="renewing", calm=2
            )
        case Held(token=token):
            return _held(token, now)
        case RenewalFailed():
            return TokenLook(signs.WRONG, "failed", Role.BAD, "failed")
        case NeedsPerson():
            return TokenLook(signs.NEEDS_YOU, "needs you", Role.LOOK, "needs you", bold=True)


def _held(token: Token, now: float) -> TokenLook:
    if token.expires_at is None:
        return TokenLook(signs.UNKNOWN, "unknown", Role.LOOK, "lifetime unknown", calm=3)
    match token.state(now):
        case TokenState.FRESH:
            return TokenLook(signs.FRESH, _left(token, now), Role.GOOD, "fresh", calm=5)
        case TokenState.STALE:
            return TokenLook(signs.STALE, _left(token, now), Role.LOOK, "ends soon", calm=2)
        case _:
            past = time_past(now - token.expires_at)
            return TokenLook(signs.EXPIRED, "expired", Role.MUTED, "expired", more=past)


def _left(token: Token, now: float) -> str:
    return time_left((token.expires_at or now) - now)
