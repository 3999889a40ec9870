"""A line diff found in bounded steps: what two lists of lines share in order, and what they do not.

    lines ──▶ ends that are equal go ──▶ lines that each side has once anchor it ──▶ between two
    anchors the shortest edit, up to a bound ──▶ past the bound a stretch is taken as replaced

It always ends: work is counted, and what is left over once it was too much is taken as replaced.
It must not know what a line is, only whether two are equal.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Edits looked for between two anchors, and all the work that is done, in lines looked at.
MOST_EDITS, MOST_WORK = 800, 20_000_000
_STEP = 2048


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines [old, old_end) of one side and [new, new_end) of the other: the same, or replaced."""

    old: int
    old_end: int
    new: int
    new_end: int
    same: bool


class LineDiff:
    """The difference of two lists of lines, once `advance` said that it is done."""

    def __init__(
        self, old: Sequence[str], new: Sequence[str], *, most_edits: int = MOST_EDITS
    ) -> None:
        """Keep what to compare; nothing is looked at yet."""
        self._old: list[int] = []
        self._new: list[int] = []
        self._partner: list[int] = []
        self._most_edits = most_edits
        self._work = 0
        self._steps = self._compare(old, new)
        self.done = False
        self.stretches: tuple[Stretch, ...] = ()

    def advance(self, budget: int) -> bool:
        """Look at about `budget` lines more; True once the difference is known."""
        spent = 0
        while not self.done and spent < budget:
            cost = next(self._steps, None)
            if cost is None:
                self.done = True
            else:
                spent += cost
                self._work += cost
        return self.done

    def _compare(self, old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
        numbers: dict[str, int] = {}
        for lines, kept in ((old, self._old), (new, self._new)):
            for at in range(0, len(lines), _STEP):
                kept += [numbers.setdefault(line, len(numbers)) for line in lines[at : at + _STEP]]
                yield _STEP
        self._partner = [-1] * len(self._old)
        left = [(0, len(self._old), 0, len(self._new))]
        while left and self._work < MOST_WORK:
            yield from self._narrow(left)
        self.stretches = self._found()

    def _narrow(self, left: list[tuple[int, int, int, int]]) -> Iterator[int]:
        """Match what is clear in one stretch, and leave the parts between."""
        old, new = self._old, self._new
        low, high, start, stop = left.pop()
        before = high - low + stop - start
        while low < high and start < stop and old[low] == new[start]:
            self._partner[low] = start
            low, start = low + 1, start + 1
        while low < high and start < stop and old[high - 1] == new[stop - 1]:
            high, stop = high - 1, stop - 1
            self._partner[high] = stop
        yield before + 1
        if low == high or start == stop:
            return
        anchors = _in_order(_unique(old, new, low, high, start, stop))
        if not anchors:
            yield from self._shortest(low, high, start, stop)
            return
        for here, there in anchors:
            self._partner[here] = there
        edges = [(low - 1, start - 1), *anchors, (high, stop)]
        left += [(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(edges)]

    def _shortest(self, low: int, high: int, start: int, stop: int) -> Iterator[int]:
        """Match as many lines as can be, by Myers's greedy search; none where it takes too long."""
        old, new = self._old[low:high], self._new[start:stop]
        rows, columns = len(old), len(new)
        most = min(rows + columns, self._most_edits)
        reach = [0] * (2 * most + 3)
        trace: list[list[int]] = []
        for edits in range(most + 1):
            trace.append(reach[most - edits : most + edits + 3])
            cost = edits + 1
            for diagonal in range(-edits, edits + 1, 2):
                at = most + 1 + diagonal
                down = diagonal == -edits or (diagonal != edits and reach[at - 1] < reach[at + 1])
                x = reach[at + 1] if down else reach[at - 1] + 1
                y = x - diagonal
                since = x
                while x < rows and y < columns and old[x] == new[y]:
                    x, y = x + 1, y + 1
                cost += x - since
                reach[at] = x
                if x >= rows and y >= columns:
                    for here, there in _walked_back(trace, rows, columns):
                        self._partner[low + here] = start + there
                    return
            yield cost

    def _found(self) -> tuple[Stretch, ...]:
        stretches: list[Stretch] = []
        here = there = 0
        total = len(self._old)
        while here < total or there < len(self._new):
            since, until = here, there
            while here < total and self._partner[here] < 0:
                here += 1
            there = self._partner[here] if here < total else len(self._new)
            if here > since or there > until:
                stretches.append(Stretch(since, here, until, there, same=False))
            since, until = here, there
            while here < total and self._partner[here] == there:
                here, there = here + 1, there + 1
            if here > since:
                stretches.append(Stretch(since, here, until, there, same=True))
        return tuple(stretches)


def _unique(
    old: Sequence[int], new: Sequence[int], low: int, high: int, start: int, stop: int
) -> list[tuple[int, int]]:
    """Where the lines stand that each side has exactly once there, in the order of the old."""
    places: dict[int, int] = {}
    for at in range(start, stop):
        places[new[at]] = -1 if new[at] in places else at
    once: dict[int, int] = {}
    for at in range(low, high):
        once[old[at]] = -1 if old[at] in once else at
    return [
        (at, places[line]) for line, at in once.items() if at >= 0 and places.get(line, -1) >= 0
    ]


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs that rise on both sides: a longest increasing run, by patience sorting."""
    tops: list[int] = []
    piles: list[int] = []
    behind: list[int] = []
    for at, (_, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        behind.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(there)
            piles.append(at)
        else:
            tops[pile], piles[pile] = there, at
    found: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        found.append(pairs[at])
        at = behind[at]
    return found[::-1]


def _walked_back(
    trace: Sequence[Sequence[int]], rows: int, columns: int
) -> Iterator[tuple[int, int]]:
    """The pairs of equal lines on the way that was found, from its end."""
    x, y = rows, columns
    for edits in range(len(trace) - 1, -1, -1):
        # What was kept of a round is the middle of its array, one more at each side.
        reach, middle = trace[edits], edits + 1
        diagonal = x - y
        at = middle + diagonal
        down = diagonal == -edits or (diagonal != edits and reach[at - 1] < reach[at + 1])
        earlier = diagonal + 1 if down else diagonal - 1
        since = reach[middle + earlier] if edits else 0
        to = (since if down else since + 1) if edits else 0
        while x > to and y > max(0, to - diagonal):
            x, y = x - 1, y - 1
            yield x, y
        x, y = since, since - earlier
