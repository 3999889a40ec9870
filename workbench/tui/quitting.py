"""Quitting on purpose: what would be lost is named, and can be saved first.

Must not end the app without an answer where something would be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.tui.session import losses

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp


async def quit_asking(app: WorkbenchApp) -> None:
    """End the app, asking first where edits or a send would be lost."""
    session = app.session
    lost = losses(session, app.sends.flying)
    if lost:
        answers = [("y", "quit")]
        if session.unsaved or session.fixes:
            answers.insert(0, ("w", "save and quit"))
        app.close_windows()
        answer = await app.base.footer.choose(lost, answers, "stay")
        if not answer:
            return
        if answer == "w":
            try:
                if not await app.saves.save_all():
                    return
            except WorkbenchError as error:
                app.went_wrong(error)
                return
        session.drafts.clear()
        session.bases.clear()
        app.saves.journal()
    app.exit(0)
