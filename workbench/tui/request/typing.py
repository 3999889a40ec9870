"""What is being typed into a field and not accepted yet, told as often as is useful.

    a letter ▶ TextTyped at once ▶ then every 0.3 s while more come ▶ TextTyped(None) at the end

Must not change the request: the app only keeps it for the next start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.intents import TextTyped

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef

#: How often (seconds) it is told.
EVERY = 0.3


class Typing:
    """Tells the app for one pane."""

    def __init__(self, owner: Widget) -> None:
        """Start with nothing typed."""
        self._owner = owner
        self._waiting: tuple[RequestRef, RequestSpec] | None = None
        self._told: RequestRef | None = None
        self._timer: Timer | None = None

    def changed(self, ref: RequestRef, spec: RequestSpec) -> None:
        """Take what the request would be with the text as it is now."""
        self._waiting = (ref, spec)
        if self._timer is None:
            self._tell()

    def _tell(self) -> None:
        self._timer = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._told = waiting[0]
            self._owner.post_message(TextTyped(*waiting))
            self._timer = self._owner.set_timer(EVERY, self._tell)

    def ended(self) -> None:
        """Take note that the text was accepted or given up; what was accepted was told before."""
        ref, self._told, self._waiting = self._told, None, None
        if ref is not None:
            self._owner.post_message(TextTyped(ref, None))
