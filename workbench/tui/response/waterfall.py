"""The times of an exchange as bars on an axis: its steps, and the phases of one of them.

    connection       12 ms  ━━
    TLS              28 ms    ━━━━
    first byte       90 ms        ━━━━━━━━━━━━━

Must not measure: it draws what was measured where the bytes are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.http import Purpose
from workbench.tui.columns import placed
from workbench.tui.looks import status_sign
from workbench.tui.paint import Line, Role, Row, Run, pad, width_of
from workbench.tui.signs import WRONG
from workbench.views.durations import milliseconds

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.http import Exchange, Step, Timings

TITLES = {
    Purpose.REQUEST: "request",
    Purpose.TOKEN: "token",
    Purpose.REDIRECT: "redirect",
    Purpose.RECOVERY: "sent again",
    Purpose.LOST: "lost",
}
BAR = "━"
#: Where labels start, where milliseconds end and bars start; the most cells of a bar, and the
#: fewest that are worth drawing.
_LABEL, _TIME_END, _BAR, _MOST, _LEAST = 2, 30, 32, 48, 8


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: what it is of, when it starts on the axis, and how long it is (milliseconds)."""

    label: Line
    start: float
    ms: float
    role: Role = Role.ACCENT
    key: Hashable | None = None


def phases(timings: Timings) -> tuple[Span, ...]:
    """Return the phases that happened, one behind the other, and what is in none of them."""
    named = (
        ("name lookup", timings.dns_ms),
        ("connection", timings.connect_ms),
        ("proxy", timings.proxy_ms),
        ("TLS", timings.tls_ms),
        ("sent", timings.send_ms),
        ("first byte", timings.wait_ms),
        ("received", timings.receive_ms),
    )
    spans: list[Span] = []
    at = 0.0
    for name, ms in named:
        if ms is not None:
            spans.append(Span(_muted(name), at, ms))
            at += ms
    return tuple(spans)


def phase_rows(timings: Timings, width: int, *, failed: bool = False) -> list[Row]:
    """Return a row a phase, then the time that is in none of them; nothing if nothing was measured.

    That time is of waiting for a turn or the disk; where it `failed`, of the phase that did.
    """
    spans = phases(timings)
    covered = sum(each.ms for each in spans)
    whole = max(timings.total_ms, covered)
    rows = [_row(each, whole, width) for each in spans]
    left = whole - covered
    if round(left) > 0 and failed:
        rows.append(_row(Span(_muted("until it failed"), covered, left, Role.BAD), whole, width))
    elif round(left) > 0 and spans:
        rows.append(_row(Span(_muted("in between"), 0.0, left), 0.0, width))
    return rows


def step_rows(exchange: Exchange, width: int) -> list[Row]:
    """Return a row a step on the axis of the whole exchange, where there are several."""
    steps = exchange.steps
    if len(steps) < 2:
        return []
    spans = tuple(_of_step(exchange, step, number) for number, step in enumerate(steps, start=1))
    whole = max(exchange.elapsed_ms, *(each.start + each.ms for each in spans))
    return [_row(each, whole, width) for each in spans]


def _muted(label: str) -> Line:
    return (Run(label, Role.MUTED),)


def _of_step(exchange: Exchange, step: Step, number: int) -> Span:
    sign, role = (WRONG, Role.BAD)
    came = ""
    if step.response is not None:
        sign, role = status_sign(step.response.status)
        came = f" {step.response.status}"
    label: Line = (
        Run(f"{number} ", Role.MUTED),
        Run(TITLES[step.purpose]),
        Run(f" {sign}", role),
        Run(came, Role.MUTED),
    )
    # Steps are dated by a wall clock, which may have been set back meanwhile.
    start = max(0.0, (step.started_at - exchange.started_at) * 1000)
    return Span(label, start, step.timings.total_ms, key=("step", number, "bar"))


def _row(span: Span, whole: float, width: int) -> Row:
    time = milliseconds(span.ms) if span.ms >= 0.5 or not span.ms else "< 1 ms"
    room = max(1, min(_TIME_END, width) - _LABEL - width_of(span.label) - 1)
    left = placed(
        (_LABEL, span.label),
        (_LABEL + width_of(span.label) + 1, (Run(pad(time, room, right=True)),)),
        (_BAR, _bar(span, whole, width - _BAR)),
    )
    return Row(left, key=span.key, selectable=span.key is not None)


def _bar(span: Span, whole: float, room: int) -> Line:
    cells = min(_MOST, room)
    if cells < _LEAST or whole <= 0:
        return ()
    first = min(cells - 1, int(span.start / whole * cells))
    last = min(cells, max(first + 1, round((span.start + span.ms) / whole * cells)))
    return (Run(" " * first), Run(BAR * (last - first), span.role))
