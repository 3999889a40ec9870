"""What was done to each request, to be taken back and done again; it outlives a save.

Must not know what a step changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef

#: How many steps of one request are kept.
MOST = 200


@dataclass(slots=True)
class Steps:
    """Two piles for each request: what it was before, and what it was before it was taken back."""

    done: dict[RequestRef, list[RequestSpec]] = field(default_factory=dict)
    undone: dict[RequestRef, list[RequestSpec]] = field(default_factory=dict)

    def took(self, ref: RequestRef, before: RequestSpec, after: RequestSpec) -> None:
        """Take note of an edit; what was taken back cannot be done again after it."""
        pile = self.done.setdefault(ref, [])
        if pile and _typing(pile[-1], before) and _typing(before, after):
            # Letters of one text are one step: the editor of the text takes them back singly.
            return
        pile.append(before)
        del pile[:-MOST]
        self.undone.pop(ref, None)

    def back(self, ref: RequestRef, now: RequestSpec) -> RequestSpec | None:
        """Return what a request was before the last edit, None where it was not edited."""
        return _turned(self.done, self.undone, ref, now)

    def forth(self, ref: RequestRef, now: RequestSpec) -> RequestSpec | None:
        """Return what a request was before an edit was taken back, None where none was."""
        return _turned(self.undone, self.done, ref, now)

    def rename(self, old: RequestRef, new: RequestRef) -> None:
        """Know a request by another name."""
        for piles in (self.done, self.undone):
            if old in piles:
                piles[new] = piles.pop(old)


def _typing(before: RequestSpec, after: RequestSpec) -> bool:
    return before.body != after.body and replace(before, body=after.body) == after


def _turned(
    source: dict[RequestRef, list[RequestSpec]],
    target: dict[RequestRef, list[RequestSpec]],
    ref: RequestRef,
    now: RequestSpec,
) -> RequestSpec | None:
    pile = source.get(ref)
    if not pile:
        return None
    target.setdefault(ref, []).append(now)
    return pile.pop()
