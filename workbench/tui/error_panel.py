"""What went wrong outside a send, above the footer until `esc` or the next success.

Must not be a toast: it stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.canvas import Lines
from workbench.tui.fold import fold, fold_text
from workbench.tui.paint import Ground, Role, Row, Run

if TYPE_CHECKING:
    from workbench.domain.errors import WorkbenchError


def error_rows(error: WorkbenchError, width: int) -> tuple[Row, ...]:
    """Return message, hint and fix."""
    rows: list[Row] = []
    room = max(20, width - 4)
    for index, line in enumerate(fold((Run(error.message, Role.BAD, bold=True),), room)):
        sign = Run(f" {signs.WRONG} " if index == 0 else "   ", Role.BAD, bold=True)
        rows.append(Row((sign, *line)))
    rows += [Row((Run("   "), Run(text))) for text in fold_text(error.hint, room) if text]
    closes = (Run("esc", Role.ACCENT, bold=True), Run(" closes ", Role.MUTED))
    fix = fold_text(error.fix, room - 12)
    for index, text in enumerate(fix):
        rows.append(Row((Run("   "), Run(text)), closes if index == len(fix) - 1 else ()))
    return tuple(rows)


class ErrorPanel(Lines):
    """The panel as a widget; without an error it takes no line."""

    DEFAULT_CSS = """
    ErrorPanel { background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Start without one."""
        super().__init__(ground=Ground.PANEL, id=id)
        self._error: WorkbenchError | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it shows one."""
        return self._error is not None

    def show(self, error: WorkbenchError | None) -> None:
        """Show an error, or none."""
        self._error = error
        self._fill()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self._fill()

    def _fill(self) -> None:
        width = self.app.size.width
        self.set_rows(error_rows(self._error, width) if self._error else ())
