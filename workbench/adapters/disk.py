"""Workspaces on disk: which files are collections, read once and again when they change.

    directory ──scan──▶ .toml files ──light look──▶ collections ──strict──▶ Workspace

Must not follow a symlink out of the workspace, and must not hide a file that it cannot use.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.adapters.regular_file import open_regular
from workbench.adapters.workspace_root import WORKSPACE_FILE, Root, root_of
from workbench.adapters.writing import save_body, write_new, write_private
from workbench.domain.collection import WorkspaceLayer
from workbench.domain.errors import UsageError
from workbench.domain.problem import Place, Problem
from workbench.domain.settings import SILENT, Settings
from workbench.domain.workspace import BrokenFile, CollectionFile, Workspace, WorkspaceFile
from workbench.formats.check import warnings
from workbench.formats.syntax import decode
from workbench.formats.toml_reader import read_collection, read_workspace_layer

__all__ = [
    "changed",
    "file_named",
    "listing",
    "load_workspace",
    "save_body",
    "write_new",
    "write_private",
]

#: More than this (bytes) is no collection that a person wrote.
_MOST = 64 * 1024 * 1024
_SKIPPED = frozenset({"node_modules", "__pycache__"})
_IS_COLLECTION = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*(?:\[{1,2}[ \t]*["']?(?:collection|request|folder)["']?[ \t]*[.\]]
    |["']?(?:collection|request|folder)["']?[ \t]*[.=])""",
    re.MULTILINE | re.VERBOSE,
)

#: What changes when a file does: modification, change of its entry, size, which file it is.
Stamp = tuple[int, int, int, int]


@dataclass(slots=True)
class _Snapshot:
    """What was seen when a workspace was read: stamps of files and directories."""

    root: Root
    workspace: Workspace
    files: dict[str, tuple[Stamp | None, WorkspaceFile | None]] = field(default_factory=dict)
    directories: dict[str, Stamp | None] = field(default_factory=dict)
    layer_stamp: Stamp | None = None


#: The newest snapshot of each root, so that only what changed is read again.
_snapshots: dict[Root, _Snapshot] = {}


@dataclass(slots=True)
class _Found:
    """The entries of one scan: `.toml` files, links that lead elsewhere, directories."""

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    directories: dict[str, Stamp | None] = field(default_factory=dict)


def file_named(path: str) -> str | None:
    """Return the absolute path of a file that was named, None for a directory."""
    named = root_of(path).file
    return str(named) if named else None


def listing(path: str) -> Workspace:
    """Return what is below a path; of a file, only that file. Raises `UsageError`."""
    workspace = load_workspace(path)
    named = file_named(path)
    files = tuple(each for each in workspace.files if named in (None, each.path))
    return replace(workspace, files=files)


def load_workspace(
    path: str, previous: Workspace | None = None, *, person: Settings = SILENT
) -> Workspace:
    """Read the workspace of a path; what has not changed since `previous` is the same object.

    Raises `UsageError` where nothing is there. Broken files are among the workspace's files.
    """
    known = _snapshot_of(previous)
    if known is not None and not _differs(known):
        return known.workspace
    # What was opened and has gone since is shown as that; it is not another workspace.
    root = known.root if known is not None else root_of(path)
    found = _entries(root, again=known is not None)
    layer, layer_problems, layer_stamp = _layer(root, known)
    same_layer = known is not None and known.workspace.layer == layer
    kept = known.files if known is not None and same_layer else {}
    files: dict[str, tuple[Stamp | None, WorkspaceFile | None]] = {}
    for each in sorted({*found.files, *found.links}, key=_order):
        now = _stamp(each)
        if each in kept and kept[each][0] == now:
            files[each] = kept[each]
        elif each in found.links:
            files[each] = (now, _leads_away(each))
        else:
            files[each] = (now, _read(each, layer, named=root.file == Path(each)))
    workspace = Workspace(
        root=str(root.directory),
        files=tuple(read for _, read in files.values() if read is not None),
        layer=layer,
        layer_problems=layer_problems,
        root_is_shared=root.shared,
        person=person,
    )
    if workspace == previous:
        workspace = previous
    _snapshots[root] = _Snapshot(root, workspace, files, found.directories, layer_stamp)
    return workspace


def changed(workspace: Workspace) -> bool:
    """Tell, by looking at no more than entries, whether reading again would find a difference."""
    known = _snapshot_of(workspace)
    return known is None or _differs(known)


def _snapshot_of(workspace: Workspace | None) -> _Snapshot | None:
    return next((each for each in _snapshots.values() if each.workspace is workspace), None)


