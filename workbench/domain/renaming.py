"""A variable under another name: where it is written, and in every template that means it.

Must not touch what a collection does not read as a template, or a name that means another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.domain.edits import (
    Edit,
    EnvironmentEdit,
    FolderEdit,
    HeadEdit,
    PresetEdit,
    RequestEdit,
    VariablesEdit,
)
from workbench.domain.errors import UsageError
from workbench.domain.template import Variable, parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.collection import Collection, FolderPath

T = TypeVar("T")
#: Fields that hold no templates.
_ASIDE = frozenset({"name", "folder", "description", "extensions"})


def renamed_text(text: str, name: str, to: str) -> str:
    """Return a template that names a variable by its new name."""
    for piece in reversed(parse_template(text)):
        if isinstance(piece, Variable) and piece.name == name:
            whole = text[piece.start : piece.end].replace(name, to, 1)
            text = text[: piece.start] + whole + text[piece.end :]
    return text


def renamed_in(value: T, name: str, to: str) -> T:
    """Return a request, a preset or part of one with its templates naming the new name."""
    return _renamed(value, name, to)  # type: ignore[no-any-return] # the same kind comes back


def _renamed(value: Any, name: str, to: str) -> Any:
    if type(value) is str:
        return renamed_text(value, name, to)
    if isinstance(value, tuple | list):
        return type(value)(_renamed(each, name, to) for each in value)
    if isinstance(value, Mapping):
        return {key: _renamed(each, name, to) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "template", True) is False:
            return value
        changed = {
            each.name: new
            for each in fields(value)
            if each.name not in _ASIDE
            and (new := _renamed(old := getattr(value, each.name), name, to)) != old
        }
        return replace(value, **changed) if changed else value
    return value


def variable_renamed(
    collection: Collection, name: str, to: str, *, folder: FolderPath = ()
) -> Collection:
    """Return a collection whose variable, or that of a folder, has another name.

    Its values in environments go with it. Raises `UsageError` where the new name is taken.
    """
    if folder:
        return _below(collection, name, to, folder)
    taken = (collection.variables, *collection.environments.values())
    if any(to in each for each in taken):
        raise _taken(to)
    return replace(
        uses_renamed(collection, name, to),
        variables=_keys(collection.variables, name, to),
        environments={e: _keys(v, name, to) for e, v in collection.environments.items()},
    )


def uses_renamed(collection: Collection, name: str, to: str) -> Collection:
    """Return a collection that names a variable of its own, or the workspace's, by a new name."""
    own = [each.path for each in collection.folders if name in each.variables]
    return replace(
        collection,
        auth=renamed_in(collection.auth, name, to),
        variables=renamed_in(collection.variables, name, to),
        environments=renamed_in(collection.environments, name, to),
        presets=renamed_in(collection.presets, name, to),
        folders=tuple(
            each if _is_below_any(each.path, own) else renamed_in(each, name, to)
            for each in collection.folders
        ),
        requests=tuple(
            each if _is_below_any(each.folder, own) else renamed_in(each, name, to)
            for each in collection.requests
        ),
    )


def _below(collection: Collection, name: str, to: str, folder: FolderPath) -> Collection:
    found = collection.folder(folder)
    if found is None or name not in found.variables:
        raise UsageError(f'There is no variable "{name}" any more.')
    if to in found.variables:
        raise _taken(to)
    inner = [
        each.path
        for each in collection.folders
        if name in each.variables and each.path != folder and _is_below_any(each.path, [folder])
    ]

    def means_it(path: FolderPath) -> bool:
        return _is_below_any(path, [folder]) and not _is_below_any(path, inner)

    folders = tuple(
        renamed_in(each, name, to) if means_it(each.path) else each for each in collection.folders
    )
    return replace(
        collection,
        folders=tuple(
            replace(each, variables=_keys(each.variables, name, to))
            if each.path == folder
            else each
            for each in folders
        ),
        requests=tuple(
            renamed_in(each, name, to) if means_it(each.folder) else each
            for each in collection.requests
        ),
    )


def _is_below_any(path: FolderPath, tops: list[FolderPath]) -> bool:
    return any(path[: len(top)] == top for top in tops)


def _keys(variables: Mapping[str, str], name: str, to: str) -> dict[str, str]:
    return {
        (to if each == name else each): renamed_text(value, name, to)
        for each, value in variables.items()
    }


def _taken(name: str) -> UsageError:
    return UsageError(f'There is a variable "{name}" already.', fix="Choose another name.")


def differences(before: Collection, after: Collection) -> tuple[Edit, ...]:
    """Return the edits that make one collection of another that has the same parts."""
    return tuple(_differences(before, after))


def _differences(before: Collection, after: Collection) -> Iterator[Edit]:
    if before.auth != after.auth:
        yield HeadEdit(before, after)
    if not _same(before.variables, after.variables):
        yield VariablesEdit(before.variables, after.variables)
    for name, values in before.environments.items():
        if not _same(values, after.environments[name]):
            yield EnvironmentEdit(name, values, after.environments[name])
    for name, preset in before.presets.items():
        if preset != after.presets[name]:
            yield PresetEdit(name, preset, after.presets[name])
    for folder, other in zip(before.folders, after.folders, strict=True):
        if folder != other:
            yield FolderEdit(folder, other)
    for spec, changed in zip(before.requests, after.requests, strict=True):
        if spec != changed:
            yield RequestEdit(spec, changed)


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return list(one.items()) == list(other.items())
