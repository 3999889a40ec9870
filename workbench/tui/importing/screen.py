"""The screen of an import, over the panes: nothing is written before `w`.

    asking ──a path, a paste──▶ reading ──▶ preview ──w──▶ writing ──▶ gone, with what was written
      ▲                          │ wrong, esc                 │ wrong
      └──────────────────────────┘            preview ◀───────┘

What takes long is a `Job`, which `esc` stops.
Must not decide what becomes of anything, and must not write by itself.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.screen import ModalScreen

from workbench.domain.errors import WorkbenchError
from workbench.tui.canvas import Lines
from workbench.tui.columns import text_rows
from workbench.tui.footer import MOST_NARROW, Footer, entries
from workbench.tui.importing import rows as drawn
from workbench.tui.importing.job import Found, Job, Stopped
from workbench.tui.importing.panes import NOTES, PREVIEW, ImportPane, NotesPane
from workbench.tui.importing.preview import Item, Mark
from workbench.tui.keys import BY_ID, Scope, binding, bindings
from workbench.tui.layout import Shape
from workbench.tui.paint import Ground, Role, Row, Run
from workbench.tui.windows.window import Prompt, hints
from workbench.tui.working_keys import working_keys

if TYPE_CHECKING:
    from collections.abc import Sequence  # noqa: F401 (what it hands back)
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from workbench.domain.imported import NotWritten, Written  # noqa: F401 (what it hands back)
    from workbench.tui.rowlist import RowList

#: How often (seconds) progress is drawn.
FAST = 0.1


class Phase(StrEnum):
    """Where an import is."""

    ASKING = "asking"
    READING = "reading"
    PREVIEW = "preview"
    WRITING = "writing"


class ImportScreen(ModalScreen["Sequence[Written | NotWritten]"], inherit_bindings=False):
    """Asks for a source, shows what becomes of it, writes it, and hands back what was written."""

    DEFAULT_CSS = """
    ImportScreen { layout: vertical; background: $background; }
    ImportScreen > #strip { background: $panel; height: 1; }
    ImportScreen > #area { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.IMPORT),
        binding(BY_ID["window.close"]),
        binding(BY_ID["app.keys"]),
        binding(BY_ID["pane.next"]),
        binding(BY_ID["pane.previous"]),
    ]

    def __init__(self, directory: Path, strip: Row, text: str = "") -> None:
        """Keep where files go, the strip of the screen below, and a text to begin with."""
        super().__init__()
        self._directory, self._text = directory, text
        self._strip = Lines(ground=Ground.PANEL, id="strip")
        self._strip.set_rows([strip])
        self.pane = ImportPane(directory, self._fill)
        self.notes = NotesPane()
        self.footer = Footer(id="footer")
        self.phase = Phase.ASKING
        self._source = ""
        self._found: Found | None = None
        self._items: tuple[Item, ...] = ()
        self._left: set[str] = set()
        self._at = 0
        self._error: WorkbenchError | None = None
        self._job = Job(0.0)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Put the notes beside the items, between strip and footer."""
        yield self._strip
        with Horizontal(id="area"):
            yield self.pane
            yield self.notes
        yield self.footer

    def on_mount(self) -> None:
        """Ask, or read what it begins with."""
        if self._text:
            self._begin(self._text, pasted=True)
        else:
            self._ask()

    def on_resize(self) -> None:
        """Show the notes beside the items where there is room."""
        self._fill()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._job.stop()

    @property
    def _narrow(self) -> bool:
        return Shape(*self.app.size).one_pane

    # Asking.

    def _ask(self, error: WorkbenchError | None = None) -> None:
        self.phase = Phase.ASKING
        self.pane.ask(error)
        self._fill()

    def on_import_pane_given(self, message: ImportPane.Given) -> None:
        """Read it."""
        self._begin(message.text, pasted=message.pasted)

    def on_import_pane_given_up(self, message: ImportPane.GivenUp) -> None:
        """Close, nothing written."""
        self.dismiss(())

    # Reading and writing.

    def _begin(self, text: str, *, pasted: bool) -> None:
        self._source = "what was pasted" if pasted else text
        job = self._started(Phase.READING)

        async def reading() -> None:
            try:
                self._found = await job.read(text, self._directory, pasted=pasted)
            except WorkbenchError as error:
                self._ask(error)
            except Stopped:
                return
            else:
                self._left, self._at = set(), 0
                self._items = self._found.items
                self._show_preview()

        self.run_worker(reading(), group="import", exclusive=True)

    def _started(self, phase: Phase) -> Job:
        self.phase = phase
        self._job = Job(asyncio.get_running_loop().time())
        if self._timer is None:
            self._timer = self.set_interval(FAST, self._progress)
        self.pane.asked()
        self._fill()
        return self._job

    def action_import_write(self) -> None:
        """Write what is taken."""
        found = self._found
        if found is None:
            return
        job = self._started(Phase.WRITING)

        async def writing() -> None:
            try:
                written = await job.write(found, frozenset(self._left))
            except WorkbenchError as error:
                self._show_preview(error)
            except Stopped:
                return
            else:
                self.dismiss(written)

        self.run_worker(writing(), group="import", exclusive=True)

    def _progress(self) -> None:
        if self.phase in (Phase.READING, Phase.WRITING):
            self._fill()
        elif self._timer is not None:
            self._timer.stop()
            self._timer = None

    def follow(self, strip: Row) -> None:
        """Show the strip of the screen below."""
        self._strip.set_rows([strip])

    # The preview.

    def _show_preview(self, error: WorkbenchError | None = None) -> None:
        self.phase, self._error = Phase.PREVIEW, error
        self.pane.asked()
        self._fill()

    @property
    def _item(self) -> Item | None:
        return self._items[self._at] if self._at < len(self._items) else None

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show the notes of the item under the cursor."""
        message.stop()
        key = message.rows.cursor_key
        if message.rows is self.pane.rows and isinstance(key, int) and key != self._at:
            self._at = key
            self._fill_notes()

    def action_import_take(self) -> None:
        """Take or leave what the item stands for."""
        item = self._item
        if item is None:
            return
        if item.mark(self._left) is Mark.LEFT_OUT:
            self._left.difference_update(item.labels)
        else:
            self._left.update(item.labels)
        self._fill()

    def action_import_rename(self) -> None:
        """Ask for the name of the new file, of a directory of the file at the cursor."""
        found, item = self._found, self._item
        source = found.source_of(item) if found is not None else None
        if found is None or source is None:
            return

        def take(name: str | None) -> None:
            from workbench.conversion.imports import named_file

            if name is None or name == source.target.name:
                return
            try:
                target = named_file(self._directory, name, {each.target for each in found.sources})
            except WorkbenchError as error:
                self._show_preview(error)
                return
            self._found = found.renamed(item, target)
            self._items = self._found.items
            self._show_preview()

        self.app.push_screen(Prompt("Rename", "the name of the new file", source.target.name), take)

    def action_import_next_note(self) -> None:
        """Go to the next item that has a note, round."""
        count = len(self._items)
        for step in range(1, count + 1):
            index = (self._at + step) % count
            if self._items[index].notes:
                self._at = index
                self.pane.show_tab(PREVIEW)
                self.pane.rows.move_to(index)
                self._fill_notes()
                return

    def action_window_close(self) -> None:
        """Stop what runs; else leave, nothing written."""
        if self.phase in (Phase.READING, Phase.WRITING):
            self._job.stop()
            self.workers.cancel_group(self, "import")
            self._ask() if self.phase is Phase.READING else self._show_preview()
        else:
            self.dismiss(())

    def action_pane_next(self) -> None:
        """Go to the other pane, or the other tab where there is one pane."""
        if self._narrow:
            self.pane.action_tab_next()
        elif self.notes.rows.has_focus:
            self.pane.focus_rows()
        else:
            self.notes.focus_rows()

    def action_pane_previous(self) -> None:
        """Go to the other pane."""
        self.action_pane_next()

    def action_app_keys(self) -> None:
        """Show the keys that work here."""
        from workbench.tui.opening import Opening

        Opening(self.app).keys()  # type: ignore[arg-type] # it is shown by no other app

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works in this phase and on this row."""
        match action:
            case "import_write" | "pane_next" | "pane_previous":
                return self.phase is Phase.PREVIEW
            case "import_take":
                item = self._item
                return self.phase is Phase.PREVIEW and item is not None and bool(item.labels)
            case "import_rename":
                found = self._found if self.phase is Phase.PREVIEW else None
                return found is not None and found.source_of(self._item) is not None
            case "import_next_note":
                return self.phase is Phase.PREVIEW and any(item.notes for item in self._items)
            case _:
                return True

    # Drawing.

    def _fill(self) -> None:
        if not self.pane.is_attached or not self.pane.size:
            return
        width = self.pane.content_size.width
        self.notes.display = not self._narrow and self.phase is Phase.PREVIEW
        match self.phase:
            case Phase.ASKING:
                self.pane.fill_asking()
            case Phase.READING | Phase.WRITING:
                self._fill_working(width)
            case Phase.PREVIEW:
                self._fill_preview(width)
        self.call_later(self._name_keys)

    def _fill_working(self, width: int) -> None:
        elapsed = asyncio.get_running_loop().time() - self._job.since
        what = "writing" if self.phase is Phase.WRITING else "reading"
        job = self._job
        count = f"   {job.files:,} files" if job.files else ""
        count += f"   {job.seen:,} requests" if job.seen else ""
        line = (
            Run(f"↻ {what}", Role.ACCENT, bold=True),
            Run(f"{count}   {elapsed:.1f} s   "),
            Run("esc", Role.ACCENT, bold=True),
            Run(" cancels", Role.MUTED),
        )
        self.pane.set_header(text_rows((Run(self._source),), width))
        self.pane.rows.set_rows([Row(line, selectable=False)])

    def _fill_preview(self, width: int) -> None:
        found, item = self._found, self._item
        if found is None:
            return
        notes = sum(len(each.notes) for each in self._items)
        self.pane.name_tabs(f"Notes {notes}" if self._narrow else "")
        wrong = drawn.error_rows(self._error, width) if self._error else []
        if self._narrow and self.pane.tab == NOTES and item is not None:
            self.pane.set_header(wrong)
            self.pane.rows.set_rows(drawn.note_rows(item, self._left, width))
            return
        head = drawn.head_rows(found, self._source, width)
        self.pane.set_header([*wrong, *head, *([] if self._narrow else [Row()]), drawn.title_row()])
        below = drawn.count_rows(self._items, self._left) + drawn.secret_rows(found.secrets, width)
        rows = drawn.PreviewRows(self._items, self._left, below)
        self.pane.rows.set_source(rows, cursor=self._at)
        self._fill_notes()

    def _fill_notes(self) -> None:
        item = self._item
        position = f"row {self._at + 1:,} of {len(self._items):,}"
        self.pane.set_subtitle(f"{position}   nothing is written yet")
        if item is None or not self.notes.display:
            self.call_later(self._name_keys)
            return
        width = self.notes.content_size.width or self.app.size.width * 2 // 5 - 4
        self.notes.name_item(item.name)
        self.notes.set_subtitle(drawn.said_of(len(item.notes)))
        self.notes.rows.set_rows(drawn.note_rows(item, self._left, width))
        self.call_later(self._name_keys)

    def _name_keys(self) -> None:
        if not self.is_attached:
            return
        if self.phase is Phase.ASKING:
            line = hints(("enter", "Read"), ("tab", "Complete"), ("esc", "Cancel"))
            self.footer.show_instead((Run(" "), *line))
            return
        self.footer.show_instead(None)
        named = [
            (key.id, name, "Cancel" if key.id == "window.close" else key.footer)
            for key, name in working_keys(self)
        ]
        self.footer.show(entries(named), most=MOST_NARROW if self._narrow else None)
