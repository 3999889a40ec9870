"""The collections as rows: files, folders and requests, those of a closed one not made at all.

Pure: from the workspace, what is open, and the session. Must not know a widget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.http import Done, Failed
from workbench.domain.presets import AuthPreset, Inherit, Named, NoAuth
from workbench.domain.workspace import BrokenFile, CollectionFile, RequestRef, Workspace
from workbench.tui import signs
from workbench.tui.fuzzy import emphasised, match
from workbench.tui.looks import method_run, status_sign
from workbench.tui.paint import Line, Role, Row, Run, cut, width_of
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from workbench.domain.collection import Collection, FolderPath, RequestSpec
    from workbench.tui.session import Session

#: From how many cells on a request's path stands in a column of its own, and where.
PATH_FROM, PATH_AT = 60, 34
#: A workspace of at most so many requests is shown all open.
OPEN_UP_TO = 40


@dataclass(frozen=True, slots=True)
class FileKey:
    """A collection file, good or broken."""

    path: str


@dataclass(frozen=True, slots=True)
class FolderKey:
    """A folder of a file."""

    file: str
    path: FolderPath


NodeKey = FileKey | FolderKey | RequestRef


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree; `spec` is there for a request, `count` says what a folder holds."""

    key: NodeKey
    depth: int
    name: str
    spec: RequestSpec | None = None
    count: int = 0
    auth: AuthPreset = Inherit()
    broken: int | None = None
    note: str = ""


class Branches:
    """The children of every folder of a collection, in the order of the file."""

    def __init__(self, collection: Collection) -> None:
        """Look through it once."""
        self.collection = collection
        self.children: dict[FolderPath, list[FolderPath | RequestSpec]] = {(): []}
        self.counts: dict[FolderPath, int] = {}
        for spec in collection.requests:
            self._grow(spec.folder)
            self.children[spec.folder].append(spec)
            for depth in range(len(spec.folder) + 1):
                path = spec.folder[:depth]
                self.counts[path] = self.counts.get(path, 0) + 1
        for folder in collection.folders:
            self._grow(folder.path)

    def _grow(self, path: FolderPath) -> None:
        for depth in range(1, len(path) + 1):
            if path[:depth] not in self.children:
                self.children[path[:depth]] = []
                self.children[path[: depth - 1]].append(path[:depth])


