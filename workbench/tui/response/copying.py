"""What `y` copies where the cursor is not on a body.

Must not copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.http import Response
    from workbench.tui.paint import Row


def row_value(row: Row | None, response: Response | None) -> tuple[str, str] | None:
    """Return a header's value, else the text of the line, and what it is; None for an empty one."""
    if row is None:
        return None
    match row.key:
        case ("header", int(place)) if response is not None:
            name, value = response.headers[place]
            return value, f"the value of {name}"
    text = "".join(run.text for run in row.left).strip()
    return (text, "this line") if text else None
