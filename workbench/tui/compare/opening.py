"""The ways to a comparison: from the history, and from the answer that is shown.

Must not compare: the screen does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.domain.errors import UsageError
from workbench.tui.compare.pairs import Answers, between, earlier, shown, with_past
from workbench.tui.compare.screen import CompareScreen
from workbench.tui.intents import PastOpened
from workbench.tui.keys import Scope, bindings
from workbench.tui.windows import lists
from workbench.tui.windows.window import Window, hints

if TYPE_CHECKING:
    from textual.binding import BindingType

    from workbench.tui.app import WorkbenchApp


class HistoryWindow(Window[int], inherit_bindings=False):
    """Earlier exchanges: `enter` looks at one, `=` compares it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.WINDOW), *bindings(Scope.HISTORY)]

    compared: int | None = None

    def action_history_compare(self) -> None:
        """Hand back that this one is to be compared."""
        key = self.pane.rows.cursor_key
        if isinstance(key, int):
            self.compared = key
            self.dismiss(None)


def history(app: WorkbenchApp) -> None:
    """Open the window of earlier exchanges."""
    past = tuple(app.session.history)
    window = HistoryWindow(
        "History",
        lambda _typed, _width: lists.history_rows(past, app.workbench.clock.now()),
        hint=hints(("enter", "looks at it"), ("=", "compares it"), ("esc", "closes")),
    )

    def take(index: int | None) -> None:
        if window.compared is not None:
            compare(app, with_past(app.session, past[window.compared]))
        elif index is not None:
            app.post_message(PastOpened(past[index]))

    app.push_screen(window, take)


def compare_shown(app: WorkbenchApp) -> None:
    """Compare the answer shown with an earlier one of its request: the one there is, or chosen."""
    others = earlier(app.session)
    if len(others) < 2:
        compare(app, between(shown(app.session), others[0].exchange) if others else None)
        return
    window: Window[int] = Window(
        "Compare with",
        lambda _typed, _width: lists.history_rows(others, app.workbench.clock.now()),
        hint=hints(("enter", "compares"), ("esc", "closes")),
    )

    def take(index: int | None) -> None:
        if index is not None:
            compare(app, between(shown(app.session), others[index].exchange))

    app.push_screen(window, take)


def compare(app: WorkbenchApp, answers: Answers | None) -> None:
    """Show two answers beside each other."""
    if answers is None:
        nothing = UsageError(
            "There is no other answer of this request to compare with.",
            "The history holds the last 20 exchanges since the start.",
            "Send the request again (^r).",
        )
        app.went_wrong(nothing)
        return
    strip = app.base.strip.rows[0]
    app.push_screen(CompareScreen(answers, app.workbench.clock.now(), strip))
