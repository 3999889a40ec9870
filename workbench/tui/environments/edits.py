"""What the keys of the window of environments do: to files at once, or to this session only.

Must not draw, or know how a file is written: `saves` does, and `U` takes it back.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.edits import EnvironmentEdit
from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.renaming import differences, renamed_in, uses_renamed, variable_renamed
from workbench.domain.variable_edits import (
    as_collection,
    environment_copied,
    environment_renamed,
    value_set,
    variable_removed,
)
from workbench.engine.effective import Layer
from workbench.engine.resolution import workspace_file
from workbench.tui.environments.places import (
    Place,
    VariableKey,
    files_with,
    sources,
)
from workbench.tui.paint import Role, Row, Run
from workbench.tui.session import Change
from workbench.tui.tree_adds import collection_of, free_name, prompt
from workbench.tui.windows.window import Window, hints
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.domain.collection import Collection
    from workbench.domain.edits import Edit
    from workbench.tui.app import WorkbenchApp

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class EnvironmentEdits:
    """One edit at a time for the window; `went_to` is told which environment to look at."""

    def __init__(self, app: WorkbenchApp, went_to: Callable[[str | None], None]) -> None:
        """Keep whom to tell."""
        self._app = app
        self._went_to = went_to

    def _collection(self, path: str) -> Collection:
        workspace = self._app.workbench.workspace
        if path == workspace_file(workspace):
            return as_collection(workspace.layer)
        return collection_of(self._app, path)

    async def _write(
        self, edits: Mapping[str, Sequence[Edit]], said: str, *, joined: bool = False
    ) -> bool:
        """Write edits; with `joined` they are taken back with what was done before them."""
        written = await self._app.saves.write_all(edits, f"{said} U undoes.", joined=joined)
        self._app.changed(Change.ENVIRONMENT)
        return written

    # Variables.

    async def set_value(
        self, place: Place, environment: str | None, name: str, value: str | None
    ) -> None:
        """Write a variable's value where it stands; None takes it away there."""
        collection = self._collection(place.file)
        edits = value_set(collection, name, value, environment=environment, folder=place.folder)
        if edits:
            where = _where(place, environment)
            verb = "Removed" if value is None else "Saved"
            await self._write({place.file: edits}, f"{verb} {name} of {where}.")

    def add_variable(self, place: Place, environment: str | None) -> None:
        """Ask for a name and a value, and write them."""

        async def write(text: str) -> None:
            name, value = _pair(text)
            collection = self._collection(place.file)
            folder = collection.folder(place.folder) if place.folder else None
            known = folder.variables if folder else collection.variables
            if environment is not None:
                known = collection.environments.get(environment, {})
            if name in known:
                raise UsageError(
                    f'There is a variable "{name}" already.', fix="Press enter on it to edit it."
                )
            await self.set_value(place, environment, name, value)

        where = _where(place, environment)
        prompt(self._app, "New variable", f"name = value, in {where}", write)

    def rename_variable(self, key: VariableKey) -> None:
        """Ask for another name, and write it wherever this variable is meant."""

        async def write(to: str) -> None:
            if to == key.name:
                return
            _must_be_name(to)
            edits = self._renamed(key, to)
            said = f"Renamed {key.name} to {to}"
            if await self._write(
                edits, f"{said} in {counted(sum(map(len, edits.values())), 'place')}."
            ):
                for path in edits:
                    self._rename_in_drafts(path, key, to)

        label = f"the variable's name, in {key.place.name} and wherever it is used"
        prompt(self._app, "Rename", label, write, key.name)

    def _renamed(self, key: VariableKey, to: str) -> dict[str, Sequence[Edit]]:
        """Return the edits of each file; what `workbench.toml` has is used in all of them."""
        path, workspace = key.place.file, self._app.workbench.workspace
        mine = self._collection(path)
        after = variable_renamed(mine, key.name, to, folder=key.place.folder)
        edits: dict[str, Sequence[Edit]] = {path: differences(mine, after)}
        if path == workspace_file(workspace):
            for each in workspace.collections:
                own = (each.collection.variables, *each.collection.environments.values())
                if any(key.name in values for values in own) or each.collection.read_only:
                    continue
                used = uses_renamed(each.collection, key.name, to)
                if found := differences(each.collection, used):
                    edits[each.path] = found
        return edits

    def _rename_in_drafts(self, path: str, key: VariableKey, to: str) -> None:
        top = key.place.folder
        for table in (self._app.session.drafts, self._app.session.bases):
            for ref, spec in table.items():
                if ref.file == path and spec.folder[: len(top)] == top:
                    table[ref] = renamed_in(spec, key.name, to)
        self._app.changed(Change.EDITED)

    async def delete_variable(self, key: VariableKey, environment: str | None) -> None:
        """Remove what an environment says of a variable, else the variable; asks before."""
        collection = self._collection(key.place.file)
        place, name = key.place, key.name
        file = PurePath(place.file).name
        if environment is not None and name in collection.environments.get(environment, {}):
            question = f"Delete what {environment} says of {name} from {file}?"
            edits = value_set(collection, name, None, environment=environment)
        elif place.folder:
            question = f"Delete {name} of {place.name}?"
            edits = value_set(collection, name, None, folder=place.folder)
        else:
            edits = variable_removed(collection, name)
            others = sum(name in each for each in collection.environments.values())
            more = f" with its values in {counted(others, 'environment')}" if others else ""
            question = f"Delete {name} from {file}{more}?"
        if await self._app.ask(question, yes=("y", "delete"), no="keep"):
            said = question.removesuffix("?").replace("Delete", "Deleted", 1) + "."
            await self._write({place.file: edits}, said)

    # Environments.

    def add_environment(self) -> None:
        """Ask for a name, and for the file where there are several; then write it."""

        def named(path: str) -> None:
            async def write(name: str) -> None:
                if name in self._collection(path).environments:
                    raise UsageError(
                        f'There is an environment "{name}" already.', fix="Choose another name."
                    )
                said = f"Added the environment {name} to {PurePath(path).name}."
                created = path == new and await self._created(path)
                edits = [EnvironmentEdit(name, None, {})]
                if await self._write({path: edits}, said, joined=created):
                    self._went_to(name)

            prompt(self._app, "New environment", f"its name, in {PurePath(path).name}", write)

        ref = self._app.session.ref
        workspace = self._app.workbench.workspace
        paths = list(sources(workspace, ref.file if ref else None))
        # What several collections share stands in a file of its own, which may not be there yet.
        new = "" if workspace.root_is_shared else workspace_file(workspace)
        if len(paths) < 2 or new in paths or workspace.layer_problems:
            new = ""
        if len(paths) == 1:
            named(paths[0])
        elif paths:
            self._which_file(paths, new, named)
        else:
            self._app.say("There is no collection to add an environment to.")

    async def _created(self, path: str) -> bool:
        """Write an empty file for what all collections share; False where there is one."""
        try:
            await self._app.saves.create(path, "", f"Wrote {PurePath(path).name}.")
        except UsageError:
            return False
        return True

    def _which_file(self, paths: list[str], new: str, then: Callable[[str], None]) -> None:
        rows = [Row((Run(f" {PurePath(path).name}"),), key=path) for path in paths]
        if new:
            beside = Run("a new file, for all collections ", Role.MUTED)
            rows.append(Row((Run(f" {PurePath(new).name}"),), (beside,), key=new))
        window: Window[str] = Window(
            "New environment: which file",
            lambda _typed, _width: rows,
            hint=hints(("enter", "adds it there"), ("esc", "closes")),
        )

        def take(path: str | None) -> None:
            if path is not None:
                then(path)

        self._app.push_screen(window, take)

    def rename_environment(self, name: str) -> None:
        """Ask for another name, and write it in every file that has the environment."""

        async def write(to: str) -> None:
            if to == name:
                return
            paths = files_with(self._app.workbench.workspace, name)
            edits: dict[str, Sequence[Edit]] = {
                path: [environment_renamed(self._collection(path), name, to)] for path in paths
            }
            if await self._write(edits, f"Renamed {name} to {to} in {_files(paths)}."):
                if self._app.workbench.environment == name:
                    self._app.workbench.choose_environment(to)
                    self._app.changed(Change.ENVIRONMENT)
                self._went_to(to)

        paths = files_with(self._app.workbench.workspace, name)
        label = f"the environment's name, in {_files(paths)}"
        prompt(self._app, "Rename", label, write, name)

    def duplicate_environment(self, name: str) -> None:
        """Ask for the copy's name, and write it in every file that has the environment."""
        workspace = self._app.workbench.workspace
        paths = files_with(workspace, name)

        async def write(to: str) -> None:
            edits: dict[str, Sequence[Edit]] = {
                path: [environment_copied(self._collection(path), name, to)] for path in paths
            }
            if await self._write(edits, f"Added {to}, a copy of {name}, to {_files(paths)}."):
                self._went_to(to)

        copy = free_name(f"{name}-copy", (), set(workspace.environment_names))
        label = f"the copy's name, in {_files(paths)}"
        prompt(self._app, "Duplicate", label, write, copy)

    async def delete_environment(self, name: str) -> None:
        """Remove an environment from every file that has it; asks before."""
        paths = files_with(self._app.workbench.workspace, name)
        edits: dict[str, Sequence[Edit]] = {}
        values = 0
        for path in paths:
            before = self._collection(path).environments[name]
            values += len(before)
            edits[path] = [EnvironmentEdit(name, before, None)]
        held = self._app.workbench.environment == name
        more = " It is the one that holds: none will." if held else ""
        question = (
            f"Delete the environment {name} with {counted(values, 'value')}"
            f" from {_files(paths)}?{more}"
        )
        if not await self._app.ask(question, yes=("y", "delete"), no="keep"):
            return
        said = f"Deleted the environment {name} from {_files(paths)}."
        if await self._write(edits, said) and held:
            self._app.workbench.choose_environment(None)
            self._app.changed(Change.ENVIRONMENT)

    # This session.

    def ask_session(self, name: str, now: str) -> None:
        """Ask for a value that holds until the end of the session; without a name, for both."""

        async def take(text: str) -> None:
            given, value = (name, text) if name else _pair(text)
            self.set_session(given, value)

        label = f"{name}, for this session only" if name else "name = value, for this session only"
        prompt(self._app, "Session value", label, take, now)

    def set_session(self, name: str, value: str | None) -> None:
        """Give a variable a value in no file, or take it away."""
        self._app.workbench.set_for_session(name, value)
        self._app.changed(Change.ENVIRONMENT)
        if value is None:
            self._app.say(f"{name} is as written again.")
        elif self._is_overridden(name):
            self._app.say(f"{name} was given with --var, which still wins.")
        else:
            self._app.say(f"{name} has another value until the end of this session.")
        self._went_to(None)

    def _is_overridden(self, name: str) -> bool:
        ref = self._app.session.ref
        try:
            found = self._app.workbench.effective(ref).variables.get(name) if ref else None
        except WorkbenchError:
            return False
        return found is not None and found.whence.layer is Layer.OVERRIDE


def _where(place: Place, environment: str | None) -> str:
    return f"{environment} in {place.name}" if environment is not None else place.name


def _files(paths: Sequence[str]) -> str:
    names = [PurePath(path).name for path in paths]
    return " and ".join(names) if len(names) < 3 else f"{len(names)} files"


def _pair(text: str) -> tuple[str, str]:
    """Return name and value of `name = value`; raises `UsageError`."""
    name, _, value = text.partition("=")
    _must_be_name(name.strip())
    return name.strip(), value.strip()


def _must_be_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f'"{name}" is no name of a variable.',
            "A name has letters, digits, and _ . - after the first letter.",
            "Type it as name = value, such as base_url = https://api.example.com.",
        )
