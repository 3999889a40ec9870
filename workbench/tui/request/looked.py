"""The open request at one moment: as it would be sent, as its file has it, and what is around it.

Must not change the session, render, or resolve a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.address_text import with_address
from workbench.domain.errors import WorkbenchError
from workbench.domain.http import in_flight
from workbench.tui.request.edits import accepted
from workbench.tui.request.head import Flight
from workbench.tui.response.summary import flying_for
from workbench.tui.session import Change

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import InFlight
    from workbench.domain.workspace import RequestRef
    from workbench.engine.effective import Effective
    from workbench.tui.facade import Facade
    from workbench.tui.paint import CellEdit
    from workbench.tui.session import Session


@dataclass(frozen=True, slots=True)
class Looked:
    """One request; `effective` is None where `error` says why what is around it cannot be told.

    `written` is None where its file does not have it any more.
    """

    ref: RequestRef
    spec: RequestSpec
    written: RequestSpec | None
    effective: Effective | None
    error: WorkbenchError | None = None

    @property
    def unsaved(self) -> bool:
        """Tell whether it differs from its file."""
        return self.spec != self.written


class Looking:
    """Looks at requests as they are edited, the edit included that the session may not have yet."""

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Start without such an edit."""
        self._session, self._workbench = session, workbench
        self._posted: tuple[RequestRef, RequestSpec] | None = None

    def edited(self, ref: RequestRef, spec: RequestSpec) -> bool:
        """Take note of an edit that is posted now; False where it changes nothing."""
        if spec == self.spec(ref):
            return False
        self._posted = (ref, spec)
        return True

    def settle(self, change: Change) -> None:
        """Rely on the session again, once it has the edit or was given something else."""
        if self._posted is not None:
            ref, spec = self._posted
            has_it = self._session.spec(self._workbench.workspace, ref) == spec
            if has_it or change in (Change.OPENED, Change.FILES):
                self._posted = None

    def spec(self, ref: RequestRef) -> RequestSpec | None:
        """Return a request as it is edited now, None when it is gone."""
        if self._posted is not None and self._posted[0] == ref:
            return self._posted[1]
        return self._session.spec(self._workbench.workspace, ref)

    def typed(
        self, ref: RequestRef, cell: tuple[Hashable | None, CellEdit] | None, text: str
    ) -> RequestSpec | None:
        """Return a request with what is typed into a cell, or into the address without one."""
        spec = self.spec(ref)
        if spec is None or cell is not None:
            return accepted(spec, cell[0], cell[1].name, text) if spec and cell else None
        return addressed(spec, text)

    def here(self) -> tuple[RequestRef, RequestSpec] | None:
        """Return the open request as it is edited now."""
        ref = self._session.ref
        spec = self.spec(ref) if ref is not None else None
        return (ref, spec) if ref is not None and spec is not None else None

    def written(self, ref: RequestRef) -> RequestSpec | None:
        """Return a request as its file has it, None where the file has none."""
        found = self._workbench.workspace.request(ref)
        return found[1] if found else None

    def look(self, *, url: str | None = None) -> Looked | None:
        """Return the open request, with another address if typed; None when none is open."""
        here = self.here()
        if here is None:
            return None
        ref, spec = here
        if url is not None:
            spec = addressed(spec, url)
        written = self.written(ref)
        try:
            effective = self._workbench.effective(ref, spec if spec != written else None)
        except WorkbenchError as error:
            return Looked(ref, spec, written, None, error)
        return Looked(ref, spec, written, effective)


def addressed(spec: RequestSpec, text: str) -> RequestSpec:
    """Return a request with another text of its address, the rows of the query in it."""
    return with_address(spec, text.strip())


def flight_of(session: Session, now: float) -> Flight | None:
    """Return for how long the open request has been under way, None when it is not."""
    state = session.state_of(session.ref)
    if not in_flight(state):
        return None
    flying: InFlight = state  # type: ignore[assignment] # just told
    return Flight(flying_for(flying, now))
