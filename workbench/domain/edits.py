"""Edits of a collection file as values: what was there, and what is to be there instead.

`before` is what the person saw; without it something is added, without `after` it is removed.
Must not know how a file is written, or whether an edit fits what a file has by now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.presets import AuthPreset, Named, Preset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.domain.collection import Collection, Folder, FolderPath, RequestSpec
    from workbench.domain.workspace import RequestRef


@dataclass(frozen=True, slots=True)
class RequestEdit:
    """A request changed, renamed, moved to a folder, added or removed.

    A new one stands behind the request of the label `behind`, at the end where there is none;
    a copy is written as its file writes the request of the label `like`, comments and all.
    """

    before: RequestSpec | None
    after: RequestSpec | None
    behind: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """A request put behind another one, or before all others where `behind` is empty."""

    label: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class FolderMoved:
    """A folder's requests put behind a request of the label, before all where it is empty.

    A folder without requests changes places with the one at the path `past`, which has none either.
    """

    path: FolderPath
    behind: str = ""
    past: FolderPath = ()


@dataclass(frozen=True, slots=True)
class BlocksAdded:
    """Folders and requests added as another file writes them, with their comments."""

    text: str


@dataclass(frozen=True, slots=True)
class FolderEdit:
    """What is written about a folder, changed, added or removed; not the requests in it.

    A copy is written as its file writes the folder at the path `like`.
    """

    before: Folder | None
    after: Folder | None
    like: FolderPath = ()


@dataclass(frozen=True, slots=True)
class PresetEdit:
    """A preset changed, added or removed; renamed where `renamed` is filled."""

    name: str
    before: Preset | None
    after: Preset | None
    renamed: str = ""


@dataclass(frozen=True, slots=True)
class EnvironmentEdit:
    """An environment changed, added or removed; renamed where `renamed` is filled."""

    name: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    renamed: str = ""


@dataclass(frozen=True, slots=True)
class VariablesEdit:
    """The variables of a file changed."""

    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HeadEdit:
    """Name, description or auth of the collection changed; the rest of both is not looked at."""

    before: Collection
    after: Collection


Edit = (
    RequestEdit
    | RequestMoved
    | FolderMoved
    | BlocksAdded
    | FolderEdit
    | PresetEdit
    | EnvironmentEdit
    | VariablesEdit
    | HeadEdit
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that changed in the file since it was read, and was changed here, too.

    `where` says which; the three texts are as a file writes them, empty where nothing is.
    """

    where: str
    before: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of edits: written, a choice between two versions, or a text offered beside.

    `before` and `after` are the file's text; both are empty where nothing was written. With `why`
    the edits could not be written exactly, and `beside` is the file that has what they say.
    """

    before: str = ""
    after: str = ""
    clashes: tuple[Clash, ...] = ()
    why: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An edited request that is in no file yet; without `before` it is new."""

    ref: RequestRef
    before: RequestSpec | None
    after: RequestSpec


def _below(path: FolderPath, top: FolderPath) -> bool:
    return path[: len(top)] == top


def folder_renamed(collection: Collection, path: FolderPath, to: FolderPath) -> tuple[Edit, ...]:
    """Return the edits that give a folder another path, with all that is in it."""
    folders, requests = _elsewhere(collection, path, to)
    return (
        *(FolderEdit(here, there) for here, there in folders),
        *(RequestEdit(here, there) for here, there in requests),
    )


def folder_removed(collection: Collection, path: FolderPath) -> tuple[Edit, ...]:
    """Return the edits that remove a folder with all that is in it."""
    requests = (
        RequestEdit(each, None) for each in collection.requests if _below(each.folder, path)
    )
    folders = (FolderEdit(each, None) for each in collection.folders if _below(each.path, path))
    return (*requests, *folders)


def folder_copied(collection: Collection, path: FolderPath, to: FolderPath) -> tuple[Edit, ...]:
    """Return the edits that add a folder with all that is in it, here or to another file."""
    folders, requests = _elsewhere(collection, path, to)
    return (
        *(FolderEdit(None, there, here.path) for here, there in folders),
        *(RequestEdit(None, there, like=here.label) for here, there in requests),
    )


def _elsewhere(
    collection: Collection, path: FolderPath, to: FolderPath
) -> tuple[list[tuple[Folder, Folder]], list[tuple[RequestSpec, RequestSpec]]]:
    """Return what is at and below a folder, each as it is and as it would be at another path."""
    kept = len(path)
    return (
        [
            (each, replace(each, path=to + each.path[kept:]))
            for each in collection.folders
            if _below(each.path, path)
        ],
        [
            (each, replace(each, folder=to + each.folder[kept:]))
            for each in collection.requests
            if _below(each.folder, path)
        ],
    )


def preset_renamed(collection: Collection, name: str, to: str) -> tuple[Edit, ...]:
    """Return the edits that rename a preset here, and whatever names it."""
    preset = collection.presets[name]
    return (PresetEdit(name, preset, preset, to), *references_renamed(collection, name, to))


def references_renamed(collection: Collection, name: str, to: str) -> tuple[Edit, ...]:
    """Return the edits of whatever names a preset that has another name now."""
    return tuple(_references(collection, name, Named(to)))


def _references(collection: Collection, name: str, auth: AuthPreset) -> Iterator[Edit]:
    if collection.auth == Named(name):
        yield HeadEdit(collection, replace(collection, auth=auth))
    for folder in collection.folders:
        if folder.auth == Named(name):
            yield FolderEdit(folder, replace(folder, auth=auth))
    for spec in collection.requests:
        if spec.auth == Named(name):
            yield RequestEdit(spec, replace(spec, auth=auth))
