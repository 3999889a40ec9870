"""A reading or a writing in a thread: how far it is, and a way to stop it.

Must not touch a widget: it runs beside the loop.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.tui.importing.preview import items_of

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from workbench.conversion import Written
    from workbench.domain.imported import Imported
    from workbench.tui.importing.preview import Item


class Stopped(Exception):
    """The person stopped it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, how it would be written with its secrets moved, to which file, as items."""

    read: Imported
    shown: Imported
    target: Path
    items: tuple[Item, ...]


@dataclass(slots=True)
class Job:
    """One run; `seen` is how many requests were read so far, `since` when the loop began it."""

    since: float
    seen: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Have it end where it can."""
        self._stop.set()

    async def read(self, text: str, directory: Path, *, pasted: bool) -> Found:
        """Return what a path, or a pasted text, says; raises `WorkbenchError` and `Stopped`."""
        return await asyncio.to_thread(self._read, text, directory, pasted=pasted)

    def _read(self, text: str, directory: Path, *, pasted: bool) -> Found:
        from workbench import conversion

        if pasted:
            read = conversion.read_pasted(text, seen=self._saw)
        else:
            read = conversion.read_import(text, directory=directory, seen=self._saw)
        shown = conversion.previewed(read, directory)
        self._look()
        return Found(read, shown, conversion.new_file(directory, read), items_of(shown))

    async def write(self, found: Found, left: Container[str]) -> Written:
        """Write all requests but those that are left; raises `WorkbenchError` and `Stopped`."""
        return await asyncio.to_thread(self._write, found, left)

    def _write(self, found: Found, left: Container[str]) -> Written:
        from workbench import conversion

        labels = {spec.label for spec in found.read.collection.requests if spec.label not in left}
        return conversion.write_import(
            conversion.only(found.read, labels),
            found.target,
            keep_secrets=False,
            before_writing=self._look,
        )

    def _saw(self, count: int) -> None:
        self.seen = count
        self._look()

    def _look(self) -> None:
        if self._stop.is_set():
            raise Stopped
