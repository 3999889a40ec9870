"""Posting, the peer: how soon it shows the same answers, driven through the same pty.

It runs from an environment of its own (`make bench PEER=posting` makes it). Must not import it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import quantiles

from benchmarks.watched import Watched
from tests.support.terminal import TerminalTimeoutError

SEQ = re.compile(r'"seq": (\d+)')
TREE = (3, 8, 32, 33)
#: The rounds by size, few where one answer takes a minute, and how long (seconds) that may be.
ROUNDS, LONGEST = {"1kb": 7, "1mb": 5, "10mb": 3}, 300.0


def of_posting(program: Path, port: int, size: str, kind: str = "json") -> dict[str, float]:
    """One round: a fresh program, warmed by one answer; empty where the next took too long."""
    with tempfile.TemporaryDirectory() as home:
        collection = Path(home) / "bodies"
        collection.mkdir()
        for number, each in enumerate(("1kb", size), 1):
            lines = [
                f"name: request {number}",
                "method: GET",
                f"url: http://127.0.0.1:{port}/{kind}/{each}",
                "options:",
                "  timeout: 60.0",
            ]
            text = "\n".join(lines) + "\n"
            (collection / f"request-{number}.posting.yaml").write_text(text, "utf-8")
        with Watched([str(program), "--collection", str(collection)], Path(home)) as watched:
            watched.until(watched.shows("request 1"))
            watched.settle()
            _open(watched, 1, "/json/1kb")
            watched.press("ctrl+j")
            watched.until(lambda: SEQ.search(watched.text()))
            watched.settle()
            _open(watched, 2, f"/json/{size}")
            return _answered(watched, small=size == "1kb")


def _open(watched: Watched, number: int, url: str) -> None:
    jumping = watched.shows("Press a key to jump")
    watched.press("ctrl+o")
    watched.until(jumping)
    watched.settle()
    watched.press("tab")
    watched.until(lambda: not jumping())
    watched.settle()
    watched.press(*["up"] * 3, *["down"] * (number - 1), "enter")
    watched.until(watched.shows(url))
    watched.settle()


def _answered(watched: Watched, *, small: bool) -> dict[str, float]:
    """From the key to the answer, with keys pressed in the tree all the while."""
    old, alone = _seq(watched), 0.0
    if small:
        # As with ours: a key pressed at once would take longer to answer than the answer itself.
        alone = -watched.press("ctrl+j")
        alone += watched.until(lambda: _seq(watched) not in ("", old), LONGEST)
        watched.settle()
        old = _seq(watched)
    keys: list[float] = []
    seen: list[float] = []

    def looked(changed: Callable[[], object]) -> bool:
        if not seen and _seq(watched) not in ("", old):
            seen.append(watched.drawn_at)
        return bool(changed())

    sent = watched.press("ctrl+j")
    try:
        while not seen or len(keys) < 10:
            changed = watched.changed(TREE)
            pressed = watched.press("down" if len(keys) % 2 else "up")
            took = watched.until(partial(looked, changed), LONGEST) - pressed
            keys.append(took * 1000)
            if watched.drawn_at - sent > LONGEST:
                return {}
    except TerminalTimeoutError:
        return {}
    return {
        "visible_ms": (alone or seen[0] - sent) * 1000,
        "stall_ms": max(keys),
        "key_p95_ms": quantiles(keys, n=20)[-1],
    }


def _seq(watched: Watched) -> str:
    shown = SEQ.search(watched.text())
    return shown[1] if shown else ""
