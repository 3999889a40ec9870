"""Where variables are written, and what each of them is in an environment and without one.

Pure, from the workspace as read. Must not render: a value is shown as its file writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.collection import WorkspaceLayer
from workbench.domain.variable_edits import as_collection
from workbench.engine.resolution import workspace_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.domain.collection import Collection, FolderPath
    from workbench.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or a folder of it, that variables are written in."""

    file: str
    folder: FolderPath = ()

    @property
    def name(self) -> str:
        """Return how a person knows it."""
        file = PurePath(self.file).name
        return f"folder {'/'.join(self.folder)} of {file}" if self.folder else file


@dataclass(frozen=True, slots=True)
class VariableKey:
    """A variable at a place."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class EnvironmentKey:
    """An environment, or without a name none."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SessionKey:
    """A variable that has a value for this session only."""

    name: str


@dataclass(frozen=True, slots=True)
class Valued:
    """A variable: its value without an environment, and in the one looked at; None: none there."""

    key: VariableKey
    base: str | None
    override: str | None

    @property
    def value(self) -> str | None:
        """Return what holds in the environment as far as this file says."""
        return self.base if self.override is None else self.override


def sources(workspace: Workspace, first: str | None = None) -> dict[str, Collection]:
    """Return the files that can hold variables, `first` before the others, the workspace's last."""
    found = {each.path: each.collection for each in workspace.collections}
    if first in found:
        found = {first: found[first], **found}
    if workspace.layer != WorkspaceLayer():
        found[workspace_file(workspace)] = as_collection(workspace.layer)
    return found


def files_with(workspace: Workspace, environment: str) -> tuple[str, ...]:
    """Return the files that an environment is written in."""
    return tuple(
        path for path, each in sources(workspace).items() if environment in each.environments
    )


def valued(
    path: str, collection: Collection, environment: str | None, *others: str | None
) -> tuple[Valued, ...]:
    """Return a file's own variables, with those that only an environment gives a value."""
    overrides = _said_by(collection, environment)
    names = dict.fromkeys(collection.variables)
    for each in (environment, *others):
        names.update(dict.fromkeys(_said_by(collection, each)))
    place = Place(path)
    return tuple(
        Valued(VariableKey(place, name), collection.variables.get(name), overrides.get(name))
        for name in names
    )


def _said_by(collection: Collection, environment: str | None) -> Mapping[str, str]:
    return {} if environment is None else collection.environments.get(environment, {})


def of_folders(path: str, collection: Collection) -> Iterator[tuple[Place, tuple[Valued, ...]]]:
    """Give the folders that have variables of their own."""
    for folder in collection.folders:
        if folder.variables:
            place = Place(path, folder.path)
            yield (
                place,
                tuple(
                    Valued(VariableKey(place, name), value, None)
                    for name, value in folder.variables.items()
                ),
            )
