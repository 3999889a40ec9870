"""A sparse index of the lines of a source: by newline, and every few kB within a long line.

It keeps no text: one mark for each few kB, so a body of any size costs a few bytes a block, and no
line is cut.

A row is a line, or a piece of one that is longer than `limit`. Rows are found in bounded steps as
the source grows; the line still arriving is the last row until its end comes.

    counted: a block whose lines are all short is only counted, and split when it is looked at
    walked: one with a long line, or in a wide charset, row by row; which way leaves no trace
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.text import UTF8, Charset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.source import ByteSource

LIMIT = 4096
_BLOCK = 1 << 14
_READ = 1 << 18  # a multiple of every unit
_KEPT_BLOCKS = 8


@dataclass(frozen=True, slots=True)
class LineRow:
    """Where a row lies: bytes [start, end) with its line end, and its line, counted from 1.

    `continues` is true for a further piece of the row before.
    """

    start: int
    end: int
    line: int
    continues: bool


class LineIndex:
    """The rows of a source, found by `advance`."""

    def __init__(
        self, source: ByteSource, charset: Charset = UTF8, *, limit: int = LIMIT, skip: int = 0
    ) -> None:
        self._source = source
        self._charset = charset
        self._limit = limit - limit % charset.unit
        self._newline = charset.newline
        # Of each block: where it starts, its first row, and the line of that, doubled, plus one
        # where it continues that line.
        self._marks = array("Q")
        self._firsts = array("Q")
        self._numbers = array("Q")
        self._rows = 0
        self._start = skip  # of the row that is being looked for
        self._line = 1
        self._continues = False
        self._scanned = skip
        self._cache: dict[int, Sequence[LineRow]] = {}

    @property
    def count(self) -> int:
        """Rows so far, the one still arriving included."""
        return self._rows + (self._start < self._scanned)

    @property
    def settled(self) -> int:
        """Rows that what is still to come cannot change."""
        return self.count if self.done else self._rows

    @property
    def settled_bytes(self) -> int:
        """Where the rows end that what is still to come cannot change."""
        return self._scanned if self.done else self._start

    @property
    def lines(self) -> int:
        """Lines so far."""
        return self._line - 1 + (self._continues or self._start < self._scanned)

    @property
    def scanned(self) -> int:
        """Bytes looked at so far."""
        return self._scanned

    @property
    def done(self) -> bool:
        return self._source.complete and self._scanned >= self._source.size

    def advance(self, budget: int) -> bool:
        """Looks at up to `budget` more bytes; True once nothing is left to look at."""
        end = min(self._source.size, self._scanned + max(budget, self._charset.unit))
        if not (self._source.complete and end == self._source.size):
            end -= (end - self._charset.bom) % self._charset.unit
        while self._scanned < end:
            chunk = self._source.read(self._scanned, min(end, self._scanned + _READ))
            if not chunk:
                break
            self._scan(chunk)
        return self.done

    def row(self, number: int) -> LineRow:
        """The row, counted from 0; IndexError beyond `count`."""
        if not 0 <= number < self.count:
            raise IndexError(number)
        if number == self._rows:
            return LineRow(self._start, self._scanned, self._line, self._continues)
        block = bisect_right(self._firsts, number) - 1
        return self._block(block)[number - self._firsts[block]]

    def row_at(self, position: int) -> int:
        """The row that holds a byte of the source that was looked at."""
        if position >= self._start or not self._marks:
            return self._rows
        block = max(0, bisect_right(self._marks, position) - 1)
        rows = self._block(block)
        at = bisect_right(rows, position, key=lambda row: row.start) - 1
        return self._firsts[block] + max(0, at)

    def _scan(self, chunk: bytes) -> None:
        base = self._scanned
        self._scanned += len(chunk)
        at = 0
        while at < len(chunk):
            counted = self._counted(chunk, at, base)
            if counted > at:
                at = counted
                continue
            found = self._find(chunk, at, base)
            stop = base + (found if found >= 0 else len(chunk))
            # A line just over the limit is left whole, so that no cut leaves a lone line end.
            while stop - self._start > self._limit + 8:
                self._close_row(self._cut(self._start), continues=True)
            if found < 0:
                return
            at = found + len(self._newline)
            self._close_row(base + at, continues=False)

    def _counted(self, chunk: bytes, at: int, base: int) -> int:
        """Takes a block whose lines are short without looking at each; where it ends, or `at`."""
        if len(self._newline) > 1 or self._start != base + at or self._continues:
            return at
        stop = at
        while stop - at < _BLOCK:
            end = chunk.rfind(b"\n", stop, stop + self._limit) + 1
            if not end:
                break
            stop = end
        if stop == at:
            return at
        self._mark()
        lines = chunk.count(b"\n", at, stop)
        self._rows += lines
        self._line += lines
        self._start = base + stop
        return stop

    def _mark(self) -> None:
        self._marks.append(self._start)
        self._firsts.append(self._rows)
        self._numbers.append(self._line * 2 + self._continues)

    def _close_row(self, end: int, *, continues: bool) -> None:
        if not self._marks or end - self._marks[-1] > _BLOCK:
            self._mark()
        self._rows += 1
        self._start = end
        self._continues = continues
        self._line += not continues

    def _find(self, chunk: bytes, at: int, base: int) -> int:
        """The next line end in the chunk; in a wide charset only a whole, aligned one counts."""
        unit = len(self._newline)
        found = chunk.find(self._newline, at)
        while unit > 1 and found >= 0 and (base + found - self._charset.bom) % unit:
            found = chunk.find(self._newline, found + 1)
        return found

    def _cut(self, start: int) -> int:
        """Where to cut a long line: at most `limit` on, and between two characters."""
        end = start + self._limit
        if self._charset.unit > 1:
            return end
        window = self._source.read(end - 64, end + 1)
        if self._charset.codec == "utf-8":
            back = 0
            while back < 3 and window[-1 - back] & 0xC0 == 0x80:
                back += 1
            return end - back
        # In the two-byte charsets no second byte is below 0x30: behind such a byte a character
        # starts.
        for back in range(1, 64):
            if window[-1 - back] < 0x30:
                return end - back + 1
        return end

    def _block(self, block: int) -> Sequence[LineRow]:
        """The rows of a block, found once more and kept for a while."""
        known = (self._firsts[block + 1] if block + 1 < len(self._firsts) else self._rows) - (
            self._firsts[block]
        )
        rows: Sequence[LineRow] = self._cache.get(block, ())
        if len(rows) < known:
            rows = self._split(block)
            self._cache.pop(block, None)
            while len(self._cache) >= _KEPT_BLOCKS:
                del self._cache[next(iter(self._cache))]
            self._cache[block] = rows
        return rows

    def _split(self, block: int) -> Sequence[LineRow]:
        start = self._marks[block]
        line, continues = divmod(self._numbers[block], 2)
        end = self._marks[block + 1] if block + 1 < len(self._marks) else self._start
        chunk = self._source.read(start, end)
        rows: list[LineRow] = []
        base, at = start, 0
        while start < end:
            found = self._find(chunk, at, base)
            stop = base + found if found >= 0 else end
            cut = stop - start > self._limit + 8
            if cut:
                next_start = self._cut(start)
            else:
                next_start = min(end, stop + len(self._newline))
                at = next_start - base
            rows.append(LineRow(start, next_start, line, bool(continues)))
            continues, line = cut, line + (not cut)
            start = next_start
        return rows
