"""What a comparison says above the lines of the bodies: which two, status, headers, how much.

Must not compare bodies.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.clocktime import clock_time
from workbench.tui.columns import blank, folded_rows, text_rows
from workbench.tui.compare.pairs import headers_apart
from workbench.tui.looks import status_look
from workbench.tui.paint import Line, Role, Row, Run, pad
from workbench.tui.response.summary import status_words
from workbench.views.body import Kind
from workbench.views.durations import counted, duration, size, size_of

if TYPE_CHECKING:
    from workbench.domain.http import Exchange
    from workbench.tui.compare.pairs import Answers, Pair
    from workbench.views.compare import BodyComparison

_GUTTER = 10
_HOW = {Kind.PRETTY: "as pretty JSON", Kind.TIDY: "as laid out", Kind.HEX: "as hex"}


def answer_rows(answers: Answers, now: float) -> list[Row]:
    """Return one row for each answer: its sign in the comparison, time, status, size."""
    return [
        _answer("-", Role.BAD, answers.older, now),
        _answer("+", Role.GOOD, answers.newer, now),
    ]


def _answer(sign: str, role: Role, exchange: Exchange, now: float) -> Row:
    response = exchange.response
    if response is None:
        return blank()
    left = [
        Run(f"{sign} ", role, bold=True),
        Run(f"{clock_time(exchange.started_at, now)}  ", Role.MUTED),
        *status_look(response).runs(),
        Run(f"   {duration(exchange.elapsed_ms)}   {size(response.body.size)}"),
    ]
    if response.incomplete or not response.body.complete:
        left.append(Run("   incomplete", Role.LOOK, bold=True))
    return Row(tuple(left), selectable=False)


def head_rows(answers: Answers, found: BodyComparison, width: int) -> list[Row]:
    """Return what differs in request, status and headers, and how the bodies were compared."""
    older, newer = answers.responses
    rows: list[Row] = []
    sent = _sent(answers.older), _sent(answers.newer)
    if sent[0] != sent[1]:
        rows += _two("sent", *sent, width)
    words = status_words(older), status_words(newer)
    if words[0] == words[1]:
        rows += _labelled("status", (Run(f"the same: {words[0]}", Role.MUTED),), width)
    else:
        rows += _two("status", *words, width)
    gone, come, both = headers_apart(older, newer)
    says = f"{counted(both, 'is', 'are')} the same"
    if gone or come:
        says = f"{_apart(gone, come)}, {says}"
    rows += _labelled("headers", (Run(says, Role.MUTED),), width)
    names = dict.fromkeys(name.lower() for name, _ in (*gone, *come))
    for name in names:
        for sign, role, pairs in (("-", Role.BAD, gone), ("+", Role.GOOD, come)):
            for each, value in pairs:
                if each.lower() == name:
                    rows += _signed(sign, role, f"{each}: {value}", width)
    rows += _labelled("body", _body(found), width)
    if found.done and found.cut:
        rows += text_rows(_limits(found), width, _GUTTER)
    return [*rows, blank()]


def _apart(gone: list[Pair], come: list[Pair]) -> str:
    """Return how many headers differ: one that has another value now is one, not two."""
    older, newer = (Counter(name.lower() for name, _ in pairs) for pairs in (gone, come))
    return counted((older | newer).total(), "differs", "differ")


def _sent(exchange: Exchange) -> str:
    final = exchange.final
    return f"{final.request.method} {final.request.url}" if final else ""


def _labelled(label: str, says: Line, width: int) -> list[Row]:
    return folded_rows((Run(label, Role.MUTED),), says, width, _GUTTER)


def _two(label: str, older: str, newer: str, width: int) -> list[Row]:
    first, *rest = _signed("-", Role.BAD, older, width)
    labelled = Row(
        (Run(pad(label, _GUTTER), Role.MUTED), *first.left[1:]), selectable=first.selectable
    )
    return [labelled, *rest, *_signed("+", Role.GOOD, newer, width)]


def _signed(sign: str, role: Role, text: str, width: int) -> list[Row]:
    label = (Run(" " * _GUTTER), Run(sign, role, bold=True))
    return folded_rows(label, (Run(text, role),), width, _GUTTER + 2)


def _body(found: BodyComparison) -> Line:
    if not found.done:
        part = int(found.progress * 100)
        return (
            Run(f"{signs.IN_FLIGHT} comparing {part} %   ", Role.ACCENT),
            Run("esc", Role.ACCENT, bold=True),
            Run(" stops", Role.MUTED),
        )
    if found.same:
        size_said = size(found.old.size) if found.old.size else "none came"
        return (Run(f"the same: {size_said}", Role.MUTED),)
    removed, added, kept = found.changed
    how = _HOW.get(found.kind, "by lines")
    if not removed and not added:
        return (Run(f"no line differs {how}; {_bytes(found)}"),)
    return (
        Run(f"-{removed:,}", Role.BAD, bold=True),
        Run(" "),
        Run(f"+{added:,}", Role.GOOD, bold=True),
        Run(" lines"),
        Run(f"   {kept:,} the same, {how}", Role.MUTED),
    )


def _bytes(found: BodyComparison) -> str:
    byte = f"from byte {found.first_difference or 0:,} on the bytes do"
    return byte if found.cut else f"{byte}: in blanks, line ends or charset"


def _limits(found: BodyComparison) -> Line:
    """Return what was not compared by lines."""
    parts = " and ".join(
        f"{size_of(each.covered, each.size)} of the {name}" if each.cut else f"all of the {name}"
        for each, name in ((found.old, "older"), (found.new, "newer"))
    )
    byte = found.first_difference or 0
    says = f"Compared by lines: {parts}. The first byte that differs is {byte:,}."
    return (Run(f"{signs.LOOK} {says}", Role.LOOK),)
