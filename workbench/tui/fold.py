"""Folding long lines: at words, or before `?` and `&` where the text is an address.

Must not cut: what a person must read is all there, on more lines.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from workbench.tui.paint import Line, Run, width_of
from workbench.tui.signs import drawn_in_ascii
from workbench.views.gate import visible_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = re.compile(r"\s*\S+|\s+")
_ADDRESS = re.compile(r"[?&]?[^?&]+|[?&]")


def fold(line: Iterable[Run] | str, width: int, *, address: bool = False) -> tuple[Line, ...]:
    """Return a line as lines of at most `width` cells, at least one; blanks at a break go."""
    runs = (Run(line),) if isinstance(line, str) else tuple(line)
    width = max(1, width)
    if width_of(runs) <= width:
        return (runs,)
    lines: list[list[Run]] = [[]]
    used = 0
    for run in (part for each in runs for part in _gated(each)):
        pattern = _ADDRESS if address else _WORDS
        for piece in pattern.findall(run.text):
            text = piece
            if used + cell_len(text) > width and used:
                lines.append([])
                used = 0
            if not used and len(lines) > 1:
                text = text.lstrip()
            at = 0
            while _is_over(text, at, width):
                head = _fitting(text[at : at + width], width)
                lines[-1].append(replace(run, text=head))
                lines.append([])
                at += len(head)
            text = text[at:]
            lines[-1].append(replace(run, text=text))
            used = cell_len(text) + (used if len(text) == len(piece) else 0)
    return tuple(_joined(each) for each in lines if each) or ((),)


def fold_text(text: str, width: int, *, address: bool = False) -> tuple[str, ...]:
    """Return a text as texts of at most `width` cells."""
    return tuple("".join(run.text for run in line) for line in fold(text, width, address=address))


def _gated(run: Run) -> tuple[Run, ...]:
    """Return a run past the gate: what became a symbol keeps the ground that tells it from text."""
    text, symbols = visible_spans(run.text, ascii_only=drawn_in_ascii.get())
    if not symbols:
        return (run,)
    edges = [0, *(edge for span in symbols for edge in span), len(text)]
    return tuple(
        replace(run, text=text[start:end], match=run.match or bool(place % 2))
        for place, (start, end) in enumerate(pairwise(edges))
        if start < end
    )


def _is_over(text: str, at: int, width: int) -> bool:
    """Tell whether what is left from a place on is wider; a word may be a megabyte long."""
    end = at + width + 1
    while (cells := cell_len(text[at:end])) <= width and end < len(text):
        end += end - at
    return cells > width


def _fitting(text: str, width: int) -> str:
    end = min(len(text), width)
    while end > 1 and cell_len(text[:end]) > width:
        end -= 1
    return text[:end]


def _joined(runs: list[Run]) -> Line:
    joined: list[Run] = []
    for run in runs:
        if joined and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return tuple(joined)
