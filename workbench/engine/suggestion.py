"""Did you mean: the nearest known name to one that nobody knows.

Must not decide what is known.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `Did you mean crm?`, or the known names, or nothing where there are none."""
    names = tuple(dict.fromkeys(known))
    lower = {each.lower(): each for each in reversed(names)}
    near = get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {lower[near[0]]}?"
    if not names:
        return ""
    shown = ", ".join(names[:8])
    return f"Known: {shown}{', ...' if len(names) > 8 else ''}."
