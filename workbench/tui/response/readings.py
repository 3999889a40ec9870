"""The readings behind the Response pane: of the answer shown, and of the previous one below it.

A reading is kept as long as its body is shown, with its cursor, folds and search. Must not draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.response.reading import Reading

if TYPE_CHECKING:
    from workbench.domain.http import Response


class Readings:
    """At most two bodies being read."""

    def __init__(self) -> None:
        """Start with none."""
        self.current: Reading | None = None
        self.previous: Reading | None = None

    def follow(
        self, shown: Response | None, earlier: Response | None, *, ascii_only: bool
    ) -> Reading | None:
        """Read these bodies, and return the reading that is not the current one any more."""
        before = (self.current, self.previous)
        old = self.current
        if shown is None:
            self.current = None
        elif old is None or old.body is not shown.body:
            self.current = _reading(shown, ascii_only=ascii_only)
        if earlier is None:
            self.previous = None
        elif self.previous is None or self.previous.body is not earlier.body:
            same = old is not None and old.body is earlier.body
            self.previous = old if same else _reading(earlier, ascii_only=ascii_only)
        for each in before:
            if each is not None and each is not self.current and each is not self.previous:
                each.let_go()
        return old if old is not self.current else None


def _reading(response: Response, *, ascii_only: bool) -> Reading:
    return Reading(response.body, response.header("content-type") or "", ascii_only=ascii_only)
