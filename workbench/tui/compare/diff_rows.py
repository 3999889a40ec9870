"""The rows of a comparison of two bodies: lines that differ with some around them, or all lines.

        11   "id": 7,
        12 - "status": "open",        the number is that of the older body
        12 + "status": "closed",      and here that of the newer
           · 120 lines are the same

Only what is seen is made. Must not compare.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tui.response.body_rows import BodyRows
from workbench.views.body import ViewRow
from workbench.views.durations import counted
from workbench.views.gate import visible_spans
from workbench.views.lexing import layered
from workbench.views.roles import Role, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from workbench.tui.paint import Row
    from workbench.views.compare import BodyComparison

#: How many equal lines stand around a difference, and how long a piece of a line is.
CONTEXT, LONGEST = 3, 4096
_ROLES = {"-": Role.BAD, "+": Role.GOOD}


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line, or a piece of it from `start` on; `partner` is what it was or became, if one did.

    A `sign` of `·` stands for `at` lines that are left out.
    """

    sign: str
    at: int
    start: int = 0
    partner: int | None = None


class DiffView:
    """A comparison as rows that `BodyRows` can show."""

    def __init__(self, found: BodyComparison, *, everything: bool, ascii_only: bool) -> None:
        """Lay out what was found."""
        self._found = found
        self._ascii_only = ascii_only
        self._lines: list[DiffLine] = []
        self.changes: list[int] = []
        last = len(found.stretches) - 1
        for place, each in enumerate(found.stretches):
            if each.same:
                first, stop = each.new, each.new_end
                head = 0 if place == 0 else CONTEXT
                tail = 0 if place == last else CONTEXT
                if everything or stop - first <= head + tail + 1:
                    self._add(" ", range(first, stop))
                    continue
                self._add(" ", range(first, first + head))
                self._lines.append(DiffLine("·", stop - first - head - tail))
                self._add(" ", range(stop - tail, stop))
                continue
            self.changes.append(len(self._lines))
            paired = each.old_end - each.old == each.new_end - each.new
            self._add("-", range(each.old, each.old_end), each.new - each.old if paired else None)
            self._add("+", range(each.new, each.new_end), each.old - each.new if paired else None)

    def _add(self, sign: str, places: range, partner: int | None = None) -> None:
        for at in places:
            beside = None if partner is None else at + partner
            self._lines.append(DiffLine(sign, at, 0, beside))
            for start in range(LONGEST, len(self._text(sign, at)), LONGEST):
                self._lines.append(DiffLine(sign, at, start, beside))

    def _text(self, sign: str, at: int) -> str:
        return (self._found.old if sign == "-" else self._found.new).lines[at]

    @property
    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._lines)

    @property
    def number_count(self) -> int:
        """Return the highest line number."""
        return max(len(self._found.old.lines), len(self._found.new.lines))

    def line_of(self, row: int) -> int:
        """Return a row: nothing is folded."""
        return row

    def row_of(self, line: int) -> int:
        """Return a row: nothing is folded."""
        return line

    def texts(self) -> Iterator[tuple[str, str]]:
        """Give each row's sign and text, not gated."""
        return map(self._raw, self._lines)

    def _raw(self, line: DiffLine) -> tuple[str, str]:
        if line.sign == "·":
            return line.sign, f"{counted(line.at, 'line is', 'lines are')} the same"
        return line.sign, self._text(line.sign, line.at)[line.start : line.start + LONGEST]

    def row(self, row: int) -> ViewRow:
        """Return a row; what differs within a line stands out."""
        line = self._lines[row]
        sign, text = self._raw(line)
        if sign == "·":
            shown = f"· {text}"
            return ViewRow(row, None, "", shown, (Span(0, len(shown), Role.MUTED),))
        low, high = self._apart(line)
        cuts = [0, max(0, low - line.start), max(0, high - line.start), len(text)]
        below: list[Span] = []
        symbols: list[Span] = []
        pieces = [f"{sign if not line.start else ' '} "]
        base = _ROLES.get(sign)
        if base is not None:
            below.append(Span(0, 2, base))
        at = 2
        for start, end, role in zip(cuts, cuts[1:], (base, Role.LOOK, base), strict=False):
            piece, spans = visible_spans(text[start:end], ascii_only=self._ascii_only)
            if piece and role is not None:
                below.append(Span(at, at + len(piece), role))
            symbols += [Span(at + a, at + b, Role.SYMBOL) for a, b in spans]
            pieces.append(piece)
            at += len(piece)
        number = None if line.start else line.at + 1
        return ViewRow(row, number, "", "".join(pieces), layered(below, symbols))

    def _apart(self, line: DiffLine) -> tuple[int, int]:
        """Return where a changed line differs from its partner; nowhere in a line without one."""
        text = self._text(line.sign, line.at)
        if line.partner is None:
            return len(text), len(text)
        other = self._text("+" if line.sign == "-" else "-", line.partner)
        least = min(len(text), len(other))
        front = _most(least, lambda size: text[:size] == other[:size])
        back = _most(
            least - front,
            lambda size: text[len(text) - size :] == other[len(other) - size :],
        )
        # A line that shares next to nothing with its partner was not changed but replaced.
        if front + back < len(text) // 4:
            return len(text), len(text)
        return front, len(text) - back

    def next_change(self, row: int, by: int) -> int | None:
        """Return the row on which the next difference, or the one before, begins."""
        place = bisect_right(self.changes, row)
        if by < 0:
            place -= 2 if place and self.changes[place - 1] == row else 1
        return self.changes[place] if 0 <= place < len(self.changes) else None

    def change_at(self, row: int) -> int:
        """Return the number of the difference that a row is in or behind, from 1; 0 before all."""
        return bisect_right(self.changes, row)


def _most(least: int, holds: Callable[[int], bool]) -> int:
    """Return the greatest size up to `least` that holds, where all smaller ones do."""
    low, high = 0, least
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


class DiffRows:
    """Some rows of their own, and below them those of a comparison."""

    def __init__(self, head: Sequence[Row], view: DiffView | None) -> None:
        """Keep both."""
        self.head = tuple(head)
        self.view = view
        self._rows = BodyRows(view) if view is not None else None

    @property
    def row_count(self) -> int:
        """Return how many lines of the screen there are, as far as known."""
        return len(self.head) + (self._rows.row_count if self._rows else 0)

    def row(self, index: int, width: int) -> Row:
        """Return a line of the screen."""
        if index < len(self.head) or self._rows is None:
            return self.head[index]
        return self._rows.row(index - len(self.head), width)

    def index_of(self, key: Hashable) -> int | None:
        """Return where a key is now."""
        found = self._rows.index_of(key) if self._rows is not None else None
        if found is not None:
            return len(self.head) + found
        return next((at for at, row in enumerate(self.head) if row.key == key), None)
