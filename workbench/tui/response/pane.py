"""Pane 3: the answer of the open request, or what became of it.

Must not send, cancel or write anything: it posts what is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from workbench.domain.http import (
    Cancelled,
    Done,
    Idle,
    Receiving,
    Response,
    in_flight,
)
from workbench.tui.intents import BodySaveAsked, SearchOpened
from workbench.tui.keys import Scope, bindings, search_bindings
from workbench.tui.paint import Line, Role, Row, Run, palette_of
from workbench.tui.pane import Tab
from workbench.tui.response.body_file import file_name
from workbench.tui.response.contents import Contents, empty_rows, state_rows, waiting_rows
from workbench.tui.response.copying import row_value
from workbench.tui.response.inspecting_pane import InspectingPane
from workbench.tui.response.readings import Readings
from workbench.tui.response.summary import summary_row
from workbench.tui.search_line import SearchLine
from workbench.tui.session import Change
from workbench.tui.unmasking import Unmasking
from workbench.tui.windows.window import Prompt

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.timer import Timer

    from workbench.tui.facade import Facade
    from workbench.tui.response.reading import Reading
    from workbench.tui.rowlist import RowList
    from workbench.tui.session import Session

#: Seconds between two slices of work on a body, and between two looks at what is in flight.
BETWEEN, FLIGHT = 0.01, 0.25
_FOLDING = ("body_fold", "body_fold_all", "body_unfold_all")


class ResponsePane(InspectingPane):
    """Body, Headers, Exchange and Diagnosis of the last send, or of one from the history."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.RESPONSE),
        *bindings(Scope.DIAGNOSIS),
        *search_bindings(),
    ]

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Start with nothing to show."""
        super().__init__("Response", number=3, tabs=(Tab("Body"),), id="response")
        self._session, self._workbench = session, workbench
        self._readings = Readings()
        self._begun: Reading | None = None
        self._worker: Timer | None = None
        self._clock: Timer | None = None
        self._unmasking = Unmasking()

    def on_mount(self) -> None:
        """Show what there is."""
        super().on_mount()
        self.session_changed(Change.OPENED)

    def on_resize(self) -> None:
        """Fold for the new width."""
        self._fill()

    # What is shown.

    @property
    def response(self) -> Response | None:
        """Return the answer that is shown, also while it is coming."""
        state = self._session.state
        match state:
            case Receiving(response=response):
                return response
            case Done(exchange) | Cancelled(exchange):
                return exchange.response
            case _:
                return None

    def session_changed(self, change: Change) -> None:
        """Show the state of the open request."""
        if change is Change.OPENED:
            self._unmasking.stop()
        if change is Change.TOKENS and not isinstance(self._session.state, Idle):
            return
        self._read()
        self.follow_findings()
        self._fill()

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 (a state, said by the layout)
        """Leave out the blank row where one pane is shown at a time."""
        super().set_alone(alone)
        self._fill()

    def tab_changed(self) -> None:
        """Show the tab."""
        self._fill()

    def tick(self) -> None:
        """Count down how long what is hidden is shown."""
        if self._unmasking.tick(self._workbench.clock.now()):
            self._fill()

    def _read(self) -> None:
        """Have a reading of each body that is shown, and keep the one there is."""
        before = self._session.previous_exchange
        ascii_only = palette_of(self).ascii_only if self.is_attached else False
        left = self._readings.follow(
            self.response, before.response if before else None, ascii_only=ascii_only
        )
        if left is not None and left.search is not None:
            self._close_search(left)

    @property
    def _reading(self) -> Reading | None:
        return self._readings.current

    def _close_search(self, old: Reading) -> None:
        old.look_for("")
        for line in self._search_lines():
            line.close()

    def _search_lines(self) -> list[SearchLine]:
        return [line for line in self.screen.query(SearchLine) if line.pane is self]

    def _fill(self) -> None:
        if not self.is_attached or not self.size:
            return
        now, state = self._workbench.clock.now(), self._session.state
        width = max(20, self.rows.size.width or self.content_size.width)
        reading = self._reading
        summary = summary_row(state, now, width, reading.kind if reading else "")
        header = [summary] if summary else []
        if reading is not None and self.tab == "Body":
            header += reading.notes()
        if header and not self.alone:
            header.append(Row(selectable=False))
        self.set_header(header)
        self.set_tabs(self._tabs())
        self._show(Contents(state, self._session.previous_exchange, now, width))
        self._say_where()
        self._keep_working()

    def _tabs(self) -> tuple[Tab, ...]:
        response = self.response
        counted = (self.alone or self.has_class("-wide")) and response is not None
        headers = f"Headers {len(response.headers)}" if response and counted else "Headers"
        return (Tab("Body"), Tab("Headers", headers), Tab("Exchange"), self.diagnosis_tab())

    def _show(self, contents: Contents) -> None:
        previous = self._readings.previous
        if self.shows_findings:
            self.rows.set_rows(self.finding_rows(contents.width))
        elif self.tab != "Body":
            show = self._workbench.in_clear if self._unmasking.is_on else str
            self.rows.set_rows(contents.of_tab(self.tab, show))
        elif self._reading is not None and self._reading.view.row_count:
            self.rows.set_source(self._reading.rows)
            if self._reading is not self._begun:
                # What the cursor stood on while there was no body says nothing about this one.
                self._begun = self._reading
                self.rows.action_cursor_first()
        elif self.response is not None:
            self.rows.set_rows(empty_rows(self.response, contents.width))
        elif rows := state_rows(contents, previous.view if previous else None):
            self.rows.set_rows(rows)
        else:
            self.rows.set_rows(waiting_rows(self._session, self._workbench, contents))

    def _say_where(self) -> None:
        state, reading = self._session.state, self._reading
        runs: list[Run] = []
        if self.alone or self.is_refused:
            runs += self._address()
        if self._unmasking.is_on:
            runs += self._unmasking.line(self._workbench.clock.now())
        elif self.tab == "Body" and reading is not None and reading.view.row_count:
            runs.append(Run(reading.position(self._line()), Role.MUTED))
        elif reading is None and self._session.previous_exchange and self.tab == "Body":
            runs.append(Run("previous response", Role.MUTED))
        elif self._session.looked_at is not None:
            runs.append(Run("from the history", Role.MUTED))
        elif in_flight(state) and not runs:
            runs.append(Run("in flight", Role.MUTED))
        self.set_subtitle(runs)

    def _address(self) -> list[Run]:
        if self.is_refused:
            return [Run("not sent to the API: no token", Role.MUTED)]
        spec = self._session.spec(self._workbench.workspace)
        final = self._exchange.final if self._exchange else None
        if final is not None:
            path = urlsplit(str(final.request.url)).path or "/"
            return [Run(f"{final.request.method} {path[:40]}   ", Role.MUTED)]
        return [Run(f"{spec.method} {spec.name}   ", Role.MUTED)] if spec else []

    # Working on a body, and counting while in flight.

    def _keep_working(self) -> None:
        flying = in_flight(self._session.state)
        if flying and self._clock is None:
            self._clock = self.set_interval(FLIGHT, self._fill)
        elif not flying and self._clock is not None:
            self._clock.stop()
            self._clock = None
        if self._worker is None and self._reading is not None and self._reading.busy:
            self._worker = self.set_timer(BETWEEN, self._work)

    def _work(self) -> None:
        """Look at a slice; what is seen is drawn where it changed."""
        self._worker = None
        reading = self._reading
        if reading is None:
            return
        before = (reading.view.row_count, reading.view.number_count)
        reading.work()
        match = reading.arrive()
        if self.tab == "Body":
            if match is not None:
                self._go_to(match.line, match.start)
            far = before[1] // 20_000 != reading.view.number_count // 20_000
            small = before[0] < self.rows.top + 2 * max(1, self.rows.size.height)
            if small or far or not reading.busy:
                self._fill()
            elif reading.search is not None:
                self.rows.update()
        self._tell_search()
        self._keep_working()

    def _tell_search(self) -> None:
        if self._reading is not None and self._reading.search is not None:
            for line in self._search_lines():
                line.set_status(self._reading.status())

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
        reading = self._reading
        if reading is None:
            return
        width = max(4, self.rows.size.width - reading.rows.gutter - 3)
        self.rows.update()
        self.rows.move_to(("line", line, 0))
        if column >= width:
            self.rows.move_to(("line", line, column // width))
        self.rows.update()
        self._say_where()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Say where the cursor is."""
        self._say_where()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the body, and the row under the cursor, have."""
        reading = self._reading if self.tab == "Body" else None
        if action in ("search_open", "body_view"):
            return reading is not None and reading.view.row_count > 0
        if action in ("search_next", "search_previous"):
            return reading is not None and reading.search is not None
        if action == "body_fold":
            return reading is not None and reading.can_fold(self._line())
        if action in _FOLDING:
            return reading is not None and str(reading.view.kind) == "pretty"
        if action == "body_save":
            return self._reading is not None and self._reading.body.complete
        return super().check_action(action, parameters)

    def action_body_fold(self) -> None:
        """Fold or open what is under the cursor."""
        if self._reading is not None and self._reading.toggle(self._line()):
            self.rows.update()
            self._say_where()

    def action_body_fold_all(self) -> None:
        """Fold everything below the outermost level."""
        self._fold_all(folded=True)

    def action_body_unfold_all(self) -> None:
        """Open everything."""
        self._fold_all(folded=False)

    def _fold_all(self, *, folded: bool) -> None:
        if self._reading is not None:
            self._reading.fold_all(folded=folded)
            self.rows.update()
            self._say_where()

    def action_body_view(self) -> None:
        """Look at the body in the next way, from its beginning."""
        if self._reading is not None:
            self._reading.next_kind()
            self._fill()
            self.rows.action_cursor_first()

    def action_body_save(self) -> None:
        """Ask for a path, then for the body to be written there."""
        response = self.response
        if response is None:
            return

        def save(path: str | None) -> None:
            if path:
                self.post_message(BodySaveAsked(response.body, path))

        name = file_name(self._exchange, response)
        self.app.push_screen(Prompt("Save body", "to the file", name), save)

    # Searching.

    def action_search_open(self) -> None:
        """Open the search line."""
        needle = self._reading.needle if self._reading else ""
        self.post_message(SearchOpened(needle, "text"))

    def action_search_next(self) -> None:
        """Go to the next match."""
        self._step_match(1)

    def action_search_previous(self) -> None:
        """Go to the match before."""
        self._step_match(-1)

    def _step_match(self, by: int) -> None:
        match = self._reading.step(by) if self._reading else None
        if match is not None:
            self._go_to(match.line, match.start)
        self._tell_search()

    def search_changed(self, text: str) -> None:
        """Look for what is typed, from the cursor on."""
        reading = self._reading
        if reading is None or self.tab != "Body":
            return
        if text != reading.needle:
            reading.look_for(text, self._line())
            match = reading.arrive()
            if match is not None:
                self._go_to(match.line, match.start)
            self.rows.update()
        self._keep_working()

    def search_accepted(self, text: str) -> None:
        """Go on to the match that is current."""
        self.search_changed(text)
        self.app.refresh_bindings()

    def search_stop(self) -> bool:
        """Stop a search that is going on, keeping its matches; False where none is."""
        if self._reading is None or not self._reading.stop():
            return False
        self._tell_search()
        return True

    def search_closed(self) -> None:
        """Take the matches away."""
        if self._reading is not None:
            self._reading.look_for("")
            self.rows.update()

    def search_status(self) -> Line:
        """Say how the search goes."""
        return self._reading.status() if self._reading else ()

    # For the app.

    def value_to_copy(self) -> tuple[str, str] | None:
        """Return the value on this line, or this header's."""
        if self.tab == "Body":
            return self._reading.value_at(self._line()) if self._reading else None
        headers = self.response if self.tab == "Headers" else None
        return self.report() or row_value(self.rows.cursor_row, headers)

    def unmask(self) -> bool:
        """Show for 10 s what is hidden in Exchange."""
        if self.tab != "Exchange" or in_flight(self._session.state):
            return False
        self._unmasking.start(self._workbench.clock.now())
        self._fill()
        return True
