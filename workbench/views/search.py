"""Finds plain text in a layout, in bounded steps: matches can be walked while it still runs.

It searches what is shown with every fold open: laid out, through the gate, the pieces of a long
line joined. So `"status": "failed"` matches however the source is spaced, and `␛` matches an
escape. It changes no fold and keeps no text.

Whole stretches of the source that cannot hold a match are passed over without being laid out.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.views.layout import Layout

MOST = 1_000_000  # matches that are kept; a search stops there
LONGEST = 1000  # characters of a needle that count
_CHUNK = 1 << 16
_LINES = 4096
_TELLING = 3  # a shorter piece stands on most lines
# Bytes that reach the screen as they are; only among them does the source spell what is shown.
_PLAIN = re.compile(rb"[\t\n\r -~]*+")
_PIECE = re.compile(r"[!-+\--9;-Z\\^-z|~]+")  # what no layout puts blanks into: no blank, `,:[]{}`


@dataclass(frozen=True, slots=True)
class Match:
    """Where a match lies: from column `start` of `line` up to column `end` of `end_line`.

    Lines are those of the layout, columns are characters of the text as shown.
    """

    line: int
    start: int
    end_line: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: an expression, and the pieces that the source must hold for a match.

    The pieces are in lower case unless `exact`.
    """

    pattern: re.Pattern[str]
    pieces: tuple[bytes, ...]
    exact: bool


def plain_query(needle: str) -> Query:
    """Text as typed; any case unless it holds a capital."""
    needle = needle[:LONGEST]
    exact = any(character.isupper() for character in needle)
    pattern = re.compile(re.escape(needle), 0 if exact else re.IGNORECASE)
    pieces = {piece.encode("ascii") for piece in _PIECE.findall(needle)}
    return Query(pattern, tuple(sorted(pieces, key=len, reverse=True)), exact)


