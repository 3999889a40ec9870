"""Lines put together from cells at columns, and long cells folded under themselves.

Must not know what stands in a cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.fold import fold
from workbench.tui.paint import Line, Row, Run, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A cell: the column it starts at, and what stands there.
Cell = tuple[int, Line]


def placed(*cells: Cell) -> Line:
    """Return one line with each cell at its column, or one blank after what ran over it."""
    runs: list[Run] = []
    used = 0
    for column, line in cells:
        if not line:
            continue
        gap = column - used if column >= used else 1
        if used and column <= used:
            gap = 1
        if gap:
            runs.append(Run(" " * gap))
        runs += line
        used += gap + width_of(line)
    return tuple(runs)


def indented(lines: Iterable[Line], indent: int) -> list[Row]:
    """Return lines as rows that the cursor passes over, moved to the right."""
    return [Row((Run(" " * indent), *line), selectable=False) for line in lines]


def folded_rows(
    label: Line, value: Line, width: int, indent: int, *, address: bool = False
) -> list[Row]:
    """Return a label with a value at a column, the value folded below itself where it is long."""
    first, *rest = fold(value, max(1, width - indent), address=address)
    rows = [Row(placed((0, label), (indent, first)), selectable=False)]
    return rows + indented(rest, indent)


def text_rows(text: str | Line, width: int, indent: int = 0) -> list[Row]:
    """Return a text folded at words as rows that the cursor passes over."""
    return indented(fold(text, max(1, width - indent)), indent)


def blank() -> Row:
    """Return an empty row."""
    return Row(selectable=False)


def widest(texts: Sequence[str], least: int, most: int) -> int:
    """Return the width of the longest text, within bounds."""
    return max(least, min(most, max((width_of(text) for text in texts), default=0)))
