"""What starts fast stays fast: which modules a fresh process loads, seen from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.source import PACKAGE, ROOT, python_files

SCREEN = {"textual", "rich"}
HEADLESS = (
    "domain",
    "engine",
    "formats",
    "views",
    "adapters",
    "cli",
    "assembly.py",
    "conversion",
    "demo",
)

_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)


def imported(*arguments: str) -> set[str]:
    """The top-level names that a fresh interpreter imports while it runs the arguments."""
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return {name.partition(".")[0] for name in _IMPORTED.findall(answer.stderr)}


def needs(*names: str) -> pytest.MarkDecorator:
    """Skips only while a file has not been written."""
    missing = [name for name in names if not (PACKAGE / name).exists()]
    return pytest.mark.skipif(bool(missing), reason=f"not written: {', '.join(missing)}")


@needs("__main__.py")
def test_the_version_needs_neither_transport_nor_screen() -> None:
    names = imported("-m", "workbench", "--version")
    assert "workbench" in names
    assert not names & (SCREEN | {"httpx", "httpcore", "anyio", "jwt", "cryptography", "pygments"})


@needs("__main__.py", "cli/__init__.py", "assembly.py")
@pytest.mark.parametrize(
    "command", "run token check list inspect new schema import export graphql".split()
)
def test_a_command_needs_no_screen(command: str) -> None:
    names = imported("-m", "workbench", command, "--help")
    assert "click" in names
    assert not names & SCREEN


@needs("cli/__init__.py", "assembly.py", "views/__init__.py")
def test_no_headless_module_brings_a_screen() -> None:
    modules = [module_name(path) for path in headless_files()]
    names = imported("-c", "\n".join(f"import {name}" for name in modules))
    assert len(modules) > len(HEADLESS)
    assert not names & SCREEN


@needs("cli/__init__.py")
def test_other_tools_formats_are_read_when_they_are_asked_for() -> None:
    names = imported("-m", "workbench", "list", "--help")
    assert not names & {"graphql", "shlex", "httpx", "jwt"}


@needs("tui/app.py")
def test_the_first_frame_needs_neither_httpx_nor_jwt() -> None:
    names = imported("-c", "import workbench.tui.app")
    assert "textual" in names
    assert not names & {"httpx", "httpcore", "anyio", "h11", "jwt", "cryptography", "tomlrt"}


def test_an_import_that_happened_is_seen() -> None:
    assert "decimal" in imported("-c", "def late():\n    import decimal\nlate()")
    assert "decimal" not in imported("-c", "def never():\n    import decimal")


def headless_files() -> list[Path]:
    files = python_files(*(f"workbench/{name}" for name in HEADLESS if "." not in name))
    files += [PACKAGE / name for name in HEADLESS if "." in name and (PACKAGE / name).exists()]
    return [path for path in files if path.name != "__main__.py"]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_a_keyring_is_imported_when_one_is_read_and_not_before() -> None:
    sources = "import asyncio\nfrom workbench.adapters.sources import DiskSources\n"
    assert "keyring" not in imported("-c", f"{sources}import workbench.cli, workbench.assembly")
    read = 'try: asyncio.run(DiskSources().keyring("workbench", "a"))\nexcept Exception: pass'
    assert "keyring" in imported("-c", f"{sources}{read}")
