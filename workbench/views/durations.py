"""Times, sizes and counts as the screen says them: pure functions of numbers.

Nothing here reads a clock; the caller subtracts.
"""

from __future__ import annotations

import math

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TEN_YEARS = 10 * 365.25 * _DAY


def time_left(seconds: float) -> str:
    """`12 d`, `3 d 4 h`, `2 h 05`, `47:12`, ` 0:42`, right-aligned in five cells; never below zero.

    Minutes and seconds only under an hour, hours only under ten days, so what is far away does not
    tick.
    """
    if seconds > _TEN_YEARS:
        return "> 10 y"
    left = max(0, math.floor(seconds))
    if left < _HOUR:
        text = f"{left // _MINUTE}:{left % _MINUTE:02}"
    elif left < _DAY:
        text = f"{left // _HOUR} h {left % _HOUR // _MINUTE:02}"
    elif left < 10 * _DAY:
        text = f"{left // _DAY} d {left % _DAY // _HOUR} h"
    else:
        text = f"{left // _DAY:,} d"
    return text.rjust(5)


def time_past(seconds: float) -> str:
    """`12 s`, `3 m`, `2 h`, `4 d`: the largest unit alone."""
    if seconds > _TEN_YEARS:
        return "> 10 y"
    past = max(0, math.floor(seconds))
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if past >= unit:
            return f"{past // unit:,} {name}"
    return f"{past} s"


def expired(seconds: float, *, ago: bool = False) -> str:
    """`expired 3 m`, with `ago` where there is room."""
    return f"expired {time_past(seconds)}{' ago' if ago else ''}"


def age(seconds: float) -> str:
    """`under 1 m`, `12 m`, `2 h`, `4 d`: for what changes by the minute."""
    return "under 1 m" if seconds < _MINUTE else time_past(seconds)


def elapsed(seconds: float) -> str:
    """`2.4 s` while something runs; from a minute on `1:05`."""
    tenths = max(0, math.floor(seconds * 10))
    if tenths < _MINUTE * 10:
        return f"{tenths // 10}.{tenths % 10} s"
    return time_left(seconds).strip()


def milliseconds(ms: float) -> str:
    """`142 ms`, `2,180 ms`: where steps are compared with each other."""
    return f"{max(0, round(ms)):,} ms"


def duration(ms: float) -> str:
    """`142 ms`, `1.84 s`, `18.4 s`, `1:05`: a whole exchange, in three digits."""
    if round(ms) < 1000:
        return milliseconds(ms)
    if round(ms / 10) < 1000:
        return f"{ms / 1000:.2f} s"
    if round(ms / 100) < 600:
        return f"{ms / 1000:.1f} s"
    return time_left(round(ms / 1000)).strip()


def size(count: int) -> str:
    """`812 B`, `4.1 KB`, `18.4 MB`, in powers of 1000."""
    number, unit = _scaled(count)
    return f"{number} {unit}"


def size_of(received: int, total: int | None) -> str:
    """`3.2 of 18.4 MB`, in the unit of the total; only what came where no total was announced."""
    if total is None or total < received:
        return size(received)
    number, unit = _scaled(total)
    if unit == "B":
        return f"{received:,} of {number} B"
    power = 1000 ** ("B", "KB", "MB", "GB", "TB").index(unit)
    return f"{received / power:,.1f} of {number} {unit}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 item`, `3 items`, `612,480 lines`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _scaled(count: int) -> tuple[str, str]:
    if count < 1000:
        return str(count), "B"
    number = float(count)
    for unit in ("KB", "MB", "GB"):
        number /= 1000
        if round(number, 1) < 1000:
            return f"{number:.1f}", unit
    return f"{number / 1000:,.1f}", "TB"
