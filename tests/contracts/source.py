"""The source tree as the contracts read it: files, syntax trees, names; it must not import it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workbench"
CORE = ("domain", "engine", "formats", "views")


def python_files(*directories: str) -> list[Path]:
    """The Python files below the directories (relative to the repository), sorted."""
    return sorted(path for name in directories for path in (ROOT / name).rglob("*.py"))


def core_files() -> list[Path]:
    """The Python files of the four rooms that do not know the world."""
    return python_files(*(f"workbench/{room}" for room in CORE))


def parsed(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def shown(path: Path) -> str:
    """The path as a message names it: relative to the repository."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def tracked_files() -> list[Path]:
    """What the repository holds, as git lists it; without git, all but hidden directories."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


def dotted_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name or attribute that is read, with its line, spelled out through the imports.

    `from datetime import datetime as d; d.now()` yields `datetime.datetime.now`. A bare builtin
    yields its own name.
    """
    spelled: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name if alias.asname else alias.name.partition(".")[0]
                spelled[alias.asname or top] = top
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                spelled[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield node.lineno, f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            name = _dotted(node, spelled)
            if name:
                yield node.lineno, name


def _dotted(node: ast.expr, spelled: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return spelled.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, spelled)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Call):
        called = _dotted(node.func, spelled)
        return f"{called}()" if called else ""
    return ""
