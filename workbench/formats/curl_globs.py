"""Makes one address of curl several where it holds `{a,b}` or `[1-3]`, as curl's globbing does.

Must not refuse what is no range or list: it stays as it is.
"""

from __future__ import annotations

import itertools
import re

#: More than this many requests nobody wants to see in a tree.
MOST = 100
_GLOB = re.compile(
    r"(?<!\{)\{(?P<list>[^{}\[\]\s]*,[^{}\[\]\s]*)\}(?!\})"
    r"|\[(?P<first>\d+|[A-Za-z])-(?P<last>\d+|[A-Za-z])(?::(?P<step>\d+))?\]"
)


def expand(address: str) -> tuple[str, ...] | None:
    """Return the addresses in curl's order, the one itself without a glob, None where too many."""
    fixed: list[str] = []
    choices: list[list[str]] = []
    position, count = 0, 1
    for match in _GLOB.finditer(address):
        values = match["list"].split(",") if match["list"] is not None else _range(match)
        if not values:
            continue
        fixed.append(address[position : match.start()])
        choices.append(values)
        position = match.end()
        count *= len(values)
        if count > MOST:
            return None
    tail = address[position:]
    return tuple(
        "".join(itertools.chain.from_iterable(zip(fixed, picked, strict=True))) + tail
        for picked in itertools.product(*choices)
    )


def _range(match: re.Match[str]) -> list[str]:
    first, last, step = match["first"], match["last"], int(match["step"] or 1)
    if step < 1 or first.isdigit() != last.isdigit():
        return []
    if first.isdigit():
        low, high = int(first[:18]), int(last[:18])
        width = len(first) if first.startswith("0") else 0
        numbers = range(low, min(high, low + step * (MOST + 1)) + 1, step)
        return [str(number).zfill(width) for number in numbers]
    return [chr(code) for code in range(ord(first), ord(last) + 1, step)]
