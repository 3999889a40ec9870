"""Which of the app's keys work now: with and without panes, in flight and at rest.

Must not act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.http import in_flight
from workbench.tui.keys import TABLE, Scope
from workbench.tui.layout import PaneName

if TYPE_CHECKING:
    from workbench.domain.workspace import RequestRef
    from workbench.tui.app import WorkbenchApp

#: What works with and without panes, and what needs them.
_ALWAYS = frozenset({"app_commands", "app_keys", "app_log", "app_quit", "file_import"})
_OF_PANES = frozenset(
    key.action for key in TABLE if key.scope is Scope.EVERYWHERE and key.action not in _ALWAYS
)


def offered(app: WorkbenchApp, action: str) -> bool:
    """Tell whether an action of the app works now."""
    main = app.main
    if action in _ALWAYS:
        return True
    if main is None:
        return action not in _OF_PANES
    match action:
        case "request_send":
            return ref_here(app) is not None and not _is_flying(app)
        case "request_cancel":
            return _is_flying(app) or app.tokens.is_checking
        case "app_back":
            return main.error.is_open or main.search.pane is not None or main.zoomed
        case "diagnosis_open":
            return app.sends.explaining.can_open
        case "schema_open":
            return app.schemas.is_offered()
        case "request_url":
            return app.session.ref is not None
        case _:
            return True


def ref_here(app: WorkbenchApp) -> RequestRef | None:
    """Return what `^r` sends: in the tree the request under the cursor, else the open one."""
    main = app.main
    if main is None or main.focused_name is not PaneName.COLLECTIONS:
        return app.session.ref
    return main.request_under_cursor


def _is_flying(app: WorkbenchApp) -> bool:
    ref = app.session.ref
    return in_flight(app.session.state_of(ref)) or app.sends.explaining.is_trying(ref)
