"""Sends: each in a worker of its own, cancelled by key, watched ten times a second meanwhile.

Must not know what a send does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.http import (
    Authenticating,
    Cancelled,
    Exchange,
    Receiving,
    Rendering,
    RequestState,
    Sending,
    in_flight,
)
from workbench.tui.explaining import Explaining
from workbench.tui.holding import FrameHold
from workbench.tui.layout import PaneName
from workbench.tui.paint import Role, Run
from workbench.tui.response.summary import flying_for
from workbench.tui.session import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer
    from textual.worker import Worker

    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef
    from workbench.tui.app import WorkbenchApp

#: How often (seconds) progress is drawn.
FAST = 0.1
#: How long (seconds) a warning waits for the second `^r`.
WARNED_FOR = 5.0
#: Seconds in which an answer may come before the way to it is drawn, and bytes that come at once.
BRIEF, SMALL = 0.08, 1 << 14
#: Seconds in which an answer is drawn together with the request that was opened for it.
HELD = 0.04


class Sends:
    """What is in flight in one app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Start with nothing."""
        self._app = app
        self.explaining = Explaining(app)
        self._workers: dict[RequestRef, Worker[None]] = {}
        self._timer: Timer | None = None
        self._due = False
        self._brief: Timer | None = None
        self._hold = FrameHold(app)
        self._warned: tuple[RequestRef, float] | None = None

    def start(self, ref: RequestRef | None) -> None:
        """Send a request; nothing while it is in flight, and a warning first where one is due."""
        self._begin(ref, None, None)

    def start_instead(
        self, ref: RequestRef, spec: RequestSpec, then: Callable[[Exchange], None]
    ) -> None:
        """Send something else in the place of a request; `then` is told what it ended in."""
        self._begin(ref, spec, then)

    def _begin(
        self,
        ref: RequestRef | None,
        spec: RequestSpec | None,
        then: Callable[[Exchange], None] | None,
    ) -> None:
        session = self._app.session
        if ref is None or in_flight(session.state_of(ref)) or self._warns(ref, spec):
            return
        self._hold.begin(HELD)
        session.begin(ref)
        session.set_state(ref, Rendering(self._app.workbench.clock.now()))
        self._workers[ref] = self._app.run_worker(self._send(ref, spec, then), group="send")
        if self._timer is None:
            self._timer = self._app.set_interval(FAST, self._progress)
        self.show()
        main = self._app.main
        if main is not None and not main.shape.stacked and not main.zoomed:
            main.focus_pane(PaneName.RESPONSE)

    async def _send(
        self, ref: RequestRef, spec: RequestSpec | None, then: Callable[[Exchange], None] | None
    ) -> None:
        app = self._app
        draft = spec or app.session.draft(ref)
        diagnoser = self.explaining.of(ref, draft)
        try:
            exchange = await app.workbench.send(ref, draft, on_state=app.bridge.on_state(ref))
            if diagnoser is not None:
                await self.explaining.explain(ref, diagnoser, exchange)
        finally:
            app.call_later(self._ensure_ended, ref)
        if then is not None:
            then(exchange)

    def _ensure_ended(self, ref: RequestRef) -> None:
        """See that a send whose worker is gone is not shown as in flight for ever."""
        state = self._app.session.state_of(ref)
        if isinstance(state, Rendering) and ref in self._workers:
            elapsed = (self._app.workbench.clock.now() - state.since) * 1000
            ended = Exchange(ref.label, state.since, elapsed)
            self._app.bridge.on_state(ref)(Cancelled(ended))

    def _warns(self, ref: RequestRef, spec: RequestSpec | None) -> bool:
        """Say once what a person should know before it is sent; a second key within 5 s sends."""
        app = self._app
        try:
            warnings = app.workbench.warnings(ref, spec or app.session.draft(ref))
            if spec is None:
                warnings += app.schemas.problems(ref, app.session.draft(ref))
        except WorkbenchError:
            return False  # the send itself will say it, where it belongs
        now = asyncio.get_running_loop().time()
        before, self._warned = self._warned, None
        app.base.footer.show_instead(None)
        if not warnings or (before and before[0] == ref and now - before[1] <= WARNED_FOR):
            return False
        self._warned = (ref, now)
        app.base.footer.show_instead(
            (
                Run(" ! ", Role.LOOK, bold=True),
                Run("  ".join(warnings), Role.LOOK),
                Run("  ^r", Role.ACCENT, bold=True),
                Run(" again within 5 s sends", Role.MUTED),
            )
        )
        app.set_timer(WARNED_FOR, lambda: app.base.footer.show_instead(None))
        return True

    def settle(self, ref: RequestRef, state: RequestState) -> None:
        """Take note that a send went on or ended."""
        if not in_flight(state):
            self._workers.pop(ref, None)
        if not self._workers and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def show(self) -> None:
        """Have the panes look at the state: once for states that come together."""
        if not self._due:
            self._due = True
            self._app.call_later(self._show)

    def _show(self) -> None:
        self._due = False
        left = may_be_brief(self._app.session.state, self._app.workbench.clock.now())
        if left <= 0:
            self._app.changed(Change.STATE)
            self._hold.end()
        elif self._brief is None:
            self._brief = self._app.set_timer(left, self._no_longer_brief)

    def _no_longer_brief(self) -> None:
        self._brief = None
        if in_flight(self._app.session.state):
            self._app.changed(Change.STATE)

    def cancel(self, ref: RequestRef | None) -> None:
        """Stop one; what had come stays."""
        self.explaining.cancel(ref)
        worker = self._workers.get(ref) if ref else None
        if worker is not None:
            worker.cancel()

    def cancel_all(self) -> None:
        """Stop everything."""
        for worker in tuple(self._workers.values()):
            worker.cancel()

    @property
    def flying(self) -> int:
        """Return how many are in flight."""
        return len(self._workers)

    def _progress(self) -> None:
        if self._app.main is not None:
            self._app.main.tick()


def may_be_brief(state: RequestState, now: float) -> float:
    """Return how long (seconds) to leave what is shown: an answer may come at once."""
    if not isinstance(state, Rendering | Authenticating | Sending | Receiving):
        return 0.0
    if isinstance(state, Receiving) and state.response.body.size > SMALL:
        return 0.0
    return BRIEF - flying_for(state, now)
