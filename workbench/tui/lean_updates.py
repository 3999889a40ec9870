"""Partial updates of the screen that write the changed cells and nothing before them.

Textual writes a changed cell together with all that stands before it in its widget's line; over a
slow line, once a second for every countdown, that is most of what is sent. Must not draw anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor

if TYPE_CHECKING:
    from rich.console import Console


class LeanUpdate(ChopsUpdate):
    """The same spans, each cropped at both of its ends."""

    def render_segments(self, console: Console) -> str:
        """Return what is written to the terminal."""
        written: list[str] = []
        for y, start, stop in self.spans:
            pieces = self.chops[y].items()
            for end, (x, strip) in zip(self.chop_ends[y], pieces, strict=False):
                if strip is None or x >= stop or end <= start:
                    continue
                first, last = max(start, x), min(stop, end)
                written.append(Control.move_to(first, y).segment.text)
                written.append(strip.crop(first - x, last - x).render(console))
        return "".join(written)


class LeanCompositor(Compositor):
    """A compositor whose partial updates are lean."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what changed, None where nothing did."""
        update = super().render_partial_update()
        if update is None:
            return None
        return LeanUpdate(update.chops, update.spans, update.chop_ends)
