"""The names that can stand at the cursor of an editor, as a short list over whatever is below it.

Must not take keys or know what the names mean: the editor does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset

from workbench.tui.canvas import Lines
from workbench.tui.paint import Ground, Role, Row, Run, palette_of, render, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from workbench.engine.graphql_complete import Candidate

#: As many are seen at once, and as wide (columns) it gets.
MOST, WIDEST = 8, 56


class Offers(Lines):
    """The list; hidden while there is nothing in it."""

    DEFAULT_CSS = """
    Offers { overlay: screen; constrain: inside inflect; display: none; width: auto; }
    """

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__(ground=Ground.PANEL)
        self.offered: tuple[Candidate, ...] = ()
        self._at = self._top = 0

    @property
    def chosen(self) -> Candidate | None:
        """Return the one that a key would take, None where there is none."""
        return self.offered[self._at] if self.offered else None

    def offer(self, offered: Sequence[Candidate], where: Offset) -> None:
        """Show these, the first chosen, one row below a place on the screen; none hides it."""
        self.offered = tuple(offered)
        self._at = self._top = 0
        self.display = bool(self.offered)
        if not self.offered:
            return
        told = [width_of(_said(each).left) + width_of(_said(each).right) for each in self.offered]
        self.styles.width = min(max(told) + 1, WIDEST, self.app.size.width - 2)
        self.absolute_offset = Offset(where.x - 1, where.y + 1)
        self._show()

    def step(self, by: int) -> None:
        """Choose another, round."""
        self._at = (self._at + by) % len(self.offered)
        self._top = min(max(self._top, self._at - MOST + 1), self._at)
        self._show()

    def _show(self) -> None:
        self.set_rows([_said(each) for each in self.offered[self._top : self._top + MOST]])
        # The chosen one may be another while the rows are the same.
        self.redraw()

    def row_strip(self, row: Row, place: int, width: int) -> Strip:
        """Return a row as drawn, the chosen one on the ground of a cursor."""
        ground = Ground.CURSOR if place + self._top == self._at else Ground.PANEL
        return render(row, width, palette_of(self), ground)


def _said(each: Candidate) -> Row:
    left = Run(f" {each.name.rstrip(': ')}", Role.MUTED if each.deprecated else Role.TEXT)
    said = f"{each.type}, deprecated" if each.deprecated else each.type
    return Row((left,), (Run(f"  {said} ", Role.MUTED),))
