"""What goes on with a preset's token besides being held: none yet, fetching, failed, needs you.

Must not start, stop or repeat anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.http import Step
from workbench.engine.token_view import Fetching, NeedsPerson, NoneYet, RenewalFailed
from workbench.tui import signs
from workbench.tui.fold import fold
from workbench.tui.looks import status_sign
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.token.form import lines, pair, signed
from workbench.views.durations import counted, milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment
    from workbench.tui.token.subject import Subject

#: So many of those that wait are named.
_NAMED = 8


def status_sections(subject: Subject, shape: Shape, moment: Moment) -> list[list[Row]]:
    """Return the sections of a state; none for a token that is held."""
    match subject.status:
        case NoneYet():
            return [_none_yet(subject, shape)]
        case Fetching():
            return _fetching(subject.status, shape, moment)
        case RenewalFailed():
            return _failed(subject.status, shape, moment)
        case NeedsPerson():
            return [_needs_person(subject.status, shape, moment)]
        case _:
            return []


def _key(name: str) -> Run:
    return Run(name, Role.ACCENT, bold=True)


def _muted(text: str) -> Run:
    return Run(text, Role.MUTED)


def _none_yet(subject: Subject, shape: Shape) -> list[Row]:
    line: list[Run] = [_muted("No token yet. ")]
    if subject.is_open:
        line += [_key("^r"), _muted(" gets one with the request, ")]
    line += [_key("r"), _muted(" gets one now.")]
    rows = lines(tuple(line), shape.width)
    for sentence in subject.not_yet:
        rows += signed(signs.LOOK, Role.LOOK, f"{sentence}.", shape.width)
    return rows


def _fetching(status: Fetching, shape: Shape, moment: Moment) -> list[list[Row]]:
    rows = step_rows(status.steps, shape)
    ended = [each.started_at + each.timings.total_ms / 1000 for each in status.steps]
    running = (Run(moment.running(max([status.since, *ended])), Role.ACCENT),)
    going: Line = (Run(f"{signs.IN_FLIGHT} ", Role.ACCENT), Run("token request"))
    rows += pair(going, running, _step_width(shape))
    sections = [shape.section("fetching", rows)]
    if status.waiting:
        named = [row for each in status.waiting[:_NAMED] for row in lines(each, shape.room)]
        more = len(status.waiting) - _NAMED
        if more > 0:
            named += lines((_muted(f"and {counted(more, 'more request')}"),), shape.room)
        sections.append(shape.section("waiting", named))
    return sections


def _step_width(shape: Shape) -> int:
    """Return where times end: not at the far edge of a wide pane."""
    return min(shape.room, 60)


def step_rows(steps: Sequence[Step], shape: Shape) -> list[Row]:
    """Return the token calls that were made, each with its status and time."""
    rows: list[Row] = []
    for step in steps:
        if step.response is not None:
            sign, role = status_sign(step.response.status)
            words = f"{step.response.status} {step.response.reason}".strip()
        else:
            sign, role, words = signs.WRONG, Role.BAD, "no answer"
        time = (_muted(milliseconds(step.timings.total_ms)),)
        rows += pair((Run(f"{sign} ", role), Run(words)), time, _step_width(shape))
        if step.remark:
            width = shape.room - 2
            remark = fold((_muted(step.remark),), width)
            rows += [Row((Run("  "), *line), selectable=False) for line in remark]
    return rows


def _failed(status: RenewalFailed, shape: Shape, moment: Moment) -> list[list[Row]]:
    error = status.error
    said = (Run(error.message, Role.BAD, bold=True),)
    rows = signed(signs.WRONG, Role.BAD, said, shape.room, key=("error",))
    for text in (error.hint, error.fix):
        for line in text.splitlines():
            rows += [
                Row((Run("  "), *each), selectable=False) for each in fold(line, shape.room - 2)
            ]
    again: Line = (_key("r"), _muted(" tries again now"))
    at: Line = (_muted(f"at {moment.clock(status.at)}"),)
    sections = [shape.section("failed", rows)]
    sections.append(
        shape.section("tried", [*step_rows(status.steps, shape), *lines(at, shape.room)])
    )
    return [*sections, lines(again, shape.width)]


def _needs_person(status: NeedsPerson, shape: Shape, moment: Moment) -> list[Row]:
    look = (Run(status.instruction, bold=True),)
    rows = signed(signs.NEEDS_YOU, Role.LOOK, look, shape.room, key=("instruction",))
    if status.until is not None:
        if status.until > moment.now:
            rows += lines(f"holds for {moment.left(status.until)}", shape.room)
        else:
            rows += lines("does not hold any more", shape.room)
    return shape.section("needs you", rows)
