"""A workspace: a directory of collection files, the good and the broken.

Must not read the directory.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.collection import Collection, RequestSpec, WorkspaceLayer
from workbench.domain.problem import Problem
from workbench.domain.settings import SILENT, Settings


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """A file that was read: absolute path, its text as read, the collection, and its warnings."""

    path: str
    text: str
    collection: Collection
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A file that cannot be used; `text` is what could be decoded of it, to show the lines."""

    path: str
    text: str
    problems: tuple[Problem, ...]


WorkspaceFile = CollectionFile | BrokenFile

#: What the collection is called that holds the requests no file has yet.
DRAFTS = "Drafts"


@dataclass(frozen=True, slots=True)
class RequestRef:
    """Which request: absolute path of its file and its `Folder/Name` label."""

    file: str
    label: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything below a root; `root_is_shared` marks $HOME, / and the temporary directory.

    There neither `workbench.toml` nor `.env` is read and every `file:` is asked by name. `person`
    is what the person's own configuration says, below all that stands in files.
    """

    root: str
    files: tuple[WorkspaceFile, ...] = ()
    layer: WorkspaceLayer = WorkspaceLayer()
    layer_problems: tuple[Problem, ...] = ()
    root_is_shared: bool = False
    person: Settings = SILENT

    @property
    def collections(self) -> tuple[CollectionFile, ...]:
        """Return the files that can be used, in order."""
        return tuple(each for each in self.files if isinstance(each, CollectionFile))

    @property
    def broken(self) -> tuple[BrokenFile, ...]:
        """Return the files that cannot, in order."""
        return tuple(each for each in self.files if isinstance(each, BrokenFile))

    @property
    def drafts(self) -> CollectionFile:
        """Return the empty collection that a request without a file inherits from.

        It is none of the workspace's files, and nothing is ever written at its path: no file that
        was read has a `.` in the middle of its own.
        """
        return CollectionFile(f"{self.root.rstrip('/')}/./{DRAFTS}", "", Collection(DRAFTS))

    def is_drafts(self, path: str) -> bool:
        """Tell whether a path is that of the collection of drafts."""
        return path == self.drafts.path

    def file(self, path: str) -> WorkspaceFile | None:
        """Return the file at an absolute path, that of the drafts too, or None."""
        found = next((each for each in self.files if each.path == path), None)
        return self.drafts if found is None and self.is_drafts(path) else found

    def request(self, ref: RequestRef) -> tuple[CollectionFile, RequestSpec] | None:
        """Return a request and the file it is in, or None when either is gone."""
        found = self.file(ref.file)
        if not isinstance(found, CollectionFile):
            return None
        spec = found.collection.request(ref.label)
        return (found, spec) if spec else None

    @property
    def environment_names(self) -> tuple[str, ...]:
        """Return every environment that the workspace or one of its collections has, in order."""
        names = dict.fromkeys(self.layer.environments)
        for each in self.collections:
            names.update(dict.fromkeys(each.collection.environments))
        return tuple(names)
