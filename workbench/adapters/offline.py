"""What needs no open workspace: checking, listing, looking at a token, and the starter.

Must not import what a start does not need before it is used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.adapters.system import SystemClock

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.domain.workspace import Workspace
    from workbench.engine.checking import CheckReport


def check(path: str) -> CheckReport:
    """Return everything wrong or doubtful below a path; raises `UsageError`."""
    from workbench.adapters import disk
    from workbench.engine.checking import report

    return report(disk.load_workspace(path), disk.file_named(path))


def listing(path: str) -> Workspace:
    """Return what is below a path; of a file, only that file. Raises `UsageError`."""
    from workbench.adapters import disk

    workspace = disk.load_workspace(path)
    named = disk.file_named(path)
    files = tuple(each for each in workspace.files if named in (None, each.path))
    return replace(workspace, files=files)


def inspect_token(text: str) -> tuple[Decoded, float]:
    """Return what a token says, unverified, and the time now."""
    from workbench.engine.inspection import decode

    return decode(text), SystemClock().now()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of collection files."""
    from workbench.formats.json_schema import schema as collection_schema

    return collection_schema()


def new_collection(path: str) -> str:
    """Write a commented starter and return its path; raises `UsageError` where one is there."""
    from workbench.adapters import disk
    from workbench.formats.starter import starter

    # Only what ends so is found again when a directory is opened.
    path = path.removesuffix(".toml")
    name = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip().capitalize()
    return disk.write_new(f"{path}.toml", starter(name or "Collection"))
