"""What the tree's keys do to files: add, rename, duplicate, move and delete, asked for in windows.

Must not write: `saves` does, at once, and `U` takes it back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.collection import RequestSpec
from workbench.domain.edits import (
    BlocksAdded,
    HeadEdit,
    RequestEdit,
    RequestMoved,
    folder_removed,
    folder_renamed,
)
from workbench.domain.errors import UsageError
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.tui.paint import Role, Row, Run
from workbench.tui.session import Change
from workbench.tui.tree import FileKey, FolderKey
from workbench.tui.tree_adds import TreeAdds, collection_of, free_name, parts_of, prompt
from workbench.tui.tree_moves import TreeMoves, folders_of, step
from workbench.tui.windows.window import Window, hints
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.domain.collection import FolderPath
    from workbench.domain.edits import Edit
    from workbench.tui.app import WorkbenchApp
    from workbench.tui.tree import NodeKey


class TreeEdits:
    """One edit of the tree at a time for the app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Keep the app."""
        self._app = app
        self._session = app.session
        self._moves = TreeMoves(app, self._folder_named)
        self._drafts = app.saves.drafts

    def ask(self, what: str, key: object) -> None:
        """Begin what a key of the tree asks for at a row."""
        match what, key:
            case "add", _:
                TreeAdds(self._app).add(key)
            case "rename", FileKey() | FolderKey() | RequestRef():
                self._rename(key)
            case "duplicate", RequestRef():
                self._app.attempt(self._duplicate(key))
            case "duplicate", FolderKey():
                self._app.attempt(self._moves.duplicate(key))
            case "move", RequestRef() if self._app.workbench.workspace.is_drafts(key.file):
                self._drafts.save(key)
            case "move", RequestRef():
                self._move(key)
            case "delete", FileKey(path) if self._app.workbench.workspace.is_drafts(path):
                self._app.attempt(self._drafts.forget())
            case "move", FolderKey():
                self._moves.move(key)
            case "up" | "down", FolderKey() | RequestRef():
                self._app.attempt(self._moves.step(key, -1 if what == "up" else 1))
            case "delete", FileKey() | FolderKey() | RequestRef():
                self._app.attempt(self._delete(key))
            case _:
                self._app.say(f"There is nothing to {what} here.")

    # Other names and places.

    def _rename(self, key: NodeKey) -> None:
        match key:
            case RequestRef():
                name = key.label
                spec = self._session.spec(self._app.workbench.workspace, key)
                name = spec.name if spec else key.label
                prompt(
                    self._app, "Rename", "the request's name", lambda to: self._named(key, to), name
                )
            case FolderKey():
                prompt(
                    self._app,
                    "Rename",
                    "the folder's name",
                    lambda to: self._folder_named(key, (*key.path[:-1], *parts_of(to))),
                    key.path[-1],
                )
            case FileKey():
                file = self._app.workbench.workspace.file(key.path)
                name = file.collection.name if isinstance(file, CollectionFile) else ""
                prompt(
                    self._app,
                    "Rename",
                    "the collection's name",
                    lambda to: self._head(key, to),
                    name,
                )

    async def _named(self, ref: RequestRef, name: str) -> None:
        found = self._app.workbench.workspace.request(ref)
        draft = self._session.draft(ref)
        known = draft or (found[1] if found else None)
        if known is None:
            return
        await self._known_as(ref, replace(known, name=name), f'Renamed to "{name}". U undoes.')

    async def _known_as(self, ref: RequestRef, wanted: RequestSpec, said: str) -> None:
        """Give a request another name or folder in its file; what is unsaved stays unsaved."""
        found = self._app.workbench.workspace.request(ref)
        new = RequestRef(ref.file, wanted.label)
        if new == ref:
            return
        if new in self._session.drafts:
            raise UsageError(
                f'There is a request "{new.label}" already.', fix="Choose another name."
            )
        written = found[1] if found else None
        if written is not None:
            renamed = replace(written, name=wanted.name, folder=wanted.folder)
            if not await self._app.saves.write(ref.file, [RequestEdit(written, renamed)], said):
                return
            if ref in self._session.bases:
                base = self._session.bases[ref]
                self._session.bases[ref] = replace(base, name=wanted.name, folder=wanted.folder)
        if ref in self._session.drafts:
            self._session.drafts[ref] = wanted
        self._session.rename(ref, new)
        self._app.open_request(new, go=False)
        self._app.changed(Change.EDITED)
        self._point(new)

    async def _folder_named(self, key: FolderKey, to: FolderPath) -> None:
        collection = collection_of(self._app, key.file)
        if to == key.path:
            return
        edits = folder_renamed(collection, key.path, to)
        moved = [each for each in edits if isinstance(each, RequestEdit)]
        said = f'Renamed to "{"/".join(to)}", with {counted(len(moved), "request")}. U undoes.'
        refs, was_open = self._refs_below(key), self._session.ref
        if not await self._app.saves.write(key.file, edits, said):
            return
        for ref in refs:
            spec = self._session.spec(self._app.workbench.workspace, ref)
            folder = to + _folder_of(ref, spec, key)[len(key.path) :]
            for table in (self._session.drafts, self._session.bases):
                if ref in table:
                    table[ref] = replace(table[ref], folder=folder)
            label = "/".join((*folder, ref.label.rpartition("/")[2]))
            self._session.rename(ref, RequestRef(ref.file, label))
            if was_open == ref:
                self._session.open(RequestRef(ref.file, label))
        self._app.changed(Change.OPENED)
        self._point(FolderKey(key.file, to))

    def _refs_below(self, key: FolderKey) -> list[RequestRef]:
        prefix = "/".join(key.path) + "/"
        known = {*self._session.drafts, *self._session.states, *self._session.previous}
        known |= {self._session.ref} if self._session.ref else set()
        return [ref for ref in known if ref.file == key.file and ref.label.startswith(prefix)]

    async def _head(self, key: FileKey, name: str) -> None:
        collection = collection_of(self._app, key.path)
        edit = HeadEdit(collection, replace(collection, name=name))
        await self._app.saves.write(key.path, [edit], f'Renamed to "{name}". U undoes.')

    async def _duplicate(self, ref: RequestRef) -> None:
        if self._app.workbench.workspace.is_drafts(ref.file):
            self._drafts.duplicate(ref)
            return
        collection = collection_of(self._app, ref.file)
        spec = self._session.spec(self._app.workbench.workspace, ref)
        if spec is None:
            return
        taken = {each.label for each in collection.requests}
        copy = replace(spec, name=free_name(f"{spec.name} copy", spec.folder, taken))
        edit = RequestEdit(None, copy, ref.label, like=ref.label)
        if await self._app.saves.write(ref.file, [edit], f'Added "{copy.name}". U undoes.'):
            self._app.open_request(RequestRef(ref.file, copy.label), go=False)

    def _move(self, ref: RequestRef) -> None:
        rows = list(self._goals(ref))
        window: Window[tuple[str, str, object]] = Window(
            "Move",
            lambda _typed, _width: rows,
            hint=hints(("enter", "moves it there"), ("esc", "closes")),
        )

        def take(goal: tuple[str, str, object] | None) -> None:
            if goal is not None:
                self._app.attempt(self._moved(ref, *goal))

        self._app.push_screen(window, take)

    def _goals(self, ref: RequestRef) -> Iterator[Row]:
        """Give every place a request can go to: up and down, other folders, other files."""
        here = self._app.workbench.workspace.request(ref)
        for by, name in ((-1, "up"), (1, "down")):
            if here is not None and (edit := step(here[0].collection, ref.label, by)):
                yield _goal(name, f"one {name}", ("order", ref.file, edit))
        for file in self._app.workbench.workspace.collections:
            for path in folders_of(file.collection):
                if (file.path, path) != (ref.file, here[1].folder if here else None):
                    name = "/".join(path) or "at the top"
                    yield _goal(name, PurePath(file.path).name, ("place", file.path, path))

    async def _moved(self, ref: RequestRef, how: str, path: str, where: object) -> None:
        if how == "order" and isinstance(where, RequestMoved):
            await self._app.saves.write(path, [where], "Moved. U undoes.")
            self._point(ref)
            return
        folder: FolderPath = where if isinstance(where, tuple) else ()
        spec = self._session.spec(self._app.workbench.workspace, ref)
        if spec is None:
            return
        moved = replace(spec, folder=folder)
        said = f'Moved "{spec.name}" to {"/".join(folder) or PurePath(path).name}.'
        if path == ref.file:
            await self._known_as(ref, moved, f"{said} U undoes.")
            return
        # First into the other file, then out of this one: in between it is there twice, never lost.
        target = collection_of(self._app, path)
        new = RequestRef(path, moved.label)
        edits: dict[str, Sequence[Edit]] = {path: [RequestEdit(None, moved)]}
        written = self._app.workbench.workspace.request(ref)
        if written is not None:
            lifted = self._app.workbench.files.lifted(
                written[0], frozenset({ref.label}), frozenset()
            )
            if lifted and target.request(ref.label) is None:
                # As its file writes it, comments and all; then what is different there.
                edits[path] = [BlocksAdded(lifted), RequestEdit(written[1], moved)]
            edits[ref.file] = [RequestEdit(written[1], None)]
        if not await self._app.saves.write_all(edits, f"{said} U undoes."):
            return
        self._session.let_go_draft(ref)
        self._session.rename(ref, new)
        self._app.open_request(new, go=False)
        self._point(new)

    # Gone.

    async def _delete(self, key: NodeKey) -> None:
        name = PurePath(key.path if isinstance(key, FileKey) else key.file).name
        edits: tuple[Edit, ...] = ()
        question = ""
        match key:
            case FileKey():
                question = f"Delete the file {name} with everything in it?"
            case FolderKey():
                edits = folder_removed(collection_of(self._app, key.file), key.path)
                count = counted(sum(isinstance(each, RequestEdit) for each in edits), "request")
                question = f'Delete the folder "{key.path[-1]}" with {count} from {name}?'
            case RequestRef():
                found = self._app.workbench.workspace.request(key)
                edits = (RequestEdit(found[1], None),) if found else ()
                question = f'Delete "{key.label.rpartition("/")[2]}" from {name}?'
        if not await self._app.ask(question, yes=("y", "delete"), no="keep"):
            return
        if isinstance(key, FileKey):
            await self._app.saves.delete(key.path)
            return
        said = question.removesuffix("?").replace("Delete", "Deleted", 1) + ". U undoes."
        if edits and not await self._app.saves.write(key.file, edits, said):
            return
        gone = [key] if isinstance(key, RequestRef) else self._refs_below(key)
        for ref in gone:
            self._session.let_go_draft(ref)
            if self._session.ref == ref:
                self._session.open(None)
        self._app.changed(Change.FILES)

    def _point(self, key: NodeKey) -> None:
        if self._app.main is not None:
            self._app.main.point_at(key)


def _goal(name: str, beside: str, key: tuple[str, str, object]) -> Row:
    return Row((Run(f" {name}"),), (Run(f"{beside} ", Role.MUTED),), key=key)


def _folder_of(ref: RequestRef, spec: RequestSpec | None, key: FolderKey) -> FolderPath:
    return (
        spec.folder
        if spec is not None
        else (*key.path, *ref.label.split("/")[:-1][len(key.path) :])
    )
