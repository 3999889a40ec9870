"""Two changes of one table brought together; where both changed the same value, a clash.

Must not decide which of the two is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.formats.forms import MISSING, same


@dataclass(slots=True)
class Merge:
    """One merge; `clashes` has key path, and the value before, here and there.

    Of a clash the value from here is taken, or the other one where `there_wins`.
    """

    there_wins: bool = False
    clashes: list[tuple[tuple[str, ...], Any, Any, Any]] = field(default_factory=list)

    def of(self, before: Any, here: Any, there: Any, path: tuple[str, ...] = ()) -> Any:
        """Return what both changes make of a value."""
        if same(here, there) or same(before, there):
            return here
        if same(before, here):
            return there
        if all(isinstance(each, dict) for each in (before, here, there)):
            return self._table(before, here, there, path)
        self.clashes.append((path, before, here, there))
        return there if self.there_wins else here

    def _table(
        self,
        before: dict[str, Any],
        here: dict[str, Any],
        there: dict[str, Any],
        path: tuple[str, ...],
    ) -> dict[str, Any]:
        moved = list(there) != [each for each in before if each in there]
        first, second = (there, here) if moved else (here, there)
        merged: dict[str, Any] = {}
        for name in dict.fromkeys((*first, *second)):
            value = self.of(
                before.get(name, MISSING),
                here.get(name, MISSING),
                there.get(name, MISSING),
                (*path, name),
            )
            if value is not MISSING:
                merged[name] = value
        return merged
