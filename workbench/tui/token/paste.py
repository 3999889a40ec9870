"""The window in which any string is pasted to be looked at; what is typed stays hidden.

Must not send, keep or decode it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.search_line import SearchField
from workbench.tui.windows.window import Prompt

if TYPE_CHECKING:
    from textual import events


class HiddenField(SearchField):
    """A field that shows bullets and takes every line of what is pasted: tokens come wrapped."""

    def __init__(self) -> None:
        """Hide what is typed."""
        super().__init__()
        self.password = True

    def on_paste(self, event: events.Paste) -> None:
        """Join the lines instead of keeping only the first."""
        event.prevent_default()
        event.stop()
        self.replace("".join(event.text.splitlines()), *self.selection)


class PastePrompt(Prompt):
    """Asks for a token."""

    def __init__(self) -> None:
        """Take the field that hides."""
        super().__init__("Paste", "a token, with or without Bearer before it; nothing is sent")
        self.pane.field = HiddenField()
