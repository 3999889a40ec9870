"""Which directory is the workspace of a path, and whether it can be one.

Must not read a collection.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import UsageError

WORKSPACE_FILE = "workbench.toml"


@dataclass(frozen=True, slots=True)
class Root:
    """A workspace's directory, and the file that was named where one was; both real paths.

    Of a file only its directory's symlinks are followed: it keeps the name it was called by.
    """

    directory: Path
    shared: bool
    file: Path | None = None


def root_of(path: str) -> Root:
    """Return the workspace of a file or directory; raises `UsageError` where nothing is."""
    given = Path(path).expanduser()
    if given.is_dir():
        directory = given.resolve()
        return Root(directory, is_shared(directory))
    if not given.exists():
        raise UsageError(
            f"There is no file or directory {path}.",
            fix=f"Name one that is there; workbench new {path} writes a starter."
            if path.endswith(".toml")
            else "Name one that is there.",
        )
    file = given.parent.resolve() / given.name
    directory = _upwards(file.parent)
    return Root(directory, is_shared(directory), file)


def is_shared(directory: Path) -> bool:
    """Tell whether a real path is $HOME, / or a temporary directory, which is no workspace."""
    return directory in _shared_directories()


def _upwards(start: Path) -> Path:
    """Return the nearest directory with a `workbench.toml`, not above a repository's top."""
    shared = _shared_directories()
    for directory in (start, *start.parents):
        if directory in shared:
            break
        if (directory / WORKSPACE_FILE).is_file():
            return directory
        if (directory / ".git").exists():
            break
    return start


def _shared_directories() -> frozenset[Path]:
    named = ("/", "/tmp", "/var/tmp")  # noqa: S108 (named, not written to)
    home = os.path.expanduser("~")  # noqa: PTH111 (known without HOME, and never raises)
    variables = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    return frozenset(Path(each).resolve() for each in (*named, home, *variables) if each)
