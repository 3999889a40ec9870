"""The signs of the screen, each one cell, and their second forms for terminals that are not UTF-8.

Must not colour anything or say when a sign is used.
"""

from __future__ import annotations

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


def in_ascii(text: str) -> str:
    """Return text with every sign in its second form, cell by cell; other text stays."""
    return text if text.isascii() else text.translate(_ASCII)
