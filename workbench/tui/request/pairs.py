"""What a key writes in the editor of a body besides itself: the other half of a pair, an indent.

    {|      ──▶ {}  with the cursor between     }| over a }   ──▶ nothing, the cursor goes on
    {|}     ── enter ──▶ three lines            {|} ── backspace ──▶ nothing of either

Must not touch text that is pasted.
"""

from __future__ import annotations

from dataclasses import dataclass

_PAIRS = {"{": "}", "[": "]", "(": ")", '"': '"'}
_CLOSERS = frozenset(_PAIRS.values())
#: What may stand behind the cursor where a pair is written: the end of what was there.
_BEFORE_A_PAIR = " \t,]})"


@dataclass(frozen=True, slots=True)
class Written:
    """What is written: `text` in place of `behind` characters after the cursor and `ahead` before.

    The cursor is `back` characters before the end of it.
    """

    text: str
    back: int = 0
    ahead: int = 0
    behind: int = 0


def written(key: str, before: str, after: str, indent: str) -> Written | None:
    """Return what a key writes on a line, None where it is what any editor writes.

    `before` and `after` are the line on both sides of the cursor; `indent` is one step of it.
    """
    closer = _PAIRS.get(before[-1:], "")
    if key == "backspace":
        return Written("", ahead=1, behind=1) if closer and after.startswith(closer) else None
    if key == "enter":
        return _new_line(before, after, indent)
    if key in _CLOSERS and after.startswith(key):
        return Written(key, behind=1)
    if key in _PAIRS and (not after or after[0] in _BEFORE_A_PAIR):
        if key == '"' and not _may_open(before):
            return None
        return Written(key + _PAIRS[key], back=1)
    return None


def _new_line(before: str, after: str, indent: str) -> Written | None:
    own = before[: len(before) - len(before.lstrip(" \t"))]
    opener = before.rstrip()[-1:]
    deeper = own + indent if opener in ("{", "[", "(") else own
    if deeper != own and after.startswith(_PAIRS[opener]):
        return Written(f"\n{deeper}\n{own}", back=len(own) + 1)
    return Written(f"\n{deeper}") if deeper else None


def _may_open(before: str) -> bool:
    """Tell whether a quote begins a string: none is open, and no word ends there."""
    quotes = before.count('"') - before.count('\\"')
    return quotes % 2 == 0 and not before[-1:].isalnum() and not before.endswith("\\")
