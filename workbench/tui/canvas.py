"""What a widget has drawn, line by line, so that only the cells that changed are drawn again.

Must not scroll or take keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from workbench.tui.paint import Ground, Palette, Row, Run, changes, palette_of, render

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rendered:
    """Rows as strips, those of the last drawing kept: most rows are the same in the next one."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[tuple[Row, Ground], Strip] = {}
        self._before: dict[tuple[Row, Ground], Strip] = {}
        self._palette: Palette | None = None
        self._width = 0

    def begin(self, width: int, palette: Palette) -> None:
        """Begin a drawing: what the last one did not need is forgotten."""
        same = palette is self._palette and width == self._width
        self._before = self._kept if same else {}
        self._kept = {}
        self._palette, self._width = palette, width

    def strip(self, row: Row, ground: Ground) -> Strip:
        """Return a row as drawn; to be called between two `begin`."""
        key = (row, ground)
        found = self._before.get(key)
        if found is None:
            assert self._palette is not None  # noqa: S101 (`begin` has set it)
            found = render(row, self._width, self._palette, ground)
        self._kept[key] = found
        return found


class Canvas:
    """The strips of a widget as they stand on the screen."""

    def __init__(self) -> None:
        """Start with nothing drawn."""
        self._strips: list[Strip] = []

    def show(self, widget: Widget, strips: list[Strip]) -> None:
        """Take new strips and have the widget refresh the cells in which they differ."""
        regions = []
        for y, strip in enumerate(strips):
            old = self._strips[y] if y < len(self._strips) else None
            if old is not strip:
                regions += [Region(x, y, end - x, 1) for x, end in changes(old, strip)]
        for y in range(len(strips), len(self._strips)):
            regions.append(Region(0, y, self._strips[y].cell_length, 1))
        self._strips = strips
        if regions:
            widget.refresh(*regions)

    def line(self, y: int) -> Strip | None:
        """Return the strip of a line, None where none was drawn."""
        return self._strips[y] if y < len(self._strips) else None


class Lines(Widget):
    """A few fixed lines: a pane's header, the strip, the footer."""

    DEFAULT_CSS = """
    Lines { height: auto; width: 1fr; }
    """

    def __init__(self, *, ground: Ground = Ground.BACKGROUND, id: str | None = None) -> None:
        """Start empty; an empty one takes no line."""
        super().__init__(id=id)
        self._ground = ground
        self._rows: tuple[Row, ...] = ()
        self._canvas = Canvas()
        self._drawn_for: object = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return what is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these lines."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        taller = len(rows) != len(self._rows)
        self._rows = rows
        if taller:
            self._drawn_for = None
            self.refresh(layout=True)
        elif self._drawn_for is not None:
            self._draw()

    def redraw(self) -> None:
        """Draw the same rows again, in another way."""
        if self._drawn_for is not None:
            self._draw()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return one line a row."""
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """Return a line as drawn."""
        if self._drawn_for != (self.size.width, id(palette_of(self))):
            self._draw()
        return self._canvas.line(y) or self._blank()

    def _blank(self) -> Strip:
        return Strip.blank(self.size.width, palette_of(self).style(Run(" "), self._ground))

    def _draw(self) -> None:
        palette = palette_of(self)
        width = self.size.width
        self._drawn_for = (width, id(palette))
        strips = [self.row_strip(row, place, width) for place, row in enumerate(self._rows)]
        self._canvas.show(self, strips)

    def row_strip(self, row: Row, place: int, width: int) -> Strip:
        """Return the row at a place as drawn."""
        return render(row, width, palette_of(self), self._ground)
