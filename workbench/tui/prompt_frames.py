"""Frames drawn as soon as there is something to draw, and not at the next beat of a clock.

    change ──▶ rested since the last frame? ──yes──▶ draw now
                                            └─no───▶ Textual's own beat, 60 a second

Textual resumes a timer for every change, which fires up to 17 ms later: more than the change took.
Must not draw more often than a frame and a rest, however fast changes come.
"""

from __future__ import annotations

from time import perf_counter, sleep
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from textual import events

#: Seconds between the end of a frame and the next one that does not wait for the beat.
REST = 0.004
#: Seconds in which the thread that writes gets the frame out before this one goes on computing.
HAND_OVER = 0.0003


class PromptScreen(Screen[None], inherit_bindings=False):
    """A screen whose first change after a rest is seen at once."""

    _rested_at = 0.0

    def on_idle(self, event: events.Idle) -> None:
        """Draw what changed; what is left to the beat, Textual's own handler after this sees to."""
        changed = self._layout_required or self._repaint_required or self._dirty_widgets
        if changed and self.is_current and perf_counter() >= self._rested_at:
            self._on_timer_update()
            sleep(HAND_OVER)
            self._rested_at = perf_counter() + REST
