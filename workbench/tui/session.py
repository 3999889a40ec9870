"""The state of one sitting: what is open, edited, in flight and was answered; its one owner.

    drafts      RequestRef ▶ RequestSpec    edited and not saved; absent when as in the file
    bases       RequestRef ▶ RequestSpec    what a draft was made of; absent where it is new
    states      RequestRef ▶ RequestState   of the last send of each request; absent: Idle
    previous    RequestRef ▶ Exchange       the last answered one while a newer send has no byte yet
    history     the last 20 exchanges of all requests, newest first
    diagnoses   what is wrong in each of them, and the fixes that were applied
    fixes       those that were made in memory and that no file has, as the workbench has them

Plain values, no widgets, no I/O: the app changes it, panes read it when they are told to
(`Pane.session_changed`). Must not be written to by a pane.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.domain.http import (
    Cancelled,
    Done,
    Exchange,
    Failed,
    Idle,
    Receiving,
    RequestState,
    in_flight,
)
from workbench.tui.diagnoses import Applied, Diagnoses, Explained, Fate
from workbench.tui.steps import Steps
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef, Workspace
    from workbench.engine.diagnosis import Fix
    from workbench.engine.token_view import PresetKey

#: How many exchanges are kept to be looked at again.
KEPT = 20
#: How many notices the log keeps.
NOTICES = 200


class Change(StrEnum):
    """What is different now; told to every pane."""

    OPENED = "opened"  # another request, or an exchange of the history, is looked at
    EDITED = "edited"  # a draft changed
    STATE = "state"  # the state of a send changed
    TOKENS = "tokens"  # a token was fetched, renewed, forgotten, or failed
    ENVIRONMENT = "environment"
    DIAGNOSED = "diagnosed"  # what is wrong in an exchange is known
    FILES = "files"  # files were read again


@dataclass(frozen=True, slots=True)
class Past:
    """One exchange of the history and whose it was."""

    ref: RequestRef
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the log: when (seconds since 1970), what, and how to go on; or a plain sentence."""

    at: float
    message: str
    hint: str = ""
    fix: str = ""
    error: bool = True


