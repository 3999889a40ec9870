"""Frames held back for a moment, so that what follows at once is drawn together with what was.

    ^r ──▶ another request opened ──▶ focus moved ──▶ answered ──▶ one frame, not three

Must not hold back anything for longer than it was asked to.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer


class FrameHold:
    """Whether frames of one app are held back; keys are answered all the while, seen after it."""

    def __init__(self, app: App[Any]) -> None:
        """Hold back nothing."""
        self._app = app
        self._held = ExitStack()
        self._timer: Timer | None = None

    @property
    def is_on(self) -> bool:
        """Tell whether frames are held back now."""
        return self._timer is not None

    def begin(self, seconds: float) -> None:
        """Hold back frames for so long, or until `end`; nothing where some are held already."""
        if self._timer is None:
            self._held.enter_context(self._app.batch_update())
            self._timer = self._app.set_timer(seconds, self.end)

    def end(self) -> None:
        """Draw what there is to draw."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._held.close()
            # Its own end wakes the app only, and it is the screen that draws.
            self._app.screen.check_idle()
