"""Who names a preset: what renaming it has to change, and what deleting it would stop.

Must not resolve a preset: `engine.resolution` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.edits import PresetEdit, preset_renamed, references_renamed
from workbench.domain.presets import Inherit, Named
from workbench.domain.variable_edits import as_collection
from workbench.domain.workspace import RequestRef

if TYPE_CHECKING:
    from workbench.domain.collection import Collection
    from workbench.domain.edits import Edit
    from workbench.domain.presets import AuthPreset
    from workbench.domain.workspace import Workspace


def users_of(workspace: Workspace, file: str, name: str, *, shared: bool) -> tuple[RequestRef, ...]:
    """Return the requests that are sent with a preset of a file; `shared` is the workspace's."""
    outermost = workspace.layer.auth
    return tuple(
        RequestRef(each.path, label)
        for each in workspace.collections
        if (shared and name not in each.collection.presets) or each.path == file
        for label in _users(each.collection, name, outermost)
    )


def _users(collection: Collection, name: str, outermost: AuthPreset) -> list[str]:
    folders = {each.path: each.auth for each in collection.folders}
    found = []
    for spec in collection.requests:
        chain = [spec.auth]
        chain += [folders.get(spec.folder[:n], Inherit()) for n in range(len(spec.folder), 0, -1)]
        chain += [collection.auth, outermost]
        nearest = next((each for each in chain if not isinstance(each, Inherit)), None)
        if nearest == Named(name):
            found.append(spec.label)
    return found


def preset_renamed_everywhere(
    workspace: Workspace, file: str, name: str, to: str, *, shared: bool
) -> dict[str, tuple[Edit, ...]]:
    """Return the edits of each file that rename a preset, and whatever names it."""
    edits: dict[str, tuple[Edit, ...]] = {}
    if shared:
        preset = as_collection(workspace.layer).presets[name]
        edits[file] = (PresetEdit(name, preset, preset, to),)
    for each in workspace.collections:
        presets = each.collection.presets
        if each.path == file:
            edits[file] = preset_renamed(each.collection, name, to)
        elif shared and name not in presets and not each.collection.read_only:
            edits[each.path] = references_renamed(each.collection, name, to)
    return {path: each for path, each in edits.items() if each}
