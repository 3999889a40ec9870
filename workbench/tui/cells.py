"""Editing one cell of a list: a field over it, opened, accepted or given up.

Must not change the row: whoever owns the rows takes the new text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset

from workbench.tui.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from textual.widget import Widget

    from workbench.tui.paint import CellEdit, Row


class CellEditing:
    """The field that is open over a cell of a list, if any."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: tuple[Hashable | None, CellEdit] | None = None
        #: Makes the field for a cell of a row with a key.
        self.make_field: Callable[[Hashable | None, CellEdit], Field] = _plain

    @property
    def open_cell(self) -> tuple[Hashable | None, CellEdit] | None:
        """Return the key of the row and the cell that is open, None where none is."""
        return self._open

    @property
    def is_open(self) -> bool:
        """Tell whether a cell is open."""
        return self._open is not None

    def begin(self, owner: Widget, row: Row | None, line: int, name: str) -> bool:
        """Put a field over a cell of a row, its first unless named; False where there is none."""
        cells = row.cells if row else ()
        cell = next((each for each in cells if each.name == name or not name), None)
        if row is None or cell is None or self._open:
            return False
        self._open = (row.key, cell)
        field = self.make_field(row.key, cell)
        room = max(4, owner.size.width - cell.column)
        field.styles.width = min(cell.width or room, room)
        field.styles.offset = Offset(cell.column, line)
        owner.mount(field)
        field.focus()
        return True

    def end(self, owner: Widget, field: Field) -> tuple[Hashable | None, CellEdit] | None:
        """Take the field away and return whose cell it was."""
        was, self._open = self._open, None
        owner.focus()
        field.remove()
        return was


def _plain(_key: Hashable | None, cell: CellEdit) -> Field:
    return Field(cell.text)
