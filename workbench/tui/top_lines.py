"""The lines above the panes: the strip, and the line of panes where one is shown at a time.

Must not hold a widget: it returns rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.engine.resolution import workspace_file
from workbench.tui import signs
from workbench.tui.layout import PaneName, Shape
from workbench.tui.looks import state_look, token_look
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.pane_line import pane_line
from workbench.tui.strip import StripState, strip_row

if TYPE_CHECKING:
    from workbench.engine.effective import Effective
    from workbench.engine.token_view import PresetKey
    from workbench.tui.facade import Facade
    from workbench.tui.session import Session


@dataclass(frozen=True, slots=True)
class TopLines:
    """What the lines are made of; `path` is the file whose problems are shown, if any."""

    session: Session
    workbench: Facade
    effective: Effective | None
    shape: Shape
    path: str = ""

    @property
    def preset_here(self) -> PresetKey | None:
        """Return the preset that the open request uses."""
        return self.effective.preset_key if self.effective else None

    def strip_rows(self) -> list[Row]:
        """Return the strip, and what a terminal that is too small needs."""
        rows = [strip_row(self._strip_state(), self.shape.width, self.workbench.clock.now())]
        if self.shape.too_small:
            rows.append(Row((Run(f" {self.shape.message}"),)))
        return rows

    def pane_row(self, shown: PaneName) -> Row:
        """Return the line of panes."""
        return pane_line(shown, self._states(), self.shape.width)

    def _strip_state(self) -> StripState:
        ref = self.session.ref
        path = self.path or (ref.file if ref else "")
        shared = workspace_file(self.workbench.workspace)
        return StripState(
            file=PurePath(path).name,
            unsaved=any(map(self.session.is_file_unsaved, (path, shared))),
            environment=self.workbench.environment,
            has_environments=bool(self.workbench.workspace.environment_names),
            session_values=len(self.workbench.session_values),
            views=self.workbench.token_views(),
            current=self.preset_here,
            tls_off=self.effective is not None and self.effective.settings.verify is False,
        )

    def _states(self) -> dict[PaneName, Line]:
        now = self.workbench.clock.now()
        states: dict[PaneName, Line] = {}
        if self.session.draft(self.session.ref) is not None:
            states[PaneName.REQUEST] = (Run(signs.UNSAVED, Role.LOOK),)
        look = state_look(self.session.state)
        if look is not None:
            states[PaneName.RESPONSE] = (Run(f"{look.sign} {look.text}", look.role),)
        for view in self.workbench.token_views():
            if view.key == self.preset_here:
                token = token_look(view.status, now)
                run = Run(f"{token.sign} {token.text.strip()}", token.role, bold=token.bold)
                states[PaneName.TOKEN] = (run,)
        return states
