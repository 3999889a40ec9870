"""Pane 1: the collections as a tree, filtered with `/`.

Must not open a file or a request itself: it posts which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.domain.workspace import BrokenFile, RequestRef
from workbench.tui.drafted import Drafted
from workbench.tui.fold import fold_text
from workbench.tui.fuzzy import match
from workbench.tui.intents import FileOpened, RequestOpened, SearchOpened, TreeEditAsked
from workbench.tui.keys import Scope, bindings, search_bindings
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.pane import Pane
from workbench.tui.rowlist import RowList
from workbench.tui.session import Change
from workbench.tui.tree import FileKey, FolderKey, NodeKey, Tree, TreeRows, count_line
from workbench.views.durations import counted

if TYPE_CHECKING:
    from textual.binding import BindingType

    from workbench.domain.workspace import Workspace
    from workbench.tui.facade import Facade
    from workbench.tui.session import Session


class CollectionsPane(Pane):
    """The tree of files, folders and requests."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TREE), *search_bindings()]

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Open what is few; the cursor starts at the first request."""
        super().__init__("Collections", number=1, id="collections")
        self._session, self._workbench = session, workbench
        self._tree = Tree()
        self._drafted = Drafted()
        self._typed = ""
        self._tree.open_at_start(self._workspace, workbench.started_file)

    @property
    def _workspace(self) -> Workspace:
        return self._drafted.workspace(self._workbench.workspace, self._session)

    def on_mount(self) -> None:
        """Fill the list, the cursor on the open request or on the broken file that was named."""
        super().on_mount()
        named = self._workbench.started_file
        is_broken = named is not None and self._is_broken(named)
        self._fill(cursor=FileKey(named) if named and is_broken else self._session.ref)

    def first_request(self) -> RequestRef | None:
        """Return the first request that is seen, of the file that was named if it has any."""
        keys = [node.key for node in self._tree.nodes(self._workspace)]
        seen = [key for key in keys if isinstance(key, RequestRef)]
        named = (ref for ref in seen if ref.file == self._workbench.started_file)
        return next(named, seen[0] if seen else None)

    @property
    def request_here(self) -> RequestRef | None:
        """Return the request under the cursor."""
        key = self.rows.cursor_key
        return key if isinstance(key, RequestRef) else None

    @property
    def broken_here(self) -> str | None:
        """Return the path of the file under the cursor that cannot be used."""
        key = self.rows.cursor_key
        return key.path if isinstance(key, FileKey) and self._is_broken(key.path) else None

    def _is_broken(self, path: str) -> bool:
        layer = any(problem.file == path for problem in self._workspace.layer_problems)
        return layer or isinstance(self._workspace.file(path), BrokenFile)

    def session_changed(self, change: Change) -> None:
        """Show statuses, marks and files as they are now."""
        if change is Change.OPENED and self._session.ref is not None:
            self._tree.open_to(self._session.ref, self._workspace)
            self._fill(cursor=self._session.ref)
        elif change is Change.FILES:
            self._fill()
        elif change in (Change.STATE, Change.EDITED):
            # The nodes are the same; only what is seen of them is drawn anew.
            self.rows.update()

    def _fill(self, *, cursor: NodeKey | None = None) -> None:
        if not self.is_attached:
            return
        nodes = self._tree.nodes(self._workspace, self._typed)
        if nodes:
            source = TreeRows(self._tree, nodes, self._session, self._typed)
            self.rows.set_source(source, cursor=cursor)
        else:
            self.rows.set_rows(self._empty())
        self.set_subtitle(self._below())

    def _below(self) -> Line | str:
        if self._typed:
            return (Run("filter ", Role.MUTED), Run(self._typed))
        return count_line(self._workspace)

    def _empty(self) -> list[Row]:
        total = sum(len(each.collection.requests) for each in self._workspace.collections)
        if self._typed:
            text = f'No request is called "{self._typed}". esc shows all {total:,}.'
        else:
            text = "No collection here. a writes a new one."
        width = max(10, self.rows.size.width)
        return [Row((Run(line, Role.MUTED),), selectable=False) for line in fold_text(text, width)]

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the row under the cursor has."""
        key = self.rows.cursor_key
        if action == "tree_open":
            return key is not None
        if action in ("tree_expand", "tree_collapse"):
            return isinstance(key, FileKey | FolderKey | RequestRef)
        if action in ("search_next", "search_previous"):
            return False
        if action in ("tree_duplicate", "tree_move", "tree_up", "tree_down"):
            return isinstance(key, FolderKey | RequestRef)
        if action in ("tree_rename", "tree_delete"):
            return isinstance(key, FileKey | FolderKey | RequestRef)
        return super().check_action(action, parameters)

    def action_tree_open(self) -> None:
        """Open the request, or open or close what holds some."""
        key = self.rows.cursor_key
        if isinstance(key, RequestRef):
            self.post_message(RequestOpened(key))
        elif isinstance(key, FileKey) and self._is_broken(key.path):
            self.post_message(FileOpened(key.path))
        elif isinstance(key, FileKey | FolderKey):
            self._tree.set_open(key, is_open=not self._tree.is_open(key))
            self._fill()

    def action_tree_expand(self) -> None:
        """Open the folder, or go into it."""
        key = self.rows.cursor_key
        if isinstance(key, FileKey | FolderKey):
            if self._tree.is_open(key):
                self.rows.action_cursor_down()
            elif not (isinstance(key, FileKey) and self._is_broken(key.path)):
                self._tree.set_open(key, is_open=True)
                self._fill()

    def action_tree_collapse(self) -> None:
        """Close the folder, or go to the one that this row is in."""
        key = self.rows.cursor_key
        if isinstance(key, FileKey | FolderKey) and self._tree.is_open(key):
            self._tree.set_open(key, is_open=False)
            self._fill()
            return
        parent: NodeKey | None = None
        if isinstance(key, RequestRef):
            found = self._workspace.request(key)
            folder = found[1].folder if found else ()
            parent = FolderKey(key.file, folder) if folder else FileKey(key.file)
        elif isinstance(key, FolderKey):
            above = key.path[:-1]
            parent = FolderKey(key.file, above) if above else FileKey(key.file)
        if parent is not None:
            self.rows.move_to(parent)

    def action_tree_add(self) -> None:
        """Ask what is to be added."""
        self._ask("add")

    def action_tree_rename(self) -> None:
        """Ask for another name."""
        self._ask("rename")

    def action_tree_duplicate(self) -> None:
        """Have a copy added."""
        self._ask("duplicate")

    def action_tree_move(self) -> None:
        """Ask where it is to go."""
        self._ask("move")

    def action_tree_up(self) -> None:
        """Put it before the row above, in its file."""
        self._ask("up")

    def action_tree_down(self) -> None:
        """Put it behind the row below, in its file."""
        self._ask("down")

    def action_tree_delete(self) -> None:
        """Have it deleted."""
        self._ask("delete")

    def _ask(self, what: str) -> None:
        self.post_message(TreeEditAsked(what, self.rows.cursor_key))

    def action_search_open(self) -> None:
        """Open the line in which a filter is typed."""
        self.post_message(SearchOpened(self._typed, "filter"))

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a double click as `enter`."""
        self.action_tree_open()

    # The filter.

    def search_changed(self, text: str) -> None:
        """Show only what matches, the cursor on the first request that does."""
        self._typed = text.strip()
        self._fill(cursor=self._best() if self._typed else self._session.ref)

    def _best(self) -> RequestRef | None:
        best: tuple[int, RequestRef] | None = None
        for node in self._tree.nodes(self._workspace, self._typed):
            found = match(self._typed, node.key.label) if isinstance(node.key, RequestRef) else None
            if isinstance(node.key, RequestRef) and (
                best is None or (found and found.score > best[0])
            ):
                best = (found.score if found else 0, node.key)
        return best[1] if best else None

    def search_closed(self) -> None:
        """Show everything again, the cursor where it was."""
        here = self.request_here
        self._typed = ""
        if here is not None:
            self._tree.open_to(here, self._workspace)
        self._fill(cursor=here)

    def search_status(self) -> Line:
        """Say how many match."""
        if not self._typed:
            return ()
        nodes = self._tree.nodes(self._workspace, self._typed)
        found = sum(1 for node in nodes if node.spec is not None)
        return (Run(counted(found, "request"), Role.MUTED),)

    def value_to_copy(self) -> tuple[str, str] | None:
        """Copy the URL of a request, the path of a file."""
        key = self.rows.cursor_key
        if isinstance(key, RequestRef):
            spec = self._session.spec(self._workspace, key)
            return (spec.url, f"the URL of {spec.name}, as written") if spec else None
        if isinstance(key, FileKey):
            return key.path, "the path of the file"
        return None