def _differs(known: _Snapshot) -> bool:
    layer = str(Path(known.workspace.root) / WORKSPACE_FILE)
    return (
        _stamp(layer) != known.layer_stamp
        or any(_stamp(path) != was for path, (was, _) in known.files.items())
        or any(_stamp(path) != was for path, was in known.directories.items())
    )


def _stamp(path: str) -> Stamp | None:
    try:
        facts = Path(path).stat()
    except OSError:
        return None
    return (facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino)


def _order(path: str) -> tuple[str, ...]:
    return Path(path).parts


def _entries(root: Root, *, again: bool) -> _Found:
    found = _Found()
    if root.file is not None and root.file != root.directory / WORKSPACE_FILE:
        found.files.append(str(root.file))
    if root.shared and root.file is not None:
        return found
    waiting = [str(root.directory)]
    while waiting:
        directory = waiting.pop()
        found.directories[directory] = _stamp(directory)
        try:
            with os.scandir(directory) as entries:
                inside = list(entries)
        except OSError as error:
            if directory == str(root.directory) and not again:
                raise UsageError(
                    f"The directory {directory} could not be read.",
                    hint=f"{error.strerror or error}.",
                ) from error
            continue
        if any(each.name == "pyvenv.cfg" for each in inside):
            continue
        below = [entry.path for entry in inside if _take(entry, found, root)]
        waiting += [] if root.shared else below
    return found


def _take(entry: os.DirEntry[str], found: _Found, root: Root) -> bool:
    """Note an entry that may be a collection; tell whether it is a directory to look into."""
    if entry.name.startswith(".") or entry.name in _SKIPPED:
        return False
    if entry.is_dir(follow_symlinks=False):
        return True
    if not entry.name.endswith(".toml") or entry.path == str(root.file):
        return False
    if entry.path == str(root.directory / WORKSPACE_FILE):
        return False
    if entry.is_file(follow_symlinks=False):
        found.files.append(entry.path)
    elif entry.is_symlink():
        _take_link(entry.path, found, root.directory)
    return False


def _take_link(link: str, found: _Found, directory: Path) -> None:
    """Note a link unless the scan meets what it leads to under that file's own name."""
    target = Path(os.path.realpath(link))
    below = target.relative_to(directory).parts if target.is_relative_to(directory) else (".",)
    away = any(part.startswith(".") or part in _SKIPPED for part in below)
    if away or not target.exists():
        found.links.append(link)
    elif target.is_file() and target.suffix != ".toml":
        found.files.append(link)


def _leads_away(path: str) -> BrokenFile:
    problem = Problem(
        path,
        Place(1, 1),
        "",
        "A symbolic link that leads out of the workspace or nowhere",
        "It was not followed. Open the file that it leads to, or put it here.",
    )
    return BrokenFile(path, "", (problem,))


def _layer(
    root: Root, known: _Snapshot | None
) -> tuple[WorkspaceLayer, tuple[Problem, ...], Stamp | None]:
    path = str(root.directory / WORKSPACE_FILE)
    stamp = _stamp(path)
    if stamp is None or root.shared:
        return WorkspaceLayer(), (), stamp
    if known is not None and known.layer_stamp == stamp:
        return known.workspace.layer, known.workspace.layer_problems, stamp
    if not Path(os.path.realpath(path)).is_relative_to(root.directory):
        return WorkspaceLayer(), _leads_away(path).problems, stamp
    content = _bytes(path)
    if isinstance(content, Problem):
        return WorkspaceLayer(), (content,), stamp
    layer, problems = read_workspace_layer(content, file=path)
    return layer or WorkspaceLayer(), problems, stamp


def _read(path: str, layer: WorkspaceLayer, *, named: bool) -> WorkspaceFile | None:
    """Return a file as read, None for TOML that is no collection and was not named."""
    content = _bytes(path)
    if isinstance(content, Problem):
        return BrokenFile(path, "", (content,))
    if not named and _IS_COLLECTION.search(content) is None:
        return None
    text, _ = decode(content, path)
    read = read_collection(content, file=path)
    if read.collection is None:
        return BrokenFile(path, text, read.problems)
    doubtful = warnings(read.collection, file=path, text=text, layer=layer)
    problems = sorted({*read.problems, *doubtful}, key=lambda each: each.place.line)
    return CollectionFile(path, text, read.collection, tuple(problems))


def _bytes(path: str) -> bytes | Problem:
    """Return a regular file's bytes, or why there are none."""
    try:
        with open_regular(path) as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        why = f"{error.strerror or error}."
    else:
        if len(content) <= _MOST:
            return content
        why = f"It is longer than {_MOST:,} bytes."
    return Problem(path, Place(1, 1), "", "The file could not be read", why)
