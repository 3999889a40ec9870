"""Where folders and requests can go: one step up or down, another folder, another file.

Must not write: `saves` does, at once, and `U` takes it back.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.edits import (
    BlocksAdded,
    FolderMoved,
    RequestEdit,
    RequestMoved,
    folder_copied,
    folder_removed,
    folder_renamed,
)
from workbench.domain.errors import UsageError
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.tui.paint import Role, Row, Run
from workbench.tui.session import Change
from workbench.tui.tree import Branches, FolderKey
from workbench.tui.tree_adds import collection_of, free_name
from workbench.tui.windows.window import Window, hints
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

    from workbench.domain.collection import Collection, FolderPath
    from workbench.domain.edits import Edit
    from workbench.tui.app import WorkbenchApp


def step(
    collection: Collection, moved: FolderPath | str, by: int
) -> FolderMoved | RequestMoved | None:
    """Return the edit that puts a folder or a request past its neighbour; None at the end.

    A folder is a path, a request a label. The neighbours are those of the tree: a folder stands
    where its first request does.
    """
    parent = moved[:-1] if isinstance(moved, tuple) else _folder_of(collection, moved)
    children = [
        each if isinstance(each, tuple) else each.label
        for each in Branches(collection).children.get(parent, [])
    ]
    at = children.index(moved) if moved in children else -1
    if at < 0 or not 0 <= at + by < len(children):
        return None
    neighbour = children[at + by]
    mine, theirs = _labels(collection, moved), _labels(collection, neighbour)
    if not mine and not theirs and isinstance(moved, tuple) and isinstance(neighbour, tuple):
        return FolderMoved(moved, past=neighbour)
    if not mine or not theirs:
        return None
    rest = [each.label for each in collection.requests if each.label not in set(mine)]
    behind = theirs[-1]
    if by < 0:
        first = rest.index(theirs[0])
        behind = rest[first - 1] if first else ""
    if isinstance(moved, tuple):
        return FolderMoved(moved, behind)
    return RequestMoved(moved, behind)


def _folder_of(collection: Collection, label: str) -> FolderPath:
    spec = collection.request(label)
    return spec.folder if spec is not None else ()


def _labels(collection: Collection, child: FolderPath | str) -> list[str]:
    if isinstance(child, str):
        return [child]
    return [each.label for each in collection.requests if each.folder[: len(child)] == child]


def folders_of(collection: Collection) -> list[FolderPath]:
    """Return every folder of a collection, its top first."""
    paths: dict[FolderPath, None] = {(): None}
    for path in (
        *(each.path for each in collection.folders),
        *(each.folder for each in collection.requests),
    ):
        paths.update(dict.fromkeys(path[: depth + 1] for depth in range(len(path))))
    return list(paths)


class TreeMoves:
    """One move of the tree at a time for the app; `rename` gives a folder another path."""

    def __init__(
        self,
        app: WorkbenchApp,
        rename: Callable[[FolderKey, FolderPath], Coroutine[object, object, None]],
    ) -> None:
        """Keep the app."""
        self._app, self._rename = app, rename

    async def step(self, key: FolderKey | RequestRef, by: int) -> None:
        """Put a folder or a request past its neighbour."""
        collection = collection_of(self._app, key.file)
        moved = key.path if isinstance(key, FolderKey) else key.label
        edit = step(collection, moved, by)
        if edit is None:
            # A folder without requests stands behind all that have some, in the tree and the file.
            empty = isinstance(moved, tuple) and not _labels(collection, moved)
            what = "folder without requests" if empty else "one"
            self._app.say(f"It is the {'first' if by < 0 else 'last'} {what} here already.")
            return
        if await self._app.saves.write(key.file, [edit], "Moved. U undoes."):
            self._point(key)

    async def duplicate(self, key: FolderKey) -> None:
        """Add a copy of a folder, with all that is in it."""
        collection = collection_of(self._app, key.file)
        taken = {"/".join(path) for path in folders_of(collection)}
        name = free_name(f"{key.path[-1]} copy", key.path[:-1], taken)
        to = (*key.path[:-1], name)
        edits = folder_copied(collection, key.path, to)
        said = f'Added "{name}" with {_requests(edits)}. U undoes.'
        if await self._app.saves.write(key.file, edits, said):
            self._point(FolderKey(key.file, to))

    def move(self, key: FolderKey) -> None:
        """Ask where a folder is to go."""
        rows = list(self._goals(key))
        window: Window[tuple[str, FolderPath]] = Window(
            "Move",
            lambda _typed, _width: rows,
            hint=hints(("enter", "moves it there, with all in it"), ("esc", "closes")),
        )

        def take(goal: tuple[str, FolderPath] | None) -> None:
            if goal is not None:
                self._app.attempt(self._moved(key, *goal))

        self._app.push_screen(window, take)

    def _goals(self, key: FolderKey) -> Iterator[Row]:
        """Give every place a folder can go to: up, down, into other folders, into other files."""
        collection = collection_of(self._app, key.file)
        for by, name in ((-1, "up"), (1, "down")):
            if step(collection, key.path, by) is not None:
                beside = Run(f"one {name} ", Role.MUTED)
                yield Row((Run(f" {name}"),), (beside,), key=(name, ()))
        for file in self._app.workbench.workspace.collections:
            for path in folders_of(file.collection):
                own = file.path == key.file
                if own and (path == key.path[:-1] or path[: len(key.path)] == key.path):
                    continue
                name = "/".join(path) or "at the top"
                beside = Run(f"{PurePath(file.path).name} ", Role.MUTED)
                yield Row((Run(f" {name}"),), (beside,), key=(file.path, path))

    async def _moved(self, key: FolderKey, where: str, into: FolderPath) -> None:
        if where in ("up", "down"):
            await self.step(key, -1 if where == "up" else 1)
            return
        to = (*into, key.path[-1])
        collection, target = collection_of(self._app, key.file), collection_of(self._app, where)
        if to in folders_of(target):
            raise UsageError(
                f'There is a folder "{"/".join(to)}" already.', fix="Rename one of the two first."
            )
        if where == key.file:
            await self._rename(key, to)
            return
        prefix = "/".join(key.path) + "/"
        drafts = self._app.session.drafts
        if any(ref.file == key.file and ref.label.startswith(prefix) for ref in drafts):
            raise UsageError(
                f'Requests in "{key.path[-1]}" have edits that are not saved.',
                fix="Save them with w, then move it.",
            )
        copies = folder_copied(collection, key.path, to)
        file = PurePath(where).name
        said = f'Moved "{key.path[-1]}" with {_requests(copies)} to {file}. U undoes.'
        added: Sequence[Edit] = self._as_written(key, collection, target, to) or copies
        # First into the other file: in between it is there twice, never lost.
        edits: dict[str, Sequence[Edit]] = {
            where: added,
            key.file: folder_removed(collection, key.path),
        }
        session = self._app.session
        was_open = session.ref
        if not await self._app.saves.write_all(edits, said):
            return
        for spec in collection.requests:
            if spec.folder[: len(key.path)] == key.path:
                label = "/".join((*to, *spec.folder[len(key.path) :], spec.name))
                old, new = RequestRef(key.file, spec.label), RequestRef(where, label)
                session.rename(old, new)
                if was_open == old:
                    session.open(new)
        self._app.changed(Change.OPENED)
        self._point(FolderKey(where, to))

    def _as_written(
        self, key: FolderKey, collection: Collection, target: Collection, to: FolderPath
    ) -> tuple[Edit, ...]:
        """Return the edits that add a folder with its comments; none where that cannot be."""
        if to != key.path and key.path in folders_of(target):
            return ()
        here = self._app.workbench.workspace.file(key.file)
        kept = len(key.path)
        folders = [each.path for each in collection.folders if each.path[:kept] == key.path]
        labels = _labels(collection, key.path)
        if not isinstance(here, CollectionFile):
            return ()
        text = self._app.workbench.files.lifted(here, frozenset(labels), frozenset(folders))
        if not text:
            return ()
        renamed = folder_renamed(collection, key.path, to) if to != key.path else ()
        return (BlocksAdded(text), *renamed)

    def _point(self, key: FolderKey | RequestRef) -> None:
        if self._app.main is not None:
            self._app.main.point_at(key)


def _requests(edits: Sequence[Edit]) -> str:
    return counted(sum(isinstance(each, RequestEdit) for each in edits), "request")
