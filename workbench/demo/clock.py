"""The practice server's clock: the machine's time, moved by an offset or stopped at a moment.

Must not be read by anything outside this process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import formatdate


@dataclass(slots=True)
class Clock:
    """A wall clock in seconds since the epoch; `stopped_at` beats `offset_s`."""

    offset_s: float = 0.0
    stopped_at: float | None = None

    def now(self) -> float:
        """Return the time that this server believes it is."""
        if self.stopped_at is not None:
            return self.stopped_at
        return time.time() + self.offset_s

    def date(self) -> str:
        """Return that time as a `Date` header has it (RFC 9110 6.6.1)."""
        return formatdate(self.now(), usegmt=True)
