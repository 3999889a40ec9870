"""The rows of the tab Headers: every header of the answer as it came, duplicates and all.

Must not read the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.columns import indented, placed, widest
from workbench.tui.fold import fold
from workbench.tui.paint import Role, Row, Run, width_of

if TYPE_CHECKING:
    from workbench.domain.http import Response


def header_rows(response: Response, width: int) -> list[Row]:
    """Return one row a header, its value folded."""
    if not response.headers:
        return [Row((Run("No headers came.", Role.MUTED),), selectable=False)]
    column = 2 + widest([name for name, _ in response.headers], 10, max(12, width // 2))
    rows: list[Row] = []
    for place, (name, value) in enumerate(response.headers):
        lines = fold((Run(value),), max(8, width - column))
        label = (Run(name, Role.ACCENT),)
        if width_of(name) >= column:
            first, *more = fold(label, width)
            rows.append(Row(first, key=("header", place)))
            rows += indented(more, 2) + indented(lines, column)
        else:
            rows.append(Row(placed((0, label), (column, lines[0])), key=("header", place)))
            rows += indented(lines[1:], column)
    return rows