class Tree:
    """What is open, and the nodes that are seen because of it."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._open: set[NodeKey] = set()
        self._branches: dict[str, Branches] = {}

    def open_at_start(self, workspace: Workspace, file: str | None) -> None:
        """Open a file, else the first; all of them where there are few requests."""
        total = sum(len(each.collection.requests) for each in workspace.collections)
        for each in workspace.collections:
            few = len(each.collection.requests) <= OPEN_UP_TO
            if each.path == file or (file is None and each is workspace.collections[0]):
                self.open_file(each, folders=few)
            elif total <= OPEN_UP_TO:
                self.open_file(each, folders=True)

    def open_file(self, file: CollectionFile, *, folders: bool = False) -> None:
        """Open a file, with all its folders if asked."""
        self._open.add(FileKey(file.path))
        if folders:
            self._open |= {FolderKey(file.path, path) for path in self._branch(file).children}

    def is_open(self, key: NodeKey) -> bool:
        """Tell whether a file or folder is open."""
        return key in self._open

    def set_open(self, key: NodeKey, *, is_open: bool) -> None:
        """Open or close a file or folder."""
        if is_open:
            self._open.add(key)
        else:
            self._open.discard(key)

    def open_to(self, ref: RequestRef, workspace: Workspace) -> None:
        """Open all that a request is in."""
        found = workspace.request(ref)
        if found is None:
            return
        file, spec = found
        self._open.add(FileKey(file.path))
        for depth in range(1, len(spec.folder) + 1):
            self._open.add(FolderKey(file.path, spec.folder[:depth]))

    def _branch(self, file: CollectionFile) -> Branches:
        found = self._branches.get(file.path)
        if found is None or found.collection is not file.collection:
            found = self._branches[file.path] = Branches(file.collection)
        return found

    def nodes(self, workspace: Workspace, typed: str = "") -> list[Node]:
        """Return what is seen, in order; with a filter only what matches, and what it is in."""
        nodes: list[Node] = []
        for file in workspace.files:
            if isinstance(file, BrokenFile):
                if not typed:
                    nodes.append(_broken(file))
            elif typed:
                nodes += self._filtered(file, workspace, typed)
            else:
                nodes += self._file(file, workspace)
        if workspace.layer_problems and not typed:
            line = workspace.layer_problems[0].place.line
            path = workspace.layer_problems[0].file
            nodes.append(Node(FileKey(path), 0, PurePath(path).name, broken=line))
        return nodes

    def _file(self, file: CollectionFile, workspace: Workspace) -> Iterator[Node]:
        branches = self._branch(file)
        yield _file_node(file, workspace)
        if FileKey(file.path) in self._open:
            yield from self._below(file, branches, (), 1)

    def _below(
        self, file: CollectionFile, branches: Branches, path: FolderPath, depth: int
    ) -> Iterator[Node]:
        for child in branches.children[path]:
            if isinstance(child, tuple):
                node = _folder_node(file, branches, child, depth)
                yield node
                if node.key in self._open:
                    yield from self._below(file, branches, child, depth + 1)
            else:
                yield _request_node(file, child, depth)

    def _filtered(self, file: CollectionFile, workspace: Workspace, typed: str) -> list[Node]:
        nodes: list[Node] = []
        shown: set[FolderPath] = set()
        branches = self._branch(file)
        for spec in file.collection.requests:
            if match(typed, spec.label) is None and match(typed, spec.url) is None:
                continue
            if not nodes:
                nodes.append(_file_node(file, workspace))
            for depth in range(1, len(spec.folder) + 1):
                if spec.folder[:depth] not in shown:
                    shown.add(spec.folder[:depth])
                    nodes.append(_folder_node(file, branches, spec.folder[:depth], depth))
            nodes.append(_request_node(file, spec, len(spec.folder) + 1))
        return nodes


def _broken(file: BrokenFile) -> Node:
    line = file.problems[0].place.line if file.problems else 1
    return Node(FileKey(file.path), 0, PurePath(file.path).name, broken=line)


def _file_node(file: CollectionFile, workspace: Workspace) -> Node:
    collection = file.collection
    twins = sum(1 for each in workspace.collections if each.collection.name == collection.name)
    note = "read-only" if collection.read_only else ""
    if workspace.is_drafts(file.path):
        note = "no file yet"
    if twins > 1:
        note = PurePath(file.path).name
    return Node(
        FileKey(file.path),
        0,
        collection.name,
        count=len(collection.requests),
        auth=collection.auth,
        note=note,
    )


def _folder_node(file: CollectionFile, branches: Branches, path: FolderPath, depth: int) -> Node:
    folder = file.collection.folder(path)
    return Node(
        FolderKey(file.path, path),
        depth,
        path[-1],
        count=branches.counts.get(path, 0),
        auth=folder.auth if folder else Inherit(),
    )


def _request_node(file: CollectionFile, spec: RequestSpec, depth: int) -> Node:
    return Node(RequestRef(file.path, spec.label), depth, spec.name, spec=spec, auth=spec.auth)


class TreeRows:
    """The nodes as rows of a list, made when they are seen."""

    def __init__(self, tree: Tree, nodes: list[Node], session: Session, typed: str = "") -> None:
        """Keep what the rows are made of."""
        self._tree, self.nodes, self._session, self._typed = tree, nodes, session, typed
        self._index = {node.key: index for index, node in enumerate(nodes)}

    @property
    def row_count(self) -> int:
        """Return how many are seen."""
        return len(self.nodes)

    def index_of(self, key: Hashable) -> int | None:
        """Return where a node is."""
        return self._index.get(key) if isinstance(key, NodeKey) else None

    def row(self, index: int, width: int) -> Row:
        """Return one node's row."""
        node = self.nodes[index]
        if node.spec is not None and isinstance(node.key, RequestRef):
            return self._request(node, node.key, node.spec, width)
        if node.broken is not None:
            broken = (Run(f"{signs.WRONG} ", Role.BAD), Run(node.name, bold=True))
            return Row(broken, (Run(f"line {node.broken}", Role.BAD),), node.key)
        is_open = bool(self._typed) or self._tree.is_open(node.key)
        sign = signs.OPEN if is_open else signs.FOLDED
        left = (
            Run("  " * node.depth),
            Run(f"{sign} ", Role.MUTED),
            Run(node.name, bold=node.depth == 0),
        )
        return Row(left, (Run(self._beside(node, is_open=is_open), Role.MUTED),), node.key)

    def _beside(self, node: Node, *, is_open: bool) -> str:
        preset = preset_name(node.auth)
        if preset or node.note:
            return "  ".join(each for each in (node.note, preset) if each)
        return str(node.count) if not is_open and node.depth else ""

    def _request(self, node: Node, ref: RequestRef, spec: RequestSpec, width: int) -> Row:
        draft = self._session.draft(ref)
        shown = draft or spec
        found = match(self._typed, node.name) if self._typed else None
        left: Line = (
            Run("  " * node.depth),
            method_run(shown.method),
            Run(" "),
            *emphasised(node.name, found.positions if found else (), Run("")),
        )
        if draft is not None:
            left = (*left, Run(f" {signs.UNSAVED}", Role.LOOK))
        status = self._status(ref)
        if width >= PATH_FROM:
            left = (*_to(left, PATH_AT), Run(path_of(shown.url), Role.MUTED))
            status = (*_preset(node.auth, after="  " if status else ""), *status)
        elif not status:
            preset = _preset(node.auth)
            # The name is what a row is looked for by; the Request pane has the preset as well.
            status = preset if width_of((*left, *preset)) < width else ()
        return Row(left, status, ref)

    def _status(self, ref: RequestRef) -> Line:
        match self._session.state_of(ref):
            case Done(exchange) if exchange.response is not None:
                code = exchange.response.status
                role = status_sign(code)[1]
                calm = role in (Role.GOOD, Role.ACCENT)
                return (Run(str(code), Role.MUTED if calm else role),)
            case Done() | Failed():
                return (Run(signs.WRONG, Role.BAD),)
            case _:
                return ()


def preset_name(auth: AuthPreset) -> str:
    """Return what a tree says about an `auth` that is written here; empty where it is inherited."""
    match auth:
        case Inherit():
            return ""
        case NoAuth():
            return "none"
        case Named(name):
            return name
        case _:
            return "own auth"


def _preset(auth: AuthPreset, after: str = "") -> Line:
    name = preset_name(auth)
    return (Run(name + after, Role.MUTED),) if name else ()


def _to(line: Line, column: int) -> Line:
    line = cut(line, column - 2)
    return (*line, Run(" " * (column - width_of(line))))


_BASE = re.compile(r"^(?:\{\{[^{}]*\}\}|[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)")


def path_of(url: str) -> str:
    """Return a URL's path as written, without what it starts from and without its query."""
    path = _BASE.sub("", url, count=1)
    return path.split("?", 1)[0] or "/"


def count_line(workspace: Workspace) -> str:
    """Return what the tree's lower border says."""
    total = sum(len(each.collection.requests) for each in workspace.collections)
    files = sum(not workspace.is_drafts(each.path) for each in workspace.files)
    where = f" in {counted(files, 'file')}" if files > 1 else ""
    return counted(total, "request") + where
