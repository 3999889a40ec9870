"""Cancelling, at whatever moment, leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.table import BEHAVIOURS
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Cancelled, Done, Failed, RequestState
from workbench.domain.workspace import RequestRef

MOMENTS = 200
#: Seconds within which a send is cancelled: the shortest behaviours end by themselves before.
LATEST = 0.06


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """The collection of a hostile server in a process of its own, whose ends are not counted."""
    command = [sys.executable, "-m", "tests.hostile.server", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert int(server.stdout.readline()) == len(BEHAVIOURS)
        yield tmp_path
        server.communicate()


def open_files() -> set[str]:
    """What this process has open: sockets, files and what else counts as a descriptor."""
    found = set()
    for each in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError):
            link = each.readlink() if each.is_symlink() else os.fstat(int(each.name)).st_mode
            found.add(f"{each.name} {link}")
    return found


async def settled(before: set[str]) -> set[str]:
    """What is open now and was not before, once the loop has closed what it was told to."""
    left: set[str] = set()
    for _ in range(300):
        left = {each for each in open_files() - before if "eventpoll" not in each}
        if not any("socket" in each or "deleted" in each for each in left):
            return set()
        await asyncio.sleep(0.01)
    return left


async def test_cancelling_at_random_moments_leaves_no_task_no_socket_and_no_file(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    path = str(directory / "hostile.toml")
    workbench = Workbench.open(path, agent=HeadlessAgent())
    chance = random.Random(3)  # the same moments in every run
    files, tasks, threads = open_files(), asyncio.all_tasks(), threading.active_count()
    ended: dict[type[RequestState], int] = {}

    for _ in range(MOMENTS):
        states: list[RequestState] = []
        name = chance.choice(BEHAVIOURS).name
        sending = asyncio.create_task(
            workbench.send(RequestRef(path, name), on_state=states.append)
        )
        asyncio.get_running_loop().call_later(chance.uniform(0, LATEST), sending.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await sending
        last = states[-1]
        assert isinstance(last, Cancelled | Done | Failed)
        ended[type(last)] = ended.get(type(last), 0) + 1
        for step in last.exchange.steps:
            if step.response is not None:
                step.response.body.close()

    assert ended[Cancelled] >= 30
    assert ended[Done] >= 30
    await workbench.close()
    assert await settled(files) == set()
    assert asyncio.all_tasks() == tasks
    assert threading.active_count() <= threads + os.cpu_count() + 4  # type: ignore[operator] # the pool that reads files
