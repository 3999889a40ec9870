"""Files that change on disk: looked at once a second, read again where they differ.

Must not read a file: the workbench does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.tui.session import Change

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp

#: How often (seconds) files are looked at.
EVERY = 1.0


async def watch_files(app: WorkbenchApp) -> None:
    """Look for ever; what cannot be read any more is told, once for each thing it says."""
    told = ""
    while True:
        await asyncio.sleep(EVERY)
        workbench = app.workbench
        try:
            changed = await asyncio.to_thread(workbench.reload)
        except WorkbenchError as error:
            if error.message != told:
                told = error.message
                app.went_wrong(error)
            continue
        told = ""
        if changed and workbench is app.workbench:
            await _take(app)


async def _take(app: WorkbenchApp) -> None:
    if app.main is None:
        if app.workbench.workspace.files and len(app.screen_stack) == 1:
            await app.show_workspace()
        return
    app.session.forget_gone(app.workbench.workspace)
    app.changed(Change.FILES)
