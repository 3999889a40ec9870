"""What needs no open workspace: checking, looking at a token, the schema, and the starter.

Must not import what a start does not need before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.adapters import disk
from workbench.adapters.system import SystemClock

if TYPE_CHECKING:
    from workbench.adapters.at_server import AtServer
    from workbench.adapters.practice import Practice
    from workbench.domain.config import Config
    from workbench.domain.jwt import Decoded
    from workbench.engine.checking import CheckReport
    from workbench.engine.in_force import InForce

listing = disk.listing


def check(path: str) -> CheckReport:
    """Return everything wrong or doubtful below a path; raises `UsageError`."""
    from workbench.engine.checking import report

    return report(disk.load_workspace(path), disk.file_named(path))


def inspect_token(text: str) -> tuple[Decoded, float]:
    """Return what a token says, unverified, and the time now."""
    from workbench.engine.inspection import decode

    return decode(text), SystemClock().now()


def at_server() -> AtServer:
    """Return what asks an issuer for its metadata and keys."""
    from workbench.adapters.at_server import AtServer

    return AtServer()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of collection files."""
    from workbench.formats.json_schema import schema as collection_schema

    return collection_schema()


def new_collection(path: str) -> str:
    """Write a commented starter and return its path; raises `UsageError` where one is there."""
    from workbench.formats.starter import name_of, starter

    # Only what ends so is found again when a directory is opened.
    path = path.removesuffix(".toml")
    return disk.write_new(f"{path}.toml", starter(name_of(path)))


def start_practice(*, port: int | None = None) -> Practice:
    """Start the practice server and return it once it listens."""
    from workbench.adapters import practice

    return practice.start(port=port)


def config() -> Config:
    """Return what the person set, from their own configuration directory."""
    from workbench.adapters.config_file import read_config_file

    return read_config_file()


def config_in_force() -> tuple[Config, tuple[InForce, ...]]:
    """Return what the person set, and what holds of it beside the environment."""
    import os

    from workbench.adapters.programs import usual_pager
    from workbench.engine.in_force import in_force

    read = config()
    return read, in_force(read, os.environ, last_pager=usual_pager())
