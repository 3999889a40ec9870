"""Which screen a workspace gets: its panes, or the ways to begin where it has no collection.

Must not show it: the app does.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from workbench.tui.collections_pane import CollectionsPane
from workbench.tui.layout import PaneName
from workbench.tui.main_screen import MainScreen
from workbench.tui.start_screen import StartScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.domain.display import LayoutName
    from workbench.tui.facade import Facade
    from workbench.tui.pane import Pane
    from workbench.tui.session import Session


def base_screen(
    session: Session,
    workbench: Facade,
    panes_of: Callable[[Session, Facade], Mapping[PaneName, Pane]],
    arrangement: LayoutName,
) -> MainScreen | StartScreen:
    """Return the screen, with the first request open where none is."""
    workspace = workbench.workspace
    if not workspace.files and not workspace.layer_problems and not session.drafts:
        home = os.path.expanduser("~")  # noqa: PTH111 (a text is shortened, no path is made)
        return StartScreen(workspace.root.replace(home, "~", 1))
    panes = panes_of(session, workbench)
    collections = panes[PaneName.COLLECTIONS]
    if session.ref is None and isinstance(collections, CollectionsPane):
        session.open(collections.first_request())
    main = MainScreen(session, workbench, panes)
    main.arrangement = arrangement
    if workspace.is_drafts(session.ref.file if session.ref else ""):
        main.focused_name = PaneName.REQUEST
    return main
