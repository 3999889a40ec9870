"""The one-line text field: what a cell becomes while it is edited.

Must not say what the text is for; what is pasted or was in a file passes the gate here too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input

from workbench.tui.paint import width_of
from workbench.views.gate import visible

if TYPE_CHECKING:
    from textual import events


class After(StrEnum):
    """What the person wants after an edit was accepted."""

    STAY = "stay"
    NEXT = "next"
    SEND = "send"
    SAVE = "save"


class Field(Input):
    """A field over a cell: `enter` accepts, `tab` accepts and goes on, `esc` restores."""

    DEFAULT_CSS = """
    Field { background: $panel; color: $foreground; height: 1; padding: 0; border: none;
            &:focus { background: $panel; border: none; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept('stay')", "Accept", id="field.accept"),
        Binding("tab", "accept('next')", "Accept, next", id="field.next"),
        Binding("ctrl+r", "accept('send')", "Send", id="field.send"),
        Binding("ctrl+s", "accept('save')", "Save", id="field.save"),
        Binding("escape,ctrl+g", "restore", "Undo", id="field.restore"),
    ]

    #: The keys that the footer names while it is edited, and their labels.
    names_keys: tuple[tuple[str, str], ...] = (
        ("enter", "Accept"),
        ("esc", "Undo"),
        ("tab", "Accept, next"),
        ("^r", "Send"),
    )

    class Accepted(Message):
        """The text was accepted."""

        def __init__(self, field: Field, text: str, after: After) -> None:
            """Keep the text and what is wanted next."""
            super().__init__()
            self.field = field
            self.text = text
            self.after = after

        @property
        def control(self) -> Field:
            """Return the field."""
            return self.field

    class Restored(Message):
        """The edit was given up."""

        def __init__(self, field: Field) -> None:
            """Keep the field."""
            super().__init__()
            self.field = field

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """Start with a text, the cursor at its end."""
        super().__init__(text, placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Put the cursor at the end; before there is a screen, Textual cannot move it."""
        self.cursor_position = len(self.value)

    def on_resize(self) -> None:
        """Have the cursor in view: a text may be longer than its field."""
        before = width_of(one_cell_each(self.value[: self.cursor_position]))
        here = Region(before + (self.cursor_position == len(self.value)), 0, 1, 1)
        self.scroll_to_region(here, force=True, animate=False)

    @property
    def _value(self) -> Text:
        shown = "•" * len(self.value) if self.password else one_cell_each(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def on_paste(self, event: events.Paste) -> None:
        """Take a command with all its lines; of other text Textual takes the first."""
        if len(event.text.strip().splitlines()) > 1 and is_command(event.text):
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor(event.text.strip())

    def action_accept(self, after: str) -> None:
        """Tell the owner."""
        self.post_message(self.Accepted(self, self.value, After(after)))

    def action_restore(self) -> None:
        """Tell the owner."""
        self.post_message(self.Restored(self))


def is_command(text: str) -> bool:
    """Tell whether a text is a curl command."""
    from workbench.conversion.imports import is_curl

    return is_curl(text)


def one_cell_each(text: str) -> str:
    """Return text with each character that must not be seen as one sign, so that columns hold."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_sign(character) for character in text)


def _sign(character: str) -> str:
    shown = visible(character)
    return shown if len(shown) == 1 else "¤"
