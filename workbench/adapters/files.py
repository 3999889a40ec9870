"""What can be done with the files of one workspace: saved, restored, deleted, edited outside.

Must not know a screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters import programs, saving
from workbench.adapters.journal import Journal
from workbench.adapters.writing import write_new
from workbench.domain.errors import UsageError
from workbench.formats.moving import lifted
from workbench.formats.positions import scan
from workbench.formats.toml_blocks import dump_preset
from workbench.formats.toml_values import string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.collection import FolderPath
    from workbench.domain.edits import Edit, Saved
    from workbench.domain.http import Body
    from workbench.domain.presets import Preset
    from workbench.domain.problem import Problem
    from workbench.domain.workspace import CollectionFile


class Files:
    """The files below a root, and the journal of what is not in them yet."""

    def __init__(self, root: str, *, editor: str = "", pager: str = "") -> None:
        """Keep the root, and the programs that the person set."""
        self.journal = Journal(root)
        self._editor, self._pager = editor, pager

    def save(self, path: str, edits: Sequence[Edit], *, there_wins: bool | None = None) -> Saved:
        """Write edits into a file; see `saving.save`."""
        return saving.save(path, edits, there_wins=there_wins)

    def restore(self, path: str, was: str, becomes: str) -> bool:
        """Put another text into a file that still has the text `was`; False where it has not."""
        return saving.restore(path, was, becomes)

    def delete(self, path: str) -> str:
        """Remove a file and return its text; raises `SaveFailed`."""
        return saving.delete_file(path)

    def write_new(self, path: str, text: str) -> str:
        """Write a text where nothing is yet and return the path; raises `UsageError`."""
        return write_new(path, text)

    def collection_text(self, name: str) -> str:
        """Return the text of an empty collection."""
        return f"[collection]\nname = {string(name)}\n"

    def fix(self, path: str, text: str, problem: Problem) -> bool:
        """Write what was meant into a file that still has this text; False where it has not."""
        found = scan(text)
        place = problem.place
        if problem.replacement is None or place.end_column is None:
            raise UsageError("Nobody knows what was meant here.")
        start = found.offset(place.line, place.column)
        end = found.offset(place.line, place.end_column)
        return saving.restore(path, text, text[:start] + problem.replacement + text[end:])

    def preset_text(self, name: str, preset: Preset) -> str:
        """Return a preset as its file writes it."""
        return dump_preset(name, preset)

    def lifted(
        self, file: CollectionFile, labels: frozenset[str], folders: frozenset[FolderPath]
    ) -> str:
        """Return requests and folders as a file writes them; empty where that cannot be."""
        return lifted(file.text, file.collection, labels, folders)

    def line_of(self, text: str, key: tuple[str | int, ...]) -> int:
        """Return the line on which a key or table of a text stands."""
        return scan(text).key(key).line

    def edit_outside(self, path: str, line: int, editor: str = "") -> None:
        """Open a file in the person's editor and wait; raises `UsageError`."""
        programs.edit(path, line, editor or self._editor)

    def edit_text_outside(self, text: str, suffix: str, editor: str = "") -> str:
        """Have a text edited in the person's editor and return it, byte for byte."""
        return programs.edit_text(text, suffix, editor or self._editor)

    def edit_copy_outside(self, body: Body, suffix: str) -> None:
        """Open a copy of a body in the person's editor and wait; raises `UsageError`."""
        programs.edit_copy(body, suffix, self._editor)

    def page_outside(self, body: Body, suffix: str, charset: str, skip: int) -> None:
        """Open a body's text in the person's pager and wait; raises `UsageError`."""
        programs.page_text(body, suffix, charset, skip, self._pager)
