"""What opens over the panes and what comes of it: windows, jumps, copies, new files.

Imported when the first is asked for. Must not draw anything.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import GraphqlBody
from workbench.domain.errors import UsageError
from workbench.domain.workspace import RequestRef
from workbench.engine.graphql_browse import MadeQuery
from workbench.engine.token_view import PresetKey
from workbench.tui import handing_out, intents
from workbench.tui.field import is_command
from workbench.tui.jump import Jump, targets_of
from workbench.tui.keys import TABLE, Scope
from workbench.tui.layout import PaneName
from workbench.tui.paint import Role, Run
from workbench.tui.session import Change
from workbench.tui.tree_adds import TreeAdds
from workbench.tui.windows import copy_as, lists, palette
from workbench.tui.windows.cookies import CookieWindows
from workbench.tui.windows.window import Prompt, Window, hints
from workbench.tui.working_keys import working_keys
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from workbench.domain.imported import NotWritten, Written
    from workbench.tui.app import WorkbenchApp
    from workbench.tui.main_screen import MainScreen
    from workbench.tui.schema.screen import Again
    from workbench.tui.windows.copy_as import Way


#: Keys that work in many places stand below those of this place, the most usual last.
_GENERAL = (Scope.EVERYWHERE, Scope.PANES, Scope.TABS, Scope.LISTS)


class Opening:
    """Opens one thing at a time for the app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Keep the app."""
        self._app = app

    # Windows.

    def commands(self) -> None:
        """Open the window that finds anything."""
        app = self._app
        working = [key.id for key, _ in working_keys(app.base)]
        things = palette.everything(
            app.workbench.workspace,
            app.session,
            app.workbench.token_views(),
            working,
            app.workbench.clock.now(),
        )
        window: Window[object] = Window(
            "Commands",
            lambda typed, _width: (
                palette.curl_rows(typed) if is_command(typed) else palette.found_rows(things, typed)
            ),
            typed=True,
            hint=palette.narrowing_hint(),
            count=lambda shown: (Run(f" {shown:,} of {len(things):,}", Role.MUTED),),
        )
        app.push_screen(window, self._take)

    def _take(self, chosen: object) -> None:
        app = self._app
        match chosen:
            case palette.Act(identity):
                self.act(identity)
            case RequestRef():
                app.open_request(chosen, go=True)
            case PresetKey():
                app.post_message(intents.PresetOpened(chosen))
            case palette.CurlText(text):
                self.offer_curl(text)
            case palette.EnvironmentKey(name):
                app.post_message(intents.EnvironmentChosen(name))
            case _:
                return

    def act(self, identity: str, screen: Screen[Any] | None = None) -> None:
        """Do what a key of the table would do on a screen, or a command that has none.

        The screen is that of the workspace unless given.
        """
        app = self._app
        match identity:
            case "token.forget_all":
                app.post_message(intents.ForgetAsked(None))
            case "cookies.open":
                CookieWindows(app).open()
            case "typed.forget":
                self.forget_typed()
            case "cookies.clear":
                self.clear_cookies()
            case "theme.dark" | "theme.light" | "theme.ansi":
                self._theme(f"workbench-{identity.removeprefix('theme.')}")
            case "app.redraw":
                app.refresh(layout=True)
            case "body.edit_outside":
                from workbench.tui.outside import edit_body

                edit_body(app)
            case "body.answer_outside":
                from workbench.tui.outside import edit_answer

                edit_answer(app)
            case "response.compare":
                from workbench.tui.compare.opening import compare_shown

                compare_shown(app)
            case "body.lay_out":
                from workbench.tui.request.body_commands import lay_out_body

                lay_out_body(app)
            case "body.find":
                from workbench.tui.request.body_commands import find_in_body

                find_in_body(app)
            case "practice.start":
                self.start_practice()
            case "workspace.open":
                self.other_folder()
            case _:
                for active in (screen or app.base).active_bindings.values():
                    if active.binding.id == identity:
                        app.call_later(app.run_action, active.binding.action, active.node)
                        return

    def clear_cookies(self) -> None:
        """Forget the cookies of the active environment and say how many there were."""
        workbench = self._app.workbench
        jar = workbench.cookie_jar()
        count = len(jar.cookies(workbench.clock.now()))
        jar.clear()
        place = workbench.environment or "no environment"
        self._app.say(f"Cleared {counted(count, 'cookie')} of {place}.")

    def forget_typed(self) -> None:
        """Have everything asked for again that was typed for a prompt."""
        count = self._app.workbench.forget_typed()
        self._app.say(f"Forgot {counted(count, 'typed value')}.")

    def _theme(self, name: str) -> None:
        if not self._app.no_color:
            self._app.ansi_color = name == "workbench-ansi"
        self._app.theme = name

    def environments(self) -> None:
        """Open the window of environments."""
        from workbench.tui.environments.screen import EnvironmentScreen

        self._app.push_screen(EnvironmentScreen())

    def keys(self) -> None:
        """Open the window of keys; `enter` on one does it."""
        here = self._app.screen
        working = [key for key, _ in working_keys(here)]
        working.sort(key=lambda key: _GENERAL.index(key.scope) if key.scope in _GENERAL else -1)
        rest = [key for key in TABLE if key not in working]
        keymap = self._app.surroundings.settings.keymap
        window: Window[str] = Window(
            "Keys",
            lambda _typed, _width: lists.key_rows(working, rest, keymap),
            hint=hints(("enter", "does it"), ("esc", "closes")),
        )
        self._app.push_screen(window, lambda chosen: self.act(chosen, here) if chosen else None)

    def log(self) -> None:
        """Open the window of what went wrong and what was said."""
        app = self._app
        window: Window[int] = Window(
            "Log",
            lambda _, width: lists.log_rows(app.session.notices, app.workbench.clock.now(), width),
            hint=hints(("esc", "closes")),
        )
        app.push_screen(window)

    def history(self) -> None:
        """Open the window of earlier exchanges."""
        from workbench.tui.compare.opening import history

        history(self._app)

    def copy_as(self) -> None:
        """Open the window of ways to copy."""
        app = self._app
        main = app.main
        here = (main.preset_here, main.pane.rows.cursor_key) if main else (None, None)
        found = copy_as.ways(app.workbench, app.session, *here)
        window: Window[int] = Window(
            "Copy as",
            lambda _typed, _width: copy_as.way_rows(found),
            hint=hints(("enter", "copies"), ("esc", "closes")),
        )

        def take(index: int | None) -> None:
            if index is not None:
                app.attempt(self._copy_way(found[index]))

        app.push_screen(window, take)

    async def _copy_way(self, way: Way) -> None:
        handing_out.copy(self._app, way.make(), way.said)

    def jump(self, main: MainScreen) -> None:
        """Put letters on every target."""

        def go(goes: tuple[str, str] | None) -> None:
            match goes:
                case ("pane", name):
                    main.focus_pane(PaneName(name))
                case ("tab", where):
                    name, _, tab = where.partition("/")
                    main.focus_pane(PaneName(name))
                    main.panes[PaneName(name)].show_tab(tab)
                case ("environment", _):
                    self.environments()
                case ("url", _):
                    main.edit_url()
                case ("preset", name):
                    views = main.workbench.token_views()
                    key = next((view.key for view in views if view.key.name == name), None)
                    if key is not None:
                        main.show_preset(key, go=True)
                case _:
                    return

        self._app.push_screen(Jump(targets_of(main)), go)

    # Beginnings.

    def begin(self, way: str) -> None:
        """Begin in one of the ways of the first start."""
        {
            "practice": self.start_practice,
            "import": self.import_,
            "new": self.new_collection,
            "request": TreeAdds(self._app).new_draft,
            "open": self.other_folder,
        }[way]()

    def start_practice(self) -> None:
        """Start the practice server and open its workspace."""
        app = self._app

        async def starting() -> None:
            practice = await asyncio.to_thread(app.surroundings.start_practice)
            app.practice = practice
            await app.open_path(practice.workspace)

        app.attempt(starting())

    def new_collection(self) -> None:
        """Ask for a name and write a starter there."""
        app = self._app
        root = Path(app.workbench.workspace.root)

        def take(name: str | None) -> None:
            if name is None:
                return
            app.attempt(self._write(root / Path(name).expanduser()))

        app.push_screen(Prompt("New collection", "its file's name", "api.toml"), take)

    async def _write(self, path: Path) -> None:
        app = self._app
        written = await asyncio.to_thread(app.surroundings.new_collection, str(path))
        if app.main is None:
            await app.open_path(written)
        app.say(f"Wrote {PurePath(written).name}; it is a commented starter.")

    def offer_curl(self, text: str) -> None:
        """Ask what a pasted curl command is to become."""
        from workbench.tui.importing.pasting import offer

        self._app.attempt(offer(self._app, text))

    def import_(self, text: str = "") -> None:
        """Open the screen of an import, with a text that was pasted if there is one."""
        from workbench.tui.importing.screen import ImportScreen

        app = self._app
        strip = app.base.strip.rows[0]
        app.push_screen(
            ImportScreen(Path(app.workbench.workspace.root), strip, text), self._imported
        )

    def _imported(self, done: Sequence[Written | NotWritten] | None) -> None:
        if done:
            self._app.attempt(self._show_imported(done))

    async def _show_imported(self, done: Sequence[Written | NotWritten]) -> None:
        from workbench.domain.imported import Written

        app = self._app
        written = [each for each in done if isinstance(each, Written)]
        if not written:
            pass
        elif app.main is None:
            one = len(written) == 1
            await app.open_path(written[0].file if one else app.workbench.workspace.root)
        elif await asyncio.to_thread(app.workbench.reload):
            app.changed(Change.FILES)
        for each in done:
            if not isinstance(each, Written):
                app.went_wrong(each.error)
        if written:
            app.say(_told(written))

    def schema(self, *, anew: bool = False) -> None:
        """Show the schema behind the open request, asked for where it is not known."""

        async def showing() -> None:
            self._app.schemas.open(anew=anew)

        self._app.attempt(showing())

    def use_of_schema(self, chosen: MadeQuery | Again | None) -> None:
        """Do what the screen of a schema handed back."""
        app = self._app
        ref, spec = app.session.ref, app.session.spec(app.workbench.workspace)
        if isinstance(chosen, MadeQuery) and ref is not None and spec is not None:
            body = GraphqlBody(chosen.query, chosen.variables, chosen.operation_name)
            app.post_message(intents.DraftEdited(ref, replace(spec, body=body)))
            app.say(f"The body is a query of {chosen.operation_name} now, unsaved.")
        elif chosen is not None:
            self.schema(anew=True)

    def other_folder(self) -> None:
        """Ask for a directory or a file and open it."""
        app = self._app

        def take(path: str | None) -> None:
            if path is None:
                return
            if app.session.unsaved or app.session.fixes:
                lost = UsageError(
                    "There are edits that are not saved.",
                    "Opening another folder would lose them.",
                    "Save them first (w), or start another workbench.",
                )
                app.went_wrong(lost)
                return
            app.attempt(app.open_path(str(Path(path).expanduser())))

        app.push_screen(Prompt("Open", "a directory of collections, or one file"), take)


def _told(written: Sequence[Written]) -> str:
    """Return what was imported, into what, and how many secrets went elsewhere."""
    requests = counted(sum(each.requests for each in written), "request")
    one = PurePath(written[0].file).name
    where = one if len(written) == 1 else counted(len(written), "file")
    secrets = sum(len(each.moved) for each in written)
    moved = f" {counted(secrets, 'secret')} went into .env." if secrets else ""
    return f"Imported {requests} into {where}.{moved}"
