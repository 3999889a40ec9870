"""What an edit means for one table of a file: where it is, and what it says before, here, there.

Must not know the text of the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain.edits import (
    BlocksAdded,
    Clash,
    EnvironmentEdit,
    FolderEdit,
    FolderMoved,
    HeadEdit,
    PresetEdit,
    RequestEdit,
    RequestMoved,
    VariablesEdit,
)
from workbench.domain.errors import UsageError
from workbench.formats.toml_blocks import dump_folder, dump_head, dump_preset, dump_request
from workbench.formats.toml_values import inline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.collection import Collection, Folder, RequestSpec
    from workbench.domain.edits import Edit
    from workbench.domain.presets import Preset
    from workbench.formats.positions import KeyPath

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One table: its path, or where it would be, and its values as the writer would write them.

    `before` is what the person saw, `here` what they made of it, `there` what the file has; None
    where it is not. `several` tells an element of an array of tables, `beside` that it stands
    behind the one before it. `like` is the element that a new one is a copy of, `pattern` what
    that one says.
    """

    what: str
    path: KeyPath
    before: Values | None
    here: Values | None
    there: Values | None
    several: bool = False
    beside: bool = False
    renamed: str = ""
    like: KeyPath = ()
    pattern: Values | None = None

    def label(self, path: tuple[str, ...]) -> str:
        """Return how a person knows a value in it."""
        return f"{'.'.join(path)} of {self.what}" if path else self.what

    def clash(self, *values: Values | None) -> Clash:
        """Return the clash of the table as a whole."""
        return Clash(self.what, *("" if each is None else inline(each) for each in values))


def change_of(edit: Edit, collection: Collection) -> Change:
    """Return what an edit means for a collection as it is now; raises `UsageError`."""
    match edit:
        case RequestEdit():
            return _request(edit, collection)
        case FolderEdit():
            return _folder(edit, collection)
        case PresetEdit():
            return Change(
                f'preset "{edit.name}"',
                ("auth", edit.name),
                _preset(edit.before),
                _preset(edit.after),
                _preset(collection.presets.get(edit.name)),
                renamed=edit.renamed if edit.renamed != edit.name else "",
            )
        case EnvironmentEdit():
            return Change(
                f'environment "{edit.name}"',
                ("environments", edit.name),
                _variables(edit.before),
                _variables(edit.after),
                _variables(collection.environments.get(edit.name)),
                renamed=edit.renamed if edit.renamed != edit.name else "",
            )
        case VariablesEdit():
            there = _variables(collection.variables) or None
            # A table of no variables is as good as none.
            before = _variables(edit.before) if there else None
            return Change("variables", ("variables",), before, _variables(edit.after) or {}, there)
        case HeadEdit():
            return Change(
                "collection",
                ("collection",),
                _head(edit.before),
                _head(edit.after),
                _head(collection),
            )
        case RequestMoved() | FolderMoved() | BlocksAdded():
            raise TypeError(edit)


def moved_to(edit: RequestMoved, collection: Collection) -> tuple[int, int] | None:
    """Return from and to which place a request goes, counted without it; None where it is there."""
    labels = [each.label for each in collection.requests]
    if edit.label not in labels:
        raise UsageError(f'There is no request "{edit.label}" any more.')
    start = labels.index(edit.label)
    rest = [each for each in labels if each != edit.label]
    goal = rest.index(edit.behind) + 1 if edit.behind in rest else 0
    if edit.behind and edit.behind not in rest:
        raise UsageError(f'There is no request "{edit.behind}" any more.')
    return None if goal == start else (start, goal)


def _request(edit: RequestEdit, collection: Collection) -> Change:
    known = edit.before or edit.after
    assert known is not None  # noqa: S101 (an edit has one of the two)
    labels = [each.label for each in collection.requests]
    there = collection.request(known.label)
    after = edit.after
    is_renamed = after is not None and edit.before is not None and after.label != known.label
    if is_renamed and after is not None and after.label in labels:
        raise UsageError(f'There is a request "{after.label}" already.', fix="Choose another name.")
    index, beside = len(labels), False
    if there is not None:
        index = labels.index(known.label)
    elif edit.behind in labels:
        index, beside = labels.index(edit.behind) + 1, True
    else:
        inside = [at for at, each in enumerate(collection.requests) if each.folder == known.folder]
        if inside:
            index, beside = inside[-1] + 1, True
    return Change(
        f'request "{known.label}"',
        ("request", index),
        _request_table(edit.before),
        _request_table(edit.after),
        _request_table(there),
        several=True,
        beside=beside,
        **_copied(edit, collection),
    )


def _copied(edit: RequestEdit | FolderEdit, collection: Collection) -> dict[str, Any]:
    """Return what a new request or folder is a copy of, where that is still what it was."""
    if isinstance(edit, FolderEdit):
        to = edit.after
        paths = [each.path for each in collection.folders]
        if edit.like not in paths or to is None:
            return {}
        at = paths.index(edit.like)
        folder = collection.folders[at]
        same = replace(folder, path=to.path) == to
        return {"like": ("folder", at), "pattern": _folder_table(folder)} if same else {}
    after = edit.after
    labels = [each.label for each in collection.requests]
    if edit.like not in labels or after is None:
        return {}
    at = labels.index(edit.like)
    spec = collection.requests[at]
    same = replace(spec, name=after.name, folder=after.folder) == after
    return {"like": ("request", at), "pattern": _request_table(spec)} if same else {}


def _folder(edit: FolderEdit, collection: Collection) -> Change:
    known = edit.before or edit.after
    assert known is not None  # noqa: S101 (an edit has one of the two)
    paths = [each.path for each in collection.folders]
    if edit.after is not None and edit.after.path != known.path and edit.after.path in paths:
        raise UsageError(
            f'There is a folder "{"/".join(edit.after.path)}" already.', fix="Choose another name."
        )
    index = paths.index(known.path) if known.path in paths else len(paths)
    return Change(
        f'folder "{"/".join(known.path)}"',
        ("folder", index),
        _folder_table(edit.before),
        _folder_table(edit.after),
        _folder_table(collection.folder(known.path)),
        several=True,
        **_copied(edit, collection),
    )


def _request_table(spec: RequestSpec | None) -> Values | None:
    return None if spec is None else tomllib.loads(dump_request(spec))["request"][0]


def _folder_table(folder: Folder | None) -> Values | None:
    return None if folder is None else tomllib.loads(dump_folder(folder))["folder"][0]


def _preset(preset: Preset | None) -> Values | None:
    return None if preset is None else tomllib.loads(dump_preset("x", preset))["auth"]["x"]


def _variables(variables: Mapping[str, str] | None) -> Values | None:
    return None if variables is None else dict(variables)


def _head(collection: Collection) -> Values:
    head: Values = tomllib.loads(dump_head(collection))["collection"]
    return head
