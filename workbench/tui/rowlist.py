"""The list that every pane is: rows drawn where they are seen, one row cursor, no animation.

Must not know what its rows are about; what a key does to a row, the pane that holds it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from workbench.tui.canvas import Canvas, Rendered
from workbench.tui.cells import CellEditing
from workbench.tui.field import After, Field
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import CellEdit, Ground, Row, Run, palette_of
from workbench.tui.rowsource import PlainRows

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.binding import BindingType

    from workbench.tui.rowsource import RowSource


class RowList(Widget, can_focus=True):
    """A virtual list with a row cursor.

    Give it rows by `set_rows` (all of them) or `set_source` (made when seen). The cursor stays on
    its key over updates, else on its line. `page_width` is how wide a row is drawn.
    """

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; layers: base field; }
    RowList > Field { position: absolute; layer: field; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LISTS)

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, rows: RowList, index: int, key: Hashable | None) -> None:
            """Keep where it is now."""
            super().__init__()
            self.rows = rows
            self.index = index
            self.key = key

    class Chosen(Message):
        """A row was chosen with the mouse or by the window it is in."""

        def __init__(self, rows: RowList, key: Hashable | None) -> None:
            """Keep which."""
            super().__init__()
            self.rows = rows
            self.key = key

    class Edited(Message):
        """A cell's new text was accepted; the owner takes it, then does what `after` says.

        With `After.NEXT` the owner calls `edit_after(key, name)` once its rows are up to date.
        """

        def __init__(
            self, rows: RowList, key: Hashable | None, name: str, text: str, after: After
        ) -> None:
            """Keep the cell and its text."""
            super().__init__()
            self.rows = rows
            self.key = key
            self.name = name
            self.text = text
            self.after = after

    class EditEnded(Message):
        """The field was closed, accepted or restored."""

    def __init__(self, *, id: str | None = None) -> None:
        """Start empty."""
        super().__init__(id=id)
        self._source: RowSource = PlainRows()
        self._canvas = Canvas()
        self._rendered = Rendered()
        self._drawn_for: object = None
        self._cursor = 0
        self._top = 0
        self._key: Hashable | None = None
        self.cells = CellEditing()

    # What it shows.

    @property
    def source(self) -> RowSource:
        """Return where its rows come from."""
        return self._source

    @property
    def row_count(self) -> int:
        """Return how many rows there are."""
        return self._source.row_count

    @property
    def top(self) -> int:
        """Return which row is the first seen."""
        return self._top

    @property
    def cursor(self) -> int:
        """Return the row that the cursor is on."""
        return self._cursor

    @property
    def cursor_row(self) -> Row | None:
        """Return the row under the cursor, None in an empty list."""
        return self._row(self._cursor) if self._cursor < self.row_count else None

    @property
    def cursor_key(self) -> Hashable | None:
        """Return the key of the row under the cursor."""
        row = self.cursor_row
        return row.key if row else None

    def set_rows(self, rows: Sequence[Row], *, cursor: Hashable | None = None) -> None:
        """Show these rows; `cursor` is a key to put the cursor on instead of leaving it."""
        self.set_source(PlainRows(rows), cursor=cursor)

    def set_source(self, source: RowSource, *, cursor: Hashable | None = None) -> None:
        """Show a source's rows; also to be called when the same source has grown or changed."""
        self._source = source
        before = self._key
        wanted = cursor if cursor is not None else before
        found = source.index_of(wanted) if wanted is not None else None
        self._place(self._cursor if found is None else found, tell=False)
        if self._key != before:
            # Another row came under the cursor: what works here may be something else now.
            self.call_later(self._tell_moved)
        self._draw()

    def update(self) -> None:
        """Draw again what is seen, after the rows of the same source have changed."""
        self.set_source(self._source)

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on a key; False when it is not there."""
        found = self._source.index_of(key)
        if found is None:
            return False
        self._place(found)
        self._draw()
        return True

    def move_to_line(self, index: int, *, top: int | None = None) -> None:
        """Put the cursor on a row, and another at the top if given."""
        if top is not None:
            self._top = top
        self._place(index)
        self._draw()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Return a line as drawn."""
        if self._drawn_for != self._look():
            self._place(self._cursor, tell=False)
            self._draw()
        strip = self._canvas.line(y)
        if strip is not None:
            return strip
        return Strip.blank(self.size.width, palette_of(self).style(Run(" "), Ground.BACKGROUND))

    def _look(self) -> object:
        return (self.size, self.has_focus, id(palette_of(self)))

    def _draw(self) -> None:
        if not self.is_attached or not self.size:
            self._drawn_for = None
            return
        palette = palette_of(self)
        width, height = self.size
        focused = self.has_focus or self.cells.is_open
        on_cursor = Ground.CURSOR if focused else Ground.CURSOR_BLURRED
        strips = []
        self._rendered.begin(width, palette)
        for index in range(self._top, min(self._top + height, self.row_count)):
            row = self._source.row(index, width)
            here = index == self._cursor and row.selectable
            strips.append(self._rendered.strip(row, on_cursor if here else Ground.BACKGROUND))
        blank = Strip.blank(width, palette.style(Run(" "), Ground.BACKGROUND))
        strips += [blank] * (height - len(strips))
        self._drawn_for = self._look()
        self._canvas.show(self, strips)

    def _row(self, index: int) -> Row:
        return self._source.row(index, self.size.width)

    # Moving.

    def _place(self, index: int, *, step: int = 1, tell: bool = True) -> None:
        """Put the cursor on the nearest selectable row, first in the direction of `step`."""
        count = self.row_count
        index = max(0, min(index, count - 1))
        found = self._selectable(index, step)
        if found is None:
            found = self._selectable(index, -step)
        if found is None:
            self._top = max(0, min(index, count - self.size.height))
            self._cursor, self._key = index, None
            return
        moved = found != self._cursor
        self._cursor = found
        key = self._row(found).key
        moved = moved or key != self._key
        self._key = key
        self._keep_in_view()
        if moved and tell:
            self.call_later(self._tell_moved)

    def _tell_moved(self) -> None:
        # From a task of its own: a message made while the parent works never gets past the parent.
        self.post_message(self.Moved(self, self._cursor, self._key))

    def _selectable(self, index: int, step: int) -> int | None:
        while 0 <= index < self.row_count:
            if self._row(index).selectable:
                return index
            index += step
        return None

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height)
        if not self.size:
            return
        last_top = max(0, self.row_count - height)
        top = min(self._top, last_top)
        # The rows above the first selectable one belong to it: a list starts at its very top.
        if self._selectable(self._cursor - 1, -1) is None and self._cursor < height:
            top = 0
        if self._cursor < top:
            top = self._cursor
        elif self._cursor >= top + height:
            top = self._cursor - height + 1
        self._top = max(0, min(top, last_top))

    def _go(self, index: int, step: int) -> None:
        before = self._cursor
        self._place(index, step=step)
        if self._cursor == before and self._key is not None and index != before:
            # Nothing selectable that way: show what is there all the same.
            last = max(0, self.row_count - self.size.height)
            shown = self._top + step
            if 0 <= shown <= last and shown <= before < shown + self.size.height:
                self._top = shown
        self._draw()

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self._go(self._next(1), 1)

    def action_cursor_up(self) -> None:
        """Go one row up."""
        self._go(self._next(-1), -1)

    def _next(self, step: int) -> int:
        if self._key is None and self.cursor_row is not None and not self.cursor_row.selectable:
            # Nothing to select: the cursor stands for the first line seen.
            return self._top + step
        return self._cursor + step

    def action_cursor_page_down(self) -> None:
        """Go one screen down, leaving one line for the eye."""
        self._page(max(1, self.size.height - 1))

    def action_cursor_page_up(self) -> None:
        """Go one screen up."""
        self._page(-max(1, self.size.height - 1))

    def _page(self, by: int) -> None:
        last = max(0, self.row_count - self.size.height)
        base = self._cursor if self._key is not None else self._top
        self._top = max(0, min(self._top + by, last))
        self._go(base + by, 1 if by > 0 else -1)

    def action_cursor_first(self) -> None:
        """Go to the first row, all above it in view."""
        self._top = 0
        self._place(0)
        self._draw()

    def action_cursor_last(self) -> None:
        """Go to the last row, all below it in view as far as it fits."""
        count = -1
        while count != self.row_count:
            # A source may learn only by drawing how many lines its rows take.
            count = self.row_count
            self._place(count - 1, step=-1)
            self._top = max(self._top, min(self._cursor, count - self.size.height))
            self._draw()

    def choose(self) -> None:
        """Tell the owner that the row under the cursor was chosen."""
        self.post_message(self.Chosen(self, self.cursor_key))

    def on_focus(self) -> None:
        """Show the cursor as the focused one."""
        self._draw()

    def on_blur(self) -> None:
        """Show the cursor as one to come back to."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a row; a second click chooses it."""
        index = self._top + event.y
        if index >= self.row_count or not self._row(index).selectable:
            return
        again = index == self._cursor and event.chain > 1
        self._go(index, 1)
        if again:
            self.choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go three rows down."""
        self._go(self._next(3), 1)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go three rows up."""
        self._go(self._next(-3), -1)
        event.stop()

    # Editing a cell.

    @property
    def editing(self) -> bool:
        """Tell whether a cell is open."""
        return self.cells.is_open

    def edit(self, name: str = "") -> bool:
        """Open a cell of the row under the cursor, its first unless named; False without one."""
        return self.cells.begin(self, self.cursor_row, self._cursor - self._top, name)

    def edit_after(self, key: Hashable | None, name: str) -> None:
        """Open the cell after the named one, in the same row or the next that has any."""
        if key is not None:
            self.move_to(key)
        names = [cell.name for cell in self.cursor_row.cells] if self.cursor_row else []
        if name in names[:-1]:
            self.edit(names[names.index(name) + 1])
            return
        following = next(
            (i for i in range(self._cursor + 1, self.row_count) if self._row(i).cells), None
        )
        if following is not None:
            self.move_to_line(following)
            self.edit()

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Close the field and pass its text on."""
        message.stop()
        was = self._close(message.field)
        if was is not None:
            key, cell = was
            self.post_message(self.Edited(self, key, cell.name, message.text, message.after))

    def on_field_restored(self, message: Field.Restored) -> None:
        """Close the field and leave the cell as it was."""
        message.stop()
        self._close(message.field)

    def _close(self, field: Field) -> tuple[Hashable | None, CellEdit] | None:
        was = self.cells.end(self, field)
        self._draw()
        self.post_message(self.EditEnded())
        return was