@dataclass(slots=True)
class Session:
    """What the module says; `looked_at` is an exchange of the history shown instead of the last.

    `checking` is the preset whose server is being asked about a token.
    """

    ref: RequestRef | None = None
    looked_at: Past | None = None
    drafts: dict[RequestRef, RequestSpec] = field(default_factory=dict)
    bases: dict[RequestRef, RequestSpec] = field(default_factory=dict)
    steps: Steps = field(default_factory=Steps)
    states: dict[RequestRef, RequestState] = field(default_factory=dict)
    previous: dict[RequestRef, Exchange] = field(default_factory=dict)
    history: deque[Past] = field(default_factory=deque)
    diagnoses: Diagnoses = field(default_factory=Diagnoses)
    fixes: tuple[Fix, ...] = ()
    checking: PresetKey | None = None
    notices: deque[Notice] = field(default_factory=lambda: deque(maxlen=NOTICES))

    # What is open.

    def open(self, ref: RequestRef | None) -> None:
        """Look at a request."""
        self.ref = ref
        self.looked_at = None

    def look_at(self, past: Past) -> None:
        """Look at an exchange of the history."""
        self.ref = past.ref
        self.looked_at = past

    @property
    def state(self) -> RequestState:
        """Return the state of the open request, or the exchange of the history as `Done`."""
        if self.looked_at is not None:
            error = self.looked_at.exchange.error
            exchange = self.looked_at.exchange
            return Failed(exchange, error) if error else Done(exchange)
        return self.state_of(self.ref)

    def state_of(self, ref: RequestRef | None) -> RequestState:
        """Return a request's state."""
        return self.states.get(ref, Idle()) if ref else Idle()

    @property
    def previous_exchange(self) -> Exchange | None:
        """Return the answered exchange to show, as previous, under the open request's new state."""
        if self.ref is None or self.looked_at is not None:
            return None
        return self.previous.get(self.ref)

    @property
    def explained(self) -> Explained | None:
        """Return what is wrong in the exchange that is looked at, None while that is not known."""
        state = self.state
        if isinstance(state, Done | Failed | Cancelled):
            return self.diagnoses.of(state.exchange)
        return None

    def fate_of(self, applied: Applied) -> Fate:
        """Return whether a fix is only in memory, in its file by now, or was taken back."""
        fix, made = applied.fix, self.diagnoses.applied
        if fix in self.fixes:
            return Fate.UNSAVED
        if not any(each.fix == fix for each in made):
            return Fate.GONE
        if fix in self.diagnoses.kept:
            return Fate.KEPT
        # What changed the request itself is a draft until it is saved.
        is_draft = any(ref.file == fix.file for ref in self.drafts)
        return Fate.UNSAVED if is_draft else Fate.KEPT

    # Edits.

    def draft(self, ref: RequestRef | None) -> RequestSpec | None:
        """Return the edited request, None when it is as in its file."""
        return self.drafts.get(ref) if ref else None

    def edit(self, ref: RequestRef, spec: RequestSpec, written: RequestSpec | None) -> None:
        """Keep an edited request; one that equals what the file has is no edit."""
        before = self.drafts.get(ref) or written
        if before is not None:
            self.steps.took(ref, before, spec)
        self.put(ref, spec, written)

    def put(self, ref: RequestRef, spec: RequestSpec, written: RequestSpec | None) -> None:
        """Keep a request as a draft without a step that could be undone."""
        if spec == written:
            self.let_go_draft(ref)
            return
        if ref not in self.drafts and written is not None:
            self.bases[ref] = written
        self.drafts[ref] = spec

    def let_go_draft(self, ref: RequestRef) -> None:
        """Have a request as its file has it; what was done to it can still be undone."""
        self.drafts.pop(ref, None)
        self.bases.pop(ref, None)

    def undo(self, ref: RequestRef, now: RequestSpec, written: RequestSpec | None) -> bool:
        """Take the last edit of a request back; False where there is none."""
        before = self.steps.back(ref, now)
        if before is not None:
            self.put(ref, before, written)
        return before is not None

    def redo(self, ref: RequestRef, now: RequestSpec, written: RequestSpec | None) -> bool:
        """Do the edit again that was taken back last; False where there is none."""
        after = self.steps.forth(ref, now)
        if after is not None:
            self.put(ref, after, written)
        return after is not None

    def rename(self, old: RequestRef, new: RequestRef) -> None:
        """Know a request by another file or label from now on."""
        tables: tuple[dict[RequestRef, Any], ...] = (
            self.drafts,
            self.bases,
            self.states,
            self.previous,
        )
        for table in tables:
            if old in table:
                table[new] = table.pop(old)
        self.steps.rename(old, new)
        self.history = deque(
            Past(new, past.exchange) if past.ref == old else past for past in self.history
        )
        if self.ref == old:
            self.ref = new

    def spec(self, workspace: Workspace, ref: RequestRef | None = None) -> RequestSpec | None:
        """Return a request as it would be sent (the open one unless given), None when gone."""
        ref = ref or self.ref
        if ref is None:
            return None
        found = workspace.request(ref)
        return self.drafts.get(ref) or (found[1] if found else None)

    @property
    def unsaved(self) -> tuple[RequestRef, ...]:
        """Return the requests that are edited."""
        return tuple(self.drafts)

    @property
    def new(self) -> tuple[RequestRef, ...]:
        """Return the requests that no file has yet."""
        return tuple(ref for ref in self.drafts if ref not in self.bases)

    def is_file_unsaved(self, path: str) -> bool:
        """Tell whether a request of a file is edited, or a preset of it was fixed."""
        return any(each.file == path for each in (*self.drafts, *self.fixes))

    # Sends.

    def flying(self) -> Iterator[RequestRef]:
        """Give the requests that are in flight."""
        return (ref for ref, state in self.states.items() if in_flight(state))

    def begin(self, ref: RequestRef) -> None:
        """Make the last answer the previous one: a new send starts."""
        last = self.states.get(ref)
        if isinstance(last, Done) and last.exchange.response is not None:
            self._replace_previous(ref, last.exchange)
        if self.ref == ref:
            self.looked_at = None

    def set_state(self, ref: RequestRef, state: RequestState) -> None:
        """Take a new state of a send; what is finished goes to the history."""
        self.states[ref] = state
        if isinstance(state, Receiving):
            self._replace_previous(ref, None)
        elif isinstance(state, Done | Failed | Cancelled):
            if isinstance(state, Done):
                self._replace_previous(ref, None)
            self.history.appendleft(Past(ref, state.exchange))
            while len(self.history) > KEPT:
                self._let_go(self.history.pop().exchange)

    def _replace_previous(self, ref: RequestRef, exchange: Exchange | None) -> None:
        old = self.previous.pop(ref, None)
        if exchange is not None:
            self.previous[ref] = exchange
        if old is not None and old is not exchange:
            self._let_go(old)

    def _let_go(self, exchange: Exchange) -> None:
        """Give a body back once nothing shows its exchange any more."""
        kept: list[Exchange] = [past.exchange for past in self.history]
        kept += self.previous.values()
        kept += [
            state.exchange
            for state in self.states.values()
            if isinstance(state, Done | Failed | Cancelled)
        ]
        if self.looked_at is not None:
            kept.append(self.looked_at.exchange)
        if any(exchange is each for each in kept):
            return
        for step in exchange.steps:
            if step.response is not None:
                step.response.body.close()

    # Files.

    def forget_gone(self, workspace: Workspace) -> None:
        """Close the open request when its file or name is gone; edits of it are kept."""
        if self.ref is not None and self.ref not in self.drafts and not workspace.request(self.ref):
            self.open(None)


def losses(session: Session, flying: int) -> str:
    """Return the question that names what quitting would lose; empty where nothing would be."""
    parts = []
    unsaved = session.unsaved
    if len(unsaved) == 1:
        parts.append(f'lose the edits of "{unsaved[0].label.rpartition("/")[2]}"')
    elif unsaved:
        parts.append(f"lose the edits of {len(unsaved)} requests")
    if session.fixes:
        parts.append(f"lose {counted(len(session.fixes), 'fix', 'fixes')} that no file has")
    if flying:
        parts.append("cancel what is in flight")
    return f"Quit and {' and '.join(parts)}?" if parts else ""
