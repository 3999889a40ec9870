"""What the tree adds: requests, folders, presets and collections, and what is put right in a file.

Must not write: `saves` does.
"""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.collection import Folder, RequestSpec
from workbench.domain.edits import FolderEdit
from workbench.domain.errors import UsageError
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.engine.token_view import PresetKey
from workbench.tui.paint import Role, Row, Run
from workbench.tui.preset.fields import new_preset
from workbench.tui.session import Change
from workbench.tui.tree import FileKey, FolderKey
from workbench.tui.windows.window import Prompt, Window, hints

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from workbench.domain.collection import Collection, FolderPath
    from workbench.domain.presets import Preset
    from workbench.domain.problem import Problem
    from workbench.tui.app import WorkbenchApp

NEW_NAME = "New request"


class TreeAdds:
    """One addition at a time for the app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Keep the app."""
        self._app = app
        self._session = app.session

    def add(self, key: object) -> None:
        """Ask what is to be added, and begin it."""
        path, folder = place_of(key)
        file = PurePath(path).name
        choices = {
            "request": ("Request", f"in {folder[-1] if folder else file}"),
            "folder": ("Folder", f"in {folder[-1] if folder else file}"),
            "preset": ("Preset", f"in {file}"),
            "collection": ("Collection", "a new file"),
            "draft": ("Request without a file", "w gives it one later"),
        }
        if not path or self._app.workbench.workspace.is_drafts(path):
            choices = {name: choices[name] for name in ("draft", "collection")}
        rows = [
            Row((Run(f" {name}"),), (Run(f"{beside} ", Role.MUTED),), key=what)
            for what, (name, beside) in choices.items()
        ]
        window: Window[str] = Window(
            "Add",
            lambda _typed, _width: rows,
            hint=hints(("enter", "adds it"), ("esc", "closes")),
        )

        def take(chosen: str | None) -> None:
            match chosen:
                case "request":
                    self.new_request(key)
                case "folder":
                    self._new_folder(key)
                case "preset":
                    self._new_preset(key)
                case "collection":
                    self._app.opening.new_collection()
                case "draft":
                    self.new_draft()
                case _:
                    return

        self._app.push_screen(window, take)

    def new_request(self, key: object) -> None:
        """Begin a request, not in a file yet, beside or in what is under the cursor."""
        path, folder = place_of(key)
        workspace = self._app.workbench.workspace
        if not path:
            path = (*workspace.collections, workspace.drafts)[0].path
        file = workspace.file(path)
        if not isinstance(file, CollectionFile):
            self._app.say("There is no collection to add a request to.")
            return
        self._begin(file, folder)

    def new_draft(self) -> None:
        """Begin a request that no file is meant for yet."""
        self._begin(self._app.workbench.workspace.drafts, ())

    def _begin(self, file: CollectionFile, folder: FolderPath) -> None:
        path = file.path
        taken = {each.label for each in file.collection.requests}
        taken |= {ref.label for ref in self._session.drafts if ref.file == path}
        spec = RequestSpec(
            free_name(NEW_NAME, folder, taken), url=_base(file.collection), folder=folder
        )
        ref = RequestRef(path, spec.label)
        self._session.put(ref, spec, None)
        self._app.attempt(self._show(ref))

    async def _show(self, ref: RequestRef) -> None:
        self._session.open(ref)
        if self._app.main is None:
            await self._app.show_workspace()
        main = self._app.main
        self._app.open_request(ref, go=True)
        self._app.changed(Change.EDITED)
        if main is not None:
            main.edit_url()

    def _new_folder(self, key: object) -> None:
        path, folder = place_of(key)

        async def write(name: str) -> None:
            to = parts_of(name)
            collection_of(self._app, path)
            new = Folder((*folder, *to))
            said = f'Added the folder "{"/".join(new.path)}". U undoes.'
            await self._app.saves.write(path, [FolderEdit(None, new)], said)
            if self._app.main is not None:
                self._app.main.point_at(FolderKey(path, new.path))

        prompt(
            self._app,
            "New folder",
            f"its name, in {'/'.join(folder) or PurePath(path).name}",
            write,
        )

    def _new_preset(self, key: object) -> None:
        path, _ = place_of(key)

        async def begin(name: str) -> None:
            if name in collection_of(self._app, path).presets:
                raise UsageError(f'There is a preset "{name}" already.', fix="Choose another name.")
            edit_preset(self._app, PresetKey(path, name), new_preset())

        prompt(self._app, "New preset", "its name", begin)


