"""The editor for a text of the body: many lines, kept byte for byte, shown through the gate.

Must not change the request: it says what is to be kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from workbench.domain.collection import NoBody
from workbench.domain.errors import UsageError, WorkbenchError
from workbench.tui import signs
from workbench.tui.field import After
from workbench.tui.footer import Footer
from workbench.tui.intents import WentWrong
from workbench.tui.paint import Role, Run, palette_of
from workbench.tui.request.edits import body_text
from workbench.tui.request.exact_text import ExactText
from workbench.tui.request.pairs import written
from workbench.tui.request.templates import AnyName, code_line
from workbench.tui.request.values import LONGEST, language_of
from workbench.tui.windows.window import hints
from workbench.views.templated_json import laid_out, wrong_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual import events
    from textual.document._document import EditResult, Location
    from textual.document._edit import Edit
    from textual.timer import Timer

    from workbench.domain.workspace import RequestRef
    from workbench.tui.paint import Line
    from workbench.tui.request.looked import Looked

#: How often (seconds) a text that is being typed is kept.
EVERY = 0.3
#: The columns of the line numbers, as the tab Body has them.
_GUTTER = 5
_SHORT_KEYS = (Run(" "), *hints(("esc", "Done"), ("^r", "Send"), ("^z", "Undo")))
#: What the footer names while a text is edited.
KEYS: Line = (*_SHORT_KEYS, Run("  "), *hints(("^p", "Commands")))
#: A longer line is not coloured.
_COLOURED = 2_000


def why_not(text: str) -> WorkbenchError | None:
    """Return why a text is not edited here, None when it is."""
    if len(text) <= LONGEST:
        return None
    return UsageError(
        f"This text has {len(text):,} characters; up to {LONGEST:,} are edited here.",
        "A longer one would make every key slow.",
        'Edit it in the collection file, or keep it in a file of its own (type = "file").',
    )


def why_not_laid_out(text: str, language: str) -> WorkbenchError | None:
    """Return why a text cannot be laid out as JSON, None where it can."""
    if language != "json":
        return UsageError("This text is no JSON.", "Only JSON is laid out.")
    wrong = wrong_in(text)
    return UsageError(f"This is no JSON: {wrong}.", "Nothing was changed.") if wrong else None


def next_place(lines: list[str], text: str, after: tuple[int, int]) -> tuple[int, int] | None:
    """Return where a text stands next in lines, from a place on and round; a capital is exact."""
    exact = text != text.lower()
    places = [
        (row, match.start())
        for row, line in enumerate(lines)
        for match in re.finditer(re.escape(text), line, 0 if exact else re.IGNORECASE)
    ]
    return next((each for each in places if each >= after), places[0] if places else None)


def editor_for(looked: Looked, part: str, line: int) -> BodyEditor:
    """Return an editor for a text of a request's body; raises `UsageError` for one too long."""
    text = body_text(looked.spec, part) or ""
    error = why_not(text)
    if error is not None:
        raise error
    body = looked.spec.body
    known = frozenset(looked.effective.variables) if looked.effective else AnyName()
    templates = isinstance(body, NoBody) or body.template
    kind = BodyEditor
    if part == "query":
        from workbench.tui.request.query_editor import QueryEditor

        kind = QueryEditor
    return kind(
        looked.ref,
        part,
        text,
        language=language_of(body, part),
        known=known if templates else None,
        line=line,
    )


