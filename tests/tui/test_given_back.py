"""The disk that a big answer takes: without a name, and given back when the answer is dropped.

Two files are meant: the body as it came, and the text that another process made of it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.on_disk import held, named
from tests.support.terminal import Terminal
from tests.tui.bodies import answered, serving, whole
from workbench.tui import session

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads /proc")

#: JSON that is laid out by another process, so that there is a second file.
BIG = b"[" + b'{"a":[1,2,3],"b":"text"},' * 360_000 + b"0]"
SMALL = b'{"small":1}'


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory of this test's own in which bodies are kept."""
    directory = tmp_path / "spool"
    directory.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(directory))
    gc.disable()
    yield directory
    gc.enable()


async def nothing_is_held(spool: Path) -> None:
    async with asyncio.timeout(20):
        while held(spool):
            await asyncio.sleep(0.02)


async def test_an_answer_that_leaves_the_history_gives_its_disk_back(
    tmp_path: Path, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "KEPT", 1)
    async with answered(tmp_path, BIG, SMALL) as screen:
        assert whole(screen).body.size == len(SMALL)
        # At once, and not when the interpreter next looks for what nothing refers to.
        await nothing_is_held(spool)
        assert named(spool) == []


async def test_an_answer_is_held_without_a_name_until_it_is_replaced(
    tmp_path: Path, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "KEPT", 1)
    async with answered(tmp_path, BIG, BIG) as screen:
        await screen.until(lambda: whole(screen).view.done, "all of its lines")
        # One body and its text, and no other: those of the first are gone.
        assert len(BIG) < held(spool) < 4 * len(BIG)
        assert named(spool) == []


@pytest.mark.parametrize("how", ["q", "kill -9"])
async def test_nothing_is_left_when_the_program_ends(tmp_path: Path, how: str) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    async with serving([BIG], "application/json") as address:
        file = tmp_path / "bodies.toml"
        file.write_text(
            f'[collection]\nname = "Bodies"\n[[request]]\nname = "Body"\nurl = "{address}"\n'
        )
        command = [sys.executable, "-m", "workbench", str(file)]
        env = {"TMPDIR": str(spool)}
        with Terminal(command, home=tmp_path, env=env) as terminal:
            await asyncio.to_thread(terminal.wait_for, "Body")
            terminal.press("ctrl+r")
            await asyncio.to_thread(terminal.wait_for, "200 OK", 30)
            assert held(spool) > len(BIG)
            assert named(spool) == []
            if how == "q":
                terminal.press("q")
            else:
                os.kill(terminal.pid, signal.SIGKILL)
            await asyncio.to_thread(terminal.wait_exit)
        await asyncio.to_thread(_until, lambda: not held(spool))
        # Nothing has to be cleared away at the next start: nothing had a name.
        assert named(spool) == []


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    assert holds()
