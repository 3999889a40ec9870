"""Fuzzy finding: which texts have the typed letters in order, the better ones first.

Must not know what is searched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.tui.paint import Line, Run

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text matches (higher is better), and which of its characters did."""

    score: int
    positions: tuple[int, ...]


def match(typed: str, text: str) -> Match | None:
    """Return how the typed letters match a text in any case, None where they do not.

    A whole piece of the text beats letters strewn over it; a word's start beats its middle.
    Several words may match in any order.
    """
    words = typed.lower().split()
    lowered = text.lower()
    total, positions = 0, set[int]()
    for word in words:
        found = _piece(word, lowered) or _strewn(word, lowered)
        if found is None:
            return None
        total += found.score
        positions.update(found.positions)
    return Match(total - len(text) // 16, tuple(sorted(positions)))


def _starts_word(text: str, index: int) -> bool:
    return index == 0 or not text[index - 1].isalnum()


def _piece(word: str, text: str) -> Match | None:
    best: Match | None = None
    start = text.find(word)
    while start >= 0:
        score = 100 + 10 * len(word) + (30 if _starts_word(text, start) else 0)
        score += 20 if start == 0 else 0
        if best is None or score > best.score:
            best = Match(score, tuple(range(start, start + len(word))))
        start = text.find(word, start + 1)
    return best


def _strewn(word: str, text: str) -> Match | None:
    positions: list[int] = []
    score, at = 0, -1
    for letter in word:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        score += 8 if _starts_word(text, found) else 0
        score += 5 if found == at + 1 and positions else -min(found - at, 8)
        positions.append(found)
        at = found
    return Match(score, tuple(positions))


def emphasised(text: str, positions: Iterable[int], like: Run) -> Line:
    """Return a text whose matched characters are bold."""
    bold = set(positions)
    if not bold:
        return (replace(like, text=text, bold=False),) if text else ()
    runs: list[Run] = []
    for index, character in enumerate(text):
        is_bold = index in bold
        if runs and runs[-1].bold == is_bold:
            runs[-1] = replace(runs[-1], text=runs[-1].text + character)
        else:
            runs.append(replace(like, text=character, bold=is_bold))
    return tuple(runs)
