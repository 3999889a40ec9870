"""What stands in the borders of the Request pane: tabs with counts, and whose request it is.

Must not draw.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.presets import NoAuth
from workbench.engine.effective import Layer
from workbench.tui import signs
from workbench.tui.paint import Line, Role, Run, cut, width_of
from workbench.tui.pane import Tab

if TYPE_CHECKING:
    from workbench.engine.effective import Effective
    from workbench.tui.request.looked import Looked

PARAMS, HEADERS, BODY, AUTH, MORE = "Params", "Headers", "Body", "Auth", "More"
TABS = (PARAMS, HEADERS, BODY, AUTH, MORE)


def tabs_of(looked: Looked | None, room: int, *, counted: bool) -> tuple[Tab, ...]:
    """Return the tabs: with counts where asked for and where all of them fit into `room` cells."""
    if looked is None:
        return tuple(Tab(key) for key in TABS)
    if counted:
        full = tuple(Tab(key, _full(key, looked)) for key in TABS)
        if sum(width_of(tab.text) + 2 for tab in full) <= room:
            return full
    return tuple(Tab(key, _auth(looked) if key == AUTH else "") for key in TABS)


def _full(key: str, looked: Looked) -> str:
    spec = looked.spec
    if key == AUTH:
        effective = looked.effective
        if effective is None or isinstance(effective.auth, NoAuth):
            return _auth(looked)
        name = effective.preset_name or ""
        sign = f" {signs.INHERITED}" if _is_inherited(effective) else ""
        return f"{AUTH}{sign} {name}".rstrip()
    counts = {PARAMS: len(spec.path) + len(spec.query), HEADERS: len(spec.headers)}
    return f"{key} {counts[key]}" if counts.get(key) else key


def _auth(looked: Looked) -> str:
    if looked.effective is None:
        return f"{AUTH} {signs.WRONG}"
    return f"{AUTH}{signs.INHERITED}" if _is_inherited(looked.effective) else AUTH


def _is_inherited(effective: Effective) -> bool:
    return effective.auth_inherited and effective.auth_from.layer is not Layer.DEFAULT


def subtitle(looked: Looked | None, room: int, *, alone: bool) -> Line:
    """Return whose request it is: its name and auth, or its file where one pane is shown."""
    if looked is None:
        return ()
    name = (Run(looked.spec.name, Role.MUTED),)
    mark = (Run(f"{signs.UNSAVED} ", Role.LOOK),) if looked.unsaved else ()
    if alone:
        file = Run(f"   {PurePath(looked.ref.file).name}", Role.MUTED)
        return cut((*mark, *name, file), room)
    for whence in _auth_words(looked):
        line = (*mark, *name, Run(f"  {whence}", Role.MUTED))
        if width_of(line) <= room:
            return line
    return cut((*mark, *name), room)


def _auth_words(looked: Looked) -> tuple[str, ...]:
    """Return how the auth is told, the longest first."""
    effective = looked.effective
    if effective is None:
        return ("auth not known",)
    whence = str(effective.auth_from)
    if isinstance(effective.auth, NoAuth):
        short = "no auth"
        return (f"{short}, from {whence}", short) if _is_inherited(effective) else (short,)
    name = effective.preset_name or "written in place"
    if not _is_inherited(effective):
        return (f"auth {name}",)
    short = f"auth {signs.INHERITED} {name}"
    return f"{short}, from {whence}", short
