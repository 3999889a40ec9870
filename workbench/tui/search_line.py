"""The line above the footer in which a search or a filter is typed, for whichever pane opened it.

Must not search: it tells its pane what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from workbench.tui.canvas import Lines
from workbench.tui.field import Field
from workbench.tui.paint import Ground, Line, Role, Row, Run, width_of

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

    from workbench.tui.pane import Pane


#: How many columns what is said about a search has at least.
LEAST_STATUS = 40
#: What the footer says while something is typed here: in a body, and where names are filtered.
_LOOKING = (("enter", "To the match"), ("tab", "Text, regex, path"), ("esc", "Close"))
_FILTERING = (("enter", "To the list"), ("up down", "Move"), ("esc", "Close"))


class SearchField(Field):
    """The field of the search line: the arrows go through what matches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("tab", "kind", "Text, regex, path", id="search.kind"),
    ]

    class Stepped(Message):
        """The cursor of the list is to move while the text is being typed."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class KindAsked(Message):
        """What is typed is to be taken as another kind of search."""

    def action_kind(self) -> None:
        """Tell the line."""
        self.post_message(self.KindAsked())

    def action_step(self, by: int) -> None:
        """Tell the line."""
        self.post_message(self.Stepped(by))


class SearchLine(Horizontal):
    """`/ text` at the left; what the pane says about it at the right."""

    DEFAULT_CSS = """
    SearchLine { height: 1; background: $panel; display: none; }
    SearchLine > #search-mark { width: 3; }
    SearchLine > SearchField { width: 1fr; }
    SearchLine > #search-status { max-width: 60%; }
    """

    class Left(Message):
        """The search line was closed."""

    def __init__(self, *, id: str | None = None) -> None:
        """Start closed."""
        super().__init__(id=id)
        self._pane: Pane | None = None
        self._room = LEAST_STATUS
        self._mark = Lines(ground=Ground.PANEL, id="search-mark")
        self._status = Lines(ground=Ground.PANEL, id="search-status")
        self._field = SearchField(id="search-field")

    def compose(self) -> ComposeResult:
        """Put the three in one line."""
        yield self._mark
        yield self._field
        yield self._status

    @property
    def pane(self) -> Pane | None:
        """Return whose search is open, None when none is."""
        return self._pane

    def open(self, pane: Pane, text: str, kind: str) -> None:
        """Open it for a pane, with what was typed before."""
        self._pane, self._room = pane, LEAST_STATUS
        self.display = True
        self._mark.set_rows([Row((Run(" / ", Role.ACCENT, bold=True),))])
        self._field.placeholder = kind
        self._field.names_keys = _LOOKING if pane.search_kinds > 1 else _FILTERING
        self._field.value = text
        self._field.cursor_position = len(text)
        self.set_status(pane.search_status())
        self._field.focus()

    def set_status(self, status: Line) -> None:
        """Say how the search goes; to be called as often as that changes."""
        self._status.set_rows([Row((), (*status, Run(" ")))])
        # Only ever wider while it is open, so that what is typed does not move with every count.
        self._room = max(self._room, width_of(status) + 1)
        self._status.styles.width = self._room

    def close(self) -> None:
        """Close it and leave the search."""
        pane, self._pane = self._pane, None
        self.display = False
        if pane is not None:
            pane.search_closed()
            pane.focus_rows()
        self.post_message(self.Left())

    def on_input_changed(self, message: Input.Changed) -> None:
        """Pass on what is typed."""
        message.stop()
        if self._pane is not None and message.input is self._field:
            self._pane.search_changed(message.value)
            self.set_status(self._pane.search_status())

    def on_search_field_stepped(self, message: SearchField.Stepped) -> None:
        """Move the pane's cursor."""
        message.stop()
        if self._pane is not None:
            rows = self._pane.rows
            (rows.action_cursor_down if message.by > 0 else rows.action_cursor_up)()

    def on_search_field_kind_asked(self, message: SearchField.KindAsked) -> None:
        """Take what is typed as another kind; where there is one kind only, accept it."""
        message.stop()
        pane = self._pane
        if pane is None:
            return
        if pane.search_kind_changed(self._field.value):
            self.set_status(pane.search_status())
        else:
            self._field.action_accept("stay")

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Leave the text standing and go back to the list."""
        message.stop()
        if self._pane is not None:
            self._pane.focus_rows()
            self._pane.search_accepted(message.text)
            self.set_status(self._pane.search_status())

    def on_field_restored(self, message: Field.Restored) -> None:
        """Stop what is still searched for, then leave the search."""
        message.stop()
        self.back()

    def back(self) -> None:
        """Stop a search that is going on, keeping what it found; else leave it."""
        if self._pane is not None and self._pane.search_stop():
            self.set_status(self._pane.search_status())
        else:
            self.close()
