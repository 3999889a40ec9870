"""Real inputs of public projects, in a folder beside the repository where there is one.

Must not copy any of it: a test that needs the folder is skipped without it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("WORKBENCH_CORPUS", "../shared/corpus"))
CORPUS = CORPUS if CORPUS.is_absolute() else ROOT / CORPUS

#: Stands in the reason of every skip for want of the folder, so that they can be counted.
MISSING = "the corpus is not there"


def lines_of(name: str) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines; of none, where the folder is missing."""
    path = CORPUS / name
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def files_of(directory: str) -> list[Path]:
    """The files of a directory, sorted; none, where the folder is missing."""
    path = CORPUS / directory
    return sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else []
