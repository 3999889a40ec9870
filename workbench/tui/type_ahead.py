"""Keys typed faster than they are acted on, each taken once the one before has had its effect.

    key ──▶ focused widget ──▶ what it posted ──▶ its pane ──▶ screen ──▶ app ──▶ the next key
            └────────────── a mark follows on the same way, behind it ──────────────┘
                                                and through the screen that the key opened

Textual hands each key at once to what has the focus at that moment: of `1 j enter ^r` in one piece,
as a slow line delivers them, `j` would go to the pane that `1` leaves, and `^r` send what was open
before. Must not drop, change or reorder a key.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

#: After so long (seconds) the next key is taken all the same: what was to follow may be gone.
LONGEST = 0.5
#: So many messages a new screen gets to put the focus somewhere; one without a focus keeps none.
TURNS = 20


class OrderedKeysApp(App[int], inherit_bindings=False):
    """An app that takes one key after the other."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        """Start with no key under way."""
        super().__init__(ansi_color=ansi_color)
        self._typed_ahead: deque[events.Key | events.Paste] = deque()
        self._key_number = 0
        self._key_screen: object = None
        self._key_went_to: MessagePump | None = None
        self._key_late: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take a key or a paste now, or later where another one is under way."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif not self.screen_stack:
            return  # the app is ending, and what is left of the keys means nothing
        elif event.is_forwarded:
            await super().on_event(event)
        elif self._key_late is not None:
            self._typed_ahead.append(event)
        else:
            await self._take_key(event)

    async def _take_key(self, event: events.Key | events.Paste) -> None:
        self._key_number += 1
        number = self._key_number
        loop = asyncio.get_running_loop()
        self._key_late = loop.call_later(LONGEST, self.call_later, self._key_over, number)
        self._key_screen = self.screen
        goes_to = self._key_went_to = self.focused or self.screen
        try:
            await super().on_event(event)
        finally:
            # The first mark stands behind the key, the second behind what the key posted.
            self._mark(goes_to, lambda: self._mark(goes_to, lambda: self._upwards(goes_to, number)))

    def _upwards(self, pump: MessagePump, number: int) -> None:
        parent = getattr(pump, "parent", None)
        if parent is None or parent is self:
            self.call_later(self._acted, number)
        else:
            self._mark(parent, lambda: self._upwards(parent, number))

    def _acted(self, number: int) -> None:
        """Follow what the key's action posted on its way up: the app runs it, at the very end."""
        self._again(self._key_went_to, number)

    def _again(self, pump: MessagePump | None, number: int) -> None:
        if pump is None or pump is self:
            self.call_later(self._settled, number)
        else:
            parent = getattr(pump, "parent", None)
            self._mark(pump, lambda: self._again(parent, number))

    def _settled(self, number: int, turns: int = TURNS) -> None:
        """End a key once a screen that it opened has put the focus where it belongs."""
        top = self.screen if self.screen_stack else None
        if top is None or top is self._key_screen or top.focused is not None or not turns:
            self.call_later(self._key_over, number)
        else:
            self._mark(top, lambda: self._look_again(number, turns - 1))

    def _look_again(self, number: int, turns: int) -> None:
        self.call_later(self._settled, number, turns)

    def _mark(self, pump: MessagePump, then: Callable[[], None]) -> None:
        if not pump.call_later(then):
            self.call_later(self._key_over, self._key_number)

    async def _key_over(self, number: int) -> None:
        """Take the next key, unless that was done."""
        if number != self._key_number or self._key_late is None:
            return
        self._key_late.cancel()
        self._key_late = None
        if self._typed_ahead and self.screen_stack:
            await self._take_key(self._typed_ahead.popleft())
