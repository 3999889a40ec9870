"""JSON from strangers, read so that nothing in it can fail or grow, with its oddities told.

Must not be used where every byte matters: views show those.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

#: Deeper documents are not read: their readers recurse.
MAX_DEPTH = 100
#: Longer numbers are kept as their text: converting them takes long, and Python refuses.
MAX_DIGITS = 400
#: Nobody reads more.
MOST_ODDITIES = 12

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReadJson:
    """A value and what was odd about its text; `ok` false where it is no JSON that can be read."""

    ok: bool
    value: Any = None
    oddities: tuple[str, ...] = ()


def read_json(text: str) -> ReadJson:
    """Read a JSON text; never raises.

    Of a duplicate name the last value counts. Numbers that no float can hold, or of more than
    `MAX_DIGITS` digits, come as their text.
    """
    oddities: list[str] = []
    if text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
        oddities.append("it begins with a byte order mark")
    if _depth(text) > MAX_DEPTH:
        return ReadJson(ok=False, oddities=(f"it is nested deeper than {MAX_DEPTH} levels",))

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            for name, times in Counter(name for name, _ in pairs).items():
                if times > 1:
                    shown = name if len(name) <= 60 else name[:59] + "…"
                    oddities.append(f"{shown} stands there {times} times; the last one counts")
        return found

    def integer(digits: str) -> int | str:
        if len(digits) > MAX_DIGITS:
            oddities.append(f"it has a number of {len(digits.lstrip('-')):,} digits, shown as text")
            return digits
        return int(digits)

    def fraction(digits: str) -> float | str:
        value = float(digits)
        if math.isinf(value):
            oddities.append("it has a number that is too large, shown as text")
            return digits
        return value

    def constant(name: str) -> str:
        oddities.append(f"it has {name}, which is no JSON number")
        return name

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_int=integer,
            parse_float=fraction,
            parse_constant=constant,
        )
    except (ValueError, RecursionError):
        return ReadJson(ok=False, oddities=tuple(oddities))
    return ReadJson(ok=True, value=value, oddities=tuple(dict.fromkeys(oddities))[:MOST_ODDITIES])


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest
