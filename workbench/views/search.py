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

from workbench.views.gate import NAMES, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.views.layout import Layout
    from workbench.views.query import Query

MOST = 1_000_000  # matches that are kept; a search stops there
#: How many lines, or pieces of 4 kB of a long one, an expression's match reaches over in any case.
OVER = 16
_CHUNK = 1 << 18
_SKIPPED = 1 << 12  # what passing over a chunk costs, and matching a line, in bytes laid out
_LINE = 32
_LINES = 4096
_TELLING = 3  # a shorter piece stands on most lines
# Bytes that reach the screen as they are; only among them does the source spell what is shown.
_PLAIN = re.compile(rb"[\t\n\r -~]*+")
_OTHER_CASES = tuple(each.encode() for each in "\u0130\u0131\u017f\u212a")
_SYMBOL = re.compile(r"[uU]?\+?[0-9a-fA-F]{1,6}")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a match lies: from column `start` of `line` up to column `end` of `end_line`.

    Lines are those of the layout, columns are characters of the text as shown.
    """

    line: int
    start: int
    end_line: int
    end: int


def _may_be_symbol(piece: bytes) -> bool:
    """Whether the gate may have put a piece into the text."""
    text = piece.decode("ascii")
    return "<" in text or ">" in text or text.upper() in NAMES or bool(_SYMBOL.fullmatch(text))


class Search:
    """One search; stop calling `advance` to cancel it."""

    def __init__(self, layout: Layout, query: Query, *, ascii_only: bool = False) -> None:
        self.query = query
        self.done = query.is_empty
        self.stopped = False
        self._layout = layout
        self._ascii_only = ascii_only
        self._reach = 4 * query.length + 64
        self._next = 0  # lines before it were searched or passed over
        self._position = 0  # and so were bytes of the source before this one
        self._in_symbols = any(_may_be_symbol(piece) for piece in self.query.pieces)
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
    def progress(self) -> float:
        """The part of what there is so far that was searched, 0 to 1."""
        return 1.0 if self.done else min(1.0, self._position / max(1, self._layout.settled_bytes))

    def advance(self, budget: int) -> bool:
        """Searches some way on, indexed first where needed; True once it is over.

        It takes about as long as laying out `budget` bytes, which is further where none has to be.
        """
        spent = 0
        while not self.done and spent < budget:
            layout = self._layout
            end = self._end()
            if self._position < end:
                spent += self._search_chunk(end)
            elif layout.done:
                self.done = True
            else:
                before = layout.scanned
                layout.advance(budget)
                spent += max(1, budget // 2)
                if layout.scanned == before and not layout.done:
                    break
        return self.done

    def _end(self) -> int:
        """How far can be searched; the last line waits for what may continue it."""
        layout = self._layout
        if layout.done:
            return layout.settled_bytes
        return layout.span(layout.settled - 1)[0] if layout.settled else 0

    def stop(self) -> bool:
        """Ends it where it is, keeping what was found; False where it was over."""
        if self.done:
            return False
        self.done = self.stopped = True
        return True

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

    def _search_chunk(self, end: int) -> int:
        """Searches a chunk of what lies before `end`; what that cost, in bytes laid out."""
        layout, start = self._layout, self._position
        stop = min(end, start + _CHUNK)
        raw = self._spelled(start, stop + self._reach)
        if raw is not None and not all(piece in raw for piece in self.query.pieces):
            self._position = stop
            return _SKIPPED
        first = max(self._next, layout.line_at(start))
        last = max(first + 1, min(layout.settled, first + _LINES, layout.line_at(stop - 1) + 1))
        cost = _SKIPPED
        for low, high in self._candidates(first, last, raw, start):
            after = self._beyond(high)
            self._match_lines(low, high, self._shown(low, after))
            cost += (after - low) * _LINE
        self._next = last
        self._position = max(start + 1, layout.span(last - 1)[1])
        self.done = self.full
        return cost

    def _beyond(self, line: int) -> int:
        """How far a match may reach that begins before a line.

        Text as typed reaches into the next piece of its line; an expression, which may hold line
        ends and match any length, into as many lines or pieces as are looked at beyond a border.
        """
        layout = self._layout
        if not self.query.pieces and line < layout.settled:
            return min(layout.settled, line + OVER)
        return line + (line < layout.settled and layout.continues(line))

    def _spelled(self, start: int, end: int) -> bytes | None:
        """The bytes of the source where they must hold the pieces of a match, else None."""
        raw = self._layout.sliced(start, end) if self.query.pieces else None
        if raw is None:
            return None
        if self._in_symbols and not _PLAIN.fullmatch(raw):
            return None
        if self.query.exact:
            return raw
        # A few letters beyond ASCII are other cases of `i`, `k` and `s`.
        if not raw.isascii() and any(each in raw for each in _OTHER_CASES):
            return None
        return raw.lower()

    def _candidates(
        self, first: int, stop: int, raw: bytes | None, start: int
    ) -> Iterator[tuple[int, int]]:
        """The runs of lines that can hold the start of a match: they hold its longest piece.

        All of them where the source does not spell what is shown, or the piece says little.
        """
        pieces = self.query.pieces
        if raw is None or len(pieces[0]) < _TELLING:
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
            at = raw.find(pieces[0], max(at + 1, self._layout.span(line)[1] - start))
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
            if match.end() == match.start():
                continue
            line, column = first + at, match.start() - bounds[at]
            if line >= stop or self.full:
                return
            to = bisect_left(bounds, match.end(), at + 1) - 1
            self._taken = (first + to, match.end() - bounds[to])
            self._lines.append(line)
            self._starts.append(column)
            self._end_lines.append(first + to)
            self._ends.append(match.end() - bounds[to])
