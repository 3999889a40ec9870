"""Imports run downward only, and the linter that says so is seen to fail when they do not."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.contracts.source import CORE, PACKAGE, ROOT

ROOMS = ("domain", "engine", "formats", "views", "adapters", "conversion", "cli", "tui", "demo")
MODULES = ("__main__", "assembly")

# What the rooms may do: the intact tree holds each of these and satisfies every contract.
INTACT = {
    "domain/token.py": "import datetime\n",
    "engine/flight.py": "from workbench.domain import token\n",
    "formats/toml_writer.py": "def write():\n    import tomlrt\n",
    "formats/toml_reader.py": "",
    "adapters/web.py": "import httpx\nimport time\nfrom workbench.engine import flight\n",
    "assembly.py": "from .adapters import web\nfrom .formats import toml_writer\n",
    "conversion/exports.py": "from .. import assembly\nfrom ..formats import toml_reader\n",
    "cli/run.py": "import click\nfrom .. import assembly\nfrom ..domain import token\n",
    "tui/app.py": "import textual\nfrom .. import assembly\nfrom ..views import lines\n",
    "views/lines.py": "import pygments\n",
    "demo/server.py": "import jwt\nimport os\n",
    "__main__.py": "import importlib\n",
}

LAYERS = "Imports run downward only"
FRONT_ENDS = "A front end reaches adapters and formats through the assembly only"
THE_CORE = "The core does not know the world"
HEADLESS = "What runs without a screen never imports textual or rich"
DEMO = "The practice server is a process of its own"
WRITER = "Only formats.toml_writer imports tomlrt"

BREACHES = [
    (LAYERS, "domain/token.py", "from workbench.engine import flight"),
    (LAYERS, "engine/flight.py", "from workbench.views import lines"),
    (LAYERS, "views/lines.py", "from workbench import formats"),
    (LAYERS, "adapters/web.py", "from workbench import assembly"),
    (LAYERS, "cli/run.py", "from workbench.tui import app"),
    (LAYERS, "tui/app.py", "from workbench import cli"),
    (LAYERS, "assembly.py", "from workbench.cli import run"),
    (LAYERS, "assembly.py", "from workbench import conversion"),
    (LAYERS, "garage.py", "import json"),
    (FRONT_ENDS, "tui/app.py", "from workbench.adapters import web"),
    (FRONT_ENDS, "cli/run.py", "def late():\n    from workbench.adapters.web import x"),
    (FRONT_ENDS, "cli/run.py", "from workbench.formats import toml_writer"),
    *((THE_CORE, f"{room}/lapse.py", "import os") for room in CORE),
    *(
        (THE_CORE, "engine/lapse.py", f"import {name}")
        for name in ("httpx", "textual", "jwt", "socket", "ssl", "time", "random", "secrets")
    ),
    (THE_CORE, "formats/lapse.py", "from subprocess import run"),
    (HEADLESS, "adapters/web.py", "import rich"),
    (HEADLESS, "cli/run.py", "def late():\n    from textual.app import App"),
    (HEADLESS, "__main__.py", "from workbench.tui import app"),
    (DEMO, "cli/run.py", "from workbench.demo import server"),
    (WRITER, "formats/toml_reader.py", "import tomlrt"),
    (WRITER, "adapters/web.py", "import tomlrt"),
]


def tree(directory: Path, files: Mapping[str, str]) -> Path:
    """A package of the rooms alone, under the real contracts."""
    (directory / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for room in ("", *ROOMS):
        package = directory / "workbench" / room
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    for name, text in files.items():
        (directory / "workbench" / name).write_text(text)
    return directory


def judged(directory: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", lint_imports, "--no-cache"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(directory), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def missing_rooms() -> list[str]:
    directories = [room for room in ROOMS if not (PACKAGE / room / "__init__.py").exists()]
    return directories + [name for name in MODULES if not (PACKAGE / f"{name}.py").exists()]


@pytest.mark.skipif(bool(missing_rooms()), reason="not every room has been built")
def test_the_rooms_keep_the_contracts() -> None:
    answer = judged(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_tree_that_does_what_it_may_keeps_the_contracts(tmp_path: Path) -> None:
    answer = judged(tree(tmp_path, INTACT))
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("contract", "name", "text"), BREACHES)
def test_a_breach_is_found(tmp_path: Path, contract: str, name: str, text: str) -> None:
    answer = judged(tree(tmp_path, {**INTACT, name: f"{INTACT.get(name, '')}{text}\n"}))
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{contract} BROKEN" in answer.stdout


def test_every_room_is_named_by_the_contracts_that_mean_all_rooms() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contracts = {contract["id"]: contract for contract in settings["contracts"]}
    rooms = {
        f"workbench.{path.name}" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()
    }
    rooms |= {
        f"workbench.{path.stem}" for path in PACKAGE.glob("*.py") if path.name != "__init__.py"
    }
    assert set(contracts["core"]["source_modules"]) == {f"workbench.{room}" for room in CORE}
    assert rooms - {"workbench.tui"} <= set(contracts["headless"]["source_modules"])
    assert rooms - {"workbench.demo"} <= set(contracts["demo"]["source_modules"])
