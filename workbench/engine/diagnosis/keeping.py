"""Fixes that were made in memory, as the edits that write them into their files.

Must not write a file, or make a fix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.edits import FolderEdit, HeadEdit, PresetEdit, RequestEdit
from workbench.domain.workspace import CollectionFile
from workbench.engine.diagnosis.fixes import PresetFix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.domain.collection import Collection
    from workbench.domain.edits import Edit
    from workbench.domain.presets import Preset
    from workbench.domain.workspace import Workspace
    from workbench.engine.diagnosis.fixes import Fix
    from workbench.engine.token_view import PresetKey


@dataclass(frozen=True, slots=True)
class Kept:
    """The edits of one file that keep what was fixed, and the presets that they are about."""

    file: str
    edits: tuple[Edit, ...]
    presets: tuple[str, ...]


def joined(fixes: Iterable[Fix]) -> tuple[PresetFix, ...]:
    """Return one fix for each preset: from what its file has to what came of all of them."""
    first: dict[PresetKey, PresetFix] = {}
    for fix in fixes:
        if not isinstance(fix, PresetFix):
            continue  # the request is a draft, which is written as one
        begun = first.get(fix.key)
        first[fix.key] = fix if begun is None else replace(begun, after=fix.after)
    return tuple(each for each in first.values() if each.before != each.after)


def edits_that_keep(workspace: Workspace, fixes: Iterable[Fix]) -> tuple[Kept, ...]:
    """Return what is to be written, a file after the other; the fixes are made in `workspace`."""
    found: dict[str, list[PresetFix]] = {}
    for fix in joined(fixes):
        found.setdefault(fix.key.file, []).append(fix)
    return tuple(
        Kept(
            path,
            tuple(edit for fix in own for edit in _edits(workspace, fix)),
            tuple(fix.key.name for fix in own),
        )
        for path, own in found.items()
    )


def _edits(workspace: Workspace, fix: PresetFix) -> Iterator[Edit]:
    file = workspace.file(fix.key.file)
    name = fix.key.name
    collection = file.collection if isinstance(file, CollectionFile) else None
    presets = workspace.layer.presets if collection is None else collection.presets
    if name in presets:
        yield PresetEdit(name, fix.before, fix.after)
    elif collection is not None:
        yield from _where_it_is_used(collection, fix.before, fix.after)


def _where_it_is_used(collection: Collection, before: Preset, after: Preset) -> Iterator[Edit]:
    """Give the edits of a preset that is written where it is used."""
    if collection.auth == after:
        yield HeadEdit(replace(collection, auth=before), collection)
    for folder in collection.folders:
        if folder.auth == after:
            yield FolderEdit(replace(folder, auth=before), folder)
    for spec in collection.requests:
        if spec.auth == after:
            yield RequestEdit(replace(spec, auth=before), spec)
