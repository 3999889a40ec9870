"""The hand-off to the person's own editor: of a file at a line, or of one text.

The screen steps aside as long as the editor runs. Must not start a process itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from workbench.domain.errors import UsageError
from workbench.domain.workspace import CollectionFile, RequestRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.tui.app import WorkbenchApp


def edit_file(app: WorkbenchApp, path: str, ref: RequestRef | None) -> None:
    """Open a file at the line of a request, and read it again when the editor has ended."""
    files = app.workbench.files
    file = app.workbench.workspace.file(path)
    line = file.problems[0].place.line if file is not None and file.problems else 1
    if isinstance(file, CollectionFile):
        line = 1
        labels = [each.label for each in file.collection.requests]
        if ref is not None and ref.file == path and ref.label in labels:
            line = files.line_of(file.text, ("request", labels.index(ref.label)))

    async def editing() -> None:
        _suspended(app, lambda: files.edit_outside(path, line))
        await app.saves.read_again()

    app.attempt(editing())


def edit_text(app: WorkbenchApp, text: str, suffix: str, take: Callable[[str], None]) -> None:
    """Have one text edited, and hand back what the editor wrote, byte for byte."""

    async def editing() -> None:
        result: list[str] = []
        files = app.workbench.files
        _suspended(app, lambda: result.append(files.edit_text_outside(text, suffix)))
        if result and result[0] != text:
            take(result[0])

    app.attempt(editing())


def _suspended(app: WorkbenchApp, work: Callable[[], None]) -> None:
    try:
        with app.suspend():
            work()
    except SuspendNotSupported as error:
        raise UsageError(
            "An editor cannot be opened from here.", "There is no terminal."
        ) from error
    app.refresh(layout=True)
