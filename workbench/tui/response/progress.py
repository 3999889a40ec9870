"""The steps of a send that is going on, each with its milliseconds.

Must not read a clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.http import (
    Authenticating,
    InFlight,
    Purpose,
    Receiving,
    Rendering,
    Sending,
    Step,
    Timings,
)
from workbench.tui import signs
from workbench.tui.columns import placed
from workbench.tui.fold import fold
from workbench.tui.looks import status_sign
from workbench.tui.paint import Line, Role, Row, Run, pad, width_of
from workbench.views.durations import milliseconds, size

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD, _TIME_END, _NOTE = 4, 25, 28


def progress_rows(state: InFlight, now: float, width: int) -> list[Row]:
    """Return one row a step: those that are done, and the one that is running."""
    rows: list[Row] = []
    if isinstance(state, Rendering):
        return [*_step(signs.IN_FLIGHT, Role.ACCENT, "preparing", None, "", width)]
    preset = state.preset if isinstance(state, Authenticating) else state.auth.preset or ""
    why = state.why if isinstance(state, Authenticating) else state.auth.why
    rows += _token_rows(state.steps, preset, why, width)
    if isinstance(state, Authenticating):
        running = (now - _last_end(state.steps, state.since)) * 1000
        return [*rows, *_step(signs.IN_FLIGHT, Role.ACCENT, "token", running, preset, width)]
    if isinstance(state, Receiving):
        return rows
    return [*rows, *_wire_rows(state, now, width)]


def _token_rows(steps: Iterable[Step], preset: str, why: str, width: int) -> list[Row]:
    steps = tuple(steps)
    tokens = [step for step in steps if step.purpose is Purpose.TOKEN]
    rows: list[Row] = []
    for step in steps:
        role, sign = Role.GOOD, signs.MET
        note = f"{preset}: {why}" if why and step in tokens[-1:] else step.remark
        if step.response is not None:
            sign, role = status_sign(step.response.status)
            if step.response.status >= 300:
                note = f"{step.response.status} {step.response.reason}".strip()
        elif step.error is not None:
            sign, role, note = signs.WRONG, Role.BAD, step.error.message
        word = "token" if step.purpose is Purpose.TOKEN else str(step.purpose)
        rows += _step(sign, role, word, step.timings.total_ms, note, width)
    if not tokens and why:
        rows += _step(signs.MET, Role.GOOD, "token", None, f"{preset}: {why}", width)
    return rows


def _last_end(steps: tuple[Step, ...], since: float) -> float:
    ends = [step.started_at + step.timings.total_ms / 1000 for step in steps]
    return max([since, *ends])


def _wire_rows(state: Sending, now: float, width: int) -> list[Row]:
    timings = state.timings
    rows: list[Row] = []
    connected = _connected(timings)
    if connected is not None:
        rows += _step(signs.MET, Role.GOOD, "connection", connected, _way(timings), width)
    is_sent = timings.send_ms is not None
    passed = (connected or 0.0) + (timings.send_ms or 0.0)
    running = max(0.0, (now - state.since) * 1000 - passed)
    if is_sent:
        note = size(state.sent) if state.sent else "no body"
        rows += _step(signs.MET, Role.GOOD, "sent", timings.send_ms, note, width)
        return [*rows, *_step(signs.IN_FLIGHT, Role.ACCENT, "first byte", running, "", width)]
    word = "sending" if state.sent and state.total else "request"
    return [*rows, *_step(signs.IN_FLIGHT, Role.ACCENT, word, running, "", width)]


def _connected(timings: Timings) -> float | None:
    if timings.connect_ms is None:
        return None
    other = (timings.dns_ms, timings.proxy_ms, timings.tls_ms)
    return timings.connect_ms + sum(each or 0.0 for each in other)


def _way(timings: Timings) -> str:
    """Say what else the connection took: a name lookup, a proxy, TLS."""
    named = (("lookup", timings.dns_ms), ("proxy", timings.proxy_ms), ("TLS", timings.tls_ms))
    return ", ".join(f"{name} {milliseconds(ms)}" for name, ms in named if ms is not None)


def _step(sign: str, role: Role, word: str, ms: float | None, note: str, width: int) -> list[Row]:
    time = pad(milliseconds(ms), _TIME_END - _WORD - width_of(word) - 1, right=True) if ms else ""
    left: Line = (Run(sign, role), Run(" "), Run(word), Run(" "), Run(time))
    first, *rest = fold((Run(note, Role.MUTED),), max(8, width - _NOTE))
    rows = [Row(placed((2, left), (_NOTE, first)), selectable=False)]
    return rows + [Row(placed((_NOTE, line)), selectable=False) for line in rest]
