"""Postman's own programs, `postman-collection` and `newman`, where this machine has them.

They are found as node finds a package, in the directory that WORKBENCH_NODE_MODULES names, or
where `scripts/install_node.sh` put them: no test installs anything.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

#: Stands in the reason of every skip for want of them, so that they can be counted.
MISSING = "node is not there"
ROOT = Path(__file__).resolve().parents[2]
#: Where `scripts/install_node.sh` puts them.
INSTALLED = ROOT / ".venv" / "node" / "node_modules"


def environment() -> dict[str, str]:
    """The process environment, with where the packages are."""
    named = (os.environ.get("WORKBENCH_NODE_MODULES"), os.environ.get("NODE_PATH"), str(INSTALLED))
    return {**os.environ, "NODE_PATH": os.pathsep.join(filter(None, named))}


@functools.cache
def has(package: str) -> bool:
    """Whether node is there and finds a package."""
    if shutil.which("node") is None:
        return False
    script = f"require.resolve({json.dumps(package)})"
    found = subprocess.run(
        ["node", "-e", script], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    return found.returncode == 0


def run(script: str, *arguments: str) -> Any:
    """What a script prints as JSON; its arguments are `process.argv` from 1 on."""
    done = subprocess.run(
        ["node", "-e", script, *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
