"""Where a list's rows come from.

Must not draw or hold a cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from workbench.tui.paint import Row


class RowSource(Protocol):
    """Rows made when they are seen; a row is one line of cells."""

    @property
    def row_count(self) -> int:
        """Return how many rows there are now."""
        ...

    def row(self, index: int, width: int) -> Row:
        """Return a row as it looks in a width."""
        ...

    def index_of(self, key: Hashable) -> int | None:
        """Return where the row of a key is now, None when it is gone."""
        ...


class PlainRows:
    """A source of rows that are all there."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        """Keep the rows."""
        self.rows = tuple(rows)

    @property
    def row_count(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def row(self, index: int, width: int) -> Row:
        """Return one, the same in every width."""
        return self.rows[index]

    def index_of(self, key: Hashable) -> int | None:
        """Return where a key is."""
        return next((i for i, row in enumerate(self.rows) if row.key == key), None)
