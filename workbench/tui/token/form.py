"""The three forms of the pane, and how sections stand in each.

Must not know what a section says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.columns import blank
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run, pad, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

#: Where values stand beside their section's label.
GUTTER = 13
#: Longer lists are cut, and the rest is counted; longer texts too (characters).
MOST_ROWS, MOST_TEXT = 200, 2000


class Form(StrEnum):
    """Narrow beside the other panes, wide from 160 columns on, the inspector alone."""

    NARROW = "narrow"
    WIDE = "wide"
    INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True)
class Shape:
    """A form and the cells that a row has in it."""

    form: Form
    width: int

    @property
    def indent(self) -> int:
        """Return the column of what belongs to a label."""
        return {Form.NARROW: 1, Form.WIDE: 2, Form.INSPECTOR: GUTTER}[self.form]

    @property
    def room(self) -> int:
        """Return how wide what belongs to a label may be."""
        return max(8, self.width - self.indent)

    @property
    def is_narrow(self) -> bool:
        """Tell whether there is room for one thing a row only."""
        return self.form is Form.NARROW

    @property
    def is_wide(self) -> bool:
        """Tell whether a table of presets stands on top."""
        return self.form is Form.WIDE

    @property
    def is_inspector(self) -> bool:
        """Tell whether labels stand in a gutter and everything is shown."""
        return self.form is Form.INSPECTOR

    def section(self, label: str, rows: Sequence[Row], note: Line = ()) -> list[Row]:
        """Return rows under their label, or beside it; a note stands with the label.

        The rows come without an indent.
        """
        if not rows and not note:
            return []
        name = Run(label, Role.MUTED)
        if not self.is_inspector:
            head = Row((name,), note, selectable=False)
            return [head, *(_moved(row, self.indent) for row in rows)]
        rows = [Row(note, selectable=False), *rows] if note else rows
        first, *rest = rows
        title = (Run(pad(label, GUTTER - 1) + " ", Role.MUTED),)
        moved = replace(first, left=(*title, *first.left))
        return [moved, *(_moved(row, GUTTER) for row in rest)]


def _moved(row: Row, by: int) -> Row:
    if not row.left and not row.right:
        return row
    return replace(row, left=(Run(" " * by), *row.left))


def joined(sections: Iterable[Sequence[Row]]) -> list[Row]:
    """Return sections with a blank row between two."""
    rows: list[Row] = []
    for section in sections:
        if section:
            rows += [blank(), *section] if rows else section
    return rows


def lines(text: str | Line, width: int, *, key: Hashable | None = None) -> list[Row]:
    """Return a text folded at words; with a key its first row can be selected."""
    first, *rest = fold(text, width)
    return [Row(first, key=key, selectable=key is not None), *(_plain(line) for line in rest)]


def signed(
    sign: str, role: Role, text: str | Line, width: int, *, key: Hashable | None = None
) -> list[Row]:
    """Return a sign with a text beside it, folded under itself."""
    first, *rest = fold(text, max(1, width - 2))
    rows = [Row((Run(f"{sign} ", role), *first), key=key, selectable=key is not None)]
    return rows + [_plain((Run("  "), *line)) for line in rest]


def pair(left: Line, right: Line, width: int) -> list[Row]:
    """Return two lines at the two edges of a row, or on two rows where they do not fit."""
    if not left or not right:
        return lines(left or right, width)
    if width_of(left) + 1 + width_of(right) <= width:
        return [Row(left, right, selectable=False)]
    return [*lines(left, width), *lines(right, width)]


def shortened(text: str) -> str:
    """Return a text as far as it is shown, with what is left out counted."""
    left_out = len(text) - MOST_TEXT
    return text if left_out <= 0 else f"{text[:MOST_TEXT]}… and {left_out:,} more characters"


def capped(rows: Sequence[Row]) -> list[Row]:
    """Return as many rows as anybody reads, with what is left out counted."""
    left_out = len(rows) - MOST_ROWS
    if left_out <= 0:
        return list(rows)
    more = Run(f"{signs.NOTHING} and {left_out:,} more rows", Role.MUTED)
    return [*rows[:MOST_ROWS], _plain((more,))]


def _plain(line: Line) -> Row:
    return Row(line, selectable=False)
