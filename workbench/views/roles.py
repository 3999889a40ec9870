"""The colour roles of the screen, by name, and the spans of a text that carry one.

No colour is named here: a theme gives each role its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a piece of text is, for a theme; `SYMBOL` is a control character made visible."""

    TEXT = "text"
    MUTED = "muted"
    QUIET = "quiet"
    ACCENT = "accent"
    VALUE = "value"
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    ROW = "row"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters [start, end) of a text, and their role; what no span covers is plain text."""

    start: int
    end: int
    role: Role
