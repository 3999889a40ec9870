"""The requests that no file has yet: kept in a collection or a new one, copied, forgotten.

Must not know how a file is written: `saves` does, and `U` takes it back.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeGuard

from workbench.domain.edits import RequestEdit, Unsaved
from workbench.domain.errors import UsageError
from workbench.domain.workspace import RequestRef
from workbench.tui.paint import Role, Row, Run
from workbench.tui.session import Change
from workbench.views.durations import counted

if TYPE_CHECKING:
    from workbench.domain.collection import FolderPath, RequestSpec
    from workbench.tui.app import WorkbenchApp
    from workbench.tui.saves import Saves


class Drafts:
    """The drafts of one app; `saves` writes."""

    def __init__(self, app: WorkbenchApp, saves: Saves) -> None:
        """Keep both."""
        self._app, self._saves = app, saves

    def has(self, ref: RequestRef | None) -> TypeGuard[RequestRef]:
        """Tell whether a request is one of them."""
        return ref is not None and self._app.workbench.workspace.is_drafts(ref.file)

    def _all(self) -> list[RequestRef]:
        return [ref for ref in self._app.session.drafts if self.has(ref)]

    def save(self, ref: RequestRef) -> None:
        """Ask where a draft is to be, and write it there."""

        async def keeping() -> None:
            await self.keep(ref)

        self._app.attempt(keeping())

    async def keep_all(self) -> bool:
        """Ask for each where it is to be, and write it there; False where one stays a draft."""
        for ref in self._all():
            if not await self.keep(ref):
                return False
        return True

    async def keep(self, ref: RequestRef) -> bool:
        """Ask where a draft is to be and write it there; tell whether it is there now.

        To be awaited in a worker. Raises `WorkbenchError` where nothing could be written.
        """
        from workbench.tui.windows.window import Window, hints

        app, spec = self._app, self._app.session.draft(ref)
        if spec is None:
            return False
        rows = self._goals()
        window: Window[tuple[str, FolderPath]] = Window(
            f'Save "{spec.name}"',
            lambda _typed, _width: rows,
            hint=hints(("enter", "writes it there"), ("esc", "closes")),
        )
        goal = await app.push_screen_wait(window) if len(rows) > 1 else ("", ())
        name = await self._named(spec) if goal is not None else None
        created = name is not None and goal is not None and not goal[0]
        if created:
            goal = await self._new_file()
        # More may have been typed while the window was open.
        spec = app.session.draft(ref)
        if goal is None or name is None or spec is None:
            app.say("Nothing was written; the draft is kept.")
            return False
        kept = replace(spec, name=name, folder=goal[1])
        return await self._written(ref, spec, kept, goal[0], joined=created)

    async def _named(self, spec: RequestSpec) -> str | None:
        """Return what a draft is to be called, asked where nobody named it yet."""
        from workbench.tui.tree_adds import NEW_NAME
        from workbench.tui.windows.window import Prompt

        if not spec.name.startswith(NEW_NAME):
            return spec.name
        return await self._app.push_screen_wait(Prompt("Save", "the request's name", spec.name))

    def _goals(self) -> list[Row]:
        """Return every place that a draft can be kept in, a new file last."""
        from workbench.tui.tree_moves import folders_of

        rows = []
        for file in self._app.workbench.workspace.collections:
            if file.collection.read_only:
                continue
            for path in folders_of(file.collection):
                name = "/".join((file.collection.name, *path))
                beside = Run(f"{PurePath(file.path).name} ", Role.MUTED)
                rows.append(Row((Run(f" {name}"),), (beside,), key=(file.path, path)))
        return [*rows, Row((Run(" a new collection"),), key=("", ()))]

    async def _new_file(self) -> tuple[str, FolderPath] | None:
        from workbench.tui.windows.window import Prompt

        app = self._app
        name = await app.push_screen_wait(Prompt("New collection", "its file's name", "api.toml"))
        if name is None:
            return None
        path = _path(app.workbench.workspace.root, name)
        text = app.workbench.files.collection_text(PurePath(path).stem)
        await self._saves.create(path, text, f"Wrote {PurePath(path).name}.")
        return path, ()

    async def _written(
        self, ref: RequestRef, spec: RequestSpec, kept: RequestSpec, path: str, *, joined: bool
    ) -> bool:
        """Write a draft under another name and in a folder; tell whether it is there now."""
        from workbench.tui.tree_adds import collection_of, free_name

        app = self._app
        target = collection_of(app, path)
        taken = {each.label for each in target.requests}
        taken |= {each.label for each in app.session.drafts if each.file == path}
        kept = replace(kept, name=free_name(kept.name, kept.folder, taken))
        said = f'Saved "{kept.name}" in {PurePath(path).name}.'
        if not await self._saves.write(path, [RequestEdit(None, kept)], said, joined=joined):
            return False
        new = RequestRef(path, kept.label)
        named = replace(spec, name=kept.name)
        self._saves.gave_a_file(Unsaved(RequestRef(ref.file, named.label), None, named), new)
        was_open = app.session.ref == ref
        now = app.session.draft(ref)
        app.session.let_go_draft(ref)
        app.session.rename(ref, new)
        if now is not None and now != spec:
            # What was typed meanwhile is an edit of what is in the file.
            app.session.put(new, replace(now, name=kept.name, folder=kept.folder), kept)
        app.changed(Change.EDITED)
        app.changed(Change.FILES)
        if was_open:
            app.open_request(new, go=False)
        return True

    def back(self, draft: Unsaved, kept: RequestRef) -> None:
        """Have a request that was given a file be the draft again that it was."""
        session = self._app.session
        # What was typed since it was saved is in it.
        now = session.draft(kept)
        spec = draft.after
        if now is not None:
            spec = replace(now, name=spec.name, folder=spec.folder)
        session.let_go_draft(kept)
        session.rename(kept, draft.ref)
        session.put(draft.ref, spec, None)
        self._app.changed(Change.OPENED)

    def duplicate(self, ref: RequestRef) -> None:
        """Add a copy of a draft."""
        from workbench.tui.tree_adds import free_name

        app, spec = self._app, self._app.session.draft(ref)
        if spec is None:
            return
        name = free_name(f"{spec.name} copy", spec.folder, {each.label for each in self._all()})
        copy = replace(spec, name=name)
        new = RequestRef(ref.file, copy.label)
        app.session.put(new, copy, None)
        app.open_request(new, go=False)
        app.changed(Change.EDITED)

    async def forget(self) -> None:
        """Ask whether all drafts are to go, and let them go."""
        app, gone = self._app, self._all()
        question = f"Delete {counted(len(gone), 'draft')} that no file has?"
        if not await app.ask(question, yes=("y", "delete"), no="keep"):
            return
        for ref in gone:
            app.session.let_go_draft(ref)
            if app.session.ref == ref:
                app.session.open(None)
        app.changed(Change.EDITED)
        app.changed(Change.FILES)


def _path(root: str, name: str) -> str:
    """Return the path of a new collection; raises `UsageError` where it would not be seen."""
    # Only what ends so is found again when the directory is opened.
    typed = Path(f"{name.removesuffix('.toml')}.toml").expanduser()
    path = os.path.normpath(Path(root) / typed)
    if not Path(path).is_relative_to(root):
        raise UsageError(
            f"{path} is outside the workspace.", f"Its root is {root}.", "Choose a name below it."
        )
    return path
