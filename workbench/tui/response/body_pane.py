"""A pane that reads a body: its work in slices, its row cursor, and the keys of a body.

Must not know what was sent, or which body it reads: `reading` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.domain.errors import UsageError
from workbench.tui.intents import BodyPaged, SearchOpened, WentWrong
from workbench.tui.keys import Scope, bindings, search_bindings
from workbench.tui.paint import Line
from workbench.tui.pane import Pane
from workbench.tui.response.reading import SearchKind
from workbench.tui.search_line import SearchLine
from workbench.tui.windows.window import Prompt
from workbench.views.gate import visible

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.timer import Timer

    from workbench.tui.response.reading import Reading
    from workbench.tui.rowlist import RowList

#: Seconds between two slices of work on a body, and without a key before a filter is tried.
BETWEEN, TYPING = 0.01, 0.3
_FOLDING = ("body_fold_all", "body_unfold_all", "body_fold_more", "body_fold_less")
_ANY_BODY = (
    "search_open",
    "body_view",
    "body_go_to",
    "body_wrap",
    "body_charset",
    "body_mark",
    "body_pager",
)


class BodyPane(Pane):
    """What a subclass shows is its `reading` on the tab Body, and something else on other tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.RESPONSE), *search_bindings()]

    _worker: Timer | None = None
    _filter_due: Timer | None = None

    @property
    def whole(self) -> Reading | None:
        """Return the whole body, as it is read."""
        return None

    @property
    def reading(self) -> Reading | None:
        """Return what is shown of it, as that is read: what a filter found, or all."""
        return self.whole.shown if self.whole else None

    def refill(self) -> None:
        """Show all anew, after the body or the way it is looked at changed."""

    def say_where(self) -> None:
        """Say where the cursor is."""

    def close_search(self, old: Reading) -> None:
        """Leave the search in a body that is not read any more."""
        old.look_for("")
        old.filter_by("")
        for line in self._search_lines():
            line.close()

    def _search_lines(self) -> list[SearchLine]:
        return [line for line in self.screen.query(SearchLine) if line.pane is self]

    # Working on a body.

    def keep_working(self) -> None:
        """Look at the next slice soon, where there is one."""
        if self._worker is None and self.reading is not None and self.reading.busy:
            self._worker = self.set_timer(BETWEEN, self._work)

    def _work(self) -> None:
        """Look at a slice; what is seen is drawn where it changed."""
        self._worker = None
        reading = self.reading
        if reading is None:
            return
        before = (reading.view.row_count, reading.view.number_count)
        follows = self.follows
        reading.work()
        match = reading.arrive()
        if self.tab == "Body":
            if match is not None:
                self._go_to(match.line, match.start)
            far = before[1] // 20_000 != reading.view.number_count // 20_000
            small = before[0] < self.rows.top + 2 * max(1, self.rows.size.height)
            if small or far or not reading.busy:
                self.refill()
                if follows:
                    self.rows.action_cursor_last()
            elif reading.search is not None:
                self.rows.update()
        self._tell_search()
        self.keep_working()

    def _tell_search(self) -> None:
        whole = self.whole
        if whole is not None and (whole.search is not None or whole.filtered is not None):
            for line in self._search_lines():
                line.set_status(whole.status())

    @property
    def follows(self) -> bool:
        """Tell whether the cursor goes with the end of a stream: it is there, and more may come."""
        reading = self.reading if self.tab == "Body" else None
        return (
            reading is not None
            and reading.is_stream
            and self.rows.cursor >= self.rows.row_count - 1
        )

    # The cursor.

    def _line(self) -> int:
        """Return the line of the layout that the cursor is on."""
        match self.rows.cursor_key:
            case ("line", int(line), int()):
                return line
            case _:
                return 0

    def _go_to(self, line: int, column: int = 0) -> None:
        """Put the cursor on a line that is not folded away, at the piece that has the column."""
        reading = self.reading
        if reading is None:
            return
        width = max(4, self.rows.size.width - reading.rows.gutter - 3)
        self.rows.update()
        self.rows.move_to(("line", line, 0))
        if column >= width:
            self.rows.move_to(("line", line, column // width))
        self.rows.update()
        self.say_where()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Say where the cursor is."""
        self.say_where()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the body, and the row under the cursor, have."""
        reading = self.reading if self.tab == "Body" else None
        if action in _ANY_BODY:
            return reading is not None and reading.view.row_count > 0
        if action in ("search_next", "search_previous"):
            return reading is not None and reading.search is not None
        if action == "body_fold":
            return reading is not None and reading.can_fold(self._line())
        if action in _FOLDING:
            return reading is not None and str(reading.view.kind) == "pretty"
        return super().check_action(action, parameters)

    def action_body_fold(self) -> None:
        """Fold or open what is under the cursor."""
        if self.reading is not None and self.reading.toggle(self._line()):
            self.rows.update()
            self.say_where()

    def action_body_fold_all(self) -> None:
        """Fold everything below the outermost level."""
        self._fold_all(folded=True)

    def action_body_unfold_all(self) -> None:
        """Open everything."""
        self._fold_all(folded=False)

    def _fold_all(self, *, folded: bool) -> None:
        if self.reading is not None:
            self.reading.fold_all(folded=folded)
            self.rows.update()
            self.say_where()
            self.keep_working()

    def action_body_fold_more(self) -> None:
        """Fold one level further out."""
        self._fold_by(-1)

    def action_body_fold_less(self) -> None:
        """Open one level more."""
        self._fold_by(1)

    def _fold_by(self, by: int) -> None:
        if self.reading is not None:
            self.reading.fold_by(by, self._line())
            self.rows.update()
            self.say_where()
            self.keep_working()

    def action_body_go_to(self) -> None:
        """Ask for a line, and go there."""
        reading = self.reading
        if reading is None:
            return

        def go(typed: str | None) -> None:
            number = (typed or "").replace(",", "").strip()
            if number.isdecimal() and len(number) < 16:
                line = reading.view.line_of_number(int(number))
                reading.unfold_to(line)
                self._go_to(line)
            elif typed:
                self.post_message(WentWrong(UsageError(f'"{visible(typed)}" is no line number.')))

        label = f"1 to {reading.view.number_count:,}"
        self.app.push_screen(Prompt("Go to line", label), go)

    def action_body_wrap(self) -> None:
        """Fold lines that are too long for the pane, or show their beginning only."""
        if self.reading is not None:
            self.reading.rows.wraps = not self.reading.rows.wraps
            self.reading.rows.forget_shape()
            self.rows.update()

    def action_body_charset(self) -> None:
        """Ask for a charset, and read the body in it."""
        reading = self.reading
        if reading is None:
            return

        def read(name: str | None) -> None:
            if name and not reading.choose_charset(name):
                error = UsageError(
                    f'No charset is called "{visible(name)}".',
                    "utf-8, iso-8859-1, windows-1252, utf-16 and shift_jis are some.",
                )
                self.post_message(WentWrong(error))
            self.refill()

        self.app.push_screen(Prompt("Charset", "of the text", reading.view.charset), read)

    def action_body_mark(self) -> None:
        """Mark this line as one end of what y copies, or take the mark away."""
        if self.reading is not None:
            rows = self.reading.rows
            rows.mark = None if rows.mark is not None else self._line()
            self.rows.update()
            self.say_where()

    def action_body_pager(self) -> None:
        """Ask for the text to be looked at in the pager: what a filter found, or all."""
        if self.reading is not None:
            self.post_message(BodyPaged(self.reading))

    def action_body_view(self) -> None:
        """Look at the body in the next way, from its beginning."""
        if self.reading is not None:
            self.reading.next_kind()
            self.refill()
            self.rows.action_cursor_first()

    # Searching.

    def action_search_open(self) -> None:
        """Open the search line."""
        whole = self.whole
        typed = (whole.path or whole.needle) if whole else ""
        self.post_message(SearchOpened(typed, whole.search_kind if whole else "text"))

    def action_search_next(self) -> None:
        """Go to the next match."""
        self._step_match(1)

    def action_search_previous(self) -> None:
        """Go to the match before."""
        self._step_match(-1)

    def _step_match(self, by: int) -> None:
        match = self.reading.step(by) if self.reading else None
        if match is not None:
            self._go_to(match.line, match.start)
        self._tell_search()

    def search_kind_changed(self, text: str) -> bool:
        """Take what is typed as another kind of search."""
        if self.whole is None or self.tab != "Body":
            return False
        self.whole.look_for("")
        self.whole.filter_by("")
        self.whole.next_search_kind()
        self.refill()
        self.search_changed(text)
        return True

    def search_changed(self, text: str) -> None:
        """Look for what is typed, from the cursor on."""
        whole = self.whole
        if whole is None or self.tab != "Body":
            return
        if whole.search_kind is SearchKind.PATH:
            self._filter_soon(text)
        elif text != whole.needle:
            whole.look_for(text, self._line())
            match = whole.arrive()
            if match is not None:
                self._go_to(match.line, match.start)
            self.rows.update()
        self.keep_working()

    def _filter_soon(self, text: str) -> None:
        if self._filter_due is not None:
            self._filter_due.stop()
        self._filter_due = self.set_timer(TYPING, lambda: self._filter(text))

    def _filter(self, text: str) -> None:
        self._filter_due = None
        if self.whole is None:
            return
        try:
            self.whole.filter_by(text.strip())
        except UsageError as error:
            self.post_message(WentWrong(error))
        self.refill()
        self.rows.action_cursor_first()
        self._tell_search()

    @property
    def search_kinds(self) -> int:
        """Return how many kinds of search there are."""
        return len(SearchKind)

    def search_accepted(self, text: str) -> None:
        """Go on to the match that is current."""
        self.search_changed(text)
        self.app.refresh_bindings()

    def search_stop(self) -> bool:
        """Stop a search that is going on, keeping its matches; False where none is."""
        if self.reading is None or not self.reading.stop():
            return False
        self._tell_search()
        return True

    def search_closed(self) -> None:
        """Take the matches away, and show all again."""
        if self._filter_due is not None:
            self._filter_due.stop()
            self._filter_due = None
        if self.whole is not None:
            self.whole.look_for("")
            self.whole.filter_by("")
            self.refill()
            self.rows.update()

    def search_status(self) -> Line:
        """Say how the search goes."""
        return self.whole.status() if self.whole else ()
