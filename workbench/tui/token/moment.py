"""A moment, and until when what was said about it stays true: nothing is built again before.

Must not read a clock.
"""

from __future__ import annotations

import math

from workbench.tui.clocktime import clock_time
from workbench.views.durations import age, elapsed, time_left, time_past

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Moment:
    """The time `now`, in seconds since 1970; `until` is the first at which a text would differ."""

    def __init__(self, now: float) -> None:
        """Hold for ever, until something is said."""
        self.now = now
        self.until = math.inf

    def holds(self, now: float) -> bool:
        """Tell whether everything said is still so at a time; a clock set back ends it too."""
        return self.now <= now < self.until

    def watch(self, *times: float | None) -> None:
        """Let times that are still to come end it."""
        for at in times:
            if at is not None and at > self.now:
                self.until = min(self.until, at)

    def left(self, at: float) -> str:
        """Return how long it is until then, as `time_left` says it, without leading blanks."""
        rest = at - self.now
        self._falls(rest, _unit_left(rest))
        return time_left(rest).strip()

    def past(self, at: float) -> str:
        """Return how long ago it was: seconds under a minute."""
        rest = self.now - at
        self._grows(rest, _unit_past(rest))
        return time_past(rest)

    def age(self, at: float) -> str:
        """Return how long ago it was: changes by the minute."""
        rest = self.now - at
        self._grows(rest, max(_MINUTE, _unit_past(rest)))
        return age(rest)

    def away(self, at: float) -> str:
        """Return `in 47 m` or `12 m ago`: changes by the minute."""
        if at <= self.now:
            return f"{self.age(at)} ago"
        rest = at - self.now
        self._falls(rest, max(_MINUTE, _unit_past(rest)))
        return f"in {age(rest)}"

    def running(self, since: float) -> str:
        """Return for how long something has been going on; true for this moment only."""
        self.until = self.now
        return elapsed(self.now - since)

    def clock(self, at: float) -> str:
        """Return the time of day, with the date where it is another day."""
        self._each_minute()
        return clock_time(at, self.now)

    def minute(self) -> str:
        """Return the time of day now, as a clock without seconds shows it."""
        self._each_minute()
        return clock_time(self.now, self.now)[:5]

    def _each_minute(self) -> None:
        # Every day of every zone begins with a minute.
        self.watch((self.now // _MINUTE + 1) * _MINUTE)

    def _grows(self, span: float, unit: int) -> None:
        """End when a span that grows has another whole number of units."""
        self.until = min(self.until, self.now + unit - span % unit)

    def _falls(self, span: float, unit: int) -> None:
        """End when a span that falls has another: at once where it is whole."""
        self.until = min(self.until, self.now + span % unit)


def _unit_left(rest: float) -> int:
    if rest < _HOUR:
        return 1
    if rest < _DAY:
        return _MINUTE
    return _HOUR if rest < 10 * _DAY else _DAY


def _unit_past(rest: float) -> int:
    for unit in (_DAY, _HOUR, _MINUTE):
        if rest >= unit:
            return unit
    return 1
