"""A Set-Cookie line read as browsers read it (RFC 6265 5.1.1, 5.2).

Must not judge whether the cookie may be kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_DELIMITER = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?")
_DAY = re.compile(r"(\d{1,2})(?:\D.*)?")
_YEAR = re.compile(r"(\d{2,4})(?:\D.*)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: No cookie outlives this many seconds (draft-ietf-httpbis-rfc6265bis 5.5: 400 days).
LONGEST = 400 * 86400.0


@dataclass(frozen=True, slots=True)
class SetCookie:
    """What a line says; `domain` and `path` empty where it does not, `lives_until` as a time."""

    name: str
    value: str
    domain: str = ""
    path: str = ""
    secure: bool = False
    http_only: bool = False
    lives_until: float | None = None


def read_set_cookie(line: str, now: float) -> SetCookie | None:
    """Return what a line says, None where it names no cookie."""
    pair, _, rest = line.partition(";")
    name, mark, value = pair.partition("=")
    if not mark:
        name, value = "", name
    name, value = name.strip(" \t"), value.strip(" \t")
    if not name and not value:
        return None
    said = dict(_attributes(rest))
    domain = said.get("domain", "").removeprefix(".").lower()
    path = said.get("path", "")
    return SetCookie(
        name,
        value,
        domain,
        path if path.startswith("/") else "",
        "secure" in said,
        "httponly" in said,
        _lives_until(said, now),
    )


def _attributes(rest: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in rest.split(";"))
    return [(name.strip().lower(), value.strip()) for name, _, value in parts]


def _lives_until(said: dict[str, str], now: float) -> float | None:
    age = said.get("max-age", "")
    if re.fullmatch(r"-?\d+", age):
        seconds = float(age) if len(age) < 12 else LONGEST
        return now + min(seconds, LONGEST) if seconds > 0 else 0.0
    moment = cookie_date(said["expires"]) if "expires" in said else None
    return None if moment is None else min(moment, now + LONGEST)


def cookie_date(text: str) -> float | None:
    """Return a cookie's date as seconds since 1970, None for what is none (RFC 6265 5.1.1)."""
    clock: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _DELIMITER.split(text):
        if clock is None and (found := _TIME.fullmatch(token)):
            clock = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.fullmatch(token)):
            year = int(found[1])
    if clock is None or day is None or month is None or year is None:
        return None
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return datetime(year, month, day, *clock, tzinfo=UTC).timestamp() if year > 1600 else None
    except ValueError:
        return None
