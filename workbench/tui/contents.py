"""The four panes of a workspace, made together.

Must not know where they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.collections_pane import CollectionsPane
from workbench.tui.layout import PaneName
from workbench.tui.request.pane import RequestPane
from workbench.tui.response.pane import ResponsePane
from workbench.tui.token.pane import TokenPane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.tui.facade import Facade
    from workbench.tui.pane import Pane
    from workbench.tui.session import Session


def content_panes(session: Session, workbench: Facade) -> Mapping[PaneName, Pane]:
    """Return the panes by their names."""
    return {
        PaneName.COLLECTIONS: CollectionsPane(session, workbench),
        PaneName.REQUEST: RequestPane(session, workbench),
        PaneName.RESPONSE: ResponsePane(session, workbench),
        PaneName.TOKEN: TokenPane(session, workbench),
    }
