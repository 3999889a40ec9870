"""The window in which a value is typed for a send: unseen, kept for the session, left by esc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.counting import Counting, counting
from tests.tui.screens import opened
from workbench.domain.http import Cancelled, Failed
from workbench.tui.windows.typing import TypingPrompt


@pytest.fixture
def server() -> Iterator[Counting]:
    with counting() as started:
        yield started


@pytest.fixture
def collection(server: Counting, tmp_path: Path) -> Path:
    path = tmp_path / "c.toml"
    path.write_text(
        f'[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "{server.url}"\n'
        '[request.headers]\nX = "{{prompt:One-time code}}"\n'
    )
    return path


@pytest.mark.parametrize("size", ["120x40", "80x24"])
async def test_a_value_is_typed_once_and_seen_nowhere(
    collection: Path, server: Counting, size: str
) -> None:
    async with opened(collection, size) as screen:
        await screen.press("j", "enter", "ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, TypingPrompt))
        await screen.type("12 34")
        assert "One-time code" in screen.text
        assert "c.toml asks" in screen.text
        assert "•••••" in screen.text
        assert "12 34" not in screen.text
        await screen.press("enter")
        await screen.until(lambda: not screen.app.sends.flying)
        await screen.send()
        assert [head.count("X: 12 34\n") for head in server.heard] == [1, 1]
        assert "12 34" not in screen.text
        await screen.press("ctrl+p", *"what", "space", *"was", "enter")
        assert "Forgot 1 typed value." in screen.text
        await screen.press("ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, TypingPrompt))
        await screen.press("escape")


async def test_esc_does_not_send_and_cancelling_closes_the_window(
    collection: Path, server: Counting
) -> None:
    async with opened(collection) as screen:
        await screen.press("j", "enter", "ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, TypingPrompt))
        await screen.press("escape")
        await screen.until(lambda: isinstance(screen.app.session.state, Failed))
        state = screen.app.session.state
        assert isinstance(state, Failed)
        assert "nobody answered prompt:One-time code" in state.error.message
        assert "prompt:One-time" in screen.text
        await screen.press("ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, TypingPrompt))
        screen.app.sends.cancel(screen.app.session.ref)
        await screen.until(lambda: isinstance(screen.app.session.state, Cancelled))
        assert screen.app.screen is screen.app.base
    assert server.heard == []


async def test_the_app_may_end_while_a_value_is_being_typed(
    collection: Path, server: Counting
) -> None:
    async with opened(collection) as screen:
        await screen.press("j", "enter", "ctrl+r")
        await screen.until(lambda: isinstance(screen.app.screen, TypingPrompt))
    assert server.heard == []
    assert screen.crashes == []
