"""The signs of the screen, each one cell, and their second forms for terminals that are not UTF-8.

Must not colour anything or say when a sign is used.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from workbench.domain.display import wants_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping

MET = "✓"
WRONG = "✗"
LOOK = "!"
UNKNOWN = "?"
NOT_VERIFIABLE = "–"
NOTHING = "·"
INHERITED = "↑"
RESOLVES = "→"
FOLDED = "▸"
OPEN = "▾"
UNSAVED = "*"
ON = "[x]"
OFF = "[ ]"
IN_FLIGHT = "↻"
FRESH = "●"
STALE = "◐"
EXPIRED = "○"
NEEDS_YOU = "▲"
PROMPT = "\u276f"
HERE = "\u203a"
RULE = "─"
MORE = "…"

_ASCII = str.maketrans(
    {
        MET: "+",
        WRONG: "x",
        NOT_VERIFIABLE: "-",
        NOTHING: ".",
        INHERITED: "^",
        RESOLVES: ">",
        FOLDED: ">",
        OPEN: "v",
        "•": "*",
        IN_FLIGHT: ">",
        FRESH: "*",
        STALE: "~",
        EXPIRED: "o",
        NEEDS_YOU: "^",
        PROMPT: ">",
        HERE: ">",
        "─": "-",
        "┃": "|",
        "│": "|",
        "━": "=",
        "╍": "~",
        "…": "~",
    }
)


#: Whether symbols are measured and folded in their ASCII form, `<ESC>` and not `␛`.
drawn_in_ascii: ContextVar[bool] = ContextVar("drawn_in_ascii", default=False)


def chosen_form(said: bool | None, environ: Mapping[str, str]) -> bool:  # noqa: FBT001 (a setting)
    """Tell whether all is drawn in ASCII, as a person said or the locale has it, from now on."""
    ascii_only = wants_ascii(environ) if said is None else said
    drawn_in_ascii.set(ascii_only)
    return ascii_only


def in_ascii(text: str) -> str:
    """Return text with every sign in its second form, cell by cell; other text stays."""
    return text if text.isascii() else text.translate(_ASCII)
