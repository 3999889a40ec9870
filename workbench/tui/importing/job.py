"""A reading or a writing in a thread: how far it is, and a way to stop it.

Must not touch a widget: it runs beside the loop.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.imported import ImportFormat
from workbench.tui.importing.preview import Item, broken_item, file_item, items_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from workbench.domain.imported import Imported, MovedSecret, NotWritten, Written


class Stopped(Exception):
    """The person stopped it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source that was read, and the new file that it becomes."""

    label: str
    read: Imported
    target: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, as items, with the names of the secrets that are moved.

    Of a directory, where there are `several` sources, an item is a file; else what is in it.
    """

    sources: tuple[Source, ...]
    items: tuple[Item, ...]
    secrets: tuple[str, ...]
    several: bool = False

    def renamed(self, item: Item | None, target: Path) -> Found:
        """Return it with another new file for an item's source."""
        changed = self.source_of(item)
        sources = tuple(
            replace(each, target=target) if each is changed else each for each in self.sources
        )
        items = self.items
        if self.several and changed is not None:
            items = tuple(
                file_item(each, changed.read, target) if each is item else each for each in items
            )
        return replace(self, sources=sources, items=items)

    def source_of(self, item: Item | None) -> Source | None:
        """Return the source that an item is of, None where its file is not the person's to name."""
        label = item.key if self.several and item is not None else None
        found = next((each for each in self.sources if label in (None, each.label)), None)
        is_layer = found is not None and found.read.format is ImportFormat.POSTMAN_ENVIRONMENT
        return None if is_layer or (self.several and item is None) else found


@dataclass(slots=True)
class Job:
    """One run; how many requests or files were `seen` so far, `since` when the loop began it."""

    since: float
    seen: int = 0
    files: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Have it end where it can."""
        self._stop.set()

    async def read(self, text: str, directory: Path, *, pasted: bool) -> Found:
        """Return what a path, or a pasted text, says; raises `WorkbenchError` and `Stopped`."""
        return await asyncio.to_thread(self._read, text, directory, pasted=pasted)

    def _read(self, text: str, directory: Path, *, pasted: bool) -> Found:
        from workbench.conversion import imports

        if pasted:
            read = imports.read_pasted(text, seen=self._saw)
        elif imports.is_directory(text, directory):
            return self._read_directory(text, directory)
        else:
            read = imports.read_import(text, directory=directory, seen=self._saw)
        shown = imports.previewed(read, directory)
        self._look()
        source = Source("", read, imports.new_file(directory, read))
        return Found((source,), items_of(shown), tuple(each.name for each in shown.secrets))

    def _read_directory(self, text: str, directory: Path) -> Found:
        from workbench.conversion import imports

        sources: list[Source] = []
        items: list[Item] = []
        secrets: list[MovedSecret] = []
        before = 0

        def saw(count: int) -> None:
            self._saw(before + count)

        for label, read in imports.read_each(text, directory=directory, seen=saw):
            before, self.files = self.seen, self.files + 1
            self._look()
            name = str(Path(label).relative_to(directory / Path(text).expanduser()))
            item = Item(label, name, becomes="")
            if isinstance(read, WorkbenchError):
                items.append(broken_item(item, read))
                continue
            shown = imports.previewed(read, directory, secrets)
            taken = {each.target for each in sources}
            source = Source(label, read, imports.new_file(directory, read, taken))
            sources.append(source)
            secrets += [each for each in shown.secrets if each not in secrets]
            items.append(file_item(item, shown, source.target))
        if not items:
            raise UsageError(
                f"Nothing in {text} can be imported.",
                hint="Postman collections and environments, and curl commands can.",
            )
        names = dict.fromkeys(each.name for each in secrets)
        return Found(tuple(sources), tuple(items), tuple(names), several=True)

    async def write(self, found: Found, left: Container[str]) -> Sequence[Written | NotWritten]:
        """Write all but what is left; raises `WorkbenchError` and `Stopped`.

        What was written of a directory before it was stopped stays, and is handed back.
        """
        return await asyncio.to_thread(self._write, found, left)

    def _write(self, found: Found, left: Container[str]) -> Sequence[Written | NotWritten]:
        from workbench.conversion import imports

        if found.several:
            return self._write_each(found, left)
        (source,) = found.sources
        labels = {spec.label for spec in source.read.collection.requests if spec.label not in left}
        written = imports.write_import(
            imports.only(source.read, labels),
            source.target,
            keep_secrets=False,
            before_writing=self._look,
        )
        return (written,)

    def _write_each(self, found: Found, left: Container[str]) -> Sequence[Written | NotWritten]:
        from workbench.conversion import imports

        targets = {each.label: each.target for each in found.sources}
        chosen = [(each.label, each.read) for each in found.sources if each.label not in left]
        done: list[Written | NotWritten] = []
        try:
            for each in imports.write_each(
                chosen, lambda label, _: targets[label], before_writing=self._look
            ):
                done.append(each)
                self.files = len(done)
        except Stopped:
            if not done:
                raise
        return done

    def _saw(self, count: int) -> None:
        self.seen = count
        self._look()

    def _look(self) -> None:
        if self._stop.is_set():
            raise Stopped
