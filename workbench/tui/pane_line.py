"""The line of panes that stands above the one shown, where only one fits.

Each pane with its state, so that it can be read without going there. Must not switch panes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.layout import ORDER, PaneName
from workbench.tui.paint import Line, Role, Row, Run, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def pane_line(shown: PaneName, states: Mapping[PaneName, Line], width: int) -> Row:
    """Return the line; in 60 to 79 columns all but the shown one are numbers and states."""
    full = _line(shown, states, names=True)
    return Row(full if width_of(full) <= width else _line(shown, states, names=False))


def _line(shown: PaneName, states: Mapping[PaneName, Line], *, names: bool) -> Line:
    runs: list[Run] = []
    for number, name in enumerate(ORDER, start=1):
        title = name.capitalize()
        if name is shown:
            runs.append(Run(f" {number} {title} ", Role.ACCENT, bold=True, reverse=True))
        elif names:
            runs += [Run(f" {number} ", Role.MUTED), Run(f"{title} ", bold=True)]
        else:
            runs.append(Run(f" {number} ", Role.MUTED))
        state = states.get(name, ())
        if state:
            runs += [*([Run(" ")] if names or name is shown else []), *state, Run(" ")]
    return tuple(runs)
