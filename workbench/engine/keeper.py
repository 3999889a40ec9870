"""Keeps the tokens of a session: gets each once, hands it out, renews it in time, forgets it.

Must not write a token anywhere, or hold back a send because a renewal behind it failed.

    MISSING ──waits for one grant──▶ FRESH ──▶ STALE ──▶ EXPIRED ──waits for one grant──▶ FRESH
                                     used      used, one renewal starts behind
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.token import TokenState
from workbench.engine import why
from workbench.engine.fingerprint import client_fingerprint, fingerprint
from workbench.engine.grants.driver import Driver
from workbench.engine.grants.renewing import found_method, renewing
from workbench.engine.session_values import variant_of
from workbench.engine.single_flight import Flight, Waiter
from workbench.engine.slot import Run, Slot
from workbench.engine.token_view import NoneYet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.domain.http import Step
    from workbench.domain.token import Token
    from workbench.engine.client_auth import Method
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.ports import Clock, Transport
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.session_values import Variant
    from workbench.engine.token_view import PresetKey, TokenStatus

    OnSteps = Callable[[tuple[Step, ...]], None] | None

#: A sleep is cut into pieces of this length (seconds), so that a clock that was set, or a machine
#: that slept, is noticed.
_LONGEST_SLEEP = 60.0


@dataclass(frozen=True, slots=True)
class Use:
    """A token for one request: its state before, why it is this one, and the calls made for it."""

    token: Token
    state: TokenState
    why: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One caller who waits for a grant; `counts` false where it uses the token for no request."""

    label: str
    state: TokenState
    why: str
    on_steps: OnSteps = None
    counts: bool = True


