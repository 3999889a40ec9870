"""The rows of the tab Diagnosis: one finding open, the others one line each.

Must not diagnose, or say more than a finding does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.http import Cancelled, Idle, in_flight
from workbench.engine.diagnosis import Confidence, PresetFix, Witness
from workbench.engine.diagnosis.report import NOTHING
from workbench.tui import signs
from workbench.tui.columns import blank, folded_rows, indented, placed, text_rows
from workbench.tui.diagnoses import Fate
from workbench.tui.fold import fold
from workbench.tui.looks import status_look
from workbench.tui.paint import Line, Role, Row, Run, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.http import Exchange, RequestState
    from workbench.engine.diagnosis import Finding
    from workbench.tui.diagnoses import Applied, Explained

#: Where what was seen stands beside where it was seen.
COLUMN = 11
_ORDER = tuple(Witness)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is; `tight` leaves blank rows out, `tall` lets the cursor walk lines.

    `fate` is that of the fix that is shown.
    """

    width: int
    tight: bool = False
    tall: bool = False
    fate: Fate = Fate.UNSAVED


def diagnosis_rows(explained: Explained, opened: int, sheet: Sheet) -> list[Row]:
    """Return what came of a fix, then the findings, the opened one in full."""
    rows = _applied(explained, sheet)
    if not explained.findings:
        return rows or text_rows((Run(NOTHING, Role.MUTED),), sheet.width)
    if rows:
        rows.append(blank())
    count = len(explained.findings)
    for index, finding in enumerate(explained.findings):
        if index:
            rows.append(blank())
        is_open = index == opened
        rows += _title(finding, index, count, sheet.width, is_open=is_open)
        if is_open:
            rows += _opened(explained, finding, sheet)
    return rows


def silent_rows(state: RequestState, sheet: Sheet) -> list[Row]:
    """Return what is said where nothing is known of an exchange."""
    if isinstance(state, Idle):
        said = "Nothing to explain: it was not sent yet."
    elif in_flight(state):
        said = "Nothing to explain yet: it is on its way."
    elif isinstance(state, Cancelled):
        said = "Nothing to explain: it was cancelled."
    else:
        said = "Looking at the answer."
    return text_rows((Run(said, Role.MUTED),), sheet.width)


def _title(finding: Finding, index: int, count: int, width: int, *, is_open: bool) -> list[Row]:
    possible = finding.confidence is Confidence.POSSIBLE
    sign, role = (signs.LOOK, Role.LOOK) if possible else (signs.WRONG, Role.BAD)
    right: Line = (
        Run(str(index + 1), bold=True),
        Run(f" of {count}   {finding.confidence}", Role.MUTED),
    )
    title = Run(finding.title, role if is_open else Role.TEXT, bold=is_open)
    first, *rest = fold((title,), max(8, width - 2 - width_of(right) - 2))
    head = Row((Run(f"{sign} ", role, bold=is_open), *first), right, key=("finding", index))
    return [head, *indented(rest, 2)]


def _opened(explained: Explained, finding: Finding, sheet: Sheet) -> list[Row]:
    rows = text_rows(finding.why, sheet.width)
    rows += [blank(), _label("evidence"), *_evidence(finding, sheet)]
    rows += [] if sheet.tight else [blank()]
    if finding.fix is not None:
        rows += _fix(finding, sheet)
    else:
        rows += folded_rows((Run(" do", Role.MUTED),), (Run(finding.advice),), sheet.width, COLUMN)
    return rows + _experiments(explained, finding, sheet)


def _label(text: str) -> Row:
    return Row((Run(text, Role.MUTED),), selectable=False)


def _evidence(finding: Finding, sheet: Sheet) -> Iterator[Row]:
    proven = finding.confidence is Confidence.PROVEN
    before = None
    lines = sorted(finding.evidence, key=lambda each: _ORDER.index(each.witness))
    for number, line in enumerate(lines):
        named = f" {line.witness}" if line.witness is not before else ""
        before = line.witness
        good = proven and line.witness is Witness.TRIED
        label = (Run(named, Role.GOOD if good else Role.TEXT),)
        first, *rest = folded_rows(label, (Run(line.text),), sheet.width, COLUMN)
        yield Row(first.left, key=("evidence", number), selectable=sheet.tall)
        yield from rest
    if finding.clause:
        rule = (Run(finding.clause, Role.MUTED),)
        yield from folded_rows((Run(" rule", Role.MUTED),), rule, sheet.width, COLUMN)


def _fix(finding: Finding, sheet: Sheet) -> list[Row]:
    fix = finding.fix
    if fix is None:
        return []
    rows = [_label("fix"), *_changes(fix, sheet)]
    action = Run(" Apply and send again  f ", Role.ACCENT, bold=True, reverse=True)
    return [*rows, _act(action, sheet)]


