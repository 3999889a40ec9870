"""The area of the panes: the keys that save, undo, edit outside and begin a request work in it.

Must not write a file itself: `saves` does, and `tree_edits` asks what is to be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Horizontal

from workbench.domain.workspace import RequestRef
from workbench.tui.keys import Scope, bindings
from workbench.tui.layout import PaneName
from workbench.tui.pane_roles import AcceptsOpen
from workbench.tui.tree import FileKey, FolderKey

if TYPE_CHECKING:
    from textual.binding import BindingType

    from workbench.tui.app import WorkbenchApp
    from workbench.tui.intents import FixAsked, PresetEditAsked, TreeEditAsked
    from workbench.tui.main_screen import MainScreen


class WorkArea(Horizontal):
    """Holds the panes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FILES)

    @property
    def _app(self) -> WorkbenchApp:
        return cast("WorkbenchApp", self.app)

    @property
    def _main(self) -> MainScreen:
        return cast("MainScreen", self.screen)

    @property
    def _in_tree(self) -> bool:
        return self._main.focused_name is PaneName.COLLECTIONS

    def _accept_open(self) -> None:
        request = self._main.panes[PaneName.REQUEST]
        if isinstance(request, AcceptsOpen):
            request.accept_open()

    @property
    def path_here(self) -> str:
        """Return the file under the tree's cursor there, else that of the open request."""
        key = self._main.panes[PaneName.COLLECTIONS].rows.cursor_key
        if self._in_tree:
            if isinstance(key, FileKey):
                return key.path
            if isinstance(key, FolderKey | RequestRef):
                return key.file
        return self._app.session.ref.file if self._app.session.ref else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what has something to do."""
        session = self._app.session
        match action:
            case "file_save":
                path = self.path_here
                return session.is_file_unsaved(path) or bool(self._app.saves.keeping.of(path))
            case "file_edit":
                path = self.path_here
                return bool(path) and not self._app.workbench.workspace.is_drafts(path)
            case _:
                return True

    def action_file_save(self) -> None:
        """Save; what is still being typed is taken first."""
        self._accept_open()
        self._app.call_later(self._app.saves.save, self.path_here)

    def action_edit_undo(self) -> None:
        """Take the last change back."""
        self._app.saves.undo(self._app.session.ref, in_tree=self._in_tree)

    def action_edit_redo(self) -> None:
        """Do again what was taken back."""
        self._app.saves.redo(self._app.session.ref)

    def action_file_edit(self) -> None:
        """Open the file in the person's editor."""
        from workbench.tui.outside import edit_file

        edit_file(self._app, self.path_here, self._ref_here)

    def action_request_new(self) -> None:
        """Begin a request behind the open one."""
        from workbench.tui.tree_adds import TreeAdds

        TreeAdds(self._app).new_request(self._ref_here or self._key_here)

    @property
    def _ref_here(self) -> RequestRef | None:
        return self._main.request_under_cursor if self._in_tree else self._app.session.ref

    @property
    def _key_here(self) -> object:
        return self._main.panes[PaneName.COLLECTIONS].rows.cursor_key

    def on_tree_edit_asked(self, message: TreeEditAsked) -> None:
        """Ask what is to be written, and have it written."""
        from workbench.tui.tree_edits import TreeEdits

        message.stop()
        self._accept_open()
        TreeEdits(self._app).ask(message.what, message.key)

    def on_preset_edit_asked(self, message: PresetEditAsked) -> None:
        """Open the form of a preset."""
        from workbench.tui.tree_adds import edit_preset

        message.stop()
        edit_preset(self._app, message.key)

    def on_fix_asked(self, message: FixAsked) -> None:
        """Write what was meant into a broken file."""
        from workbench.tui.tree_adds import fix

        message.stop()
        fix(self._app, message.path, message.text, message.problem)
