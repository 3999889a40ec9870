"""HTTP dates and delays (RFC 9110 5.6.7 and 10.2.3), and what they tell about two clocks.

Must not read a clock.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FIXDATE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4}|\d{2}) (\d\d):(\d\d):(\d\d)")
_ASCTIME = re.compile(r"([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})")


def parse_date(text: str) -> float | None:
    """Return an HTTP date, in any of its three forms, as seconds since 1970; None if it is none."""
    if found := _FIXDATE.search(text):
        day, month, year, hour, minute, second = found.groups()
    elif found := _ASCTIME.search(text):
        month, day, hour, minute, second, year = found.groups()
    else:
        return None
    century = 0 if len(year) == 4 else 2000 if int(year) < 70 else 1900
    try:
        moment = datetime(
            int(year) + century,
            _MONTHS.index(month.lower()) + 1,
            int(day),
            int(hour),
            int(minute),
            min(int(second), 59),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return moment.timestamp()


def retry_after(text: str | None, now: float) -> float | None:
    """Return a `Retry-After` in seconds from now, never negative; None where it says nothing."""
    if text is None:
        return None
    text = text.strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    date = parse_date(text)
    return None if date is None else max(0.0, date - now)


def clock_difference(date: str | None, sent_at: float, received_at: float) -> float | None:
    """Return how far the server's clock is ahead of ours, in seconds; None without a date.

    `Date` has whole seconds and was written somewhere between sending and receiving: what can be
    explained by that is no difference.
    """
    served = None if date is None else parse_date(date)
    if served is None:
        return None
    if served - received_at <= 0.0 <= served + 1.0 - sent_at:
        return 0.0
    return served + 0.5 - (sent_at + received_at) / 2
