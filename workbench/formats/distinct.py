"""Makes names of other tools usable: never empty, never twice.

Must not know what a name is for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_NOT_IN_A_VARIABLE = re.compile(r"[^A-Za-z0-9_.-]+")
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


def distinct(name: str, taken: Container[str], form: str = "{} ({})") -> str:
    """Return the name, with the first number behind it that makes it another than those taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = form.format(name, number)
    return found


def file_stem(name: str) -> str:
    """Return a name as that of a file: no separator, no leading dot, never empty."""
    stem = _NOT_IN_A_FILE_NAME.sub("-", name).strip("-.")
    return stem[:80].rstrip("-.") or "collection"


def variable_name(name: str) -> str:
    """Return a name that stands between `{{` and `}}` as a variable."""
    fitted = _NOT_IN_A_VARIABLE.sub("_", name.strip())
    return fitted if fitted[:1].isalpha() or fitted[:1] == "_" else f"_{fitted}"


def preset_name(name: str, default: str) -> str:
    """Return a short name for a preset."""
    fitted = _NOT_IN_A_KEY.sub("_", name.lower()).strip("_")[:40]
    return default if fitted in {"", "none", "inherit"} else fitted
