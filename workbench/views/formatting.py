"""Formats JSON as text, line by line as `pretty_json` lays it out, for a source of any size.

It builds no value and holds no more than a piece at once; who writes the text decides where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.views import json_grammar as grammar
from workbench.views.json_grammar import laid_out
from workbench.views.json_scan import CONTINUED, DEPTH, IN_STRING, JsonIndex
from workbench.views.pretty_json import DEEPEST, indentation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.views.json_scan import JsonError
    from workbench.views.source import ByteSource

_STEP = 1 << 18
# An array of scalars as `msgspec.json.format` writes it: each on a line of its own.
_SPREAD = re.compile(
    rb"\[\n *+((?:" + grammar.SCALAR + rb",\n *+){0,30}+" + grammar.SCALAR + rb")\n *+\]"
)
_DEEPEST = b"\n" + indentation(DEEPEST)
_TOO_DEEP = re.compile(_DEEPEST + rb" ++")
_BETWEEN = re.compile(rb",\n *+")


def inlined(text: bytes) -> bytes:
    """Text of one element a line, its short arrays of scalars put on one line each.

    What is deeper than the pretty view indents comes back to its last column.
    """
    text = _SPREAD.sub(_on_one_line, text)
    return _TOO_DEEP.sub(_DEEPEST, text) if _DEEPEST + b" " in text else text


def inlined_pieces(text: bytes) -> Iterator[bytes]:
    """The same, piece by piece; a piece ends where an object opens, never within such an array."""
    at = 0
    while at < len(text):
        stop = text.rfind(b"{\n", at, at + _STEP * 16) + 1
        if not stop or at + _STEP * 16 >= len(text):
            stop = text.find(b"{\n", at + _STEP * 16) + 1 or len(text)
        yield inlined(text[at:stop])
        at = stop


def _on_one_line(match: re.Match[bytes]) -> bytes:
    joined = b"[" + _BETWEEN.sub(b", ", match[1]) + b"]"
    return joined if len(joined) <= grammar.INLINE_WIDTH else match[0]


class Formatter:
    """Formats a complete source in pieces: `pieces`, and then perhaps an `error`."""

    def __init__(self, source: ByteSource, *, skip: int = 0, many: bool = False) -> None:
        self._source = source
        self._index = JsonIndex(source, skip=skip, many=many)

    @property
    def error(self) -> JsonError | None:
        """Where the source stopped being JSON."""
        return self._index.error

    def pieces(self) -> Iterator[bytes]:
        """The formatted text up to the error or the end; lines are apart by a line feed."""
        index = self._index
        between = b""
        done = False
        while not done:
            done = index.advance(_STEP)
            stop = len(index.starts) if done else max(0, len(index.starts) - 1)
            lines: list[bytes] = []
            for line in range(stop):
                level = index.levels[line]
                end = index.starts[line + 1] if line + 1 < len(index.starts) else index.position
                piece = self._source.read(index.starts[line], end)
                if level & CONTINUED:
                    lines.append(laid_out(piece, in_string=bool(level & IN_STRING)))
                else:
                    lines += (between, indentation(level & DEPTH), laid_out(piece))
                between = b"\n"
            yield b"".join(lines)
            index.forget()