class Search:
    """One search; stop calling `advance` to cancel it."""

    def __init__(self, layout: Layout, needle: str, *, ascii_only: bool = False) -> None:
        self.query = plain_query(needle)
        self.done = not needle
        self._layout = layout
        self._ascii_only = ascii_only
        self._reach = 4 * len(needle[:LONGEST]) + 64
        self._next = 0  # the first line that was not searched
        self._position = 0  # and where in the source it starts
        self._taken = (0, 0)  # the end of the last match
        self._lines = array("Q")
        self._starts = array("I")
        self._end_lines = array("Q")
        self._ends = array("I")

    @property
    def exact(self) -> bool:
        """Whether the case of letters counts."""
        return self.query.exact

    @property
    def count(self) -> int:
        """Matches so far."""
        return len(self._lines)

    @property
    def full(self) -> bool:
        """True where the search stopped because it had found enough."""
        return len(self._lines) >= MOST

    @property
    def searched(self) -> int:
        """Bytes of the source searched so far."""
        return self._position

    @property
    def lines_searched(self) -> int:
        """Lines searched so far."""
        return self._next

    def advance(self, budget: int) -> bool:
        """Searches about `budget` more bytes, indexed first where needed; True once it is over."""
        stop = self._position + budget
        while not self.done and self._position < stop:
            layout = self._layout
            settled = layout.settled
            # The last line waits for what may continue it.
            if not layout.done and self._next >= settled - 1:
                before = layout.scanned
                layout.advance(budget)
                if layout.scanned == before and not layout.done:
                    break
            elif self._next >= settled:
                self.done = True
            else:
                self._search_chunk(settled if layout.done else settled - 1)
        return self.done

    def match(self, number: int) -> Match:
        """The match, counted from 0 in the order of the text."""
        return Match(
            self._lines[number], self._starts[number], self._end_lines[number], self._ends[number]
        )

    def first_from(self, line: int, column: int = 0) -> int | None:
        """The first match that starts there or later; None where none does so far."""
        at = bisect_left(self._lines, line)
        while at < self.count and self._lines[at] == line and self._starts[at] < column:
            at += 1
        return at if at < self.count else None

    def last_before(self, line: int, column: int = 0) -> int | None:
        """The last match that starts earlier than that."""
        at = bisect_left(self._lines, line)
        while at < self.count and self._lines[at] == line and self._starts[at] < column:
            at += 1
        return at - 1 if at else None

    def on_line(self, line: int) -> tuple[tuple[int, int, int], ...]:
        """What matches cover of a line: the match's number, and its columns [start, end) there."""
        at = bisect_left(self._lines, line)
        found: list[tuple[int, int, int]] = []
        if at and self._end_lines[at - 1] >= line:
            whole = self._end_lines[at - 1] > line
            found.append((at - 1, 0, 1 << 30 if whole else self._ends[at - 1]))
        while at < self.count and self._lines[at] == line:
            whole = self._end_lines[at] > line
            found.append((at, self._starts[at], 1 << 30 if whole else self._ends[at]))
            at += 1
        return tuple(found)

    def _search_chunk(self, settled: int) -> None:
        layout, first = self._layout, self._next
        start = layout.span(first)[0]
        stop = max(first + 1, min(settled, first + _LINES, layout.line_at(start + _CHUNK)))
        end = layout.span(stop - 1)[1]
        for low, high in self._candidates(first, stop, start, end):
            last = high
            if last < layout.settled and layout.continues(last):
                last += 1  # a match may reach into the next piece of the line
            self._match_lines(low, high, self._shown(low, last))
        self._next = stop
        self._position = max(self._position + 1, end)
        self.done = self.full

    def _candidates(self, first: int, stop: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The runs of lines that can hold the start of a match: they hold its longest piece.

        All of them where the source does not spell what is shown, or the piece says little.
        """
        pieces = self.query.pieces
        raw = self._layout.sliced(start, end + self._reach) if pieces else None
        if raw is None or not _PLAIN.fullmatch(raw):
            yield first, stop
            return
        if not self.query.exact:
            raw = raw.lower()
        if not all(piece in raw for piece in pieces):
            return
        if len(pieces[0]) < _TELLING:
            yield first, stop
            return
        low = high = first
        at = raw.find(pieces[0])
        while at >= 0:
            line = min(stop, self._layout.line_at(start + at))
            # The match may have begun in the piece of the line before.
            since = line - 1 if line > first and self._layout.continues(line) else line
            if since > high:
                if high > low:
                    yield low, high
                low = since
            if line >= stop:
                high = stop
                break
            high = line + 1
            at = raw.find(pieces[0], self._layout.span(line)[1] - start)
        if high > low:
            yield low, high

    def _shown(self, first: int, last: int) -> Sequence[str]:
        ascii_only = self._ascii_only
        return [visible(text, ascii_only=ascii_only) for text in self._layout.texts(first, last)]

    def _match_lines(self, first: int, stop: int, texts: Sequence[str]) -> None:
        """Searches the lines as one text: pieces of a line joined, lines apart by a line end."""
        continues = self._layout.continues
        bounds: list[int] = []
        pieces: list[str] = []
        length = 0
        for offset, text in enumerate(texts):
            if offset and not continues(first + offset):
                pieces.append("\n")
                length += 1
            bounds.append(length)
            pieces.append(text)
            length += len(text)
        taken, column = self._taken
        begin = bounds[taken - first] + column if first <= taken < first + len(bounds) else 0
        for match in self.query.pattern.finditer("".join(pieces), begin):
            at = bisect_right(bounds, match.start()) - 1
            line, column = first + at, match.start() - bounds[at]
            if line >= stop or self.full:
                return
            to = bisect_left(bounds, match.end(), at + 1) - 1
            self._taken = (first + to, match.end() - bounds[to])
            self._lines.append(line)
            self._starts.append(column)
            self._end_lines.append(first + to)
            self._ends.append(match.end() - bounds[to])
