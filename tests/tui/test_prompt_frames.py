"""What changed is drawn at once and once, and not where an answer is about to change it again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from workbench.domain.http import Done, Exchange, Idle, Rendering
from workbench.tui import prompt_frames
from workbench.tui.canvas import Lines, Rendered
from workbench.tui.fuzzy import emphasised
from workbench.tui.paint import Ground, Role, Row, Run, make_palette
from workbench.tui.prompt_frames import PromptScreen
from workbench.tui.sends import BRIEF, may_be_brief

PALETTE = make_palette({}, no_color=True)


class OneLine(PromptScreen):
    def compose(self) -> ComposeResult:
        yield Lines(id="line")


class Frames(App[None]):
    ascii_only = False

    def get_default_screen(self) -> Screen[None]:
        return OneLine()


@contextmanager
def beat_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Timer]]:
    """Textual's beat, counted and never beating."""
    beats: list[Timer] = []

    def resume(timer: Timer) -> None:
        beats.append(timer)

    with monkeypatch.context() as patched:
        patched.setattr(Timer, "resume", resume)
        yield beats


async def turns() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_the_first_change_after_a_rest_waits_for_no_beat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Frames()
    async with app.run_test() as pilot:
        line = app.screen.query_one(Lines)
        line.set_rows([Row((Run("before"),))])
        await pilot.pause(prompt_frames.REST * 2)
        shown: list[object] = []
        monkeypatch.setattr(app, "_display", lambda _, update: shown.append(update))
        with beat_counted(monkeypatch) as beats:
            line.set_rows([Row((Run("after"),))])
            await turns()
        assert (len(shown), beats) == (1, [])


async def test_a_change_right_after_a_frame_is_left_to_the_beat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prompt_frames, "REST", 60.0)
    app = Frames()
    async with app.run_test() as pilot:
        line = app.screen.query_one(Lines)
        line.set_rows([Row((Run("before"),))])
        await pilot.pause()
        with beat_counted(monkeypatch) as beats:
            line.set_rows([Row((Run("after"),))])
            await turns()
        assert beats


def test_a_row_that_is_the_same_is_not_drawn_again() -> None:
    rendered = Rendered()
    strips = []
    for width in (20, 20, 30):
        rendered.begin(width, PALETTE)
        strips.append(rendered.strip(Row((Run("one", Role.GOOD),)), Ground.BACKGROUND))
    assert strips[0] is strips[1]
    assert strips[2].cell_length == 30


def test_a_row_on_another_ground_is_drawn_anew() -> None:
    rendered = Rendered()
    rendered.begin(20, PALETTE)
    row = Row((Run("one"),))
    plain = rendered.strip(row, Ground.BACKGROUND)
    assert rendered.strip(row, Ground.CURSOR) != plain


def test_a_name_without_a_match_is_one_run() -> None:
    assert emphasised("request", (), Run("")) == (Run("request"),)


def test_what_has_just_begun_may_be_brief_and_what_has_gone_on_or_ended_is_not() -> None:
    begun = Rendering(100.0)
    assert may_be_brief(begun, 100.0) == pytest.approx(BRIEF)
    assert may_be_brief(begun, 101.0) <= 0
    assert may_be_brief(Done(Exchange("r", 100.0, 1.0)), 100.0) <= 0
    assert may_be_brief(Idle(), 100.0) <= 0
