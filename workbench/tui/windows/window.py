"""A window: one pane over the dimmed rest, 80 wide, with a list and maybe a field above it.

Must not know what is chosen in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Horizontal
from textual.screen import ModalScreen

from workbench.tui import signs
from workbench.tui.canvas import Lines
from workbench.tui.field import Field
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.pane import Pane
from workbench.tui.rowlist import RowList
from workbench.tui.search_line import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

Chosen = TypeVar("Chosen")

#: How wide a window is, and how many rows from the top it starts.
WIDTH, TOP = 80, 4


class WindowPane(Pane):
    """The pane of a window: a line to type in, the list, and a line of hints."""

    DEFAULT_CSS = """
    WindowPane { height: auto; }
    WindowPane > RowList { height: auto; }
    WindowPane > #typed { height: 1; }
    WindowPane > #typed > Lines { width: 2; }
    WindowPane > #typed > Field { width: 1fr; background: $background;
                                  &:focus { background: $background; } }
    """

    def __init__(self, title: str, *, typed: bool, hint: Line) -> None:
        """Keep what stands around the list."""
        super().__init__(title)
        self.typed = typed
        self.field = SearchField()
        self.foot = Lines()
        self.hint = hint

    def compose(self) -> ComposeResult:
        """Put the field over the list, and the hints below it."""
        if self.typed:
            prompt = Lines()
            prompt.set_rows([Row((Run(signs.PROMPT, Role.ACCENT, bold=True),))])
            with Horizontal(id="typed"):
                yield prompt
                yield self.field
        yield self.header
        yield self.rows
        yield self.foot

    def set_hint(self, left: Line) -> None:
        """Show the hints, and something at their left."""
        if left or self.hint:
            self.foot.set_rows([Row(), Row(left, self.hint)])


class Window(ModalScreen[Chosen | None], Generic[Chosen], inherit_bindings=False):
    """A window that hands back the key of the row that was chosen, or None.

    `rows_of(typed, width)` gives the rows; with `typed` there is a field and it is asked anew at
    every letter.
    """

    DEFAULT_CSS = """
    Window { align-horizontal: center; layout: vertical; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.WINDOW)

    def __init__(
        self,
        title: str,
        rows_of: Callable[[str, int], Sequence[Row]],
        *,
        typed: bool = False,
        start: object = None,
        hint: Line = (),
        count: Callable[[int], Line] | None = None,
    ) -> None:
        """Keep what to show; `start` is the key that the cursor starts on."""
        super().__init__()
        self.pane = WindowPane(title, typed=typed, hint=hint)
        self._rows_of = rows_of
        self._start = start
        self._count = count
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Show the one pane."""
        yield self.pane

    def on_mount(self) -> None:
        """Place it and fill it."""
        self._place()
        (self.pane.field if self.pane.typed else self.pane.rows).focus()

    def on_resize(self) -> None:
        """Place it in the new size."""
        self._place()

    def _place(self) -> None:
        width, height = self.app.size
        self.pane.styles.width = min(WIDTH, width - 4)
        self.pane.styles.margin = (min(TOP, max(0, height - 12)), 0, 0, 0)
        self._fill()

    @property
    def _inner(self) -> int:
        return min(WIDTH, self.app.size.width - 4) - 4

    def _fill(self) -> None:
        rows = list(self._rows_of(self._typed, self._inner))
        around = 2 + (2 if self.pane.typed else 0) + 2
        room = self.app.size.height - min(TOP, max(0, self.app.size.height - 12)) - around - 1
        self.pane.rows.styles.height = max(1, min(len(rows), room))
        if self.pane.typed:
            self.pane.header.set_rows([Row()])
        self.pane.rows.set_rows(rows, cursor=self._start)
        self._start = None
        chosen = sum(1 for row in rows if row.selectable)
        self.pane.set_hint(self._count(chosen) if self._count else ())

    def on_input_changed(self, message: Input.Changed) -> None:
        """Ask for the rows anew; the best is the first."""
        message.stop()
        self._typed = message.value
        self._fill()
        self.pane.rows.action_cursor_first()

    def on_search_field_stepped(self, message: SearchField.Stepped) -> None:
        """Move in the list while typing."""
        message.stop()
        rows = self.pane.rows
        (rows.action_cursor_down if message.by > 0 else rows.action_cursor_up)()

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Take the row under the cursor."""
        message.stop()
        self.action_window_choose()

    def on_field_restored(self, message: Field.Restored) -> None:
        """Close it."""
        message.stop()
        self.dismiss(None)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a row that was double-clicked."""
        self.action_window_choose()

    def action_window_choose(self) -> None:
        """Hand back what the cursor is on."""
        key = self.pane.rows.cursor_key
        if key is not None:
            self.dismiss(key)  # type: ignore[arg-type] # the rows' keys are what the window is for

    def action_window_close(self) -> None:
        """Hand back nothing."""
        self.dismiss(None)


class Prompt(ModalScreen[str | None], inherit_bindings=False):
    """A window that asks for one line of text."""

    DEFAULT_CSS = """
    Prompt { align-horizontal: center; layout: vertical; }
    Prompt WindowPane > RowList { display: none; }
    """

    def __init__(self, title: str, label: str, text: str = "") -> None:
        """Keep the question and what the field starts with."""
        super().__init__()
        self.pane = WindowPane(
            title, typed=True, hint=hints(("enter", "accepts"), ("esc", "closes"))
        )
        self.pane.field.value = text
        self._label = label

    def compose(self) -> ComposeResult:
        """Show the one pane."""
        yield self.pane

    def on_mount(self) -> None:
        """Place it."""
        self.pane.styles.width = min(WIDTH, self.app.size.width - 4)
        self.pane.styles.margin = (TOP, 0, 0, 0)
        self.pane.header.set_rows([Row(), Row((Run(self._label, Role.MUTED),))])
        self.pane.set_hint(())
        self.pane.field.cursor_position = len(self.pane.field.value)
        self.pane.field.focus()

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Hand the text back."""
        message.stop()
        self.dismiss(self.answer_of(message.text))

    def answer_of(self, text: str) -> str | None:
        """Return what a typed text means; nothing but blanks is no answer."""
        return text.strip() or None

    def on_field_restored(self, message: Field.Restored) -> None:
        """Hand back nothing."""
        message.stop()
        self.dismiss(None)


def hints(*pairs: tuple[str, str]) -> Line:
    """Return keys with what they do, as a window's last line."""
    runs: list[Run] = []
    for key, does in pairs:
        if runs:
            runs.append(Run("  "))
        runs += [Run(key, Role.ACCENT, bold=True), Run(f" {does}", Role.MUTED)]
    return tuple(runs)


def no_row(text: str) -> Row:
    """Return a sentence that stands where rows would."""
    return Row((Run(text, Role.MUTED),), selectable=False)
