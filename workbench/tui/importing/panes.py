"""The two panes of an import: the items under a field, and the notes of the item at the cursor.

Must not read or write anything.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.message import Message

from workbench.tui import signs
from workbench.tui.canvas import Lines
from workbench.tui.field import is_command
from workbench.tui.importing import rows as drawn
from workbench.tui.importing.source_field import SourceField
from workbench.tui.paint import Role, Row, Run
from workbench.tui.pane import Pane, Tab

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.widgets import Input

    from workbench.domain.errors import WorkbenchError
    from workbench.tui.field import Field
    from workbench.tui.paint import Line
    from workbench.tui.rowlist import RowList
    from workbench.tui.search_line import SearchField

PREVIEW, NOTES = "preview", "Notes"


class ImportPane(Pane):
    """The field for the source, and below it what becomes of it."""

    DEFAULT_CSS = """
    ImportPane { width: 3fr; }
    ImportPane > #source { height: 1; }
    ImportPane > #source > Lines { width: 2; }
    ImportPane > #source > SourceField { width: 1fr; }
    """

    class Given(Message):
        """A source was named, or pasted."""

        def __init__(self, text: str, *, pasted: bool) -> None:
            super().__init__()
            self.text = text
            self.pasted = pasted

    class GivenUp(Message):
        """The person wants to import nothing."""

    def __init__(self, directory: Path, refill: Callable[[], None]) -> None:
        """Keep where paths begin, and what fills it when its width or tab changes."""
        super().__init__("Import", id="import")
        self.field = SourceField()
        self._directory, self._refill = directory, refill
        self._paths: tuple[str, ...] = ()
        self._asking = False
        self._error: WorkbenchError | None = None

    def compose(self) -> ComposeResult:
        """Put the field over the list."""
        prompt = Lines()
        prompt.set_rows([Row((Run(signs.PROMPT, Role.ACCENT, bold=True),))])
        with Horizontal(id="source"):
            yield prompt
            yield self.field
        yield self.header
        yield self.rows

    # The field.

    def ask(self, error: WorkbenchError | None) -> None:
        """Show the field, and what was wrong with the last text in it."""
        self._asking, self._error = True, error
        self.query_one("#source").display = True
        self.fill_asking()
        self.field.focus()
        self._complete()

    def asked(self) -> None:
        """Hide the field."""
        self._asking = False
        self.query_one("#source").display = False
        self.rows.focus()

    def fill_asking(self) -> None:
        """Show what can be typed, what was wrong, and what the path can become."""
        width = self.content_size.width
        wrong = drawn.error_rows(self._error, width) if self._error else []
        self.name_tabs("")
        self.set_subtitle("nothing is written yet")
        self.set_header([*drawn.hint_rows(self.field.value, width), *wrong])
        self.rows.set_rows([] if wrong else drawn.path_rows(self._paths, self.field.value, width))

    def _complete(self) -> None:
        typed = self.field.value

        async def completing() -> None:
            from workbench.conversion.imports import completions

            self._paths = await asyncio.to_thread(completions, typed, self._directory)
            if self._asking:
                self.fill_asking()

        self.run_worker(completing(), group="complete", exclusive=True)

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what the path can become."""
        message.stop()
        if self._asking:
            self._error = None
            self._complete()

    def on_search_field_stepped(self, message: SearchField.Stepped) -> None:
        """Go through the paths while typing."""
        message.stop()
        (self.rows.action_cursor_down if message.by > 0 else self.rows.action_cursor_up)()

    def on_source_field_completed(self, message: SourceField.Completed) -> None:
        """Complete what all paths begin with, else take the one under the cursor."""
        message.stop()
        begun = _begun_alike(self._paths)
        chosen = self.rows.cursor_key
        text = begun if len(begun) > len(self.field.value) else chosen
        if isinstance(text, str):
            self._type(text)

    def _type(self, text: str) -> None:
        self.field.value = text
        self.field.cursor_position = len(text)

    def on_source_field_pasted(self, message: SourceField.Pasted) -> None:
        """Take a text that was pasted."""
        message.stop()
        self.post_message(self.Given(message.text, pasted=True))

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a path that was double-clicked."""
        if self._asking and isinstance(message.key, str):
            self._type(message.key)
            self._take(message.key)

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Take what was typed, or the path under the cursor where nothing was."""
        message.stop()
        text, chosen = message.text.strip(), self.rows.cursor_key
        if text and is_command(text):
            self.post_message(self.Given(text, pasted=True))
        elif text:
            self._take(text.strip("'\""))
        elif isinstance(chosen, str):
            self._take(chosen)

    def _take(self, path: str) -> None:
        named = path.endswith("/") and path == self.field.value
        if not named and (self._directory / Path(path).expanduser()).is_dir():
            self._type(path if path.endswith("/") else f"{path}/")
        else:
            self.post_message(self.Given(path, pasted=False))

    def on_field_restored(self, message: Field.Restored) -> None:
        """Give it up."""
        message.stop()
        self.post_message(self.GivenUp())

    # The tabs.

    def name_tabs(self, notes: str) -> None:
        """Name the tabs; the notes are one where they have no pane of their own."""
        preview = Tab(PREVIEW)
        self.set_tabs([preview, Tab(NOTES, notes)] if notes else [preview])

    def tab_changed(self) -> None:
        """Show the other tab."""
        self._refill()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self._refill()


def _begun_alike(paths: Sequence[str]) -> str:
    """Return what all paths begin with, letter by letter."""
    letters = []
    for column in zip(*paths, strict=False):
        if len(set(column)) > 1:
            break
        letters.append(column[0])
    return "".join(letters)


class NotesPane(Pane):
    """What is said of one item."""

    DEFAULT_CSS = """
    NotesPane { width: 2fr; }
    """

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__("Notes", id="notes")
        self._item_name = ""

    def name_item(self, name: str) -> None:
        """Put an item's name into the title."""
        if name != self._item_name:
            self._item_name = name
            self.retitle()

    def title_line(self) -> Line:
        """Add the item to the title."""
        named = (Run(f" {self._item_name} "),) if self._item_name else ()
        return (*super().title_line(), *named)
