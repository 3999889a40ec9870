"""The window of environments over the dimmed panes: choose one, edit values, compare two.

    Choose ──cursor──▶ the environment that Values and Compare are about
    every edit goes to its file at once, U takes it back; what = sets is in no file

Must not know how a file is written, or render a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import ModalScreen

from workbench.tui import intents
from workbench.tui.environments import rows as drawn
from workbench.tui.environments.edits import EnvironmentEdits
from workbench.tui.environments.places import EnvironmentKey, Place, SessionKey
from workbench.tui.environments.rows import Look, variable_of
from workbench.tui.error_panel import ErrorPanel
from workbench.tui.field import After
from workbench.tui.footer import MOST_NARROW, Footer, entries
from workbench.tui.keys import BY_ID, Scope, binding, bindings
from workbench.tui.layout import Shape
from workbench.tui.paint import Row
from workbench.tui.pane import Pane, Tab
from workbench.tui.session import Change
from workbench.tui.unmasking import Unmasking
from workbench.tui.windows.window import TOP, WIDTH
from workbench.tui.working_keys import working_keys
from workbench.views.durations import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.tui.app import WorkbenchApp
    from workbench.tui.rowlist import RowList

CHOOSE, VALUES, COMPARE = "Choose", "Values", "Compare"


class _Tabs(Pane):
    """The pane of the window."""

    def tab_changed(self) -> None:
        """Have the window fill it."""
        if isinstance(self.screen, EnvironmentScreen):
            self.screen.fill(first=True)


class EnvironmentScreen(ModalScreen[None], inherit_bindings=False):
    """One pane with three tabs, and a footer that names its keys and asks its questions."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EnvironmentScreen { align-horizontal: center; layout: vertical; }
    EnvironmentScreen > Pane { height: auto; }
    EnvironmentScreen > Pane > RowList { height: auto; }
    EnvironmentScreen > #below { dock: bottom; height: auto; layout: vertical; }
    EnvironmentScreen > ErrorPanel { dock: bottom; margin: 0 0 1 0; }
    EnvironmentScreen > Footer { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.ENVIRONMENT),
        *(
            binding(BY_ID[each])
            for each in ("window.close", "edit.undo", "secret.unmask", "app.keys")
        ),
    ]

    def __init__(self) -> None:
        """Start with the environments."""
        super().__init__()
        self.pane = _Tabs("Environment", tabs=[Tab(CHOOSE), Tab(VALUES), Tab(COMPARE)])
        self.error = ErrorPanel(id="error")
        self.footer = Footer(id="footer")
        self._unmasking = Unmasking()
        self._environment: str | None = None
        self._other: str | None = None
        self._held: list[str] = []

    def compose(self) -> ComposeResult:
        """Put the pane in the middle, and the footer where it always is."""
        yield self.pane
        yield self.error
        yield self.footer

    def on_mount(self) -> None:
        """Begin at the environment that holds."""
        self._environment = self._app.workbench.environment
        self._other = self._next(self._environment)
        self._place()
        self.fill(first=True)
        self.pane.focus_rows()

    def on_resize(self) -> None:
        """Fit the new size."""
        self._place()
        self.fill()

    @property
    def _app(self) -> WorkbenchApp:
        return cast("WorkbenchApp", self.app)

    @property
    def _edits(self) -> EnvironmentEdits:
        return EnvironmentEdits(self._app, self._went_to)

    def _place(self) -> None:
        width, height = self.app.size
        self.pane.styles.width = min(WIDTH, width - 4)
        self.pane.styles.margin = (min(TOP, max(0, height - 20)), 0, 0, 0)

    @property
    def _look(self) -> Look:
        ref = self._app.session.ref
        return Look(
            self._app.workbench.workspace,
            self._app.workbench.session_values,
            self._environment,
            self._other,
            min(WIDTH, self.app.size.width - 4) - 4,
            ref.file if ref else None,
            self._unmasking.is_on,
        )

    # Drawing.

    def fill(self, *, first: bool = False) -> None:
        """Draw the rows of the tab, with the cursor where it was; at its beginning if `first`."""
        if not self.is_attached or self.pane.rows.editing:
            return
        look, start = self._look, None
        active = self._app.workbench.environment
        if active is not None and active not in self._held[-1:]:
            self._held.append(active)
        name = drawn.shown_name(self._environment)
        heads: list[Row] = []
        match self.pane.tab:
            case "Values":
                rows = drawn.value_rows(look)
                heads = [*drawn.value_heads(look)]
                count, total = drawn.counts(look)
                says = f"{name}: {count} of {total} overridden"
                start = next((each.key for each in rows if each.cells), None)
            case "Compare":
                rows = drawn.compared_rows(look)
                heads = [*drawn.compared_heads(look)]
                count, total = drawn.differences(look)
                says = f"{count} of {total} differ"
            case _:
                rows = drawn.choice_rows(look, active)
                count = len(look.workspace.environment_names)
                says = counted(count, "environment")
                start = EnvironmentKey(self._environment)
        line = self._unmasking.line(self._app.workbench.clock.now())
        self.pane.set_subtitle(line if self._unmasking.is_on else says)
        self.pane.set_header(heads)
        top = min(TOP, max(0, self.app.size.height - 20))
        room = self.app.size.height - top - 3 - len(heads)
        self.pane.rows.styles.height = max(1, min(len(rows), room))
        self.pane.rows.set_rows(rows, cursor=start if first else None)
        self.call_later(self._name_keys)

    def _name_keys(self) -> None:
        if self.is_attached:
            named = entries((key.id, name, key.footer) for key, name in working_keys(self))
            narrow = Shape(*self.app.size).one_pane
            self.footer.show(named, most=MOST_NARROW if narrow else None)

    def files_changed(self) -> None:
        """Draw what files say now; an undone renaming has the old name hold again."""
        workbench = self._app.workbench
        names = workbench.workspace.environment_names
        if workbench.environment not in (None, *names):
            held = next((each for each in reversed(self._held) if each in names), None)
            if held is not None:
                workbench.choose_environment(held)
                self._app.changed(Change.ENVIRONMENT)
        self.call_later(self.fill)

    def follow(self, strip: Row) -> None:
        """Count down what is shown in clear."""
        if self._unmasking.tick(self._app.workbench.clock.now()):
            self.fill()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Have the other tabs be about the environment under the cursor."""
        message.stop()
        if self.pane.tab == CHOOSE and isinstance(message.key, EnvironmentKey):
            self._environment = message.key.name
            if self._other == self._environment:
                self._other = self._next(self._environment)
            self.fill()
        self.call_later(self._name_keys)

    def _went_to(self, name: str | None) -> None:
        """Look at an environment; without a name draw anew."""
        if name is not None:
            self._environment = name
        self.call_later(lambda: self.fill(first=name is not None))

    def _next(self, name: str | None) -> str | None:
        """Return the environment after another one, round, none included."""
        names = (None, *self._app.workbench.workspace.environment_names)
        at = names.index(name) if name in names else 0
        return names[(at + 1) % len(names)]

    # Choosing and editing.

    def action_environment_use(self) -> None:
        """Make the environment under the cursor the one that holds."""
        key = self.pane.rows.cursor_key
        if isinstance(key, EnvironmentKey):
            self.app.post_message(intents.EnvironmentChosen(key.name))
            self.dismiss(None)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a double click as `enter`."""
        message.stop()
        if self.pane.tab == CHOOSE:
            self.action_environment_use()
        else:
            self.action_environment_edit()

    def action_environment_edit(self) -> None:
        """Edit the value under the cursor."""
        self.pane.rows.edit()

    def on_row_list_edited(self, message: RowList.Edited) -> None:
        """Write a value where it belongs."""
        message.stop()
        if isinstance(message.key, SessionKey):
            self._edits.set_session(message.key.name, message.text)
        key = variable_of(message.key)
        if key is None:
            return
        row = self.pane.rows.cursor_row
        was = next((c.text for c in row.cells if c.name == message.name), "") if row else ""
        if message.text != was:
            environment = {"value": self._environment, "other": self._other}.get(message.name)
            work = self._edits.set_value(key.place, environment, key.name, message.text)
            self._app.attempt(work)
        if message.after is After.NEXT:
            self.pane.rows.edit_after(message.key, message.name)

    def on_row_list_edit_ended(self, message: RowList.EditEnded) -> None:
        """Draw what changed meanwhile."""
        self.call_later(self.fill)
        self.call_later(self._name_keys)

    def action_environment_add(self) -> None:
        """Add an environment, or a variable where the cursor is."""
        if self.pane.tab == CHOOSE:
            self._edits.add_environment()
            return
        key = self.pane.rows.cursor_key
        found = variable_of(key)
        place = found.place if found else key
        if isinstance(place, Place):
            self._edits.add_variable(place, None if place.folder else self._environment)

    def action_environment_rename(self) -> None:
        """Rename the environment or the variable."""
        key = self.pane.rows.cursor_key
        found = variable_of(key)
        if found is not None:
            self._edits.rename_variable(found)
        elif isinstance(key, EnvironmentKey) and key.name is not None:
            self._edits.rename_environment(key.name)

    def action_environment_duplicate(self) -> None:
        """Add a copy of the environment."""
        key = self.pane.rows.cursor_key
        if isinstance(key, EnvironmentKey) and key.name is not None:
            self._edits.duplicate_environment(key.name)

    def action_environment_delete(self) -> None:
        """Delete the environment, or the variable in it."""
        key = self.pane.rows.cursor_key
        found = variable_of(key)
        if found is not None:
            self._app.attempt(self._edits.delete_variable(found, self._environment))
        elif isinstance(key, EnvironmentKey) and key.name is not None:
            self._app.attempt(self._edits.delete_environment(key.name))

    def action_environment_other(self) -> None:
        """Compare with the next environment."""
        self._other = self._next(self._other)
        if self._other == self._environment:
            self._other = self._next(self._other)
        self.fill()

    # This session.

    def action_environment_session(self) -> None:
        """Ask for a value that is in no file."""
        key = self.pane.rows.cursor_key
        found = variable_of(key)
        name = key.name if isinstance(key, SessionKey) else found.name if found else ""
        row = self.pane.rows.cursor_row
        now = self._app.workbench.session_values.get(name)
        if now is None:
            now = row.cells[0].text if row and row.cells else ""
        self._edits.ask_session(name, now)

    def action_environment_forget(self) -> None:
        """Take the session's value away."""
        name = self._session_name()
        if name:
            self._edits.set_session(name, None)

    def _session_name(self) -> str:
        key = self.pane.rows.cursor_key
        found = variable_of(key)
        name = key.name if isinstance(key, SessionKey) else found.name if found else ""
        return name if name in self._app.workbench.session_values else ""

    # The rest.

    def action_edit_undo(self) -> None:
        """Take the last edit of a file back."""
        self._app.saves.undo(None, in_tree=True)

    def action_secret_unmask(self) -> None:
        """Show what is masked, for a moment."""
        if drawn.hides_something(self._look):
            self._unmasking.start(self._app.workbench.clock.now())
            self.fill()
        else:
            self._app.say("Nothing is hidden here.")

    def action_app_keys(self) -> None:
        """Show the keys that work here."""
        self._app.opening.keys()

    def action_window_close(self) -> None:
        """Close what is open: an error, then the window."""
        if self.error.is_open:
            self.error.show(None)
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done on this row of this tab."""
        key = self.pane.rows.cursor_key
        in_choose = self.pane.tab == CHOOSE
        named = isinstance(key, EnvironmentKey) and key.name is not None
        row = self.pane.rows.cursor_row
        match action:
            case "environment_use":
                return in_choose
            case "environment_edit":
                return not in_choose and row is not None and bool(row.cells)
            case "environment_add":
                return in_choose or isinstance(key, Place) or variable_of(key) is not None
            case "environment_duplicate":
                return in_choose and named
            case "environment_rename" | "environment_delete":
                return named or variable_of(key) is not None
            case "environment_session":
                return not in_choose
            case "environment_forget":
                return bool(self._session_name())
            case "environment_other":
                return self.pane.tab == COMPARE
            case "edit_undo":
                return self._app.saves.has_done
            case _:
                return True
