"""A body's rows as a list shows them: number, fold sign, text in roles, matches; long rows folded.

    204,125     "status": "failed",
    204,129 ▸   "customer": { 6 members },

Only what is seen is made. Must not read a body but through its view.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len

from workbench.tui import signs
from workbench.tui.paint import Line, Role, Row, Run

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.views.body import ViewRow
    from workbench.views.search import Search

_SIGNS = {"": " ", "open": signs.OPEN, "closed": signs.FOLDED}
#: The key of a row: the line of the layout, and which piece of it.
BodyKey = tuple[str, int, int]


class RowsView(Protocol):
    """What is shown of a body: a `BodyView`, or the comparison of two."""

    @property
    def row_count(self) -> int: ...

    @property
    def number_count(self) -> int: ...

    def row(self, row: int) -> ViewRow: ...

    def line_of(self, row: int) -> int: ...

    def row_of(self, line: int) -> int: ...


class BodyRows:
    """The rows of a `BodyView`; a row that is longer than the width takes several.

    How many it takes is known once it was seen: until then it counts as one.
    """

    def __init__(self, view: RowsView) -> None:
        """Show a view, with no search."""
        self.view = view
        self.search: Search | None = None
        self.current: int | None = None
        self.wraps = True
        self.mark: int | None = None
        self._width = 0
        self._rows: list[int] = []
        self._ends: list[int] = []

    def forget_shape(self) -> None:
        """Take all rows as one line again, after folding or another view."""
        self._rows.clear()
        self._ends.clear()

    @property
    def row_count(self) -> int:
        """Return how many lines of the screen there are, as far as known."""
        return self.view.row_count + (self._ends[-1] if self._ends else 0)

    def at(self, index: int) -> tuple[int, int]:
        """Return the row of the view and the piece of it that a line of the screen shows."""
        low, high = 0, len(self._rows)
        while low < high:
            middle = (low + high) // 2
            if self._rows[middle] + self._before(middle) < index:
                low = middle + 1
            else:
                high = middle
        if low == 0:
            return index, 0
        row, before = self._rows[low - 1], self._before(low - 1)
        extra = self._ends[low - 1] - before
        piece = index - (row + before)
        return (row, piece) if piece <= extra else (index - self._ends[low - 1], 0)

    def _before(self, place: int) -> int:
        return self._ends[place - 1] if place else 0

    def index_of_row(self, row: int) -> int:
        """Return the first line of the screen that shows a row of the view."""
        place = bisect_left(self._rows, row)
        return row + self._before(place)

    def row(self, index: int, width: int) -> Row:
        """Return a line of the screen."""
        if width != self._width:
            self.forget_shape()
            self._width = width
        row, piece = self.at(index)
        shown = self.view.row(row)
        gutter = self.gutter
        room = max(4, width - gutter - 3)
        pieces = cut_into(shown.text, room)
        if not self.wraps and len(pieces) > 1:
            # What does not fit is one key away; the sign at the edge says that it is there.
            pieces = cut_into(shown.text, room - 1)[:1]
        self._note(row, len(pieces) - 1)
        start, end = pieces[min(piece, len(pieces) - 1)]
        number = f"{shown.number:,}" if shown.number is not None and not piece else ""
        sign = _SIGNS[shown.fold] if not piece else " "
        cut = not self.wraps and end < len(shown.text)
        left = (
            Run(number.rjust(gutter), Role.LOOK if self._is_marked(shown.line) else Role.QUIET),
            Run(f" {sign} ", Role.MUTED),
            *self._runs(shown, start, end),
            *((Run(signs.MORE, Role.LOOK),) if cut else ()),
        )
        return Row(left, key=("line", shown.line, piece))

    def _is_marked(self, line: int) -> bool:
        return self.mark is not None and line == self.mark

    @property
    def gutter(self) -> int:
        """Return the columns of the line numbers."""
        return max(4, len(f"{max(self.view.number_count, 1):,}"))

    def index_of(self, key: Hashable) -> int | None:
        """Return where a line is now."""
        match key:
            case ("line", int(line), int(piece)):
                if not self.view.row_count:
                    return None
                row = self.view.row_of(line)
                if not 0 <= row < self.view.row_count:
                    return None
                first = self.index_of_row(row)
                same = self.view.line_of(row) == line
                return first + piece if same and self.at(first + piece)[0] == row else first
            case _:
                return None

    def _note(self, row: int, extra: int) -> None:
        place = bisect_left(self._rows, row)
        if extra <= 0 or (place < len(self._rows) and self._rows[place] == row):
            return
        self._rows.insert(place, row)
        before = self._before(place)
        self._ends.insert(place, before)
        for later in range(place, len(self._ends)):
            self._ends[later] += extra

    def _runs(self, shown: ViewRow, start: int, end: int) -> Line:
        matches = self.search.on_line(shown.line) if self.search else ()
        edges = {start, end}
        for each in (*((span.start, span.end) for span in shown.spans), *(m[1:] for m in matches)):
            edges.update(edge for edge in each if start < edge < end)
        cuts = sorted(edges)
        runs: list[Run] = []
        for left, right in pairwise(cuts):
            role = next((s.role for s in shown.spans if s.start <= left < s.end), Role.TEXT)
            hit = next((m[0] for m in matches if m[1] <= left < m[2]), None)
            text = shown.text[left:right]
            if hit is None:
                runs.append(Run(text, role))
            elif hit == self.current:
                runs.append(Run(text, Role.LOOK, bold=True, reverse=True))
            else:
                runs.append(Run(text, role, match=True))
        return tuple(runs)


def cut_into(text: str, width: int) -> list[tuple[int, int]]:
    """Return the [start, end) of the pieces of a text that fit a width in cells, at least one."""
    if not text:
        return [(0, 0)]
    if text.isascii():
        return [(at, min(at + width, len(text))) for at in range(0, len(text), width)]
    pieces: list[tuple[int, int]] = []
    start = used = 0
    for at, character in enumerate(text):
        cells = cell_len(character)
        if used + cells > width and used:
            pieces.append((start, at))
            start, used = at, 0
        used += cells
    return [*pieces, (start, len(text))]
