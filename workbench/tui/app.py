"""The app: turns what a person asked for into one call on the workbench, in a worker.

Must not draw anything, or know how a request is sent or a token had.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.http import in_flight
from workbench.tui import intents
from workbench.tui.agent import ScreenAgent
from workbench.tui.base_screen import base_screen
from workbench.tui.bridge import Bridge, StateChanged, TokenChanged
from workbench.tui.ending import end_on_signals, last_words
from workbench.tui.keys import TABLE, Scope, bindings
from workbench.tui.layout import PaneName
from workbench.tui.main_screen import MainScreen
from workbench.tui.sends import Sends
from workbench.tui.session import Change, Notice, Session, losses
from workbench.tui.start import StartPane
from workbench.tui.start_screen import StartScreen
from workbench.tui.theme import THEMES, chosen_theme, needs_ansi, wants_ascii
from workbench.tui.type_ahead import OrderedKeysApp
from workbench.tui.watching import watch_files

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from textual.binding import BindingType
    from textual.screen import Screen

    from workbench.domain.workspace import RequestRef
    from workbench.tui.facade import Facade, PracticeServer
    from workbench.tui.opening import Opening
    from workbench.tui.surroundings import Surroundings

#: What works with and without panes, and what needs them.
_ALWAYS = frozenset({"app_commands", "app_keys", "app_log", "app_quit"})
_OF_PANES = frozenset(
    key.action for key in TABLE if key.scope is Scope.EVERYWHERE and key.action not in _ALWAYS
)

#: How often (seconds) countdowns are drawn.
TICK = 1.0


class WorkbenchApp(OrderedKeysApp, inherit_bindings=False):
    """The screen of one workspace at a time."""

    TITLE = "workbench"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EVERYWHERE)

    def __init__(self, surroundings: Surroundings, path: str) -> None:
        """Open a path; raises `UsageError` when it is not there."""
        environ = os.environ if surroundings.environ is None else surroundings.environ
        settings = surroundings.settings
        theme = chosen_theme(settings.theme, environ)
        super().__init__(ansi_color=needs_ansi(theme, environ) or None)
        for each in THEMES:
            self.register_theme(each)
        self.set_reactive(App.theme, theme if theme in self.available_themes else THEMES[0].name)
        # Textual has read the variables of its own theme by now, and reads them again at a change.
        self.stylesheet.set_variables(self.get_css_variables())
        self.ascii_only = wants_ascii(environ) if settings.ascii is None else settings.ascii
        self.animation_level = "full" if settings.animation else "none"
        self.surroundings = surroundings
        self.agent = ScreenAgent()
        self.agent.attach(self.ask_trust)
        self.bridge = Bridge(self)
        self.session = Session()
        self.sends = Sends(self)
        self._practice: PracticeServer | None = None
        self.workbench = self._opened(path)

    # Workspaces and screens.

    def _opened(self, path: str) -> Facade:
        workbench = self.surroundings.open(path, self.agent)
        self.bridge.follow(workbench)
        return workbench

    def get_default_screen(self) -> Screen[None]:
        """Return the panes, or the ways to begin where there is no collection."""
        return base_screen(self.session, self.workbench, self.surroundings.panes)

    @property
    def base(self) -> MainScreen | StartScreen:
        """Return the screen below all windows."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen | StartScreen)  # noqa: S101 (nothing else is put there)
        return screen

    @property
    def main(self) -> MainScreen | None:
        """Return the screen of panes, None at the first start."""
        return self.base if isinstance(self.base, MainScreen) else None

    async def open_path(self, path: str) -> None:
        """Open another workspace; raises `UsageError` and stays where it is when there is none."""
        workbench = self._opened(path)
        self.sends.cancel_all()
        old, self.workbench = self.workbench, workbench
        self.session = Session()
        await self.show_workspace()
        await old.close()

    async def show_workspace(self) -> None:
        """Put a new screen for the workspace in the place of all that is there."""
        # A mode of its own: Textual cannot switch away from the screen that an app began with.
        before = self.current_mode
        mode = f"{self.workbench.workspace.root} {id(self.workbench.workspace)}"
        self.add_mode(mode, self.get_default_screen)
        await self.switch_mode(mode)
        if before in self._modes:
            await self.remove_mode(before)

    def on_mount(self) -> None:
        """Start the one timer, and take the person's keys."""
        self.set_keymap(dict(self.surroundings.settings.keymap))
        self.set_interval(TICK, self._tick)
        self.run_worker(watch_files(self), group="watch")
        for problem in self.surroundings.settings.problems:
            self.went_wrong(UsageError(problem))
        if not self.is_headless:
            end_on_signals(self)

    async def on_unmount(self) -> None:
        """Give everything back."""
        self.sends.cancel_all()
        await self.workbench.close()
        if self._practice is not None:
            self._practice.stop()

    def _tick(self) -> None:
        if self.bridge.take_quiet():
            self.changed(Change.TOKENS)
        else:
            self.base.tick()

    def changed(self, change: Change) -> None:
        """Tell the panes."""
        if self.main is not None:
            self.main.session_changed(change)

    # Saying and asking.

    def say(self, sentence: str) -> None:
        """Say what went right, for 4 s; an error that was shown is over then."""
        self.base.error.show(None)
        self.base.footer.say(sentence)
        self._note(Notice(self.workbench.clock.now(), sentence, error=False))

    def went_wrong(self, error: WorkbenchError) -> None:
        """Show and keep what went wrong outside a send."""
        now = self.workbench.clock.now()
        self._note(Notice(now, error.message, error.hint, error.fix))
        self.base.error.show(error)

    def _note(self, notice: Notice) -> None:
        self.session.notices.appendleft(notice)

    async def ask_trust(self, question: str) -> bool:
        """Ask what a send needs."""
        return await self.ask(question, yes=("y", "allow"), no="do not send")

    async def ask(self, question: str, *, yes: tuple[str, str], no: str) -> bool:
        """Ask in the footer line, windows closed; to be awaited in a worker only."""
        self.close_windows()
        return await self.base.footer.ask(question, yes=yes, no=no)

    def close_windows(self) -> None:
        """Leave every window without an answer."""
        for screen in reversed(self.screen_stack[1:]):
            screen.dismiss(None)

    def attempt(self, work: Coroutine[object, object, None]) -> None:
        """Do something in a worker; a `WorkbenchError` of it is shown."""

        async def watched() -> None:
            try:
                await work
            except WorkbenchError as error:
                self.went_wrong(error)

        self.run_worker(watched(), group="work")

    # What panes and windows ask for.

    def on_request_opened(self, message: intents.RequestOpened) -> None:
        self.open_request(message.ref, go=message.go)

    def open_request(self, ref: RequestRef, *, go: bool) -> None:
        """Look at a request."""
        self.session.open(ref)
        self.changed(Change.OPENED)
        if go and self.main is not None:
            self.main.hide_problems()
            self.main.focus_pane(PaneName.REQUEST)

    def on_past_opened(self, message: intents.PastOpened) -> None:
        self.session.look_at(message.past)
        self.changed(Change.OPENED)
        if self.main is not None:
            self.main.focus_pane(PaneName.RESPONSE)

    def on_file_opened(self, message: intents.FileOpened) -> None:
        if self.main is not None:
            self.main.show_problems(message.path)

    def on_draft_edited(self, message: intents.DraftEdited) -> None:
        found = self.workbench.workspace.request(message.ref)
        self.session.edit(message.ref, message.spec, found[1] if found else None)
        self.changed(Change.EDITED)

    def on_send_asked(self, message: intents.SendAsked) -> None:
        self.sends.start(self.session.ref)

    def on_environment_chosen(self, message: intents.EnvironmentChosen) -> None:
        self.workbench.choose_environment(message.name)
        self.changed(Change.ENVIRONMENT)

    def on_renew_asked(self, message: intents.RenewAsked) -> None:
        async def renew() -> None:
            await self.workbench.get_token(message.key, renew=True)
            self.say(f"Renewed {message.key.name}.")

        self.attempt(renew())

    def on_forget_asked(self, message: intents.ForgetAsked) -> None:
        self.workbench.forget(message.key)
        self.changed(Change.TOKENS)
        name = message.key.name if message.key else "all tokens"
        self.say(f"Forgot {name}; what a server issued stays valid there.")

    def on_preset_opened(self, message: intents.PresetOpened) -> None:
        if self.main is not None:
            self.main.show_preset(message.key, go=message.go)

    def on_copy_asked(self, message: intents.CopyAsked) -> None:
        self.opening.copy(message.text, message.what)

    def on_body_save_asked(self, message: intents.BodySaveAsked) -> None:
        self.opening.save_body(message.body, message.path)

    def on_said(self, message: intents.Said) -> None:
        self.say(message.sentence)

    def on_went_wrong(self, message: intents.WentWrong) -> None:
        self.went_wrong(message.error)

    def on_search_opened(self, message: intents.SearchOpened) -> None:
        if self.main is not None:
            self.main.search.open(self.main.pane, message.text, message.kind)

    def on_new_collection_asked(self, message: intents.NewCollectionAsked) -> None:
        self.opening.new_collection()

    def on_start_pane_began(self, message: StartPane.Began) -> None:
        self.opening.begin(message.way)

    def keep_practice(self, practice: PracticeServer) -> None:
        """Take a practice server that was started; it ends with the app."""
        self._practice = practice

    # What the engine told.

    def on_state_changed(self, message: StateChanged) -> None:
        self.session.set_state(message.ref, message.state)
        self.sends.settle(message.ref, message.state)
        self.changed(Change.STATE)

    def on_token_changed(self, message: TokenChanged) -> None:
        self.changed(Change.TOKENS)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now; without panes only what needs none."""
        main = self.main
        if action in _ALWAYS:
            return True
        if main is None:
            return action not in _OF_PANES
        match action:
            case "request_send":
                return self._ref_here() is not None and not self._is_flying()
            case "request_cancel":
                return self._is_flying()
            case "app_back":
                return main.error.is_open or main.search.pane is not None or main.zoomed
            case "request_url":
                return self.session.ref is not None
            case _:
                return True

    def _is_flying(self) -> bool:
        return in_flight(self.session.state_of(self.session.ref))

    def _ref_here(self) -> RequestRef | None:
        """Return what `^r` sends: in the tree the request under the cursor, else the open one."""
        main = self.main
        if main is None or main.focused_name is not PaneName.COLLECTIONS:
            return self.session.ref
        return main.request_under_cursor

    def action_request_send(self) -> None:
        ref = self._ref_here()
        if ref is not None and ref != self.session.ref:
            self.open_request(ref, go=False)
        self.sends.start(ref)

    def action_request_cancel(self) -> None:
        self.sends.cancel(self.session.ref)

    def action_app_back(self) -> None:
        if self.main is None or self.base.error.is_open:
            self.base.error.show(None)
        elif self.main.search.pane is not None:
            self.main.search.close()
        elif self.main.zoomed:
            self.main.set_zoomed(zoomed=False)

    def action_app_commands(self) -> None:
        self.opening.commands()

    def action_app_jump(self) -> None:
        if self.main is not None:
            self.opening.jump(self.main)

    def action_app_keys(self) -> None:
        self.opening.keys()

    def action_app_log(self) -> None:
        self.opening.log()

    def action_app_quit(self) -> None:
        lost = losses(self.session, self.sends.flying)
        if not lost:
            self.exit(0)
            return

        async def asking() -> None:
            if await self.ask(lost, yes=("y", "quit"), no="stay"):
                self.exit(0)

        self.run_worker(asking(), group="quit", exclusive=True)

    def action_secret_unmask(self) -> None:
        if self.main is not None and not self.main.pane.unmask():
            self.say("Nothing is hidden here.")

    def action_copy_value(self) -> None:
        copied = self.main.pane.value_to_copy() if self.main is not None else None
        if copied is not None:
            self.opening.copy(*copied)

    def action_copy_as(self) -> None:
        self.opening.copy_as()

    def action_environment_choose(self) -> None:
        self.opening.environments()

    def action_token_open(self) -> None:
        if self.main is not None:
            self.main.show_preset(self.main.preset_here, go=True)

    def action_history_open(self) -> None:
        self.opening.history()

    def action_request_url(self) -> None:
        if self.main is not None:
            self.main.edit_url()

    # The end.

    def _fatal_error(self) -> None:
        # Textual's own prints locals and source lines, and what is in them may be secret.
        from rich.text import Text

        defect = self._exception or RuntimeError("unknown")
        words = last_words(defect, self.surroundings.write_crash_report)
        # What else breaks while a broken screen ends is a consequence: the first is what is told.
        if not self._exit_renderables:
            self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()

    @property
    def opening(self) -> Opening:
        """Return what opens windows; imported when the first is opened."""
        from workbench.tui.opening import Opening

        return Opening(self)
