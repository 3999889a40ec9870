"""Keys that arrive in one piece, as a slow line delivers them, do what they do one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tests.tui.bodies import serving
from tests.tui.screens import Screen, opened
from tests.tui.support import pane, request_open
from workbench.tui import type_ahead
from workbench.tui.type_ahead import OrderedKeysApp


def at_once(app: OrderedKeysApp, keys: Sequence[str]) -> None:
    """Deliver keys without waiting for any."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


def sends(screen: Screen) -> list[str]:
    """The requests that are sent from now on."""
    sent: list[str] = []
    start = screen.app.sends.start

    def noted(ref: object) -> None:
        sent.append(getattr(ref, "label", ""))
        start(ref)  # type: ignore[arg-type]

    screen.app.sends.start = noted  # type: ignore[method-assign]
    return sent


async def test_what_is_sent_is_what_was_opened_just_before(tmp_path: Path) -> None:
    async with serving([b"{}"], "application/json") as address:
        file = tmp_path / "many.toml"
        many = "".join(f'[[request]]\nname = "r{n}"\nurl = "{address}{n}"\n' for n in range(9))
        file.write_text(f'[collection]\nname = "Many"\n{many}')
        async with opened(file) as screen:
            await screen.press("1", "g", "down")
            first = sends(screen)
            at_once(screen.app, ["1", "down", "enter", "ctrl+r", "1", "2", "1", "2"] * 7)
            await screen.until(lambda: len(first) == 7)
            await screen.until(lambda: not screen.app.sends.flying)
            assert first == [f"r{n}" for n in range(1, 8)]


async def test_letters_go_into_the_field_that_a_key_before_them_opened(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        at_once(screen.app, ["ctrl+l", "ctrl+u", *"q", "enter", "2"])
        await screen.until(lambda: "GET  q" in screen.text)
        await screen.until(lambda: pane(screen).rows.has_focus)


class Two(OrderedKeysApp):
    """Two fields and something that waits; keys lead to the second and let go what waits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "second", priority=True),
        Binding("ctrl+g", "let_go"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.waited = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Waiting(id="waiting")
        yield Input(id="first")
        yield Input(id="second")

    def action_second(self) -> None:
        self.query_one("#second", Input).focus()

    def action_let_go(self) -> None:
        self.gate.set()


class Waiting(Widget, can_focus=True):
    """Something that has the focus; one key ends it, one waits until another lets go."""

    async def on_key(self, event: events.Key) -> None:
        app = self.app
        assert isinstance(app, Two)
        if event.key == "x":
            self.remove()
        elif event.key == "w":
            app.query_one("#first", Input).focus()
            await app.gate.wait()
            app.waited.set()


async def test_a_paste_goes_where_the_key_before_it_led() -> None:
    app = Two()
    async with app.run_test() as pilot:
        app.query_one("#first", Input).focus()
        await pilot.pause()
        at_once(app, ["a", "ctrl+n"])
        app.post_message(events.Paste("pasted"))
        at_once(app, ["b"])
        await pilot.pause()
        while app.query_one("#second", Input).value != "pastedb":
            await pilot.pause(0.01)
        assert app.query_one("#first", Input).value == "a"


async def test_a_key_that_takes_long_does_not_hold_up_the_one_that_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "LONGEST", 0.1)
    app = Two()
    async with app.run_test() as pilot:
        app.query_one(Waiting).focus()
        await pilot.pause()
        at_once(app, ["w", "ctrl+g"])
        async with asyncio.timeout(10):
            await app.waited.wait()
        assert app.gate.is_set()


async def test_keys_after_one_whose_widget_went_away_are_taken() -> None:
    app = Two()
    async with app.run_test() as pilot:
        going = app.query_one(Waiting)
        going.focus()
        await pilot.pause()
        at_once(app, ["x", "ctrl+n", "y"])
        while app.query_one("#second", Input).value != "y":
            await pilot.pause(0.01)
        assert not going.is_attached


async def test_letters_go_into_the_window_that_a_key_before_them_opened(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('[collection]\nname = "A"\n[[request]]\nname = "Ping"\nurl = "https://x/"\n')
    async with opened(file) as screen:
        await screen.press("1", "G")
        at_once(screen.app, ["r", "ctrl+u", *"One", "enter"])
        await screen.until(lambda: '"One"' in file.read_text())
