"""The statements of a TOML text with the lines that belong to each: what an edit takes or leaves.

    # detached                    belongs to nothing
                                  <- a blank line ends what is attached
    # attached                    goes with the statement below it
    url = "x"  # beside           one statement, its comment in its own line

Must not change a text, and must only be given one that `tomllib` reads.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.formats.positions import Span, Statement, scan

if TYPE_CHECKING:
    from workbench.formats.positions import KeyPath


@lru_cache(maxsize=2)
def outlined(text: str) -> Outline:
    """Return the outline of a text; of the last two it is remembered, for one edit asks often."""
    return Outline(text)


def is_below(path: KeyPath, top: KeyPath) -> bool:
    """Tell whether a path is another one or leads on from it."""
    return path[: len(top)] == top


class Outline:
    """A text, its statements in order, and where the lines of each begin and end."""

    def __init__(self, text: str) -> None:
        """Scan the text once."""
        self.text = text
        self.positions = scan(text, statements=True)
        self.statements = self.positions.statements
        self._starts = [each.span.start for each in self.statements]

    def below(self, path: KeyPath) -> list[Statement]:
        """Return the statements of a table or key, and of all that is in it."""
        return [each for each in self.statements if is_below(each.path, path)]

    def header(self, path: KeyPath) -> Statement | None:
        """Return the header of a table, None where it has none of its own."""
        return next((each for each in self.statements if each.path == path and each.brackets), None)

    def pair(self, path: KeyPath) -> Statement | None:
        """Return the line of a key, None where it is a table."""
        found = (each for each in self.statements if each.path == path)
        return next((each for each in found if not each.brackets), None)

    def around(self, path: KeyPath) -> Statement | None:
        """Return the line of the key in whose inline value a path lies, or None."""
        for each in self.statements:
            if each.value and len(each.path) < len(path) and is_below(path, each.path):
                return each
        return None

    def pairs_in(self, path: KeyPath) -> list[Statement]:
        """Return the lines directly below the header of a table, in order."""
        pairs: list[Statement] = []
        inside = False
        for each in self.statements:
            if each.brackets:
                inside = each.path == path
            elif inside:
                pairs.append(each)
        return pairs

    def start_of(self, statement: Statement) -> int:
        """Return where the line of a statement begins."""
        return self.text.rfind("\n", 0, statement.span.start) + 1

    def end_of(self, statement: Statement) -> int:
        """Return where the line after a statement begins; its comment is behind it."""
        newline = self.text.find("\n", statement.span.end)
        return len(self.text) if newline < 0 else newline + 1

    def lead_of(self, statement: Statement) -> int:
        """Return where the comments begin that stand right above a statement."""
        start = self.start_of(statement)
        before = bisect_right(self._starts, statement.span.start) - 2
        least = self.end_of(self.statements[before]) if before >= 0 else 0
        while start > least:
            line = self.text.rfind("\n", 0, start - 1) + 1
            if line < least or not self.text[line:start].lstrip(" \t").startswith("#"):
                break
            start = line
        return start

    def tail_of(self, statement: Statement) -> int:
        """Return where the comments end that stand right below a statement and lead to nothing."""
        end = at = self.end_of(statement)
        while at < len(self.text):
            newline = self.text.find("\n", at)
            after = len(self.text) if newline < 0 else newline + 1
            line = self.text[at:after].strip()
            if not line:
                return at
            if not line.startswith("#"):
                # They stand right above the next statement, and belong to that one.
                return end
            at = after
        return at

    def groups(self, path: KeyPath) -> list[Span]:
        """Return the lines of a table and all in it: one span, more where others lie between."""
        spans: list[Span] = []
        first: Statement | None = None
        last: Statement | None = None
        for each in (*self.statements, None):
            if each is not None and is_below(each.path, path):
                first, last = first or each, each
            elif first is not None and last is not None:
                # What stands below a key alone may be a key that was commented out.
                end = self.tail_of(last) if first.brackets else self.end_of(last)
                spans.append(Span(self.lead_of(first), end))
                first = None
        return spans

    def array_length(self, path: KeyPath) -> int:
        """Return how many `[[...]]` headers an array of tables has."""
        return sum(1 for each in self.statements if each.brackets == 2 and each.path[:-1] == path)


def key_texts(outline: Outline, statement: Statement, path: KeyPath) -> str:
    """Return a key as a statement writes it, up to a part of it."""
    for part, span in statement.parts:
        if part == path:
            return outline.text[statement.span.start : span.end]
    return ""
