"""A process of its own that saves and is killed, again and again, and says what was left behind.

    python killed.py calls | random COUNT | both COUNT

It forks, so it must stay a process without threads. It prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.adapters import saving
from workbench.domain.edits import RequestEdit
from workbench.formats.editing import read_for_edits

OLD = "# mine\n[collection]\nname = 'C'\n\n" + "".join(
    f'[[request]]\nname = "r{n}"   # {n}\nurl = "http://old/"\n\n' for n in range(40)
)
CALLS = ("open", "write", "fchown", "fchmod", "fsync", "close", "replace", "fdopen")


def change(path: Path, name: str, url: str) -> None:
    """Save another URL of one request."""
    spec = read_for_edits(path.read_text(), path.name).request(name)
    assert spec is not None
    saving.save(str(path), [RequestEdit(spec, replace(spec, url=url))])


class Counted:
    """The `os` module, that stops the process before or after the call of a number."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.at, self.after, self.calls = at, after, 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def counted(*values: Any, **named: Any) -> Any:
            self.calls += 1
            here = self.calls == self.at
            if here and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*values, **named)
            if here and self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return counted


def child(work: Callable[[], None]) -> int:
    """Do something in a process of its own and return its id."""
    number = os.fork()
    if number == 0:
        work()
        os._exit(0)
    return number


def state(path: Path) -> str:
    text = path.read_text()
    tomllib.loads(text)
    if text == OLD:
        return "old"
    return "new" if text == OLD.replace("http://old/", "http://new/", 1) else "torn"


def at_each_call(path: Path) -> dict[str, Any]:
    counted = Counted(0, after=False)
    saving.__dict__["os"] = counted
    path.write_text(OLD)
    change(path, "r0", "http://new/")
    total = counted.calls
    found: dict[str, Any] = {"calls": total, "old": 0, "new": 0, "torn": 0, "unsaved": 0}
    for at in range(1, total + 1):
        for after in (False, True):
            path.write_text(OLD)

            def work(at: int = at, after: bool = after) -> None:
                saving.__dict__["os"] = Counted(at, after=after)
                change(path, "r0", "http://new/")

            _, status = os.waitpid(child(work), 0)
            assert os.WIFSIGNALED(status)
            found[state(path)] += 1
            saving.__dict__["os"] = os
            # Whatever a killed process left, the next save goes through and tidies up.
            change(path, "r0", "http://new/")
            found["unsaved"] += state(path) != "new" or len(list(path.parent.iterdir())) != 1
    return found


def at_random(path: Path, count: int) -> dict[str, Any]:
    found: dict[str, Any] = {"old": 0, "new": 0, "torn": 0}
    path.write_text(OLD)
    began = time.perf_counter()
    change(path, "r0", "http://new/")
    takes = time.perf_counter() - began
    for _ in range(count):
        path.write_text(OLD)
        number = child(lambda: change(path, "r0", "http://new/"))
        time.sleep(random.random() * takes * 1.3)
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        found[state(path)] += 1
    return found


def by_two(path: Path, count: int) -> dict[str, Any]:
    lost = 0
    for run in range(count):
        path.write_text(OLD)
        one = child(lambda run=run: change(path, "r1", f"http://one/{run}"))  # type: ignore[misc]
        two = child(lambda run=run: change(path, "r2", f"http://two/{run}"))  # type: ignore[misc]
        statuses = [os.waitpid(one, 0)[1], os.waitpid(two, 0)[1]]
        urls = [each["url"] for each in tomllib.loads(path.read_text())["request"][1:3]]
        lost += urls != [f"http://one/{run}", f"http://two/{run}"] or any(statuses)
    return {"runs": count, "lost": lost}


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "c.toml"
        match sys.argv[1:]:
            case ["calls"]:
                found = at_each_call(path)
            case ["random", count]:
                found = at_random(path, int(count))
            case ["both", count]:
                found = by_two(path, int(count))
            case _:
                raise SystemExit(2)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
