"""What a search looks for: text as typed, or an expression; any case unless a capital is typed.

It searches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 1000  # characters of a needle that count
_PIECE = re.compile(r"[!-+\--9;-Z\\^-z|~]+")  # what no layout puts blanks into: no blank, `,:[]{}`
# A repetition of what repeats can take for ever, and nothing can stop it.
_ENDLESS = re.compile(r"[*+}][^()]*\)\s*(?:[*+]|\{\d*,)")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: an expression, and the pieces that the source must hold for a match.

    The pieces are in lower case unless `exact`. `wrong` says why nothing can be looked for.
    """

    pattern: re.Pattern[str]
    pieces: tuple[bytes, ...]
    exact: bool
    length: int
    wrong: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.length or bool(self.wrong)


def plain_query(needle: str) -> Query:
    """Text as typed; any case unless it holds a capital."""
    needle = needle[:LONGEST]
    exact = any(character.isupper() for character in needle)
    pattern = re.compile(re.escape(needle), 0 if exact else re.IGNORECASE)
    pieces = {piece.encode("ascii") for piece in _PIECE.findall(needle)}
    return Query(pattern, tuple(sorted(pieces, key=len, reverse=True)), exact, len(needle))


def regex_query(needle: str) -> Query:
    """An expression of Python's `re`, a line at a time; `^` and `$` are the ends of a line."""
    needle = needle[:LONGEST]
    bare = _ESCAPED.sub("", needle)
    exact = any(character.isupper() for character in bare)
    wrong = ""
    pattern = re.compile("")
    if _ENDLESS.search(_CLASS.sub("x", bare)):
        wrong = "a repeated group that repeats inside can take for ever"
    else:
        try:
            pattern = re.compile(needle, re.MULTILINE | (0 if exact else re.IGNORECASE))
        except (re.error, RecursionError, OverflowError) as error:
            wrong = str(error).partition("\n")[0]
    return Query(pattern, (), exact, len(needle), wrong)
