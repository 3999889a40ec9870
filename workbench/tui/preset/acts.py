"""What is done to a preset as a whole: another name, a copy, or gone.

Must not write: `saves` does, at once, and `U` in the tree takes it back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.edits import PresetEdit
from workbench.domain.errors import UsageError
from workbench.domain.preset_use import preset_renamed_everywhere, users_of
from workbench.domain.presets import Named
from workbench.engine.resolution import workspace_file
from workbench.engine.token_view import PresetKey
from workbench.tui.session import Change
from workbench.tui.tree_adds import collection_of, edit_preset, free_name, prompt
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.presets import Preset
    from workbench.domain.workspace import RequestRef
    from workbench.tui.app import WorkbenchApp

#: How many requests a question names.
_NAMED = 3


class PresetActs:
    """Acts on one preset that a file has."""

    def __init__(self, app: WorkbenchApp, key: PresetKey, written: Preset) -> None:
        """Keep which."""
        self._app, self._key, self._written = app, key, written

    @property
    def _is_shared(self) -> bool:
        return self._key.file == workspace_file(self._app.workbench.workspace)

    def _must_be_free(self, name: str) -> None:
        if name in ("none", "inherit"):
            raise UsageError(f"{name} is no name of a preset.", fix="Choose another name.")
        taken = self._app.workbench.workspace.layer.presets
        if not self._is_shared:
            taken = collection_of(self._app, self._key.file).presets
        if name in taken:
            raise UsageError(f'There is a preset "{name}" already.', fix="Choose another name.")

    def rename(self, then: Callable[[PresetKey], None]) -> None:
        """Ask for another name, and write it here and wherever the preset is named."""
        key, app = self._key, self._app

        async def write(to: str) -> None:
            if to == key.name:
                return
            self._must_be_free(to)
            workspace = app.workbench.workspace
            edits = preset_renamed_everywhere(
                workspace, key.file, key.name, to, shared=self._is_shared
            )
            places = sum(map(len, edits.values())) - 1
            more = f", also where it is named ({counted(places, 'place')})" if places else ""
            said = f"Renamed {key.name} to {to}{more}. U in the tree undoes."
            if await app.saves.write_all(edits, said):
                self._rename_in_drafts(set(edits), to)
                then(PresetKey(key.file, to))

        label = f"the preset's name, in {PurePath(key.file).name} and wherever it is named"
        prompt(app, "Rename", label, write, key.name)

    def _rename_in_drafts(self, paths: set[str], to: str) -> None:
        session = self._app.session
        for table in (session.drafts, session.bases):
            for ref, spec in table.items():
                if ref.file in paths and spec.auth == Named(self._key.name):
                    table[ref] = replace(spec, auth=Named(to))
        self._app.changed(Change.EDITED)

    def duplicate(self, *, go: bool) -> None:
        """Ask for the copy's name and write it; with `go` its form opens."""
        key, app = self._key, self._app

        async def write(to: str) -> None:
            self._must_be_free(to)
            file = PurePath(key.file).name
            said = f"Added {to}, a copy of {key.name}, to {file}. U in the tree undoes."
            if await app.saves.write(key.file, [PresetEdit(to, None, self._written)], said) and go:
                app.screen.dismiss(None)
                edit_preset(app, PresetKey(key.file, to))

        keys = app.workbench.token_views()
        taken = {each.key.name for each in keys} | set(app.workbench.workspace.layer.presets)
        prompt(app, "Duplicate", "the copy's name", write, free_name(f"{key.name}-copy", (), taken))

    async def delete(self, then: Callable[[], None]) -> None:
        """Remove the preset from its file; asks before, and names who uses it."""
        key, app = self._key, self._app
        file = PurePath(key.file).name
        users = users_of(app.workbench.workspace, key.file, key.name, shared=self._is_shared)
        question = f"Delete the preset {key.name} from {file}? {_used_by(users)}"
        if not await app.ask(question, yes=("y", "delete"), no="keep"):
            return
        said = f"Deleted the preset {key.name} from {file}. U in the tree undoes."
        edit = PresetEdit(key.name, self._written, None)
        if await app.saves.write(key.file, [edit], said):
            app.workbench.forget(key)
            then()


def _used_by(users: tuple[RequestRef, ...]) -> str:
    if not users:
        return "No request uses it."
    names = [f'"{each.label.rpartition("/")[2]}"' for each in users[:_NAMED]]
    more = len(users) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    uses = "uses" if len(users) == 1 else "use"
    return f"{counted(len(users), 'request')} {uses} it and could not be sent: {listed}."
