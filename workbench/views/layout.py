"""What every way of laying out a body answers, and the two simple ways: lines of text, and hex.

A layout gives text that has not passed the gate yet; it knows no colours.

A *line* is counted from 0 in the layout with nothing folded; a *number* is what stands beside it,
counted from 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from workbench.views.gate import expand_tabs
from workbench.views.lines import LineIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.source import ByteSource
    from workbench.views.text import Charset

_UNPRINTED = bytes(code if 0x20 <= code < 0x7F else ord(".") for code in range(256))


class Layout(Protocol):
    """Lines found in bounded steps, and their text."""

    @property
    def line_count(self) -> int:
        """Lines so far."""
        ...

    @property
    def settled(self) -> int:
        """Lines that what is still to come cannot change."""
        ...

    @property
    def settled_bytes(self) -> int:
        """Where in the source those lines end."""
        ...

    @property
    def number_count(self) -> int:
        """The number of the last line."""
        ...

    @property
    def done(self) -> bool: ...

    @property
    def scanned(self) -> int:
        """Bytes of the source looked at so far."""
        ...

    def advance(self, budget: int) -> bool:
        """Looks at about `budget` more bytes; True once nothing is left to look at."""
        ...

    def number(self, line: int) -> int | None:
        """What stands beside the line; None where it continues the line before."""
        ...

    def continues(self, line: int) -> bool:
        """Whether the line is a further piece of the one before."""
        ...

    def text(self, line: int) -> str: ...

    def texts(self, first: int, stop: int) -> Sequence[str]:
        """The lines [first, stop)."""
        ...

    def span(self, line: int) -> tuple[int, int]:
        """The bytes of the source that the line shows."""
        ...

    def line_at(self, position: int) -> int:
        """The line that shows a byte of the source."""
        ...

    def sliced(self, start: int, end: int) -> bytes | None:
        """The bytes that the lines were cut from; None where they are not UTF-8 of the text.

        They need not hold the blanks that a layout puts around `,:[]{}`, nor what the gate does.
        """
        ...


def line_of_number(layout: Layout, number: int) -> int:
    """The line that a number stands beside, or the nearest there is."""
    low, high = 0, max(0, layout.line_count - 1)
    while low < high:
        middle = start = (low + high + 1) // 2
        while middle > low and layout.number(middle) is None:
            middle -= 1
        found = layout.number(middle)
        if found is not None and found <= number and middle > low:
            low = middle
        else:
            high = min(middle, start - 1)
    return low


class PlainLines:
    """Text as lines; `raw` keeps line ends, tabs and the BOM, for the gate to show."""

    def __init__(self, source: ByteSource, charset: Charset, *, raw: bool = False) -> None:
        self._source = source
        self._charset = charset
        self._raw = raw
        self._index = LineIndex(source, charset, skip=0 if raw else charset.bom)

    @property
    def line_count(self) -> int:
        return self._index.count

    @property
    def settled(self) -> int:
        return self._index.settled

    @property
    def settled_bytes(self) -> int:
        return self._index.settled_bytes

    @property
    def number_count(self) -> int:
        return self._index.lines

    @property
    def done(self) -> bool:
        return self._index.done

    @property
    def scanned(self) -> int:
        return self._index.scanned

    def advance(self, budget: int) -> bool:
        return self._index.advance(budget)

    def number(self, line: int) -> int | None:
        row = self._index.row(line)
        return None if row.continues else row.line

    def continues(self, line: int) -> bool:
        return self._index.row(line).continues

    def text(self, line: int) -> str:
        row = self._index.row(line)
        return self._shown(self._source.read(row.start, row.end))

    def texts(self, first: int, stop: int) -> Sequence[str]:
        rows = [self._index.row(line) for line in range(first, stop)]
        if not rows:
            return []
        base = rows[0].start
        piece = self._source.read(base, rows[-1].end)
        return [self._shown(piece[row.start - base : row.end - base]) for row in rows]

    def span(self, line: int) -> tuple[int, int]:
        row = self._index.row(line)
        return row.start, row.end

    def line_at(self, position: int) -> int:
        return self._index.row_at(position)

    def sliced(self, start: int, end: int) -> bytes | None:
        if not self._charset.spells_json:
            return None
        piece = self._source.read(start, end)
        return piece if self._charset.codec == "utf-8" or piece.isascii() else None

    def _shown(self, piece: bytes) -> str:
        text = self._charset.decode(piece)
        return text if self._raw else expand_tabs(text.removesuffix("\n").removesuffix("\r"))


class HexRows:
    """Offset, bytes and their ASCII, sixteen a row, or eight where it is narrow."""

    def __init__(self, source: ByteSource, *, narrow: bool = False) -> None:
        self._source = source
        self._width = 8 if narrow else 16
        self._scanned = 0

    @property
    def line_count(self) -> int:
        return -(-self._scanned // self._width)

    @property
    def settled(self) -> int:
        return self.line_count if self.done else self._scanned // self._width

    @property
    def settled_bytes(self) -> int:
        return min(self.settled * self._width, self._scanned)

    @property
    def number_count(self) -> int:
        return self.line_count

    @property
    def done(self) -> bool:
        return self._source.complete and self._scanned >= self._source.size

    @property
    def scanned(self) -> int:
        return self._scanned

    def advance(self, budget: int) -> bool:
        """Takes all there is, since nothing has to be looked at."""
        self._scanned = self._source.size
        return self.done

    def number(self, line: int) -> int | None:
        return None

    def continues(self, line: int) -> bool:
        return False

    def text(self, line: int) -> str:
        return self.texts(line, line + 1)[0]

    def texts(self, first: int, stop: int) -> Sequence[str]:
        if not 0 <= first < stop <= self.line_count:
            raise IndexError(first)
        base = first * self._width
        piece = self._source.read(base, min(stop * self._width, self._scanned))
        digits = 8 if self._source.size <= 1 << 32 else 12
        return [
            self._row(base + at, piece[at : at + self._width], digits)
            for at in range(0, len(piece), self._width)
        ]

    def span(self, line: int) -> tuple[int, int]:
        return line * self._width, min((line + 1) * self._width, self._scanned)

    def line_at(self, position: int) -> int:
        return position // self._width

    def sliced(self, start: int, end: int) -> bytes | None:
        return None

    def _row(self, offset: int, piece: bytes, digits: int) -> str:
        left, right = piece[:8].hex(" "), piece[8:].hex(" ")
        columns = f"{left:<23}  {right:<23}" if self._width > 8 else f"{left:<23}"
        return f"{offset:0{digits}x}  {columns}  {piece.translate(_UNPRINTED).decode('ascii')}"
