"""For how long what is hidden is shown: ten seconds, said while they run.

Must not hold what is hidden, or read a clock.
"""

from __future__ import annotations

from workbench.tui.paint import Line, Role, Run

#: Seconds.
SHOWN_FOR = 10.0


class Unmasking:
    """A window of time in which a pane shows values in clear."""

    def __init__(self) -> None:
        """Start with everything hidden."""
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Tell whether values are shown."""
        return self._until > 0

    def start(self, now: float) -> None:
        """Show values from now on."""
        self._until = now + SHOWN_FOR

    def stop(self) -> None:
        """Hide everything again."""
        self._until = 0.0

    def tick(self, now: float) -> bool:
        """Hide everything when the time is over; True where something changes by the second."""
        was_on = self.is_on
        if was_on and now >= self._until:
            self.stop()
        return was_on

    def line(self, now: float) -> Line:
        """Return what stands beside what is shown."""
        left = max(0, round(self._until - now))
        return (Run(f"shown in clear, {left} s", Role.LOOK),)
