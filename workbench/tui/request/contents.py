"""The rows of the Request pane: its head, and those of the tab that is shown.

Must not change the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.columns import blank, text_rows
from workbench.tui.fold import fold
from workbench.tui.paint import Role, Row, Run
from workbench.tui.request import labels
from workbench.tui.request.auth_tab import auth_rows, own_rows
from workbench.tui.request.body_tab import body_rows
from workbench.tui.request.head import Flight, editing_rows, head_rows
from workbench.tui.request.more_tab import more_rows
from workbench.tui.request.tabs import View, header_rows, param_rows

if TYPE_CHECKING:
    from workbench.domain.errors import WorkbenchError
    from workbench.tui.request.looked import Looked


#: How many rows the address and what it resolves to have at most.
_MOST = 8


def _nothing_rows(width: int) -> list[Row]:
    """Return what stands where no request is open."""
    runs = (
        Run("No request is open. ", Role.MUTED),
        Run("1", Role.ACCENT, bold=True),
        Run(" goes to the collections.", Role.MUTED),
    )
    return text_rows(runs, width)


def top_rows(
    looked: Looked | None,
    width: int,
    height: int,
    *,
    flight: Flight | None = None,
    typing: bool = False,
) -> list[Row]:
    """Return the rows above the list, at most half of `height` for the address.

    `typing` leaves the address to a field over it.
    """
    if looked is None:
        return []
    most = max(2, min(_MOST, height // 2))
    make = editing_rows if typing else head_rows
    rows = make(looked.spec, looked.effective, width, most=most, flight=flight)
    if looked.error is not None:
        rows += _message_rows(looked.error, width)
    return [*rows, blank()]


def tab_rows(tab: str, looked: Looked | None, width: int, *, roomy: bool, clear: bool) -> list[Row]:
    """Return the rows of a tab; `clear` shows secrets that the file has in clear."""
    if looked is None:
        return _nothing_rows(width)
    view = View(looked.spec, looked.written, looked.effective, width, roomy)
    match tab:
        case labels.PARAMS:
            return param_rows(view)
        case labels.HEADERS:
            return header_rows(view)
        case labels.BODY:
            return body_rows(view)
        case labels.AUTH if looked.error is not None:
            return [*own_rows(looked.spec.auth), *error_rows(looked.error, width)]
        case labels.AUTH:
            return auth_rows(view, clear=clear)
        case _:
            return more_rows(view)


def _message_rows(error: WorkbenchError, width: int) -> list[Row]:
    runs = (Run(f"{signs.WRONG} {error.message}", Role.BAD, bold=True),)
    return [Row(line, selectable=False) for line in fold(runs, width)]


def error_rows(error: WorkbenchError, width: int) -> list[Row]:
    """Return message, hint and fix."""
    rows = _message_rows(error, width)
    for text in (error.hint, error.fix):
        if text:
            rows += text_rows(text, width, 2)
    return rows
