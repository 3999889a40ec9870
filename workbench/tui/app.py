"""The app: turns what a person asked for into one call on the workbench, in a worker.

Must not draw anything, or know how a request is sent or a token had.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.tui import handing_out, intents
from workbench.tui.agent import ScreenAgent, typed
from workbench.tui.base_screen import base_screen
from workbench.tui.bridge import Bridge, StateChanged, TokenChanged
from workbench.tui.ending import end_on_signals, tell_once
from workbench.tui.front import HasFooter
from workbench.tui.keys import Scope, bindings, unknown_keys
from workbench.tui.layout import PaneName
from workbench.tui.main_screen import MainScreen
from workbench.tui.offering import offered, ref_here
from workbench.tui.quitting import quit_asking
from workbench.tui.saves import Saves
from workbench.tui.schema.schemas import Schemas
from workbench.tui.sends import Sends
from workbench.tui.session import Change, Notice, Session
from workbench.tui.signs import chosen_form
from workbench.tui.start import StartPane
from workbench.tui.start_screen import StartScreen
from workbench.tui.strip import FollowsStrip
from workbench.tui.theme import THEMES, chosen_theme, needs_ansi
from workbench.tui.tokens import Tokens
from workbench.tui.type_ahead import OrderedKeysApp
from workbench.tui.watching import watch_files

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.worker import Worker

    from workbench.domain.workspace import RequestRef
    from workbench.tui.facade import Facade, PracticeServer
    from workbench.tui.opening import Opening
    from workbench.tui.surroundings import Surroundings

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
        self.ascii_only = chosen_form(settings.ascii, environ)
        self.animation_level = "full" if settings.animation else "none"
        self.surroundings = surroundings
        self.agent = ScreenAgent()
        self.agent.attach(
            lambda question: self.ask(question, yes=("y", "allow"), no="do not send"),
            lambda question: typed(self, question),
        )
        self.bridge = Bridge(self)
        self.session = Session()
        self.sends = Sends(self)
        self.saves = Saves(self)
        self.schemas = Schemas(self)
        self.tokens = Tokens(self)
        self.practice: PracticeServer | None = None
        self.workbench = self._opened(path)

    # Workspaces and screens.

    def _opened(self, path: str) -> Facade:
        workbench = self.surroundings.open(path, self.agent)
        self.bridge.follow(workbench)
        return workbench

    def get_default_screen(self) -> Screen[None]:
        """Return the panes, or the ways to begin where there is no collection."""
        made = self.surroundings
        return base_screen(self.session, self.workbench, made.panes, made.settings.layout)

    @property
    def base(self) -> MainScreen | StartScreen:
        """Return the screen below all windows."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen | StartScreen)  # noqa: S101 (nothing else is put there)
        return screen

    @property
    def front(self) -> HasFooter:
        """Return the screen that says and asks: a form that is open, else the one below all."""
        return self.screen if isinstance(self.screen, HasFooter) else self.base

    @property
    def main(self) -> MainScreen | None:
        """Return the screen of panes, None at the first start and at the end."""
        return self.base if self.screen_stack and isinstance(self.base, MainScreen) else None

    async def open_path(self, path: str) -> None:
        """Open another workspace; raises `UsageError` and stays where it is when there is none."""
        workbench = self._opened(path)
        self.sends.cancel_all()
        old, self.workbench = self.workbench, workbench
        self.session, self.saves, self.schemas = Session(), Saves(self), Schemas(self)
        await self.show_workspace()
        self.run_worker(self.saves.offer(), group="offer")
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
        settings = self.surroundings.settings
        self.set_keymap(dict(settings.keymap))
        self.set_interval(TICK, self._tick)
        self.run_worker(watch_files(self), group="watch")
        self.call_after_refresh(self.run_worker, self.saves.offer(), group="offer")
        # The first is shown; the log has them all.
        for problem in reversed((*settings.problems, *unknown_keys(settings))):
            self.went_wrong(UsageError(problem, fix="workbench config says what holds instead."))
        if not self.is_headless:
            end_on_signals(self)

    async def on_unmount(self) -> None:
        """Give everything back."""
        self.sends.cancel_all()
        await self.workbench.close()
        if self.practice is not None:
            self.practice.stop()

    def _tick(self) -> None:
        if not self.screen_stack:
            return  # the app is ending
        if self.bridge.take_quiet():
            self.changed(Change.TOKENS)
        else:
            self.base.tick()
        if isinstance(self.screen, FollowsStrip):
            self.screen.follow(self.base.strip.rows[0])

    def changed(self, change: Change) -> None:
        """Tell the panes, and have what is unsaved kept for the next start."""
        if change in (Change.EDITED, Change.FILES):
            self.session.fixes = self.workbench.fixes
            self.saves.journal()
        if self.main is not None:
            self.main.session_changed(change)

    # Saying and asking.

    def say(self, sentence: str) -> None:
        """Say what went right, for 4 s; an error that was shown is over then."""
        self.front.error.show(None)
        self.front.footer.say(sentence)
        self.note(Notice(self.workbench.clock.now(), sentence, error=False))

    def went_wrong(self, error: WorkbenchError) -> None:
        """Show and keep what went wrong outside a send."""
        now = self.workbench.clock.now()
        self.note(Notice(now, error.message, error.hint, error.fix))
        self.front.error.show(error)

    def note(self, notice: Notice) -> None:
        """Keep a line of the log."""
        self.session.notices.appendleft(notice)

    async def ask(self, question: str, *, yes: tuple[str, str], no: str) -> bool:
        """Ask in the footer line, windows closed; to be awaited in a worker only."""
        if not isinstance(self.screen, HasFooter):
            self.close_windows()
        return await self.front.footer.ask(question, yes=yes, no=no)

    def close_windows(self) -> None:
        """Leave every window without an answer."""
        for screen in reversed(self.screen_stack[1:]):
            screen.dismiss(None)

    def attempt(self, work: Coroutine[object, object, None]) -> Worker[None]:
        """Do something in a worker; a `WorkbenchError` of it is shown."""

        async def watched() -> None:
            try:
                await work
            except WorkbenchError as error:
                self.went_wrong(error)

        return self.run_worker(watched(), group="work")

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

    def on_text_typed(self, message: intents.TextTyped) -> None:
        self.saves.typed(message.ref, message.spec)

    def on_send_asked(self, message: intents.SendAsked) -> None:
        self.sends.start(self.session.ref)

    def on_save_asked(self, message: intents.SaveAsked) -> None:
        if self.session.ref is not None:
            self.saves.save(self.session.ref.file)

    def on_environment_chosen(self, message: intents.EnvironmentChosen) -> None:
        self.workbench.choose_environment(message.name)
        self.changed(Change.ENVIRONMENT)

    def on_renew_asked(self, message: intents.RenewAsked) -> None:
        self.tokens.renew(message.key)

    def on_forget_asked(self, message: intents.ForgetAsked) -> None:
        self.tokens.forget(message.key)

    def on_token_asked(self, message: intents.TokenAsked) -> None:
        self.tokens.take(message.what)

    def on_preset_opened(self, message: intents.PresetOpened) -> None:
        if self.main is not None:
            self.main.show_preset(message.key, go=message.go)

    def on_diagnosis_asked(self, message: intents.DiagnosisAsked) -> None:
        self.sends.explaining.take(message.explained, message.finding)

    def on_copy_asked(self, message: intents.CopyAsked) -> None:
        handing_out.copy(self, message.text, message.what)

    def on_body_save_asked(self, message: intents.BodySaveAsked) -> None:
        handing_out.save_body(self, message.body, message.path)

    def on_body_paged(self, message: intents.BodyPaged) -> None:
        from workbench.tui.outside import look_at_body

        look_at_body(self, message.reading.view, message.reading.body, pager=True)

    def on_said(self, message: intents.Said) -> None:
        self.say(message.sentence)

    def on_went_wrong(self, message: intents.WentWrong) -> None:
        self.went_wrong(message.error)

    def on_curl_pasted(self, message: intents.CurlPasted) -> None:
        self.opening.offer_curl(message.text)

    def on_search_opened(self, message: intents.SearchOpened) -> None:
        if self.main is not None:
            self.main.search.open(self.main.pane, message.text, message.kind)

    def on_start_pane_began(self, message: StartPane.Began) -> None:
        self.opening.begin(message.way)

    # What the engine told.

    def on_state_changed(self, message: StateChanged) -> None:
        self.session.set_state(message.ref, message.state)
        self.sends.settle(message.ref, message.state)
        self.sends.show()

    def on_token_changed(self, message: TokenChanged) -> None:
        self.changed(Change.TOKENS)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now; without panes only what needs none."""
        return offered(self, action)

    def action_request_send(self) -> None:
        ref = ref_here(self)
        if ref is not None and ref != self.session.ref:
            self.open_request(ref, go=False)
        self.sends.start(ref)

    def action_request_cancel(self) -> None:
        self.sends.cancel(self.session.ref)
        self.tokens.cancel()

    def action_app_back(self) -> None:
        if self.main is None or self.base.error.is_open:
            self.base.error.show(None)
        elif self.main.search.pane is not None:
            self.main.search.back()
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
        self.run_worker(quit_asking(self), group="quit", exclusive=True)

    def action_file_import(self) -> None:
        self.opening.import_()

    def action_schema_open(self) -> None:
        self.opening.schema()

    def action_secret_unmask(self) -> None:
        if self.main is not None and not self.main.pane.unmask():
            self.say("Nothing is hidden here.")

    def action_copy_value(self) -> None:
        copied = self.main.pane.value_to_copy() if self.main is not None else None
        if copied is not None:
            handing_out.copy(self, *copied)

    def action_copy_as(self) -> None:
        self.opening.copy_as()

    def action_environment_choose(self) -> None:
        self.opening.environments()

    def action_token_open(self) -> None:
        if self.main is not None:
            self.main.show_preset(self.main.preset_here, go=True)

    def action_history_open(self) -> None:
        self.opening.history()

    def action_diagnosis_open(self) -> None:
        self.sends.explaining.open()

    def action_request_url(self) -> None:
        if self.main is not None:
            self.main.edit_url()

    # The end.

    def _fatal_error(self) -> None:
        # Textual's own prints locals and source lines, and what is in them may be secret.
        defect = self._exception or RuntimeError("unknown")
        tell_once(self._exit_renderables, defect, self.surroundings.write_crash_report)
        self._close_messages_no_wait()

    @property
    def opening(self) -> Opening:
        """Return what opens windows; imported when the first is opened."""
        from workbench.tui.opening import Opening

        return Opening(self)
