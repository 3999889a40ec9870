"""The screen of a comparison, over the panes: what differs between two answers, in one list.

Compared in slices, so that keys work meanwhile; leaving it stops that. Must not send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen

from workbench.tui import handing_out
from workbench.tui.canvas import Lines
from workbench.tui.compare.diff_rows import DiffRows, DiffView
from workbench.tui.compare.head_rows import answer_rows, head_rows
from workbench.tui.error_panel import ErrorPanel
from workbench.tui.footer import MOST_NARROW, Footer, entries
from workbench.tui.keys import BY_ID, Scope, binding, bindings
from workbench.tui.layout import Shape
from workbench.tui.paint import Ground, Role, Row, Run, palette_of, plain
from workbench.tui.pane import Pane
from workbench.tui.working_keys import working_keys
from workbench.views.compare import BodyComparison
from workbench.views.durations import counted
from workbench.views.gate import visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.tui.app import WorkbenchApp
    from workbench.tui.compare.pairs import Answers
    from workbench.tui.rowlist import RowList

#: Work done before the first look and in one slice, as `BodyComparison` counts it; seconds between.
FIRST, SLICE, BETWEEN = 1 << 16, 1 << 16, 0.01


class CompareScreen(ModalScreen[None], inherit_bindings=False):
    """Shows what differs; `-` is the older answer, `+` the newer."""

    DEFAULT_CSS = """
    CompareScreen { layout: vertical; background: $background; }
    CompareScreen > #strip { background: $panel; height: 1; }
    CompareScreen > Pane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.COMPARE),
        binding(BY_ID["copy.value"]),
        binding(BY_ID["window.close"]),
        binding(BY_ID["app.keys"]),
    ]

    def __init__(self, answers: Answers, now: float, strip: Row) -> None:
        """Begin with the heads; the bodies follow."""
        super().__init__()
        older, newer = answers.responses
        self.found = BodyComparison(
            (older.body, older.header("content-type") or ""),
            (newer.body, newer.header("content-type") or ""),
        )
        self.pane = Pane("Compare", id="compare")
        self.error = ErrorPanel(id="error")
        self.footer = Footer(id="footer")
        self._strip = Lines(ground=Ground.PANEL, id="strip")
        self._strip.set_rows([strip])
        self._answers, self._now = answers, now
        self._everything = False
        self._view: DiffView | None = None
        self._head = 0

    def compose(self) -> ComposeResult:
        """Put the pane between strip and footer."""
        yield self._strip
        yield self.pane
        yield self.error
        yield self.footer

    def on_mount(self) -> None:
        """Compare what can be at once, and show it."""
        self.found.advance(FIRST)
        self.pane.focus_rows()
        self.pane.set_header([*answer_rows(self._answers, self._now), Row(selectable=False)])
        self._shown_so_far()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self.call_after_refresh(self._fill)

    def follow(self, strip: Row) -> None:
        """Show the strip of the screen below."""
        self._strip.set_rows([strip])

    # Comparing.

    def _work(self) -> None:
        self.found.advance(SLICE)
        self._shown_so_far()

    def _shown_so_far(self) -> None:
        self._fill()
        if not self.found.done:
            self.set_timer(BETWEEN, self._work)

    # Drawing.

    def _fill(self) -> None:
        if not self.is_attached:
            return
        if self.found.done and self._view is None:
            self._view = DiffView(
                self.found,
                everything=self._everything,
                ascii_only=palette_of(self).ascii_only,
            )
        width = max(20, self.pane.rows.size.width or self.app.size.width - 4)
        rows = DiffRows(head_rows(self._answers, self.found, width), self._view)
        self._head = len(rows.head)
        self.pane.rows.set_source(rows)
        self._say_where()
        self.call_later(self._name_keys)

    def _name_keys(self) -> None:
        if self.is_attached:
            named = entries(
                (key.id, name, "Back" if key.id == "window.close" else key.footer)
                for key, name in working_keys(self)
            )
            narrow = Shape(*self.app.size).one_pane
            self.footer.show(named, most=MOST_NARROW if narrow else None)

    def _say_where(self) -> None:
        view = self._view
        if view is None:
            return
        many = len(view.changes)
        here = view.change_at(self._row_here())
        place = f"difference {here:,} of {many:,}" if here else counted(many, "difference")
        if not many:
            place = "the same body" if self.found.same else "no line differs"
        self.pane.set_subtitle((Run(place, Role.MUTED),))

    def _row_here(self) -> int:
        """Return the row of the comparison under the cursor; -1 above all of them."""
        match self.pane.rows.cursor_key:
            case ("line", int(row), int()):
                return row
            case _:
                return -1

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Say where the cursor is."""
        message.stop()
        self._say_where()
        self.call_later(self._name_keys)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the comparison has."""
        if action in ("compare_next", "compare_previous"):
            return self._view is not None and bool(self._view.changes)
        if action in ("compare_view", "copy_value"):
            return self._view is not None and self._view.row_count > 0
        return True

    def action_compare_next(self) -> None:
        """Go to the next difference."""
        self._step(1)

    def action_compare_previous(self) -> None:
        """Go to the difference before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        row = self._view.next_change(self._row_here(), by) if self._view else None
        if row is not None:
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        """Put the cursor on a row, in the upper part of what is seen."""
        rows = self.pane.rows
        index = rows.source.index_of(("line", row, 0))
        if index is not None:
            rows.move_to_line(index, top=max(0, index - rows.size.height // 4))

    def action_compare_view(self) -> None:
        """Show all lines, or the differences alone; the cursor stays at its difference."""
        number = self._view.change_at(self._row_here()) if self._view else 0
        self._everything = not self._everything
        self._view = None
        self._fill()
        view: DiffView | None = self._view
        if number and view is not None:
            self._go_to(view.changes[number - 1])

    def action_copy_value(self) -> None:
        """Copy what is shown: the two answers, and the lines with their signs."""
        view = self._view
        if view is None:
            return
        heads = (*self.pane.header.rows, *self._top_rows())
        pieces = [visible(plain(row.left)).rstrip() for row in heads]
        pieces += [" ".join((sign, visible(text))) for sign, text in view.texts()]
        what = f"the comparison, {counted(len(pieces), 'line')}"
        handing_out.copy(self._workbench_app, "\n".join(pieces) + "\n", what)

    def _top_rows(self) -> list[Row]:
        source = self.pane.rows.source
        return list(source.head) if isinstance(source, DiffRows) else []

    @property
    def _workbench_app(self) -> WorkbenchApp:
        return self.app  # type: ignore[return-value] # it is shown by no other app

    def action_window_close(self) -> None:
        """Go back; what was not compared yet stays so."""
        self.dismiss(None)

    def action_app_keys(self) -> None:
        """Show the keys that work here."""
        from workbench.tui.opening import Opening

        Opening(self._workbench_app).keys()
