"""The core reads no clock, file, environment or entropy, however it is spelled."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import pytest

from tests.contracts.source import ROOT, core_files, dotted_uses, parsed, shown

BANNED = frozenset(
    {
        "__import__",
        "asyncio.get_event_loop().time",
        "asyncio.get_running_loop().time",
        "asyncio.sleep",
        "breakpoint",
        "codecs.open",
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "eval",
        "exec",
        "importlib.import_module",
        "input",
        "io.open",
        "open",
        "os.environ",
        "os.getenv",
        "pathlib.Path",
        "print",
        "sys.stderr",
        "sys.stdin",
        "sys.stdout",
        "uuid.uuid1",
        "uuid.uuid4",
    }
)
BANNED_MODULES = (
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "time",
)
BANNED_METHODS = frozenset({"read_bytes", "read_text", "write_bytes", "write_text"})


def violations(tree: ast.Module) -> list[str]:
    found = {
        f"line {line}: {name}"
        for line, name in dotted_uses(tree)
        if name in BANNED
        or name.partition(".")[0] in BANNED_MODULES
        or name.rpartition(".")[2] in BANNED_METHODS
    }
    return sorted(found)


def own_names(tree: ast.Module) -> set[str]:
    """What the file itself calls by a banned word: a field `time`, a parameter `secrets`."""
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return (arguments | stored) - imported


def test_the_core_does_nothing_to_the_world() -> None:
    found = []
    for path in core_files():
        tree = parsed(path)
        own = own_names(tree)
        found += [
            f"{shown(path)} {violation}"
            for violation in violations(tree)
            if violation.split()[-1].partition(".")[0] not in own
        ]
    assert not found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("open('x')", "open"),
        ("print('x')", "print"),
        ("from datetime import datetime as d\nd.now()", "datetime.datetime.now"),
        ("import datetime\ndatetime.datetime.now()", "datetime.datetime.now"),
        ("import datetime as dt\nx = dt.date.today", "datetime.date.today"),
        ("from asyncio import sleep\nsleep(1)", "asyncio.sleep"),
        ("import asyncio\nasyncio.get_running_loop().time()", "asyncio.get_running_loop().time"),
        ("import os\nos.environ['A']", "os.environ"),
        ("from os import environ", "os.environ"),
        ("def f():\n    import time\n    time.monotonic()", "time.monotonic"),
        ("from pathlib import Path\nPath('a').read_text()", "pathlib.Path().read_text"),
        ("from importlib import import_module", "importlib.import_module"),
    ],
)
def test_every_spelling_of_a_ban_is_seen(text: str, name: str) -> None:
    assert any(violation.endswith(f": {name}") for violation in violations(ast.parse(text)))


def test_what_the_core_needs_is_not_banned() -> None:
    text = (
        "from datetime import datetime, timedelta\nfrom pathlib import PurePosixPath\n"
        "import asyncio\nasyncio.create_task(f())\ndatetime.fromtimestamp(clock.now())\n"
        "PurePosixPath('a').suffix\nself.time.now()\n"
    )
    assert violations(ast.parse(text)) == []


def ruff_codes(filename: str, text: str) -> set[str]:
    options = ["--no-cache", "--output-format", "json", "--stdin-filename", filename]
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *options, "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return {finding["code"] for finding in json.loads(answer.stdout)}


CLOCK = "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)\n"


@pytest.mark.parametrize("room", ["domain", "engine", "formats", "views"])
def test_the_linter_refuses_a_clock_in_the_core(room: str) -> None:
    assert "TID251" in ruff_codes(f"workbench/{room}/moment.py", CLOCK)


def test_the_linter_lets_an_adapter_read_the_clock() -> None:
    assert "TID251" not in ruff_codes("workbench/adapters/moment.py", CLOCK)
