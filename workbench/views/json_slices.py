"""Very big JSON formatted slice by slice: each slice made a document of its own, so to say.

    {"a":[{..},{..},   ⎫ slice 1: `{"a":[{..},{..}` and `]}`
    {..},{..},{..},    ⎬ slice 2: `{"":[`, `{..},{..},{..}` and `]}`
    {..}]}             ⎭ slice 3: `{"":[` and `{..}]}`

A formatter that wants all of a text in memory then holds one slice. A slice ends between two
objects of an array, where no short array can be that stands on one line. What the brackets say is
found by counting, which is right for JSON only; the formatter says for each slice whether it is.
Must not know who formats, or hold more than a slice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.views.formatting import inlined_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.views.source import ByteSource

#: Up to so many bytes are one slice: finding where to cut takes as long as formatting.
AT_ONCE = 64 << 20
#: Bytes of a slice, and how long one may become while no place to end it is found.
STEP, MOST = 8 << 20, 64 << 20
#: In how many bytes at the end of a slice its end is looked for.
_TAIL = 1 << 18
#: How many places are tried: what looks like one may stand in a string.
_TRIED = 3
_BETWEEN_OBJECTS = re.compile(rb"\}[ \t\r\n]*+,(?=[ \t\r\n]*+\{)")
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b'"[]{}')
_STRING = re.compile(rb'"[^"]*+"')
_PARTNERS = {b"}": b"{", b"]": b"["}
_CLOSERS = bytes.maketrans(b"{[", b"}]")
_DEEPEST = 200  # brackets in brackets: what is deeper is counted for too long


class NotSlicedError(ValueError):
    """The source cannot be taken apart, or is no JSON."""


def formatted_slices(
    source: ByteSource,
    whole: Callable[[bytes], bytes],
    *,
    skip: int = 0,
    at_once: int = AT_ONCE,
    step: int = STEP,
) -> Iterator[bytes]:
    """The formatted text in pieces, by a function that formats a document by two columns a level.

    Raises `NotSlicedError`, and what `whole` raises; what came before that is right all the same.
    """
    at, opened = skip, b""
    step = at_once if source.size - skip <= at_once else step
    while True:
        piece, brackets = _slice(source, at, step)
        # Of the last slice `whole` sees whether it closes all that is open.
        after = b"" if brackets is None else _open_after(brackets, opened)
        if brackets is not None and not after.endswith(b"["):
            raise NotSlicedError("a comma between objects outside an array")
        text = whole(opened.replace(b"{", b'{"":') + piece + after[::-1].translate(_CLOSERS))
        start, stop = 0, len(text)
        for _ in opened:
            start = text.index(b"\n", start) + 1
        for _ in after:
            stop = text.rindex(b"\n", 0, stop)
        if opened:
            yield b",\n"
        yield from inlined_pieces(text[start:stop])
        if brackets is None:
            return
        at, opened = at + len(piece) + 1, after


def _slice(source: ByteSource, at: int, step: int) -> tuple[bytes, bytes | None]:
    """What stands from a place up to the comma that ends it, and its brackets; None for the last.

    Raises `NotSlicedError`.
    """
    size = step
    while True:
        window = source.read(at, at + size)
        if at + len(window) >= source.size:
            return window, None
        tail = max(0, len(window) - _TAIL)
        ends = list(_BETWEEN_OBJECTS.finditer(window, tail))
        for found in reversed(ends[-_TRIED:]):
            piece = window[: found.end() - 1]
            brackets = _brackets(piece)
            if brackets is not None:
                return piece, brackets
        if size >= MOST:
            raise NotSlicedError("no place to end a slice")
        size *= 2


def _brackets(piece: bytes) -> bytes | None:
    """The brackets of a piece outside strings; None where it ends within one."""
    if b"\\" in piece:
        piece = piece.replace(rb"\\", b"").replace(rb"\"", b"")
    # Two quotes side by side are an empty string, or two strings that may as well be one.
    marks = piece.translate(None, _NO_MARKS).replace(b'""', b"")
    brackets = _STRING.sub(b"", marks)
    return None if b'"' in brackets else brackets


def _open_after(brackets: bytes, opened: bytes) -> bytes:
    """The brackets that are open after these, when `opened` were before them."""
    for _ in range(_DEEPEST):
        fewer = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            break
        brackets = fewer
    else:
        raise NotSlicedError("nested too deeply")
    for place in range(len(brackets)):
        closer = brackets[place : place + 1]
        if closer not in _PARTNERS:
            return opened + brackets[place:]
        if opened[-1:] != _PARTNERS[closer]:
            raise NotSlicedError("the brackets do not match")
        opened = opened[:-1]
    return opened
