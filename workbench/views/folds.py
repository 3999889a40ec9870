"""Which lines of a foldable view are hidden, and which line a visible row shows.

It knows lines by number only, no text; a change costs a few array operations, whatever the size of
the view.

Only outermost folds hide lines, so they are kept as sorted, disjoint intervals with running sums;
what a fold swallowed comes back when it is opened. "Fold all" is a mode: its layout goes on telling
intervals as it finds them, and a fold of it that is opened shows its children folded.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import accumulate, chain
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Interval = tuple[int, int]


class Folds:
    """Folds over brackets: `close_of` a line is where what opens there ends, -1 where nothing does.

    `children_of` an opening and a closing line are the outermost brackets between them.
    """

    def __init__(
        self,
        close_of: Callable[[int], int],
        children_of: Callable[[int, int], Iterable[Interval]],
    ) -> None:
        self._close_of = close_of
        self._children_of = children_of
        self._all = False
        self._starts = array("Q")
        self._ends = array("Q")
        self._swallowed: dict[int, list[Interval]] = {}
        self._sums: array[int] | None = None
        self._shown = array("Q")

    @property
    def hidden(self) -> int:
        """Lines that no visible row shows."""
        sums = self._running()
        return sums[-1] if sums else 0

    def end_of(self, line: int) -> int:
        """The line on which the fold of a visible line ends; -1 where it is not folded."""
        at = bisect_left(self._starts, line)
        folded = at < len(self._starts) and self._starts[at] == line
        return self._ends[at] if folded else -1

    def is_folded(self, line: int) -> bool:
        """Whether the bracket that opens on a visible line is folded."""
        return self.end_of(line) >= 0

    def fold(self, line: int) -> bool:
        """Folds what opens on a visible line; False where nothing does or its end is not known."""
        if self.is_folded(line) or self._hides(line):
            return False
        close = self._close_of(line)
        if close < 0:
            return False
        low = bisect_left(self._starts, line)
        high = bisect_left(self._starts, close, low)
        self._swallowed[line] = list(zip(self._starts[low:high], self._ends[low:high], strict=True))
        self._splice(low, high, [(line, close)])
        return True

    def unfold(self, line: int) -> bool:
        """Opens the fold of a visible line; the folds inside stay as they were."""
        close = self.end_of(line)
        if close < 0:
            return False
        at = bisect_left(self._starts, line)
        inside: Iterable[Interval] | None = self._swallowed.pop(line, None)
        if inside is None:
            inside = self._children_of(line, close) if self._all else ()
        self._splice(at, at + 1, list(inside))
        return True

    def fold_all(self) -> None:
        """Begins the mode in which the layout tells by `extend` what is folded."""
        self._restart(everything=True)

    def unfold_all(self) -> None:
        self._restart(everything=False)

    def extend(self, intervals: Iterable[Interval]) -> None:
        """Folds brackets behind all that were told before, unless they lie within a fold."""
        for start, end in intervals:
            if self._ends and start <= self._ends[-1]:
                outer = self._starts[-1]
                self._swallowed.setdefault(outer, []).append((start, end))
                continue
            if self._sums is not None:
                before = self._sums[-1] if self._sums else 0
                self._shown.append(start - before)
                self._sums.append(before + end - start)
            self._starts.append(start)
            self._ends.append(end)

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

    def _hides(self, line: int) -> bool:
        at = bisect_left(self._starts, line) - 1
        return at >= 0 and self._ends[at] >= line

    def _restart(self, *, everything: bool) -> None:
        self._all = everything
        self._starts = array("Q")
        self._ends = array("Q")
        self._swallowed.clear()
        self._sums = None

    def _splice(self, low: int, high: int, intervals: Sequence[Interval]) -> None:
        self._starts[low:high] = array("Q", [start for start, _ in intervals])
        self._ends[low:high] = array("Q", [end for _, end in intervals])
        self._sums = None

    def _running(self) -> array[int]:
        if self._sums is None:
            self._sums = array("Q", accumulate(map(sub, self._ends, self._starts)))
            self._shown = array("Q", map(sub, self._starts, chain((0,), self._sums)))
        return self._sums