class TokenKeeper:
    """The tokens of one session, kept under the fingerprints of their presets.

    `key` is the random key of the fingerprints. `on_change` is told of every transition.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        transport: Transport,
        key: bytes,
        on_change: Callable[[PresetKey], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._transport = transport
        self._key = key
        self._on_change = on_change
        self._slots: dict[str, Slot] = {}
        self._current: dict[tuple[PresetKey, str | None, Variant], str] = {}
        self._variants: dict[PresetKey, Variant] = {}
        self._methods: dict[str, Method] = {}
        self._closed = False
        self._tasks: set[asyncio.Task[Token | WorkbenchError] | asyncio.Task[None]] = set()

    async def use(
        self,
        credentials: OAuth2Credentials,
        *,
        label: str,
        on_steps: OnSteps = None,
    ) -> Use:
        """Return a token for a request, waiting for a grant only where none can be used.

        `on_steps` gets all token calls made so far, also before an error. Raises `TokenRefused`,
        `TransportError`, `PersonNeeded` or `NotYet`.
        """
        slot, now = self._slot(credentials), self._clock.now()
        state, token = slot.state(now), slot.token
        if token is None or state in {TokenState.MISSING, TokenState.EXPIRED}:
            others = slot.run.flight.waiting if slot.run and slot.run.flight else ()
            reason = why.waited(slot, now, others)
            run = slot.run or self._start(slot, label)
            return await self._wait(slot, run, Waiting(label, state, reason, on_steps))
        started = state is TokenState.STALE and slot.may_renew_behind(now)
        if started:
            self._start(slot, label, behind=True)
        reason = why.reused(slot, token, now, renewal_started=started)
        return self._used(slot, Use(token, state, reason))

    async def recover(
        self,
        credentials: OAuth2Credentials,
        token: Token,
        *,
        label: str,
        on_steps: OnSteps = None,
    ) -> Use | None:
        """Return the token that replaces one an API refused; None where it must not be replaced.

        A token that itself came from a recovery is not replaced. Raises as `use` does.
        """
        if token.from_recovery:
            return None
        slot, now = self._slot(credentials), self._clock.now()
        state, held = slot.state(now), slot.token
        if held is not None and held.access_token != token.access_token:
            if state in {TokenState.FRESH, TokenState.STALE}:
                return self._used(slot, Use(held, state, why.RECOVERED_BEFORE))
        else:
            slot.refuse()
        run = slot.run or self._start(slot, label)
        run.recovery = True
        return await self._wait(slot, run, Waiting(label, state, why.RECOVERED, on_steps))

    async def renew(
        self,
        credentials: OAuth2Credentials,
        *,
        label: str = "",
        on_steps: OnSteps = None,
    ) -> Use:
        """Get a new token because the person asked, whatever the state; raises as `use` does."""
        slot, now = self._slot(credentials), self._clock.now()
        reason = why.by_hand(slot.token)
        run = slot.run or self._start(slot, label)
        asked = Waiting(label, slot.state(now), reason, on_steps, counts=False)
        return await self._wait(slot, run, asked)

    def status(self, key: PresetKey, environment: str | None) -> TokenStatus:
        """Return how a preset's token looks now."""
        place = (key, environment, self._variants.get(key, ()))
        slot = self._slots.get(self._current.get(place, ""))
        return NoneYet() if slot is None else slot.status(self._clock.now())

    def look_anew(self, presets: Iterable[tuple[PresetKey, EffectivePreset]]) -> None:
        """Have each preset show the token that goes with the values of the session it names."""
        for key, effective in presets:
            self._variants[key] = variant_of(effective.preset, effective.variables)
            self._on_change(key)

    def forget(self, key: PresetKey | None = None) -> None:
        """Forget a preset's tokens in every environment, and what was found by trying; or all.

        A grant that somebody waits for goes on: it gets a new token.
        """
        for slot in list(self._slots.values()):
            if key is not None and key not in slot.keys:
                continue
            slot.forget()
            self._methods.pop(client_fingerprint(slot.credentials, self._key), None)
            if slot.run and slot.run.flight and slot.run.flight.behind:
                self._abandon(slot, slot.run)
            self._schedule(slot)
            self._changed(slot)

    async def close(self) -> None:
        """Stop every grant and every renewal, and wait until they have."""
        # A grant that is stopped would arrange the next renewal.
        self._closed = True
        for slot in self._slots.values():
            if slot.keeping is not None:
                slot.keeping.cancel()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _slot(self, credentials: OAuth2Credentials) -> Slot:
        """Return the slot of these credentials, now the one that their preset shows."""
        key = credentials.key
        place = (key, credentials.environment, self._variants.get(key, ()))
        before = self._current.get(place)
        shown = self._slots.get(before or "")
        if shown is not None and shown.credentials is credentials:
            return shown
        mark = self._current[place] = fingerprint(credentials, self._key)
        slot = self._slots.setdefault(mark, Slot(mark, credentials))
        # The same fingerprint may come with other settings, or another `keep_fresh`.
        turned = slot.credentials.keep_fresh is not credentials.keep_fresh
        slot.credentials = credentials
        slot.keys.add(key)
        if before not in {None, mark}:
            self._leave(self._slots.get(str(before)))
        if turned or before != mark:
            self._schedule(slot)
        return slot

    def _leave(self, slot: Slot | None) -> None:
        """Stop renewing what no preset asks for any more, and drop what is dead.

        A token that still lives is kept: folders may fill one preset in several ways.
        """
        if slot is not None:
            self._schedule(slot)
        now, current = self._clock.now(), set(self._current.values())
        for mark, each in list(self._slots.items()):
            dead = each.run is None and each.state(now) in {
                TokenState.MISSING,
                TokenState.EXPIRED,
            }
            if dead and mark not in current:
                del self._slots[mark]

    def _start(self, slot: Slot, label: str, *, behind: bool = False) -> Run:
        run = slot.run = Run(self._clock.now(), label)
        run.flight = Flight(
            self._obtain(slot, run),
            behind=behind,
            on_waiters=partial(self._changed, slot),
            on_abandoned=partial(self._abandon, slot, run),
        )
        self._tasks.add(run.flight.task)
        run.flight.task.add_done_callback(self._tasks.discard)
        self._changed(slot)
        return run

    async def _obtain(self, slot: Slot, run: Run) -> Token | WorkbenchError:
        """Perform the grant; the outcome counts only while the run is the slot's own."""
        credentials = slot.credentials

        def on_step(step: Step) -> None:
            run.steps.append(step)
            if run.flight is not None:
                run.flight.tell()
            self._changed(slot)

        client = client_fingerprint(credentials, self._key)
        old = slot.token or slot.previous
        grant = renewing(credentials, old, remembered=self._methods.get(client))
        try:
            token = await Driver(credentials, self._clock, self._transport, on_step).perform(grant)
        except WorkbenchError as error:
            if slot.run is run:
                slot.fail(error, self._clock.now(), run)
            return error
        else:
            if (method := found_method(token)) is not None:
                self._methods[client] = method
            return slot.store(token, run) if slot.run is run else token
        finally:
            self._ended(slot, run)

    def _ended(self, slot: Slot, run: Run) -> None:
        if slot.run is run:
            slot.run = None
            self._schedule(slot)
            self._changed(slot)

    def _abandon(self, slot: Slot, run: Run) -> None:
        """Free the slot at once: the next caller does not wait for the old grant to unwind."""
        if run.flight is not None:
            run.flight.task.cancel()
        self._ended(slot, run)

    async def _wait(self, slot: Slot, run: Run, waiting: Waiting) -> Use:
        def progress() -> None:
            if waiting.on_steps is not None:
                waiting.on_steps(tuple(run.steps))

        flight = run.flight
        if flight is None:
            raise RuntimeError("a run without a flight was waited for")
        if run.steps:
            progress()
        token = await flight.join(Waiter(waiting.label, progress))
        use = Use(token, waiting.state, waiting.why, tuple(run.steps))
        return self._used(slot, use) if waiting.counts else use

    def _used(self, slot: Slot, use: Use) -> Use:
        if slot.token is use.token:
            slot.use(self._clock.now(), use.why)
            self._changed(slot)
        return use

    def _schedule(self, slot: Slot) -> None:
        """Arrange the next renewal that nobody asks for, in place of the one arranged before."""
        if slot.keeping is not None:
            slot.keeping.cancel()
            slot.keeping = None
        if self._closed:
            return
        due = slot.due_at(self._clock.now())
        if due is not None and slot.fingerprint in self._current.values():
            slot.keeping = asyncio.create_task(self._renew_at(slot, due))
            self._tasks.add(slot.keeping)
            slot.keeping.add_done_callback(self._tasks.discard)

    async def _renew_at(self, slot: Slot, due: float) -> None:
        while (left := due - self._clock.now()) > 0:
            await self._clock.sleep(min(left, _LONGEST_SLEEP))
        if slot.run is None:
            self._start(slot, "", behind=True)

    def _changed(self, slot: Slot) -> None:
        for key in tuple(slot.keys):
            self._on_change(key)