def collection_of(app: WorkbenchApp, path: str) -> Collection:
    """Return the collection of a file that can be edited; raises `UsageError`."""
    file = app.workbench.workspace.file(path)
    if app.workbench.workspace.is_drafts(path):
        raise UsageError(
            "The drafts are in no file, so nothing else can be in it.",
            fix="w on a draft gives it a file.",
        )
    if not isinstance(file, CollectionFile):
        raise UsageError(f"{PurePath(path).name} cannot be used, so it is not edited here.")
    if file.collection.read_only:
        raise UsageError(f"{PurePath(path).name} was made by a newer workbench: read-only.")
    return file.collection


def prompt(
    app: WorkbenchApp,
    title: str,
    label: str,
    write: Callable[[str], Coroutine[object, object, None]],
    text: str = "",
) -> None:
    """Ask for one line of text, and do something with it."""

    def take(name: str | None) -> None:
        if name:
            app.attempt(write(name))

    app.push_screen(Prompt(title, label, text), take)


def edit_preset(app: WorkbenchApp, key: PresetKey, new: Preset | None = None) -> None:
    """Open the form of a preset, or of a new one."""
    from workbench.tui.preset.form import PresetForm

    layer = app.workbench.workspace.layer.presets
    file = app.workbench.workspace.file(key.file)
    presets = file.collection.presets if isinstance(file, CollectionFile) else layer
    now = presets.get(key.name)
    preset = now or new
    if preset is None:
        app.say(f"{key.name} stands where it is used: o opens the file there.")
        return
    app.push_screen(PresetForm(key, preset, _written(app, key) or now))


def _written(app: WorkbenchApp, key: PresetKey) -> Preset | None:
    """Return a preset as its file has it, where it was fixed in memory."""
    from workbench.engine.diagnosis import joined

    return next((each.before for each in joined(app.session.fixes) if each.key == key), None)


def fix(app: WorkbenchApp, path: str, text: str, problem: Problem) -> None:
    """Write what was meant into a broken file."""

    async def fixing() -> None:
        if not await asyncio.to_thread(app.workbench.files.fix, path, text, problem):
            raise UsageError(f"{PurePath(path).name} was written since; it is read again.")
        await app.saves.read_again()
        app.say(f"Wrote {problem.replacement} on line {problem.place.line}.")

    app.attempt(fixing())


def place_of(key: object) -> tuple[str, FolderPath]:
    """Return the file and folder that a row of the tree is or is in."""
    match key:
        case FileKey(path):
            return path, ()
        case FolderKey(file, path):
            return file, path
        case RequestRef(file, label):
            return file, tuple(label.split("/")[:-1])
        case _:
            return "", ()


def parts_of(name: str) -> FolderPath:
    """Return a typed path as names."""
    return tuple(part.strip() for part in name.split("/") if part.strip())


def free_name(name: str, folder: FolderPath, taken: set[str]) -> str:
    """Return a name that is not taken in a folder."""
    number, tried = 1, name
    while "/".join((*folder, tried)) in taken:
        number += 1
        tried = f"{name} {number}"
    return tried


def _base(collection: Collection) -> str:
    """Return what addresses of a collection begin with, where they have that in common."""
    return "{{base_url}}/" if "base_url" in collection.variables else "https://"
