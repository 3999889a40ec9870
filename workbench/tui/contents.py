"""The four panes of a workspace, made together.

Must not know where they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.collections_pane import CollectionsPane
from workbench.tui.layout import PaneName
from workbench.tui.pane import Pane, Tab
from workbench.tui.response.pane import ResponsePane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.tui.facade import Facade
    from workbench.tui.session import Session


def content_panes(session: Session, workbench: Facade) -> Mapping[PaneName, Pane]:
    """Return the panes by their names."""
    return {
        PaneName.COLLECTIONS: CollectionsPane(session, workbench),
        PaneName.REQUEST: Pane("Request", number=2, tabs=(Tab("Params"),), id="request"),
        PaneName.RESPONSE: ResponsePane(session, workbench),
        PaneName.TOKEN: Pane("Token", number=4, id="token"),
    }