class BodyEditor(TextArea):
    """A text of the body; `esc` leaves and keeps it, `^r` sends with it.

    `ref` and `part` (text, query or variables) say which text it is.
    """

    DEFAULT_CSS = """
    BodyEditor { border: none; padding: 0; background: $background; color: $foreground;
        scrollbar-size: 0 0;
        &:focus { border: none; }
        & .text-area--gutter { color: $text-muted; background: $background; }
        &:dark .text-area--cursor, &:light .text-area--cursor {
            color: $background; background: $foreground; }
        &:ansi .text-area--cursor { text-style: reverse; }
        &:ansi .text-area--gutter { text-style: dim; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave('stay')", "Done", id="editor.leave"),
        Binding("ctrl+r", "leave('send')", "Send", id="editor.send"),
        Binding("ctrl+s", "leave('save')", "Save", id="editor.save"),
        Binding("tab", "indent", "Indent", id="editor.indent", show=False),
    ]

    class Kept(Message):
        """The text changed, and is to be kept as it is now."""

        def __init__(self, editor: BodyEditor, text: str) -> None:
            """Keep the text."""
            super().__init__()
            self.editor = editor
            self.text = text

    class Left(Message):
        """The person is done, or wants it saved and stays; `after` says which."""

        def __init__(self, editor: BodyEditor, after: After) -> None:
            """Keep what is wanted."""
            super().__init__()
            self.editor = editor
            self.after = after

    def __init__(
        self,
        ref: RequestRef,
        part: str,
        text: str,
        *,
        language: str = "",
        known: Collection[str] | None = None,
        line: int = 1,
    ) -> None:
        """Start with a text, the cursor on a line of it; `known` None colours no templates."""
        self.ref, self.part = ref, part
        self._exact = ExactText()
        self._kept = text
        #: The text that was looked for last.
        self.found = ""
        self._language_name, self._known = language, known
        self._timer: Timer | None = None
        super().__init__(
            self._exact.hold(text),
            show_line_numbers=True,
            highlight_cursor_line=False,
            compact=True,
            max_checkpoints=500,
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self.indent_type = "tabs" if "\n\t" in text or text.startswith("\t") else "spaces"
        self.indent_width = 4 if self.indent_type == "tabs" else 2
        self._line = line

    def on_mount(self) -> None:
        """Go to the line."""
        self.move_cursor((self._line - 1, 0), center=True)

    @property
    def body(self) -> str:
        """Return the text, byte for byte."""
        return self._exact.give_back(self.text)

    # The text.

    def keep(self) -> None:
        """Have the text kept, if it changed since it was last."""
        text = self.body
        if text != self._kept:
            self._kept = text
            self.post_message(self.Kept(self, text))
            if self.has_focus:
                self.name_keys(self.keys)

    @property
    def keys(self) -> Line:
        """Return what the footer names while the text is edited, and where it is no JSON."""
        wrong = wrong_in(self.body) if self._language_name == "json" else None
        if wrong is None:
            return KEYS
        return (*_SHORT_KEYS, Run("  "), Run(f"{signs.WRONG} {wrong}", Role.BAD))

    def lay_out(self) -> WorkbenchError | None:
        """Lay the JSON out, as one step that can be undone; return why not, None when it is."""
        error = why_not_laid_out(self.body, self._language_name)
        if error is None:
            self.replace(laid_out(self.body, self._step), (0, 0), self.document.end)
            self.keep()
        return error

    def find(self, text: str) -> bool:
        """Select the next place of a text, from the cursor on and round; False without one."""
        self.found = text
        lines = [self.document.get_line(row) for row in range(self.document.line_count)]
        row, column = max(self.selection)
        at = next_place(lines, self._exact.hold_typed(text), (row, column))
        if at is not None:
            self.move_cursor(at, center=True)
            self.move_cursor((at[0], at[1] + len(text)), select=True)
        return at is not None

    @property
    def _step(self) -> str:
        return "\t" if self.indent_type == "tabs" else " " * self.indent_width

    def on_key(self, event: events.Key) -> None:
        """Write the other half of a pair, and the indent of a new line."""
        start, end = self.selection
        if start != end or not self._language_name:
            return
        row, column = start
        line = self.document.get_line(row)
        key = event.character if event.is_printable and event.character else event.key
        wrote = written(key, line[:column], line[column:], self._step)
        if wrote is not None:
            event.stop()
            event.prevent_default()
            first, last = (row, column - wrote.ahead), (row, column + wrote.behind)
            self.replace(wrote.text, first, last, maintain_selection_offset=False)
            row, column = self.cursor_location
            if wrote.back <= column:
                self.move_cursor((row, column - wrote.back))
            else:
                self.move_cursor((row - 1, len(self.document.get_line(row - 1))))

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Have the text kept at once, then as often as is useful while more is typed."""
        message.stop()
        if self._timer is None:
            self.keep()
            self._timer = self.set_timer(EVERY, self._keep_again)

    def _keep_again(self) -> None:
        self._timer = None
        self.keep()

    def on_focus(self) -> None:
        """Name the keys that work here."""
        self.name_keys(self.keys)

    def on_blur(self) -> None:
        """Have the text kept."""
        self.keep()
        self.name_keys(None)

    def on_unmount(self) -> None:
        """Give the footer back."""
        self.name_keys(None)

    def name_keys(self, line: Line | None) -> None:
        """Have the footer show keys, None what it shows otherwise."""
        for footer in self.app.screen_stack[0].query(Footer):
            footer.show_instead(line)

    def on_paste(self, event: events.Paste) -> None:
        """Refuse what would make the text too long."""
        error = why_not(self.text + event.text)
        if error is not None:
            event.stop()
            event.prevent_default()
            self.post_message(WentWrong(error))

    def edit(self, edit: Edit) -> EditResult:
        """Take an edit, each character that the editor cannot hold as its stand-in."""
        edit.text = self._exact.hold_typed(edit.text)
        return super().edit(edit)

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return a part of the text itself, as it is copied."""
        return self._exact.give_back(super().get_text_range(start, end))

    # Keys.

    def action_leave(self, after: str) -> None:
        """Keep the text and say so."""
        self.keep()
        self.post_message(self.Left(self, After(after)))

    def action_indent(self) -> None:
        """Insert what the text is indented by."""
        row, column = self.cursor_location
        if self.indent_type == "tabs":
            blanks = "\t"
        else:
            blanks = " " * (
                self.indent_width - self.get_column_width(row, column) % self.indent_width
            )
        self.insert(blanks)

    # Drawing.

    @property
    def gutter_width(self) -> int:
        """Return the columns of the line numbers."""
        return max(_GUTTER, super().gutter_width)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: symbols for what must not reach the terminal, colours."""
        held = self.document.get_line(line_index)
        shown = self._exact.shown(held)
        line = Text(shown, end="", no_wrap=True)
        palette = palette_of(self)
        if len(shown) <= _COLOURED and self._known is not None:
            done = 0
            for run in code_line(shown, self._language_name, self._known):
                line.stylize(palette.inks[run.role], done, done + len(run.text))
                done += len(run.text)
        own = self._exact.give_back(held)
        if own != shown:
            for place, (sign, character) in enumerate(zip(shown, own, strict=True)):
                if sign != character:
                    line.stylize(palette.match, place, place + 1)
        return line
