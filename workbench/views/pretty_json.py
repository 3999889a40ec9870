"""JSON laid out for reading, each line a slice of its source.

Nothing is parsed into values, so nothing can change: names, numbers, escapes, duplicates and order
stay exactly as sent; only blanks outside strings differ. Where the source stops being JSON the
layout ends, and the rest follows as plain lines.

One line each: a member or element with a scalar; an empty object or array; an array of scalars up
to 60 bytes wide whose source is within 1 kB. Objects with members, and all other arrays, open. A
row is 4 kB at most; what is longer continues.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.durations import counted
from workbench.views.folds import Folds
from workbench.views.json_grammar import laid_out
from workbench.views.json_scan import CONTINUED, DEPTH, IN_STRING, READ, JsonError, JsonIndex
from workbench.views.lines import LineIndex, LineRow
from workbench.views.source import ByteSource, RestSource
from workbench.views.text import UTF8, Charset

if TYPE_CHECKING:
    from collections.abc import Sequence

INDENT = 2
DEEPEST = 24  # levels that are indented; deeper ones stand below each other
_INDENTS = tuple(" " * (INDENT * level) for level in range(DEEPEST + 1))


def indentation(level: int) -> bytes:
    """What stands before a line of a level."""
    return b" " * (INDENT * min(level, DEEPEST))


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A visible row: its line and that line's number, and its fold: "", "open" or "closed".

    `number` is None where it continues the line before.
    The last `tail` characters of a closed one stand for what is folded: `{ 4 members },`.
    """

    line: int
    number: int | None
    fold: str
    text: str
    tail: int = 0


def closed_row(line: int, number: int | None, text: str, inside: str, closing: str) -> JsonRow:
    """A folded row: what opens on it, what is inside in words, and the line that closes it."""
    tail = f" {inside} {closing.lstrip()}"
    return JsonRow(line, number, "closed", text + tail, len(tail) + 1)


