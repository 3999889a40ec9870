"""What the keys of the rows do to a request: switch, add, delete, move.

Must not change anything itself: each act returns the request as it would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.keys import TABLE, Scope
from workbench.tui.request import edits
from workbench.tui.request.switching import switched
from workbench.tui.request.values import table_key

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.collection import RequestSpec

#: The actions of all keys that are the Request pane's own, and of those that change rows.
OWN = frozenset(key.action for key in TABLE if key.scope is Scope.REQUEST)
ACTS = frozenset({"row_toggle", "row_add", "row_delete", "row_up", "row_down"})


def acted(
    action: str, spec: RequestSpec, tab: str, key: Hashable | None
) -> tuple[RequestSpec, Hashable | None] | None:
    """Return the request after an act on the row of a key, and the key of the row it is now.

    None where the act has nothing to do there.
    """
    row = table_key(key)
    match action:
        case "row_toggle":
            return switched(spec, key)
        case "row_add":
            return edits.add_in(spec, tab, key)
        case "row_delete" if row is not None:
            return edits.delete(spec, row), None
        case "row_up" if row is not None:
            return edits.move(spec, row, -1)
        case "row_down" if row is not None:
            return edits.move(spec, row, 1)
        case _:
            return None
