"""What is known of one preset's token: held, being fetched, failed; one slot for a fingerprint.

Must not start anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.errors import PersonNeeded
from workbench.domain.token import TokenState
from workbench.engine import renewal
from workbench.engine.grants.renewing import needs_person
from workbench.engine.token_view import Fetching, Held, NeedsPerson, NoneYet, RenewalFailed

if TYPE_CHECKING:
    import asyncio

    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Step
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.single_flight import Flight
    from workbench.engine.token_view import PresetKey, TokenStatus

#: Two expiries this close (seconds) are the same: the server hands out one token until it dies.
SAME_EXPIRY = 2.0


@dataclass(slots=True, eq=False)
class Run:
    """A grant that is running; `recovery` marks that its token replaces a refused one."""

    since: float
    started_for: str
    steps: list[Step] = field(default_factory=list)
    recovery: bool = False
    flight: Flight[Token] | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """How the last try ended; `paused_until` holds for renewals behind."""

    error: WorkbenchError
    at: float
    paused_until: float
    steps: tuple[Step, ...] = ()


@dataclass(slots=True, eq=False)
class Slot:
    """The mutable state of one fingerprint; `keys` are the presets that ever had it.

    `previous` is a token that was refused but whose refresh token may still serve. `spent` marks a
    token that lives too short to be used again.
    """

    fingerprint: str
    credentials: OAuth2Credentials
    keys: set[PresetKey] = field(default_factory=set)
    token: Token | None = None
    previous: Token | None = None
    spent: bool = False
    same_expiry: bool = False
    uses: int = 0
    last_used_at: float | None = None
    last_why: str = ""
    fetched_for: str = ""
    failure: Failure | None = None
    run: Run | None = None
    keeping: asyncio.Task[None] | None = None

    def state(self, now: float) -> TokenState:
        """Return what a request that needs the token finds."""
        if self.token is None:
            return TokenState.MISSING
        return TokenState.EXPIRED if self.spent else self.token.state(now)

    def store(self, token: Token, run: Run) -> Token:
        """Hold a new token and return it as held; whatever failed before is over."""
        old = self.token
        self.same_expiry = (
            old is not None
            and old.expires_at is not None
            and token.expires_at is not None
            and abs(token.expires_at - old.expires_at) <= SAME_EXPIRY
        )
        held = self.token = replace(token, from_recovery=True) if run.recovery else token
        self.previous = self.failure = self.last_used_at = None
        self.spent, self.uses, self.last_why = False, 0, ""
        self.fetched_for = run.started_for
        return held

    def fail(self, error: WorkbenchError, now: float, run: Run) -> None:
        """Remember a failure; the old token stays as it is."""
        life = self.token.life if self.token else None
        until = now + renewal.pause(error, life)
        self.failure = Failure(error, now, until, tuple(run.steps))

    def use(self, now: float, why: str) -> None:
        """Count a use."""
        self.uses += 1
        self.last_used_at = now
        self.last_why = why
        if self.token is not None and self.token.used_once:
            self.spent = True

    def refuse(self) -> None:
        """Forget the token that an API refused; its refresh token may still be good."""
        self.previous = self.token or self.previous
        self.token = None
        self.spent = self.same_expiry = False

    def forget(self) -> None:
        """Forget everything but the preset."""
        self.token = self.previous = self.failure = self.last_used_at = None
        self.spent = self.same_expiry = False
        self.uses, self.last_why, self.fetched_for = 0, "", ""

    @property
    def renews_alone(self) -> bool:
        """Tell whether the next token can be had without a person."""
        return not needs_person(self.credentials, self.token)

    def may_renew_behind(self, now: float) -> bool:
        """Tell whether a stale token's use may start a renewal behind it."""
        paused = self.failure is not None and now < self.failure.paused_until
        once = self.token is not None and self.token.used_once
        return not (self.run or paused or self.same_expiry or once) and self.renews_alone

    def due_at(self, now: float) -> float | None:
        """Return when the token is renewed without being asked for; None where it never is."""
        token = self.token
        if token is None or token.expires_at is None or token.used_once:
            return None
        if not self.credentials.keep_fresh or not self.renews_alone:
            return None
        due = token.expires_at if self.same_expiry else token.stale_at
        if self.failure is not None and due is not None:
            dead = token.state(now) is TokenState.EXPIRED
            lost = dead and not renewal.may_pass(self.failure.error)
            # What failed by hand, long before its time, is no reason to hurry.
            return None if lost else max(due, self.failure.paused_until)
        return due

    def status(self, now: float) -> TokenStatus:
        """Return how it looks from outside."""
        alive = self.state(now) in {TokenState.FRESH, TokenState.STALE}
        old = self.token if alive else None
        if self.run is not None:
            waiting = self.run.flight.waiting if self.run.flight else ()
            return Fetching(self.run.since, tuple(self.run.steps), waiting, old)
        if self.failure is not None:
            return self._failed(self.failure, now, old)
        if self.token is None:
            return NoneYet()
        return Held(
            self.token,
            renews_at=self.due_at(now),
            alone=self.renews_alone,
            uses=self.uses,
            last_used_at=self.last_used_at,
            last_why=self.last_why,
            fetched_for=self.fetched_for,
        )

    def _failed(self, failure: Failure, now: float, old: Token | None) -> TokenStatus:
        if isinstance(failure.error, PersonNeeded):
            return NeedsPerson(failure.error.message)
        retry_at = self.due_at(now)
        if retry_at is None and old is not None and old.expires_at is not None:
            retry_at = failure.paused_until
        return RenewalFailed(failure.error, failure.at, retry_at, self.token, failure.steps)
