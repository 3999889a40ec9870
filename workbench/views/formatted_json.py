"""JSON that was formatted elsewhere, as text of one member a line: its lines, and their folds.

It builds no value and keeps no bracket: where a bracket closes is found by its indentation, when
asked for. Its lines are those that `pretty_json` would lay out, byte for byte.

The formatted text may still be growing. Where its source stopped being JSON, the rest of the source
follows as plain lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.durations import counted
from workbench.views.folds import Folds
from workbench.views.json_scan import JsonError
from workbench.views.lines import LIMIT, LineIndex, LineRow
from workbench.views.pretty_json import DEEPEST, INDENT, JsonRow, closed_row
from workbench.views.source import ByteSource, RestSource
from workbench.views.text import UTF8, Charset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.views.folds import Interval

_WINDOW = 1 << 18
_OPENING = (b"{", b"[")
_CLOSING = {b"{": b"}", b"[": b"]"}
_COUNTED = 1 << 22  # bytes in a bracket up to which its members are counted
_CAPPED = DEEPEST * INDENT
_SOME = 500  # brackets folded in one step


class FormattedJson:
    """The pretty view of a source through its formatted text.

    A *line* is counted from 0 as if nothing were folded, a *row* is what is visible.
    """

    def __init__(
        self, text: ByteSource, source: ByteSource, charset: Charset = UTF8, *, many: bool = False
    ) -> None:
        self._text = text
        self._source = source
        self._charset = Charset(charset.codec)
        self._index = LineIndex(text, self._charset)
        self._rest: LineIndex | None = None
        self._many = many
        self._level: int | None = None
        self._folding: Iterator[Interval | None] | None = None
        self.error: JsonError | None = None
        self.folds = Folds(self._close_of, self._children_of)

    def end_at(self, error: JsonError) -> None:
        """Says where the source stopped being JSON; the rest of it follows."""
        self.error = error
        if error.offset < self._source.size:
            self._rest = LineIndex(RestSource(self._source, error.offset), self._charset)

    # What a layout answers.

    @property
    def line_count(self) -> int:
        return self._index.count + (self._rest.count if self._rest else 0)

    @property
    def settled(self) -> int:
        if self._rest is not None:
            return self._index.count + self._rest.settled
        return self._index.settled

    @property
    def settled_bytes(self) -> int:
        if self._rest is not None:
            return self._index.scanned + self._rest.settled_bytes
        return self._index.settled_bytes

    @property
    def number_count(self) -> int:
        return self._index.lines + (self._rest.lines if self._rest else 0)

    @property
    def row_count(self) -> int:
        return self.line_count - self.folds.hidden

    @property
    def done(self) -> bool:
        rest = self._rest is None or self._rest.done
        return self._index.done and rest and self._folding is None

    @property
    def scanned(self) -> int:
        return self._index.scanned + (self._rest.scanned if self._rest else 0)

    def advance(self, budget: int) -> bool:
        if not self._index.done:
            self._index.advance(budget)
        elif self._rest is not None and not self._rest.done:
            self._rest.advance(budget)
        elif self._folding is not None:
            self._fold_on(self._folding)
        return self.done

    def number(self, line: int) -> int | None:
        row = self._row(line)
        before = self._index.lines if self._is_rest(line) else 0
        return None if row.continues else before + row.line

    def continues(self, line: int) -> bool:
        return self._row(line).continues

    def text(self, line: int) -> str:
        return self.texts(line, line + 1)[0]

    def texts(self, first: int, stop: int) -> Sequence[str]:
        rows = [self._index.row(line) for line in range(first, min(stop, self._index.count))]
        found: list[str] = []
        if rows:
            base = rows[0].start
            piece = self._text.read(base, rows[-1].end)
            found += [self._decoded(piece[row.start - base : row.end - base]) for row in rows]
        for line in range(max(first, self._index.count), stop):
            row = self._row(line)
            offset = self._rest_offset
            found.append(self._decoded(self._source.read(offset + row.start, offset + row.end)))
        return found

    def span(self, line: int) -> tuple[int, int]:
        """The bytes of the formatted text, and behind it of the rest, that a line shows."""
        row = self._row(line)
        base = self._index.scanned if self._is_rest(line) else 0
        return base + row.start, base + row.end

    def line_at(self, position: int) -> int:
        if self._rest is not None and position >= self._index.scanned:
            return self._index.count + self._rest.row_at(position - self._index.scanned)
        return self._index.row_at(position)

    def sliced(self, start: int, end: int) -> bytes | None:
        piece = self._text.read(start, min(end, self._index.scanned))
        if self._rest is not None and end > self._index.scanned:
            offset = self._rest_offset - self._index.scanned
            piece += self._source.read(max(start, self._index.scanned) + offset, end + offset)
        return piece if self._charset.codec == "utf-8" or piece.isascii() else None

    # What a foldable one answers.

    def row(self, row: int) -> JsonRow:
        """A visible row; IndexError where there is none."""
        line = self.folds.line_of(row)
        text, number = self.text(line), self.number(line)
        close = self.folds.end_of(line)
        if close >= 0:
            inside = self._inside(line, close, text)
            return closed_row(line, number, text, inside, self.text(close))
        opens = text.endswith(("{", "[")) and self.is_laid(line) and not self._goes_on(line)
        return JsonRow(line, number, "open" if opens else "", text)

    def fold_level(self, level: int) -> None:
        """Folds every bracket of a level, a few at once; 0 is the outermost."""
        self.folds.fold_all()
        self._level = level
        self._folding = self._of_level(level)
        self._fold_on(self._folding)

    def unfold_all(self) -> None:
        self._level = self._folding = None
        self.folds.unfold_all()

    def outline(self, first: int, stop: int) -> Sequence[tuple[int, str]]:
        """Of each line laid out: its level, -1 for a piece, and its first character."""
        found: list[tuple[int, str]] = []
        texts = self.texts(first, min(stop, self._index.count))
        for line, text in enumerate(texts, first):
            bare = text.lstrip(" ")
            level = -1 if self.continues(line) else (len(text) - len(bare)) // INDENT
            found.append((level, bare[:1]))
        return found

    @property
    def outer_levels(self) -> int:
        """The levels that "fold all" leaves open."""
        return 0 if self._many else 1

    def level(self, line: int) -> int:
        """How many brackets a line stands in."""
        while self.continues(line):
            line -= 1
        return _indent(self.text(line)) // INDENT if self.is_laid(line) else 0

    @property
    def error_line(self) -> int:
        """The number of the line on which the layout ended."""
        return max(1, self._index.lines)

    def is_laid(self, line: int) -> bool:
        """Whether a line is laid out, not one of those behind an error."""
        return line < self._index.count

    def starts_in_string(self, line: int) -> bool:
        """Whether a line continues a string, as nothing else is that long."""
        return self.is_laid(line) and self.continues(line)

    # Brackets.

    def _fold_on(self, found: Iterator[Interval | None]) -> None:
        for _ in range(_SOME):
            interval = next(found, "end")
            if interval == "end":
                self._folding = None
                return
            if interval is None:
                return
            self.folds.extend([interval])  # type: ignore[list-item]

    def _goes_on(self, line: int) -> bool:
        return line + 1 < self.line_count and self.continues(line + 1)

    def _close_of(self, line: int) -> int:
        if not 0 <= line < self._index.count:
            return -1
        text = self.text(line)
        if not text.endswith(("{", "[")) or self._goes_on(line) or self.continues(line):
            return -1
        closer = _CLOSING[text[-1:].encode()]
        at = self._closing(self._index.row(line).end, _indent(text), closer)
        return self._index.row_at(at) if at >= 0 else -1

    def _closing(self, start: int, indent: int, closer: bytes, end: int | None = None) -> int:
        """Where the first line from `start` on closes an indentation; -1 where none does yet."""
        end = self._index.scanned if end is None else end
        if indent >= _CAPPED:
            return self._counted_closing(start, min(end, start + _COUNTED))
        wanted = b"\n" + b" " * indent + closer
        at = start - 1
        while at < end:
            piece = self._text.read(at, min(end, at + _WINDOW) + len(wanted))
            found = piece.find(wanted)
            if found >= 0:
                return at + found + 1
            at += _WINDOW
        return -1

    def _counted_closing(self, start: int, end: int) -> int:
        """The same where indentation tells no level any more: by counting brackets."""
        depth, at = 1, start
        for line in self._text.read(start, end).split(b"\n"):
            bare = line.lstrip(b" ")
            depth -= bare[:1] in (b"}", b"]")
            if not depth:
                return at
            depth += bare[-1:] in _OPENING and len(line) < LIMIT
            at += len(line) + 1
        return -1

    def _children_of(self, line: int, close: int) -> list[Interval]:
        start, end = self._index.row(line).end, self._index.row(close).start
        indent = min(_indent(self.text(line)) + INDENT, _CAPPED)
        return [each for each in self._brackets(start, end, indent) if each is not None]

    def _of_level(self, level: int) -> Iterator[Interval | None]:
        """The brackets of a level; None between, where something else may be done."""
        return self._brackets(0, self._index.scanned, level * INDENT)

    def _brackets(self, start: int, end: int, indent: int) -> Iterator[Interval | None]:
        """The brackets of one indentation within [start, end)."""
        at, base, window = start, start, b""
        while at < end:
            if at + LIMIT > base + len(window):
                base, window = at, self._text.read(at, min(end, at + _WINDOW))
                yield None
            stop = window.find(b"\n", at - base)
            stop = base + stop if stop >= 0 else min(end, base + len(window))
            line = window[at - base : stop - base]
            bare = line.lstrip(b" ")
            bracket = line[-1:]
            if len(line) - len(bare) == indent and bracket in _OPENING and len(line) < LIMIT:
                close = self._closing(stop + 1, indent, _CLOSING[bracket], end)
                if close < 0:
                    return
                yield self._index.row_at(at), self._index.row_at(close)
                at = close
                continue
            at = stop + 1

    def _inside(self, line: int, close: int, text: str) -> str:
        start, end = self._index.row(line).end, self._index.row(close).start
        if end - start > _COUNTED:
            return counted(close - line - 1, "line")
        piece = b"\n" + self._text.read(start, end)
        if _indent(text) + INDENT >= _CAPPED:
            return counted(close - line - 1, "line")
        indent = b"\n" + b" " * (_indent(text) + INDENT)
        ends = piece.count(indent + b"}") + piece.count(indent + b"]")
        members = piece.count(indent) - piece.count(indent + b" ") - ends
        return counted(members, "member" if text.endswith("{") else "item")

    # Rows.

    def _is_rest(self, line: int) -> bool:
        return self._rest is not None and line >= self._index.count

    def _row(self, line: int) -> LineRow:
        if self._rest is not None and line >= self._index.count:
            return self._rest.row(line - self._index.count)
        return self._index.row(line)

    @property
    def _rest_offset(self) -> int:
        return self.error.offset if self.error else 0

    def _decoded(self, piece: bytes) -> str:
        return self._charset.decode(piece).rstrip("\r\n")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
