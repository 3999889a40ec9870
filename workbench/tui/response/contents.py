"""Which rows the Response pane shows in which state, where it is not simply a body.

Must not hold anything of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.http import (
    Authenticating,
    AuthUse,
    Cancelled,
    Done,
    Exchange,
    Failed,
    Receiving,
    Rendering,
    RequestState,
    Response,
    Sending,
)
from workbench.domain.presets import NoAuth
from workbench.tui.columns import blank, text_rows
from workbench.tui.looks import token_look
from workbench.tui.paint import Role, Row, Run
from workbench.tui.response.cookie_rows import cookie_rows
from workbench.tui.response.exchange_tab import exchange_rows
from workbench.tui.response.failure import failure_rows
from workbench.tui.response.headers_tab import header_rows
from workbench.tui.response.previous import previous_rows
from workbench.tui.response.progress import progress_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.secret import Rendered
    from workbench.tui.facade import Facade
    from workbench.tui.session import Session
    from workbench.views.body import BodyView

_AGAIN = (("^r", "send again"), ("e", "another environment"))


@dataclass(frozen=True, slots=True)
class Contents:
    """A state, the answer before it, the time and the width."""

    state: RequestState
    previous: Exchange | None
    now: float
    width: int

    @property
    def exchange(self) -> Exchange | None:
        """Return what went over the wire so far."""
        match self.state:
            case Done(exchange) | Failed(exchange) | Cancelled(exchange):
                return exchange
            case Authenticating(since=since, preset=preset, why=why, steps=steps):
                return Exchange("", since, 0.0, steps, AuthUse(preset or None, why=why))
            case Sending(since=since, steps=steps, auth=auth):
                return Exchange("", since, 0.0, steps, auth)
            case Receiving(since=since, steps=steps, auth=auth):
                return Exchange("", since, 0.0, steps, auth)
            case _:
                return None

    def of_tab(self, tab: str, show: Callable[[Rendered], str] = str) -> list[Row]:
        """Return the rows of Headers or Exchange."""
        exchange = self.exchange
        response = self.state.response if isinstance(self.state, Receiving) else None
        if exchange is None:
            return text_rows((Run("Not sent yet.", Role.MUTED),), self.width)
        if tab == "Exchange":
            return exchange_rows(exchange, self.now, self.width, show)
        response = response or exchange.response
        if response is None:
            none = text_rows((Run("No headers came.", Role.MUTED),), self.width)
            return [*none, *cookie_rows(exchange, self.width)]
        return [*header_rows(response, self.width), *cookie_rows(exchange, self.width)]


def empty_rows(response: Response, width: int) -> list[Row]:
    """Return what is said where no byte of a body came, and the headers below it."""
    if not response.body.complete:
        return text_rows((Run("No byte of the body has come yet.", Role.MUTED),), width)
    said = text_rows((Run(f"No body came: {response.status}.", Role.MUTED),), width)
    return [*said, blank(), *header_rows(response, width)]


def state_rows(contents: Contents, previous: BodyView | None) -> list[Row]:
    """Return what became of a send that has no answer to show; empty before the first."""
    state = contents.state
    rows: list[Row] = []
    match state:
        case Failed(error=error):
            rows = failure_rows(error, _AGAIN, contents.width)
        case Rendering() | Authenticating() | Sending() | Receiving():
            rows = progress_rows(state, contents.now, contents.width)
        case Cancelled():
            said = "Nothing had come. ^r sends it again."
            rows = text_rows((Run(said, Role.MUTED),), contents.width)
        case Done(exchange) if exchange.error is not None:
            rows = failure_rows(exchange.error, _AGAIN, contents.width)
        case _:
            return []
    if contents.previous is not None and previous is not None:
        rows += previous_rows(contents.previous, previous, contents.now, contents.width)
    return rows


def waiting_rows(session: Session, workbench: Facade, contents: Contents) -> list[Row]:
    """Return what belongs here and the key that brings it."""
    ref = session.ref
    spec = session.spec(workbench.workspace)
    if ref is None or spec is None:
        said = "No request is open. enter opens the one under the cursor."
        return text_rows((Run(said, Role.MUTED),), contents.width)
    line = [
        Run("Not sent yet. ", Role.MUTED),
        Run("^r", Role.ACCENT, bold=True),
        Run(" sends ", Role.MUTED),
        Run(spec.name),
    ]
    try:
        effective = workbench.effective(ref, session.draft(ref))
    except WorkbenchError as error:
        return failure_rows(error, (), contents.width)
    if isinstance(effective.auth, NoAuth):
        line.append(Run(" without credentials.", Role.MUTED))
        return text_rows(tuple(line), contents.width)
    line += [Run(" with ", Role.MUTED), Run(effective.preset_name or "its own preset")]
    for view in workbench.token_views():
        if view.key == effective.preset_key:
            look = token_look(view.status, contents.now)
            line += [
                Run(" (", Role.MUTED),
                Run(f"{look.sign} {look.text.strip()}", look.role),
                Run(")", Role.MUTED),
            ]
    return text_rows((*line, Run(".", Role.MUTED)), contents.width)
