"""Edits of variables and environments, made of what a collection says now.

Must not know how a file is written, or what a value is rendered to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.collection import Collection
from workbench.domain.edits import EnvironmentEdit, FolderEdit, VariablesEdit
from workbench.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.collection import FolderPath, WorkspaceLayer
    from workbench.domain.edits import Edit

Variables = dict[str, str]


def as_collection(layer: WorkspaceLayer) -> Collection:
    """Return what `workbench.toml` says as edits know it: a collection without a name."""
    return Collection(
        "",
        settings=layer.settings,
        variables=layer.variables,
        environments=layer.environments,
        presets=layer.presets,
    )


def value_set(
    collection: Collection,
    name: str,
    value: str | None,
    *,
    environment: str | None = None,
    folder: FolderPath = (),
) -> tuple[Edit, ...]:
    """Return the edits that give a variable a value in one place; None takes it away there.

    The place is an environment, a folder, or without both the collection's own variables.
    """
    if environment is not None:
        before = collection.environments.get(environment)
        after = _with(before or {}, name, value)
        return () if after == before else (EnvironmentEdit(environment, before, after),)
    if folder:
        found = collection.folder(folder)
        if found is None:
            raise UsageError(f'There is no folder "{"/".join(folder)}" any more.')
        changed = replace(found, variables=_with(found.variables, name, value))
        return () if changed == found else (FolderEdit(found, changed),)
    after = _with(collection.variables, name, value)
    return () if after == collection.variables else (VariablesEdit(collection.variables, after),)


def _with(variables: Mapping[str, str], name: str, value: str | None) -> Variables:
    changed = dict(variables)
    if value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed


def variable_removed(collection: Collection, name: str) -> tuple[Edit, ...]:
    """Return the edits that remove a variable with its values in every environment."""
    edits: list[Edit] = []
    if name in collection.variables:
        edits += value_set(collection, name, None)
    for environment, values in collection.environments.items():
        if name in values:
            edits += value_set(collection, name, None, environment=environment)
    return tuple(edits)


def environment_renamed(collection: Collection, name: str, to: str) -> Edit:
    """Return the edit that gives an environment another name; raises `UsageError`."""
    _must_be_free(collection, to)
    values = collection.environments[name]
    return EnvironmentEdit(name, values, values, to)


def environment_copied(collection: Collection, name: str, to: str) -> Edit:
    """Return the edit that adds an environment with another's values; raises `UsageError`."""
    _must_be_free(collection, to)
    return EnvironmentEdit(to, None, dict(collection.environments[name]))


def _must_be_free(collection: Collection, name: str) -> None:
    if name in collection.environments:
        raise UsageError(f'There is an environment "{name}" already.', fix="Choose another name.")
