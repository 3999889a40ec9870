"""Which lines of a foldable view are hidden, and which line a visible row shows.

It knows lines by number only, no text; a change costs a few array operations, whatever the size of
the view.

Only outermost folds hide lines, so they are kept as sorted, disjoint intervals with running sums.
"Fold all" is a mode with exceptions, so that what is indexed later folds as well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, chain
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Folds:
    """Folds over brackets that open on the lines `opens` (ascending) and close on `closes`.

    `closes` is 0 while the end is not known. Both grow, and `sync` follows. `keeps(k)` is true
    for a bracket that "fold all" leaves open.
    """

    def __init__(
        self, opens: Sequence[int], closes: Sequence[int], keeps: Callable[[int], bool]
    ) -> None:
        self._opens = opens
        self._closes = closes
        self._keeps = keeps
        self._all = False
        self._marks: set[int] = set()  # folded rows, or in the mode "all" the rows opened again
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._sums: list[int] | None = None
        self._shown: list[int] = []
        self._waiting: list[int] = []  # brackets to fold as soon as they close, outermost first
        self._seen = 0  # brackets that `sync` has looked at

    @property
    def hidden(self) -> int:
        """Lines that no visible row shows."""
        sums = self._running()
        return sums[-1] if sums else 0

    def bracket(self, line: int) -> int:
        """The bracket that opens on the line and is closed, or -1."""
        k = bisect_left(self._opens, line)
        found = k < len(self._opens) and self._opens[k] == line and self._closes[k] > line
        return k if found else -1

    def is_folded(self, line: int) -> bool:
        """Whether the bracket that opens on the line is folded, visibly or within another fold."""
        k = self.bracket(line)
        return k >= 0 and self._is_marked(k)

    def fold(self, line: int) -> bool:
        """Folds what opens on the line; False where nothing does, or its end is not known yet."""
        k = self.bracket(line)
        if k < 0 or self._is_marked(k):
            return False
        self._marks ^= {line}
        self._hide(k)
        return True

    def unfold(self, line: int) -> bool:
        """Opens the fold of the line; the folds inside stay as they were."""
        k = self.bracket(line)
        if k < 0 or not self._is_marked(k):
            return False
        self._marks ^= {line}
        at = bisect_left(self._starts, line)
        if at < len(self._starts) and self._starts[at] == line:
            inside = list(self._outermost(k + 1, self._closes[k]))
            self._splice(at, at + 1, inside)
        return True

    def fold_all(self) -> None:
        """Folds every bracket but the outer ones, those not indexed yet included."""
        self._restart(everything=True)

    def unfold_all(self) -> None:
        self._restart(everything=False)

    def unfold_to(self, line: int) -> None:
        """Opens every fold that hides the line."""
        while True:
            at = bisect_left(self._starts, line) - 1
            if at < 0 or self._ends[at] < line:
                return
            self.unfold(self._starts[at])

    def line_of(self, row: int) -> int:
        """The line that a visible row shows."""
        sums = self._running()
        at = bisect_left(self._shown, row)
        return row + (sums[at - 1] if at else 0)

    def row_of(self, line: int) -> int:
        """The visible row of a line, or of the fold that hides it."""
        sums = self._running()
        at = bisect_left(self._starts, line) - 1
        if at < 0:
            return line
        if line <= self._ends[at]:
            return self._shown[at]
        return line - sums[at]

    def sync(self) -> None:
        """Follows the brackets: in the mode "all", folds those that opened or closed since."""
        if not self._all:
            return
        while self._waiting and self._closes[self._waiting[-1]]:
            self._hide(self._waiting.pop())
        k = self._seen
        self._seen = len(self._opens)
        starts: list[int] = []
        ends: list[int] = []
        limit = self._ends[-1] if self._ends else -1
        while k < self._seen:
            if self._opens[k] <= limit or self._keeps(k):
                k += 1
            elif not self._closes[k]:
                self._waiting.append(k)
                k += 1
            else:
                starts.append(self._opens[k])
                ends.append(self._closes[k])
                k = bisect_right(self._opens, self._closes[k], k)
        self._starts += starts
        self._ends += ends
        self._sums = None

    def _restart(self, *, everything: bool) -> None:
        self._all = everything
        self._marks.clear()
        self._starts.clear()
        self._ends.clear()
        self._waiting.clear()
        self._seen = 0
        self._sums = None
        self.sync()

    def _is_marked(self, k: int) -> bool:
        whole = self._all and not self._keeps(k)
        return (self._opens[k] in self._marks) != whole

    def _hide(self, k: int) -> None:
        line, close = self._opens[k], self._closes[k]
        before = bisect_left(self._starts, line) - 1
        if before >= 0 and self._ends[before] >= line:
            return
        low = before + 1
        self._splice(low, bisect_left(self._starts, close, low), [(line, close)])

    def _splice(self, low: int, high: int, intervals: list[tuple[int, int]]) -> None:
        self._starts[low:high] = [start for start, _ in intervals]
        self._ends[low:high] = [end for _, end in intervals]
        self._sums = None

    def _outermost(self, k: int, limit: int) -> Iterator[tuple[int, int]]:
        """The outermost folded intervals of the brackets from `k` on that open before `limit`."""
        if not self._all:
            yield from self._outermost_marked(
                self._opens[k] if k < len(self._opens) else limit, limit
            )
            return
        stop = bisect_left(self._opens, limit)
        while k < stop:
            if self._closes[k] and self._is_marked(k):
                yield self._opens[k], self._closes[k]
                k = bisect_right(self._opens, self._closes[k], k)
            else:
                k += 1

    def _outermost_marked(self, first: int, limit: int) -> Iterator[tuple[int, int]]:
        end = -1
        for line in sorted(mark for mark in self._marks if first <= mark < limit):
            if line > end:
                end = self._closes[self.bracket(line)]
                yield line, end

    def _running(self) -> list[int]:
        if self._sums is None:
            self._sums = list(accumulate(map(sub, self._ends, self._starts)))
            self._shown = list(map(sub, self._starts, chain((0,), self._sums)))
        return self._sums
