"""The response before, all quiet, under what is going on now.

Must not be searched or taken for the current one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.columns import blank, indented
from workbench.tui.fold import fold
from workbench.tui.paint import Role, Row, Run
from workbench.tui.response.summary import previous_row

if TYPE_CHECKING:
    from workbench.domain.http import Exchange
    from workbench.views.body import BodyView

#: How many lines of it are shown; the history has all of them.
MOST = 200
_INDENT = 5


def previous_rows(exchange: Exchange, view: BodyView, now: float, width: int) -> list[Row]:
    """Return a rule, the previous summary, and the beginning of its body."""
    rows = [
        blank(),
        Row((Run(signs.RULE * width, Role.QUIET),), selectable=False),
        previous_row(exchange, now, width),
        blank(),
    ]
    for index in range(min(MOST, view.row_count)):
        text = (Run(view.row(index).text, Role.QUIET),)
        rows += indented(fold(text, max(8, width - _INDENT)), _INDENT)
        if len(rows) > MOST:
            break
    if view.row_count > MOST or not view.done:
        more = Run("H shows all of it.", Role.MUTED)
        rows += [blank(), Row((more,), selectable=False)]
    return rows
