"""XML and HTML as one tag or one run of text a line, indented by depth; every character is kept.

Lines are broken only inside elements that hold nothing but elements and blanks, where blanks say
nothing; those blanks become the line ends. Where text stands between tags, and in `pre`, `script`
and the like, all is left as it came. What is no markup is text: nothing is ever refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: How deep lines are indented at most, and by how much.
DEEPEST, INDENT = 60, 2
# An attribute holds no `<`, so an unclosed quote ends there and not at the end of the document.
_TAG = re.compile(r"<(/?)([^\W\d][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>")
_DECLARATION = re.compile(r"<![^<>]*>")
_SPECIAL = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_AS_IT_IS = frozenset("pre script style textarea title".split())


@dataclass(slots=True)
class _Piece:
    """A tag, a comment, or text: [start, end) of the source, and the element it stands in."""

    start: int
    end: int
    kind: str
    parent: int
    depth: int
    mixed: bool = False


def markup_lines(text: str, *, html: bool = False) -> list[tuple[str, int, int]]:
    """The lines with their indentation, and the characters [start, end) each was made of."""
    pieces = _nested(_pieces(text, html=html), text)
    lines: list[tuple[str, int, int]] = []
    since = None
    for place, piece in enumerate(pieces):
        if since is None:
            if piece.kind == "text" and text[piece.start : piece.end].isspace():
                continue
            since = place
        if place + 1 == len(pieces) or _breaks(pieces, place + 1):
            lines.append(_line(text, pieces[since], piece))
            since = None
    return lines


def _line(text: str, first: _Piece, last: _Piece) -> tuple[str, int, int]:
    indent = " " * (INDENT * min(first.depth, DEEPEST))
    return indent + text[first.start : last.end], first.start, last.end


def _breaks(pieces: list[_Piece], place: int) -> bool:
    """Whether a line ends before a piece: where its element holds no text beside its elements."""
    piece = pieces[place]
    if piece.parent >= 0 and pieces[piece.parent].mixed:
        return False
    before = pieces[place - 1] if place else piece
    # An element without elements stays on one line: `<a></a>`, `<a>text</a>`.
    return not (piece.kind == "close" and before.kind == "open" and piece.parent == place - 1)


def _pieces(text: str, *, html: bool) -> list[tuple[int, int, str, str]]:
    found: list[tuple[int, int, str, str]] = []
    lowered = text.lower() if html else ""
    at = shown = 0
    while (at := text.find("<", at)) >= 0:
        end, kind, name = _piece_at(text, at, html=html)
        if end <= at:
            at += 1
            continue
        if at > shown:
            found.append((shown, at, "text", ""))
        found.append((at, end, kind, name))
        at = shown = end
        if kind == "open" and name in _AS_IT_IS and html and len(lowered) == len(text):
            stop = lowered.find(f"</{name}", end)
            stop = len(text) if stop < 0 else stop
            if stop > end:
                found.append((end, stop, "verbatim", ""))
            at = shown = stop
    if shown < len(text):
        found.append((shown, len(text), "text", ""))
    return found


def _piece_at(text: str, at: int, *, html: bool) -> tuple[int, str, str]:
    """Where the piece at a `<` ends, its kind and its name; its own place where it is only text."""
    for opening, closing in _SPECIAL:
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening))
            # One that is never closed is all the rest.
            stop = len(text) if end < 0 else end + len(closing)
            return stop, "verbatim" if opening == "<![CDATA[" else "alone", ""
    tag = _TAG.match(text, at)
    if tag is None:
        declaration = _DECLARATION.match(text, at)
        return (declaration.end(), "alone", "") if declaration else (at, "", "")
    name = tag[2].lower() if html else tag[2]
    if tag[1]:
        return tag.end(), "close", name
    alone = tag[3].endswith("/") or (html and name in _VOID)
    return tag.end(), "alone" if alone else "open", name


def _nested(found: list[tuple[int, int, str, str]], text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    stack: list[tuple[int, str]] = []
    open_names: dict[str, int] = {}
    for start, end, kind, name in found:
        if kind == "close" and open_names.get(name):
            # What was left open inside ends here too, as `<li>` and `<br>` do.
            parent, closed = stack.pop()
            open_names[closed] -= 1
            while closed != name:
                parent, closed = stack.pop()
                open_names[closed] -= 1
            pieces.append(_Piece(start, end, "close", parent, len(stack)))
            continue
        parent = stack[-1][0] if stack else -1
        kind = "alone" if kind == "close" else kind
        pieces.append(_Piece(start, end, kind, parent, len(stack)))
        said = kind == "verbatim" or (kind == "text" and not text[start:end].isspace())
        if said and parent >= 0:
            pieces[parent].mixed = True
        if kind == "open":
            pieces[-1].mixed = parent >= 0 and pieces[parent].mixed
            stack.append((len(pieces) - 1, name))
            open_names[name] = open_names.get(name, 0) + 1
    # Text that came after a child makes that child's inside as it is, too.
    for piece in pieces:
        if piece.kind == "open" and piece.parent >= 0 and pieces[piece.parent].mixed:
            piece.mixed = True
    return pieces
