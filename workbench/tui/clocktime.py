"""Times of day as the screen says them: local, with the date where it is another day.

Must not read a clock: what is now is given.
"""

from __future__ import annotations

from datetime import UTC, datetime


def clock_time(at: float, now: float) -> str:
    """Return `14:02:11`, with the date before it on another day; empty where no calendar has it."""
    moment, today = _local(at), _local(now)
    if moment is None:
        return ""
    if today is not None and moment.date() == today.date():
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _local(at: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(at, UTC).astimezone()
    except (OverflowError, ValueError, OSError):
        return None
