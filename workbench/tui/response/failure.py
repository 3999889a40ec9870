"""What a failed or cancelled send says: what happened, why, and what to do next, with its keys.

Must not decide what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.columns import blank, indented
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.errors import WorkbenchError

#: A key and what it does now.
KeyHint = tuple[str, str]


def failure_rows(error: WorkbenchError, keys: Sequence[KeyHint], width: int) -> list[Row]:
    """Return message, hint, fix and keys, folded."""
    room = max(8, width - 2)
    first, *rest = fold((Run(error.message, Role.BAD, bold=True),), room)
    rows = [Row((Run(f"{signs.WRONG} ", Role.BAD, bold=True), *first), selectable=False)]
    rows += indented(rest, 2)
    for text in (error.hint, error.fix):
        if text:
            lines = [line for each in text.split("\n") for line in fold((Run(each),), room)]
            rows += [blank(), *indented(lines, 2)]
    rows += [blank(), *indented(fold(key_line(keys), room), 2)]
    steps = (Run("Exchange has every step with its time.", Role.MUTED),)
    return rows + indented(fold(steps, room), 2)


def key_line(keys: Sequence[KeyHint]) -> Line:
    """Return keys with what they do, as one line."""
    runs: list[Run] = []
    for key, label in keys:
        if runs:
            runs.append(Run("   "))
        runs += [Run(key, Role.ACCENT, bold=True), Run(f" {label}")]
    return tuple(runs)
