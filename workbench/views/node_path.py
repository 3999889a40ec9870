"""The JSONPath of a line of pretty JSON, found by climbing from it to the outermost bracket.

It builds no value, and looks back only so far: what lies further is `…`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

_FAR = 4_000  # lines that are looked back over
_STEP = 256
_NAME = re.compile(r' *"(?P<name>(?:[^"\\]|\\.)*)": ?')
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Nested(Protocol):
    """Lines that stand in brackets."""

    def text(self, line: int) -> str: ...

    def continues(self, line: int) -> bool: ...

    def outline(self, first: int, stop: int) -> Sequence[tuple[int, str]]:
        """Of each line of [first, stop): its level, -1 for a piece, and its first character."""
        ...


class NodePaths:
    """Paths in one layout; from a line to the next only what lies between is looked at."""

    def __init__(self, layout: Nested) -> None:
        self.layout = layout
        # By level: a line of it, what opens that, and how many siblings stand before it.
        self._known: dict[int, tuple[int, int, int]] = {}

    def path(self, line: int) -> str:
        """The path of the node on a line: `$.items[3].id`."""
        layout = self.layout
        while line and layout.continues(line):
            line -= 1
        level, first = layout.outline(line, line + 1)[0]
        if first in "}]":
            # What closes here opened before.
            line = _opening(layout, line, level)
            if line < 0:
                return "$…"
        parts: list[str] = []
        left = _FAR
        while level > 0:
            parent, before = self._parent(line, level, left)
            left -= line - max(parent, 0)
            name = _NAME.match(layout.text(line))
            if name is not None:
                parts.append(_member(name["name"]))
            else:
                parts.append(f"[{before}]" if parent >= 0 else "[…]")
            if parent < 0:
                return "$" + ("…" if level > 1 else "") + "".join(reversed(parts))
            line, level = parent, level - 1
        return "$" + "".join(reversed(parts))

    def _parent(self, line: int, level: int, left: int) -> tuple[int, int]:
        """The line that opens what a line stands in, -1 where too far; the siblings before it."""
        known, parent, before = self._known.get(level, (-1, -1, 0))
        floor = known if known <= line else -1
        found, siblings = self._look_back(line, level, max(floor, line - max(left, _STEP), 0))
        if found < 0 and floor >= 0 and line - floor <= max(left, _STEP):
            found, siblings = parent, siblings + before
        if found >= 0:
            self._known[level] = (line, found, siblings)
        return found, siblings

    def _look_back(self, line: int, level: int, floor: int) -> tuple[int, int]:
        siblings = 0
        stop = line
        while stop > floor:
            first = max(floor, stop - _STEP)
            outline = self.layout.outline(first, stop)
            for offset in range(len(outline) - 1, -1, -1):
                its, character = outline[offset]
                if its == level - 1:
                    return first + offset, siblings
                siblings += its == level and character not in "}]"
            stop = first
        return -1, siblings


def _opening(layout: Nested, line: int, level: int) -> int:
    """The line whose bracket closes on a line, -1 where that is too far back."""
    for first in range(line - _STEP, line - _FAR, -_STEP):
        outline = layout.outline(max(0, first), first + _STEP)
        for offset in range(len(outline) - 1, -1, -1):
            if outline[offset][0] == level:
                return max(0, first) + offset
        if first <= 0:
            break
    return -1


def _member(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return f".{name}"
    quoted = name.replace("'", "\\'").replace('\\"', '"')
    return f"['{quoted}']"
