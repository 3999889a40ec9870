"""Two bodies compared: whether their bytes are the same, and where not, which lines differ.

    bytes ──▶ the same: over
      └─ not ──▶ lines of the head of each, both in one way of looking at them ──▶ line diff

Only a head of each is laid out, in bounded slices; what was not compared can be told. The lines
have not passed the gate. It must not own the bytes: they may be given back meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.body import BodyView, Kind
from workbench.views.line_diff import LineDiff, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.views.layout import Layout
    from workbench.views.source import ByteSource

#: How much of each body is compared by lines at most; bytes are compared to the end.
MOST_BYTES, MOST_LINES = 4 << 20, 50_000
_CHUNK, _SLICE, _TEXTS = 1 << 18, 1 << 15, 512


@dataclass(frozen=True, slots=True)
class HeadSource:
    """The first bytes of a source as it was, as if they were all."""

    whole: ByteSource
    size: int
    complete: bool = True

    def read(self, start: int, end: int) -> bytes:
        return self.whole.read(start, min(end, self.size))


@dataclass(slots=True)
class ComparedSide:
    """One body: its size, its lines so far, and how many of its bytes they stand for."""

    source: ByteSource
    content_type: str
    size: int
    lines: list[str]
    covered: int = 0

    @property
    def cut(self) -> bool:
        """Whether there is more of it than was compared by lines."""
        return self.covered < self.size


class BodyComparison:
    """Two bodies, compared by and by."""

    def __init__(
        self,
        old: tuple[ByteSource, str],
        new: tuple[ByteSource, str],
        *,
        most_bytes: int = MOST_BYTES,
        most_lines: int = MOST_LINES,
    ) -> None:
        """Take each body with its `Content-Type`; nothing is read yet."""
        self.old = ComparedSide(*old, old[0].size, [])
        self.new = ComparedSide(*new, new[0].size, [])
        self._most_bytes, self._most_lines = most_bytes, most_lines
        self._diff: LineDiff | None = None
        self._steps = self._compare()
        self.done = False
        #: The part of the work that is done, 0 to 1, as far as that can be told.
        self.progress = 0.0
        self.first_difference: int | None = None
        self.kind = Kind.LINES
        self.stretches: tuple[Stretch, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all bytes are the same, once it is done."""
        return self.first_difference is None

    @property
    def cut(self) -> bool:
        """Whether more came than was compared by lines."""
        return not self.same and (self.old.cut or self.new.cut)

    @property
    def changed(self) -> tuple[int, int, int]:
        """How many lines are in the old one only, in the new one only, and in both."""
        removed = added = kept = 0
        for each in self.stretches:
            if each.same:
                kept += each.old_end - each.old
            else:
                removed += each.old_end - each.old
                added += each.new_end - each.new
        return removed, added, kept

    def advance(self, budget: int) -> bool:
        """Do work like that of laying out `budget` bytes; True once all is known."""
        spent = 0
        while not self.done and spent < budget:
            cost = next(self._steps, None)
            if cost is None:
                self.done = True
            else:
                spent += cost
        return self.done

    def _compare(self) -> Iterator[int]:
        yield from self._bytes()
        if self.same:
            return
        views = self._views()
        for part, view in enumerate(views):
            yield from self._laid_out(view)
            self.progress = 0.5 + part * 0.2
        self.kind = _kind_of(*views)
        for view, side in zip(views, (self.old, self.new), strict=True):
            if view.kind is not self.kind:
                view.show(self.kind)
            yield from self._laid_out(view)
            yield from self._take_lines(view.layout, side)
            self.progress += 0.1
        diff = LineDiff(self.old.lines, self.new.lines)
        while not diff.advance(_TEXTS):
            yield _SLICE // 4
        self.stretches = self._sure(diff.stretches)

    def _bytes(self) -> Iterator[int]:
        size = min(self.old.size, self.new.size)
        for at in range(0, size, _CHUNK):
            end = min(size, at + _CHUNK)
            one, other = self.old.source.read(at, end), self.new.source.read(at, end)
            if one != other:
                pairs = zip(one, other, strict=False)
                nearest = min(len(one), len(other))
                apart = next((i for i, (a, b) in enumerate(pairs) if a != b), nearest)
                self.first_difference = at + apart
                return
            self.progress = end / size / 3
            yield _SLICE // 8
        if self.old.size != self.new.size:
            self.first_difference = size

    def _views(self) -> tuple[BodyView, BodyView]:
        one, other = (
            BodyView(HeadSource(side.source, min(side.size, self._most_bytes)), side.content_type)
            for side in (self.old, self.new)
        )
        return one, other

    def _laid_out(self, view: BodyView) -> Iterator[int]:
        while view.layout.settled <= self._most_lines and not view.advance(_SLICE):
            yield _SLICE

    def _take_lines(self, layout: Layout, side: ComparedSide) -> Iterator[int]:
        """Keep the lines as they are numbered: the pieces of a long one are one again."""
        count = layout.settled
        for first in range(0, count, _TEXTS):
            texts = layout.texts(first, min(count, first + _TEXTS))
            for line, text in enumerate(texts, first):
                if side.lines and layout.continues(line):
                    side.lines[-1] += text
                elif len(side.lines) >= self._most_lines:
                    side.covered = layout.span(line)[0]
                    return
                else:
                    side.lines.append(text.rstrip("\r\n"))
            yield _SLICE // 2
        side.covered = min(side.size, self._most_bytes)
        if side.cut and side.lines:
            # Where it was cut says nothing of the line that was cut there.
            side.lines.pop()

    def _sure(self, stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
        """Leave out what only one side has at the very end, where the other was cut before it."""
        if not stretches or stretches[-1].same:
            return stretches
        last = stretches[-1]
        if self.new.cut and last.new == last.new_end:
            del self.old.lines[last.old :]
        elif self.old.cut and last.old == last.old_end:
            del self.new.lines[last.new :]
        else:
            return stretches
        return stretches[:-1]


def _kind_of(one: BodyView, other: BodyView) -> Kind:
    """The way in which both can be looked at: pretty where both have that, hex for a binary one."""
    if one.kind is other.kind:
        return one.kind
    return Kind.HEX if Kind.HEX in (one.kind, other.kind) else Kind.LINES
