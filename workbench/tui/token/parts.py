"""Rows that are kept until the moment they were built for is over.

Must not know what they say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.token.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.tui.paint import Row


class Part:
    """Some rows of the pane; `drop` has them built anew."""

    def __init__(self) -> None:
        """Start with nothing that holds."""
        self.rows: tuple[Row, ...] = ()
        self._moment: Moment | None = None

    def drop(self) -> None:
        """Let them not hold any more."""
        self._moment = None

    def holds(self, now: float) -> bool:
        """Tell whether they say what they would say at a time."""
        return self._moment is not None and self._moment.holds(now)

    def build(self, now: float, make: Callable[[Moment], Sequence[Row]]) -> tuple[Row, ...]:
        """Return the rows, made anew only where they do not hold."""
        if not self.holds(now):
            self._moment = Moment(now)
            self.rows = tuple(make(self._moment))
        return self.rows
