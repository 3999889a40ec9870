"""Pane 3: the answer of the open request, or what became of it.

Must not send, cancel or write anything: it posts what is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from workbench.domain.http import (
    Authenticating,
    Cancelled,
    Done,
    Idle,
    Receiving,
    Rendering,
    Response,
    Sending,
    in_flight,
)
from workbench.tui.columns import text_rows
from workbench.tui.intents import BodySaveAsked
from workbench.tui.keys import Scope, bindings, search_bindings
from workbench.tui.paint import Role, Row, Run, palette_of, width_of
from workbench.tui.pane import Tab
from workbench.tui.response.body_file import file_name
from workbench.tui.response.body_pane import BodyPane
from workbench.tui.response.contents import Contents, empty_rows, state_rows, waiting_rows
from workbench.tui.response.copying import row_value, step_value
from workbench.tui.response.inspecting_pane import InspectingPane
from workbench.tui.response.readings import Readings
from workbench.tui.response.summary import flying_for, summary_row
from workbench.tui.session import Change
from workbench.tui.unmasking import Unmasking
from workbench.tui.windows.window import Prompt

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.timer import Timer

    from workbench.tui.facade import Facade
    from workbench.tui.response.reading import Reading
    from workbench.tui.session import Session

#: Seconds between two looks at what is in flight.
FLIGHT = 0.25
#: Seconds in which an answer may come before the way to it is drawn, and bytes that come at once.
BRIEF, SMALL = 0.08, 1 << 14


class ResponsePane(BodyPane, InspectingPane):
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
        self._clock: Timer | None = None
        self._brief: Timer | None = None
        self._unmasking = Unmasking()

    def on_mount(self) -> None:
        """Show what there is."""
        super().on_mount()
        self.session_changed(Change.OPENED)

    def on_resize(self) -> None:
        """Fold for the new width."""
        self.refill()

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
        if change is Change.STATE and self._may_be_brief():
            return
        self._read()
        self.follow_findings()
        self.refill()

    def _may_be_brief(self) -> bool:
        """Leave what is shown as it is until an answer has had its chance to come at once."""
        state = self._session.state
        if not isinstance(state, Rendering | Authenticating | Sending | Receiving):
            return False
        soon = BRIEF - flying_for(state, self._workbench.clock.now())
        if soon <= 0 or (isinstance(state, Receiving) and state.response.body.size > SMALL):
            return False
        if self._brief is None:
            self._brief = self.set_timer(soon, self._no_longer_brief)
        return True

    def _no_longer_brief(self) -> None:
        self._brief = None
        if in_flight(self._session.state):
            self._read()
            self.refill()

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 (a state, said by the layout)
        """Leave out the blank row where one pane is shown at a time."""
        super().set_alone(alone)
        self.refill()

    def tab_changed(self) -> None:
        """Show the tab."""
        self.refill()

    def tick(self) -> None:
        """Count down how long what is hidden is shown."""
        if self._unmasking.tick(self._workbench.clock.now()):
            self.refill()

    def _read(self) -> None:
        """Have a reading of each body that is shown, and keep the one there is."""
        before = self._session.previous_exchange
        ascii_only = palette_of(self).ascii_only if self.is_attached else False
        left = self._readings.follow(
            self.response, before.response if before else None, ascii_only=ascii_only
        )
        if left is not None and (left.search is not None or left.filtered is not None):
            self.close_search(left)

    @property
    def whole(self) -> Reading | None:
        """Return the body of the answer shown, as it is read."""
        return self._readings.current

    def refill(self) -> None:
        """Show the state, the tab and the body as they are now."""
        if not self.is_attached or not self.size:
            return
        now, state = self._workbench.clock.now(), self._session.state
        width = max(20, self.rows.size.width or self.content_size.width)
        reading = self.reading
        summary = summary_row(state, now, width, reading.kind if reading else "")
        header = [summary] if summary else []
        if reading is not None and self.tab == "Body":
            header += reading.notes()
        if header and not self.alone:
            header.append(Row(selectable=False))
        self.set_header(header)
        self.set_tabs(self._tabs())
        self._show(Contents(state, self._session.previous_exchange, now, width))
        self.say_where()
        self._keep_counting()

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
        elif self.reading is not None and self.reading.view.row_count:
            self.reading.fit(contents.width)
            self.rows.set_source(self.reading.rows)
            if self.whole is not self._begun:
                # What the cursor stood on while there was no body says nothing about this one.
                self._begun = self.whole
                self.rows.action_cursor_first()
                if self.whole is not None and self.whole.is_stream:
                    self.rows.action_cursor_last()
        elif self.whole is not None and self.whole.filtered is not None:
            self.rows.set_rows(text_rows(self.whole.nothing_found(), contents.width))
        elif self.response is not None:
            self.rows.set_rows(empty_rows(self.response, contents.width))
        elif rows := state_rows(contents, previous.view if previous else None):
            self.rows.set_rows(rows)
        else:
            self.rows.set_rows(waiting_rows(self._session, self._workbench, contents))

    def say_where(self) -> None:
        """Say in the subtitle where the cursor is, or what else is to be known."""
        state, reading = self._session.state, self.reading
        runs: list[Run] = []
        if self.alone or self.is_refused:
            runs += self._address()
        if self._unmasking.is_on:
            runs += self._unmasking.line(self._workbench.clock.now())
        elif self.tab == "Body" and reading is not None and reading.view.row_count:
            if reading.is_stream:
                follows = self.follows
                runs.append(Run("follows, k pauses   " if follows else "paused, G follows   "))
            runs += reading.where(self._line(), self.size.width - 6 - width_of(runs))
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

    def _keep_counting(self) -> None:
        flying = in_flight(self._session.state)
        if flying and self._clock is None:
            self._clock = self.set_interval(FLIGHT, self.refill)
        elif not flying and self._clock is not None:
            self._clock.stop()
            self._clock = None
        self.keep_working()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the whole answer has."""
        if action == "body_save":
            return self.reading is not None and self.reading.body.complete
        return super().check_action(action, parameters)

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

    # For the app.

    def value_to_copy(self) -> tuple[str, str] | None:
        """Return the value on this line, this header's, or this step as curl."""
        if self.tab == "Body":
            reading, line = self.reading, self._line()
            return (reading.lines_from_mark(line) or reading.value_at(line)) if reading else None
        if self.tab == "Headers":
            return row_value(self.rows.cursor_row, self.response)
        if self.shows_findings:
            return self.report()
        return step_value(self.rows.cursor_row, self._exchange, self._workbench.as_curl)

    def unmask(self) -> bool:
        """Show for 10 s what is hidden in Exchange."""
        if self.tab != "Exchange" or in_flight(self._session.state):
            return False
        self._unmasking.start(self._workbench.clock.now())
        self.refill()
        return True
