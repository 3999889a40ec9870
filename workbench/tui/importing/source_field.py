"""The field for where an import comes from: a path, or a pasted text of any number of lines.

Must not read what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from workbench.tui.field import is_command
from workbench.tui.search_line import SearchField

if TYPE_CHECKING:
    from textual import events


class SourceField(SearchField):
    """A field in which `tab` completes and a pasted text is taken whole."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete")]

    class Completed(Message):
        """What was typed is to be completed."""

    class Pasted(Message):
        """A text was pasted that is no path."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def action_complete(self) -> None:
        """Tell the screen."""
        self.post_message(self.Completed())

    def on_paste(self, event: events.Paste) -> None:
        """Take whole what is no path."""
        # What is not taken here goes on to the field below, which Textual asks by itself.
        text = event.text.strip()
        if len(text.splitlines()) > 1 or text.startswith("{") or is_command(text):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(text))