class PrettyJson:
    """The pretty view of a source.

    A *line* is counted from 0 as if nothing were folded, a *row* is what is visible.
    """

    def __init__(self, source: ByteSource, charset: Charset = UTF8, *, many: bool = False) -> None:
        self._source = source
        self._charset = charset
        self.index = JsonIndex(source, skip=charset.bom, many=many)
        self.folds = Folds(self._close_of, self._children_of)
        self._folded_level: int | None = None  # at which brackets are folded as they close
        self._seen = 0  # brackets that were looked at for that
        self._rest: LineIndex | None = None

    @property
    def error(self) -> JsonError | None:
        """Where and why the layout ended early."""
        return self.index.error

    @property
    def done(self) -> bool:
        return self.index.done and (self._rest is None or self._rest.done)

    @property
    def scanned(self) -> int:
        """Bytes of the source looked at so far."""
        return self.index.position + (self._rest.scanned if self._rest else 0)

    @property
    def line_count(self) -> int:
        """Lines so far, pieces of long ones and the plain ones behind an error included."""
        return len(self.index.starts) + (self._rest.count if self._rest else 0)

    @property
    def settled(self) -> int:
        """Lines that what is still to come cannot change."""
        if self.done:
            return self.line_count
        if self._rest is not None:
            return len(self.index.starts) + self._rest.settled
        return max(0, len(self.index.starts) - 1)

    @property
    def settled_bytes(self) -> int:
        """Where in the source those lines end."""
        if self.done or self._rest is not None:
            rest = self._rest
            return self.index.position + (rest.settled_bytes if rest else 0)
        return self.index.starts[-1] if len(self.index.starts) else 0

    @property
    def number_count(self) -> int:
        """Lines so far, not counting pieces: the number of the last."""
        numbered = len(self.index.starts) - len(self.index.continued)
        return numbered + (self._rest.lines if self._rest else 0)

    @property
    def row_count(self) -> int:
        return self.line_count - self.folds.hidden

    def advance(self, budget: int) -> bool:
        """Looks at about `budget` more bytes; True once nothing is left to look at."""
        if not self.index.done:
            self.index.advance(budget)
            self._fold_on()
            error = self.index.error
            if error is None or error.offset >= self._source.size:
                return self.done
        if self.index.error is not None:
            if self._rest is None:
                behind = RestSource(self._source, self.index.error.offset)
                self._rest = LineIndex(behind, self._charset_of_rest())
            self._rest.advance(budget)
        return self.done

    def row(self, row: int) -> JsonRow:
        """A visible row; IndexError where there is none."""
        line = self.folds.line_of(row)
        k = self._bracket(line)
        if k < 0:
            return JsonRow(line, self.number(line), "", self.text(line))
        if not self.folds.is_folded(line):
            return JsonRow(line, self.number(line), "open", self.text(line))
        members = self.index.members[k]
        text = self.text(line)
        inside = counted(members, "member" if text.endswith("{") else "item")
        return closed_row(line, self.number(line), text, inside, self.text(self.index.closes[k]))

    def fold_level(self, level: int) -> None:
        """Folds every bracket of a level, those not indexed yet included; 0 is the outermost."""
        self.folds.fold_all()
        self._folded_level, self._seen = level, 0
        self._fold_on()

    def unfold_all(self) -> None:
        self._folded_level = None
        self.folds.unfold_all()

    def level(self, line: int) -> int:
        """How many brackets a line stands in."""
        return self.index.levels[line] & DEPTH if self.is_laid(line) else 0

    def outline(self, first: int, stop: int) -> Sequence[tuple[int, str]]:
        """Of each line laid out: its level, -1 for a piece, and its first character."""
        starts, stop = self.index.starts, min(stop, len(self.index.starts))
        far = stop <= first or starts[stop - 1] - starts[first] > 4 * READ
        piece = b"" if far else self._source.read(starts[first], starts[stop - 1] + 1)
        found: list[tuple[int, str]] = []
        for line in range(first, stop):
            level, start = self.index.levels[line], starts[line]
            at = start - starts[first]
            byte = self._source.read(start, start + 1) if far else piece[at : at + 1]
            found.append((-1 if level & CONTINUED else level & DEPTH, byte.decode("latin-1")))
        return found

    @property
    def outer_levels(self) -> int:
        """The levels that "fold all" leaves open."""
        return 0 if self.index.many else 1

    def number(self, line: int) -> int | None:
        """The number of a line, from 1; None where it continues the line before."""
        laid = len(self.index.starts)
        if line >= laid:
            rest = self._row_of_rest(line)
            return None if rest.continues else laid - len(self.index.continued) + rest.line
        continued = self.index.continued
        before = bisect_left(continued, line)
        if before < len(continued) and continued[before] == line:
            return None
        return line + 1 - before

    def continues(self, line: int) -> bool:
        """Whether a line is a further piece of the one before."""
        if line < len(self.index.starts):
            return bool(self.index.levels[line] & CONTINUED)
        return self._row_of_rest(line).continues

    def text(self, line: int) -> str:
        """A line as laid out, not yet through the gate; IndexError where there is none."""
        starts = self.index.starts
        if line >= len(starts):
            rest = self._row_of_rest(line)
            start, end = self._rest_offset + rest.start, self._rest_offset + rest.end
            return self._charset.decode(self._source.read(start, end)).rstrip("\r\n")
        start, end = self.span(line)
        return self._laid_out(line, self._source.read(start, min(end, start + READ)))

    def texts(self, first: int, stop: int) -> Sequence[str]:
        """The lines [first, stop) as `text` gives them, read at once."""
        laid = min(stop, len(self.index.starts))
        if first >= laid:
            return [self.text(line) for line in range(first, stop)]
        base, end = self.span(first)[0], self.span(laid - 1)[1]
        if end - base > 4 * READ + (laid - first) * 256:
            return [self.text(line) for line in range(first, stop)]
        piece = self._source.read(base, end)
        bounds = [start - base for start in self.index.starts[first:laid]]
        bounds.append(end - base)
        lines = [
            self._laid_out(first + at, piece[bounds[at] : bounds[at + 1]])
            for at in range(laid - first)
        ]
        return lines + [self.text(line) for line in range(laid, stop)]

    def span(self, line: int) -> tuple[int, int]:
        """The bytes [start, end) of the source that a line shows, blanks around them included."""
        starts = self.index.starts
        if line >= len(starts):
            rest = self._row_of_rest(line)
            return self._rest_offset + rest.start, self._rest_offset + rest.end
        end = starts[line + 1] if line + 1 < len(starts) else self.index.position
        return starts[line], end

    def line_at(self, position: int) -> int:
        """The line that shows a byte of the source."""
        laid = len(self.index.starts)
        if self._rest is not None and position >= self._rest_offset:
            return laid + self._rest.row_at(position - self._rest_offset)
        return max(0, bisect_right(self.index.starts, position) - 1)

    def sliced(self, start: int, end: int) -> bytes | None:
        """The bytes that the lines were cut from; None where they are not UTF-8."""
        piece = self._source.read(start, end)
        return piece if self._charset.codec == "utf-8" or piece.isascii() else None

    def _fold_on(self) -> None:
        """Folds the brackets of the level that closed since."""
        if self._folded_level is None:
            return
        index, found = self.index, []
        while self._seen < len(index.opens):
            open_line, close = index.opens[self._seen], index.closes[self._seen]
            if index.levels[open_line] & DEPTH != self._folded_level:
                self._seen += 1
            elif not close:
                break
            else:
                found.append((open_line, close))
                self._seen = bisect_right(index.opens, close, self._seen)
        self.folds.extend(found)

    def _bracket(self, line: int) -> int:
        """The bracket that opens on a line and is closed, or -1."""
        opens = self.index.opens
        k = bisect_left(opens, line)
        found = k < len(opens) and opens[k] == line and self.index.closes[k] > line
        return k if found else -1

    def _close_of(self, line: int) -> int:
        k = self._bracket(line)
        return self.index.closes[k] if k >= 0 else -1

    def _children_of(self, line: int, close: int) -> list[tuple[int, int]]:
        opens, closes = self.index.opens, self.index.closes
        k = bisect_right(opens, line)
        found: list[tuple[int, int]] = []
        while k < len(opens) and opens[k] < close:
            if closes[k]:
                found.append((opens[k], closes[k]))
                k = bisect_right(opens, closes[k], k)
            else:
                k += 1
        return found

    def _laid_out(self, line: int, piece: bytes) -> str:
        level = self.index.levels[line]
        if level & CONTINUED:
            return self._charset.decode(laid_out(piece, in_string=bool(level & IN_STRING)))
        return _INDENTS[min(level & DEPTH, DEEPEST)] + self._charset.decode(laid_out(piece))

    @property
    def error_line(self) -> int:
        """The number of the line on which the layout ended."""
        return max(1, len(self.index.starts) - len(self.index.continued))

    def is_laid(self, line: int) -> bool:
        """Whether a line is laid out, not one of those behind an error."""
        return line < len(self.index.starts)

    def starts_in_string(self, line: int) -> bool:
        """Whether a line continues a string."""
        starts = self.index.starts
        return line < len(starts) and bool(self.index.levels[line] & IN_STRING)

    def _row_of_rest(self, line: int) -> LineRow:
        if self._rest is None:
            raise IndexError(line)
        return self._rest.row(line - len(self.index.starts))

    @property
    def _rest_offset(self) -> int:
        return self.index.position

    def _charset_of_rest(self) -> Charset:
        return Charset(self._charset.codec)
