"""Keeps what was fixed in memory: writes it into the file of its preset, with one key.

Must not make or take back a fix, or know how a file is written.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.engine.resolution import workspace_file
from workbench.tui.session import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from workbench.domain.edits import Edit
    from workbench.engine.diagnosis import Fix
    from workbench.tui.app import WorkbenchApp

    Write = Callable[[str, Sequence[Edit], str], Awaitable[bool]]


class Keeping:
    """Writes the fixes of one app; `write` does as `Saves.write`."""

    def __init__(self, app: WorkbenchApp, write: Write) -> None:
        """Keep both."""
        self._app, self._write = app, write

    def of(self, path: str) -> tuple[Fix, ...]:
        """Return what `w` keeps for a file: its own fixes, and those of what all files share."""
        shared = workspace_file(self._app.workbench.workspace)
        return tuple(each for each in self._app.session.fixes if each.file in (path, shared))

    async def saving(self, path: str) -> bool:
        """Write them; tell whether they are there. Raises `WorkbenchError`."""
        from workbench.engine.diagnosis import edits_that_keep

        fixes = self.of(path)
        for kept in edits_that_keep(self._app.workbench.workspace, fixes):
            names, name = " and ".join(kept.presets), PurePath(kept.file).name
            if not await self._write(kept.file, kept.edits, f"Saved {names} to {name}."):
                return False
        self._app.session.diagnoses.kept += fixes
        # What a pane says of them is another from now on.
        self._app.changed(Change.FILES)
        return True
