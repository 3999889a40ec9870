"""The field over the address in the head of the Request pane.

Must not change the request: it says what was accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset

from workbench.domain.address_text import whole_address
from workbench.tui.field import is_command
from workbench.tui.intents import CurlPasted
from workbench.tui.paint import width_of
from workbench.tui.request.head import send_run, url_column
from workbench.tui.request.helped_field import Help, HelpedField

if TYPE_CHECKING:
    from textual import events

    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef


class UrlField(HelpedField):
    """One line over the address, from its first cell up to what stands at the right."""

    DEFAULT_CSS = """
    UrlField { position: absolute; layer: url; }
    """

    def __init__(self, ref: RequestRef, spec: RequestSpec, help: Help) -> None:
        """Start with the address and its query, the end in view; `ref` is whose address it is."""
        super().__init__(whole_address(spec), help)
        self.ref = ref
        self._column = url_column(spec)

    def on_paste(self, event: events.Paste) -> None:
        """Offer a curl command as a request; it is no address."""
        if is_command(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(CurlPasted(event.text.strip()))
            self.action_restore()

    def action_accept(self, after: str) -> None:
        """Accept an address; offer a command that was typed here."""
        if is_command(self.value):
            self.post_message(CurlPasted(self.value.strip()))
            self.action_restore()
        else:
            super().action_accept(after)

    def place(self, width: int) -> None:
        """Take the place that the address has in a pane of `width` cells inside."""
        self.styles.offset = Offset(self._column, 0)
        self.styles.width = max(8, width - self._column - width_of(send_run(None)) - 1)
