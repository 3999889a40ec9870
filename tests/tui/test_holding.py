"""Frames that are held back: nothing is drawn meanwhile, all of it in one frame after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from workbench.tui.holding import FrameHold
from workbench.tui.prompt_frames import PromptScreen


class Counted(Widget):
    """A widget that counts how often its first line is drawn."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += y == 0
        return Strip.blank(self.size.width)


class Counting(App[None]):
    """An app of one such widget."""

    ascii_only = False

    def get_default_screen(self) -> Screen[None]:
        return OneWidget()


class OneWidget(PromptScreen):
    """Its screen."""

    def compose(self) -> ComposeResult:
        yield Counted()


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("ends_itself", [True, False])
async def test_what_changes_meanwhile_is_drawn_once(*, ends_itself: bool) -> None:
    async with Counting().run_test() as pilot:
        await pilot.pause()
        widget = pilot.app.screen.query_one(Counted)
        hold = FrameHold(pilot.app)
        hold.begin(0.05 if ends_itself else 60)
        hold.begin(60)  # of no account: it is held already
        before = widget.drawn
        for _ in range(3):
            widget.refresh()
            await pilot.pause()
        assert widget.drawn == before or not hold.is_on
        if not ends_itself:
            hold.end()
        await eventually(lambda: widget.drawn > before and not hold.is_on)
        hold.end()
        widget.refresh()
        seen = widget.drawn
        await eventually(lambda: widget.drawn > seen)
