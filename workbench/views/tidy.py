"""A small body as lines made of its text: markup indented, form data as rows.

The whole text is made into lines at once, when it is all there: only for bodies up to `MOST`.
Where a line lies is counted in characters of what is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from workbench.views.form_rows import form_rows
from workbench.views.gate import expand_tabs
from workbench.views.lines import LIMIT
from workbench.views.markup import markup_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.media import Media
    from workbench.views.source import ByteSource
    from workbench.views.text import Charset

#: Bytes of a body that is looked at like this: what is made at once must not be felt.
MOST = 1 << 16
#: The languages that can be, by the names that `media` has for them.
TIDY = frozenset({"xml", "html", "form"})


def can_be_tidy(media: Media | None, source: ByteSource) -> bool:
    """Whether a body is looked at like this: it is all there, and small."""
    known = media is not None and media.language in TIDY
    return known and source.complete and source.size <= MOST


class TidyLines:
    """The lines, once the body is complete; a line that is long is several pieces."""

    def __init__(self, source: ByteSource, charset: Charset, language: str) -> None:
        self._source = source
        self._charset = charset
        self._language = language
        self._lines: list[tuple[str, int | None]] = []
        self._starts: list[int] = []
        self._end = 0
        self._made = False

    @property
    def line_count(self) -> int:
        return len(self._lines)

    @property
    def settled(self) -> int:
        return len(self._lines)

    @property
    def settled_bytes(self) -> int:
        return self._end

    @property
    def number_count(self) -> int:
        return next((each[1] for each in reversed(self._lines) if each[1] is not None), 0)

    @property
    def done(self) -> bool:
        return self._made

    @property
    def scanned(self) -> int:
        return self._source.size if self._made else 0

    def advance(self, budget: int) -> bool:
        """Makes all lines at once, when all bytes are there."""
        if not self._made and self._source.complete:
            self._made = True
            self._make()
        return self._made

    def _make(self) -> None:
        text = self._charset.decode(self._source.read(self._charset.bom, self._source.size))
        if self._language == "form":
            found = form_rows(text, self._charset)
        else:
            found = markup_lines(text, html=self._language == "html")
        number = at = 0
        for line, _, _ in found:
            # A value with a line end in it is one row; in markup the line ends are its own.
            parts = [line] if self._language == "form" else line.split("\n")
            for part in parts:
                number += 1
                shown = part if self._language == "form" else expand_tabs(part.removesuffix("\r"))
                for start in range(0, max(1, len(shown)), LIMIT):
                    piece = shown[start : start + LIMIT]
                    self._lines.append((piece, None if start else number))
                    self._starts.append(at)
                    at += len(piece) + 1
        self._end = at

    def number(self, line: int) -> int | None:
        return self._lines[line][1]

    def continues(self, line: int) -> bool:
        return self._lines[line][1] is None

    def text(self, line: int) -> str:
        return self._lines[line][0]

    def texts(self, first: int, stop: int) -> Sequence[str]:
        return [each[0] for each in self._lines[first:stop]]

    def span(self, line: int) -> tuple[int, int]:
        following = line + 1 < len(self._starts)
        return self._starts[line], self._starts[line + 1] if following else self._end

    def line_at(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def sliced(self, start: int, end: int) -> bytes | None:
        return None
