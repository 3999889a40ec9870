"""The first row of the Response pane: status, time, size and kind, or what is going on.

Must not read a clock or a body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.http import (
    Authenticating,
    Cancelled,
    Done,
    Exchange,
    Failed,
    InFlight,
    Receiving,
    Rendering,
    RequestState,
    Response,
    Sending,
)
from workbench.tui import signs
from workbench.tui.clocktime import clock_time
from workbench.tui.looks import status_look
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.views.durations import duration, elapsed, size, size_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = Run("   ")


def summary_row(state: RequestState, now: float, width: int, kind: str = "") -> Row | None:
    """Return the summary of a state, None before the first send; `kind` is what the body is."""
    match state:
        case Done(exchange):
            return answered_row(exchange, now, width, kind)
        case Failed(exchange):
            refused = refused_row(exchange, now)
            if refused is not None:
                return refused
            left = (
                Run(f"{signs.WRONG} {failed_word(exchange)}", Role.BAD, bold=True),
                _GAP,
                Run(f"after {elapsed(exchange.elapsed_ms / 1000)}"),
            )
            return Row(left, _ended(exchange, now), selectable=False)
        case Cancelled(exchange):
            return cancelled_row(exchange, now)
        case Rendering() | Authenticating() | Sending() | Receiving():
            return flight_row(state, now)
        case _:
            return None


def refused_row(exchange: Exchange, now: float) -> Row | None:
    """Return the token endpoint's answer where it is why the request itself never left."""
    last = exchange.steps[-1] if exchange.steps else None
    if exchange.final is not None or last is None or last.response is None:
        return None
    left = (
        *status_look(last.response).runs(),
        Run(f"   {duration(last.timings.total_ms)}"),
        Run("   token endpoint", Role.MUTED),
    )
    return Row(left, _ended(exchange, now), selectable=False)


def failed_word(exchange: Exchange) -> str:
    """Return `not sent`, or `no answer` where the request had left."""
    final = exchange.final
    left = final is not None and final.timings.send_ms is not None
    return "no answer" if left else "not sent"


def answered_row(exchange: Exchange, now: float, width: int, kind: str = "") -> Row:
    """Return status, time, size and kind at the left, the clock time of the answer at the right."""
    response = exchange.response
    if response is None:
        left: Line = (Run(f"{signs.WRONG} not sent", Role.BAD, bold=True),)
        return Row(left, _ended(exchange, now), selectable=False)
    right = (Run(clock_time(response.received_at, now), Role.MUTED),)
    parts: list[Line] = [
        (Run(duration(exchange.elapsed_ms)),),
        (Run(size(response.body.size)),),
    ]
    if kind:
        parts.append((Run(kind),))
    if response.incomplete:
        parts.append((Run("incomplete", Role.LOOK, bold=True),))
    left = _joined(status_look(response).runs(), parts, width - width_of(right) - 1)
    return Row(left, right, selectable=False)


def _joined(status: Line, parts: Sequence[Line], room: int) -> Line:
    line: Line = status
    for gap in ("   ", "  ", " "):
        line = (*status, *(run for part in parts for run in (Run(gap), *part)))
        if width_of(line) <= room:
            break
    return line


def cancelled_row(exchange: Exchange, now: float) -> Row:
    """Return how long it went on, and that what had come is not all."""
    left = [Run(f"{signs.NOTHING} cancelled after {elapsed(exchange.elapsed_ms / 1000)}")]
    if exchange.response is not None:
        left += [_GAP, *status_look(exchange.response).runs()]
        left += [_GAP, Run("incomplete", Role.LOOK, bold=True)]
    return Row(tuple(left), _ended(exchange, now), selectable=False)


def _ended(exchange: Exchange, now: float) -> Line:
    ended = exchange.started_at + exchange.elapsed_ms / 1000
    return (Run(clock_time(ended, now), Role.MUTED),)


def flight_row(state: InFlight, now: float) -> Row:
    """Return what is being waited for, for how long, and the key that stops it."""
    left = (
        Run(f"{signs.IN_FLIGHT} {_doing(state)}", Role.ACCENT),
        _GAP,
        Run(elapsed(flying_for(state, now))),
    )
    right = (Run("esc", Role.ACCENT, bold=True), Run(" cancels", Role.MUTED))
    return Row(left, right, selectable=False)


def flying_for(state: InFlight, now: float) -> float:
    """Return for how many seconds a send has been going on."""
    steps = () if isinstance(state, Rendering) else state.steps
    started = min([state.since, *(step.started_at for step in steps)])
    return max(0.0, now - started)


def _doing(state: InFlight) -> str:
    match state:
        case Rendering():
            return "preparing"
        case Authenticating(preset=preset):
            return f"getting a token for {preset}" if preset else "getting a token"
        case Sending(sent=sent, total=total) if total and sent < total:
            return f"sending  {size_of(sent, total)}"
        case Sending():
            return "waiting for the first byte"
        case Receiving(received=received, total=total):
            return f"receiving  {size_of(received, total)}"


def previous_row(exchange: Exchange, now: float, width: int) -> Row:
    """Return the heading of a previous response, all muted."""
    row = answered_row(exchange, now, width - 19)
    left = tuple(Run(run.text, Role.MUTED) for run in row.left)
    return Row((Run("previous response  ", Role.MUTED), *left), row.right, selectable=False)


def status_words(response: Response) -> str:
    """Return `200 OK`."""
    return f"{response.status} {response.reason}".strip()


def error_of(state: RequestState) -> WorkbenchError | None:
    """Return what a send failed with."""
    return state.error if isinstance(state, Failed) else None
