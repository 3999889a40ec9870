"""What is wrong in a file, and where.

Must not read the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error makes the file unusable, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1, the column in characters."""

    line: int
    column: int
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, under which key path, what, and what to do."""

    file: str
    place: Place
    key: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    #: What to write from `column` up to `end_column` instead, if that would put it right.
    replacement: str | None = None
