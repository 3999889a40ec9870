"""A program in a pty whose answers are timed by the arrival of the bytes that completed them.

It must not draw while bytes come: drawing is slow, and would be counted against the program.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.support.terminal import Terminal, TerminalTimeoutError, for_pyte

Box = tuple[int, int, int, int]


class Watched:
    """A program, the screen it has drawn so far, and what its keys cost."""

    def __init__(
        self, argv: Sequence[str], home: Path, env: Mapping[str, str] | None = None
    ) -> None:
        """Start it at 120 by 40."""
        sys.setswitchinterval(0.0005)
        root = Path(__file__).resolve().parents[1]
        self.terminal = Terminal(argv, home=home, cwd=root, draws=False, env=env or {})
        self._screen = pyte.Screen(120, 40)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn_chunks = self._drawn_bytes = 0
        self._unfed = b""
        #: When the last chunk arrived that was drawn.
        self.drawn_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.terminal.close()

    def press(self, *names: str) -> float:
        """Press keys; return when (monotonic seconds) the last was sent."""
        at = time.monotonic()
        for name in names:
            at = time.monotonic()
            self.terminal.press(name)
        return at

    def typed(self, text: str) -> float:
        """Type a text at once; return when."""
        at = time.monotonic()
        self.terminal.send(text)
        return at

    def text(self) -> str:
        """Return what a person sees."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def box(self, box: Box) -> tuple[object, ...]:
        """Return the cells of [left, top, right, bottom), colours included."""
        left, top, right, bottom = box
        buffer = self._screen.buffer
        return tuple(buffer[y][x] for y in range(top, bottom) for x in range(left, right))

    def marked(self, box: Box) -> str:
        """Return the line of a box that stands out by its ground, as the one with the cursor."""
        left, top, right, bottom = box
        buffer = self._screen.buffer
        grounds = [buffer[y][left].bg for y in range(top, bottom)]
        rare = min(set(grounds), key=grounds.count)
        y = top + grounds.index(rare)
        return "".join(buffer[y][x].data for x in range(left, right))

    def until(self, holds: Callable[[], object], timeout: float = 60.0) -> float:
        """Draw what comes until it holds; return when the chunk arrived that made it hold."""
        end = time.monotonic() + timeout
        at = time.monotonic()
        while not holds():
            chunk = self._draw_next()
            if chunk is not None:
                at = chunk
            elif time.monotonic() > end:
                raise TerminalTimeoutError(f"{timeout:g} s passed:\n{self.text()}")
            else:
                time.sleep(0.0005)
        return at

    def shows(self, pattern: str) -> Callable[[], object]:
        """Return whether the screen matches an expression, to wait for."""
        return lambda: re.search(pattern, self.text())

    def changed(self, box: Box) -> Callable[[], object]:
        """Return whether a box has changed since now, to wait for."""
        before = self.box(box)
        return lambda: self.box(box) != before

    def settle(self, quiet: float = 0.25, timeout: float = 20.0) -> None:
        """Draw until nothing has come for a while."""
        end = time.monotonic() + timeout
        since = time.monotonic()
        while time.monotonic() < min(end, since + quiet):
            if self._draw_next() is not None:
                since = time.monotonic()
            else:
                time.sleep(0.005)

    @property
    def written(self) -> int:
        """Return how many bytes it has written."""
        return sum(chunk.size for chunk in self.terminal.chunks)

    def _draw_next(self) -> float | None:
        chunks = self.terminal.chunks
        if self._drawn_chunks >= len(chunks):
            return None
        chunk = chunks[self._drawn_chunks]
        raw = self.terminal.raw[self._drawn_bytes : self._drawn_bytes + chunk.size]
        self._drawn_chunks += 1
        self._drawn_bytes += chunk.size
        whole, self._unfed = for_pyte(self._unfed + raw)
        self._stream.feed(whole)
        self.drawn_at = chunk.at
        return chunk.at