def _act(action: Run, sheet: Sheet) -> Row:
    # In a tall finding the cursor has to come this far, or it would stay below the edge.
    return Row(placed((COLUMN, (action,))), key=("act",), selectable=sheet.tall)


def _changes(fix: object, sheet: Sheet) -> list[Row]:
    subject = f"preset {fix.key.name}" if isinstance(fix, PresetFix) else "this request"
    changes = fix.changes  # type: ignore[attr-defined]  # a fix of either kind has them
    rows: list[Row] = []
    for number, each in enumerate(changes):
        label = (Run(" change" if not number else ""),)
        rows += folded_rows(label, (Run(f"{subject}, {each.key}"),), sheet.width, COLUMN)
        minus, plus = (
            Run(f"- {each.before or '(nothing)'}", Role.BAD),
            Run(f"+ {each.after or '(nothing)'}", Role.GOOD),
        )
        together = (minus, Run("   "), plus)
        if sheet.tight and width_of(together) <= sheet.width - COLUMN:
            rows += indented([together], COLUMN)
            continue
        for run in (minus, plus):
            rows += indented(fold((run,), max(8, sheet.width - COLUMN)), COLUMN)
    return rows


def _experiments(explained: Explained, finding: Finding, sheet: Sheet) -> list[Row]:
    if explained.trying:
        said = (
            Run(f"{signs.IN_FLIGHT} trying   ", Role.ACCENT),
            Run("esc", Role.ACCENT, bold=True),
            Run(" cancels", Role.MUTED),
        )
        return [Row(placed((COLUMN, said)), selectable=False)]
    if not explained.can_try or not finding.trials:
        return []
    rows = [] if sheet.tight else [blank()]
    rows.append(_label("would tell more"))
    for number, fix in enumerate(finding.trials):
        label = (Run(" try" if not number else ""),)
        rows += folded_rows(label, (Run(fix.title),), sheet.width, COLUMN)
    primary = finding.fix is None
    action = Run(" Try it  c ", Role.ACCENT, bold=True, reverse=primary)
    return [*rows, _act(action, sheet)]


def _applied(explained: Explained, sheet: Sheet) -> list[Row]:
    """Return what was changed, and the answers before and after it."""
    applied = explained.applied
    if applied is None:
        return []
    good = explained.succeeded
    sign, role = (signs.MET, Role.GOOD) if good else (signs.LOOK, Role.LOOK)
    words = "Fixed: " if good else "Changed, and it is refused all the same: "
    if sheet.fate is Fate.GONE:
        sign, role, words = signs.NOTHING, Role.MUTED, "Not in force any more: "
    right = _next_keys(applied, sheet.fate)
    line = (Run(f"{words}{applied.sentence}.", role, bold=True),)
    first, *rest = fold(line, max(8, sheet.width - 2))
    together = not rest and 2 + width_of(first) + 1 + width_of(right) <= sheet.width
    head = (Run(f"{sign} ", role, bold=True), *first)
    rows = [Row(head, right if together else (), key=("applied",))]
    rows += indented(rest if together or not right else [*rest, right], 2)
    rows += _before_after(applied, explained.exchange, sheet)
    return rows + _changes(applied.fix, sheet)


def _next_keys(applied: Applied, fate: Fate) -> Line:
    """Return what can be done about a fix that was made."""
    undoes: Line = (Run("U", Role.ACCENT, bold=True), Run(" undoes", Role.MUTED))
    match fate:
        case Fate.UNSAVED:
            return (Run("w", Role.ACCENT, bold=True), Run(" keeps it   ", Role.MUTED), *undoes)
        case Fate.KEPT:
            return (Run(f"kept in {PurePath(applied.fix.file).name}   ", Role.MUTED), *undoes)
        case Fate.GONE:
            return ()


def _before_after(applied: Applied, after: Exchange, sheet: Sheet) -> list[Row]:
    rows: list[Row] = []
    for label, exchange in ((" before", applied.before), (" after", after)):
        if exchange is not None:
            rows += folded_rows((Run(label),), outcome(exchange), sheet.width, COLUMN)
    return rows


def outcome(exchange: Exchange) -> Line:
    """Return how an exchange ended: the API's status, else the token endpoint's, else its error."""
    if exchange.response is not None:
        return status_look(exchange.response).runs()
    last = exchange.steps[-1] if exchange.steps else None
    if last is not None and last.response is not None:
        return (*status_look(last.response).runs(), Run("   token endpoint", Role.MUTED))
    message = exchange.error.message if exchange.error else "not sent"
    return (Run(f"{signs.WRONG} {message}", Role.BAD),)
