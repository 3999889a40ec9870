"""A save that fails says what happened, why and what to do, and the edit stays on the screen."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.screens import Screen, opened
from tests.tui.support import retyped
from workbench.adapters import saving
from workbench.domain.edits import Saved

TEXT = '[collection]\nname = "C"\n\n[[request]]\nname = "Get"\nurl = "http://127.0.0.1:1/get"\n'
MINE = "http://127.0.0.1:1/mine"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "customers.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def failing(number: int) -> Callable[[pytest.MonkeyPatch, Path], None]:
    """The writer fails as the system would: a test may be root, and no disk is full for it."""

    def fail(monkeypatch: pytest.MonkeyPatch, _file: Path) -> None:
        def refuse(*_: object) -> str:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(saving, "_written", refuse)

    return fail


def without_directory(_: pytest.MonkeyPatch, file: Path) -> None:
    shutil.rmtree(file.parent)


def round_in_a_circle(_: pytest.MonkeyPatch, file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def a_directory_instead(_: pytest.MonkeyPatch, file: Path) -> None:
    file.unlink()
    file.mkdir()


WORLDS: dict[str, tuple[Callable[[pytest.MonkeyPatch, Path], None], str, str]] = {
    "disk full": (failing(errno.ENOSPC), "No space is left on the device.", "Make room"),
    "permission": (failing(errno.EACCES), "It may not be written.", "Give yourself the right"),
    "directory": (without_directory, "is not there any more.", "Put it back"),
    "circle": (round_in_a_circle, "leads round in a circle.", "Put the link right."),
    "replaced": (a_directory_instead, "A directory is there by now.", "Move that one away"),
}


async def edited(screen: Screen) -> None:
    await screen.press("L")
    await retyped(screen, MINE)
    await screen.press("enter")
    await screen.until(lambda: screen.app.session.drafts)


@pytest.mark.parametrize("size", ["120x40", "80x24"])
@pytest.mark.parametrize("world", WORLDS)
async def test_what_cannot_be_saved_is_told_and_stays_edited(
    file: Path, monkeypatch: pytest.MonkeyPatch, world: str, size: str
) -> None:
    spoil, why, fix = WORLDS[world]
    async with opened(file.parent, size) as screen:
        await screen.press("j")
        await edited(screen)
        spoil(monkeypatch, file)
        await screen.press("w")
        await screen.until(lambda: "customers.toml was not saved." in screen.text)
        told = " ".join(screen.text.split())
        assert why in told
        assert fix in told
        assert "The edit is kept here." in told
        # The file may be found broken or gone meanwhile: the edit outlives that, too.
        await screen.app.saves.read_again()
        await screen.press("2")
        assert MINE in screen.text
        (draft,) = screen.app.session.drafts.values()
        assert draft.url == MINE
        assert "*" in screen.text


async def test_a_text_that_would_not_be_exact_is_offered_beside_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(file.parent, "80x24") as screen:
        await screen.press("j")
        await edited(screen)

        def inexact(*_: object, **__: object) -> Saved:
            return Saved(TEXT, TEXT.replace("get", "mine"), why="Another line would change.")

        def rewritten(path: str, change: Callable[[str], Saved]) -> Saved:
            return saving._offered(path, b"the new text", change(TEXT))

        monkeypatch.setattr(saving, "_rewritten", lambda path, _: rewritten(path, inexact))
        await screen.press("w")
        await screen.until(lambda: "customers.toml was not saved." in screen.text)
        told = " ".join(screen.text.split())
        assert "Another line would change." in told
        assert "customers.toml.edited" in told
        assert file.read_text() == TEXT
        assert (file.parent / "customers.toml.edited").read_text() == "the new text"
        assert screen.app.session.drafts
