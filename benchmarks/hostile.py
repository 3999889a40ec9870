"""Sends the table of hostile behaviours from the real screen, and presses keys meanwhile.

It must not import the workbench: it sees what a terminal sees. What is measured, and what it may
be, is in benchmarks/README.md.

    python -m benchmarks.hostile --only bomb
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.idle import resident_mb, settle
from tests.hostile.behaviour import Behaviour
from tests.hostile.table import BEHAVIOURS
from tests.support.terminal import Terminal, TerminalTimeoutError

MOST_KEY_MS = 100.0
MOST_MB = 64.0
#: What a server sent and no terminal may get: a clipboard rewritten by OSC 52.
RAW = (b"\x1b]52;c;aGk=", b"\xc2\x9d52;c;aGk=")
#: The first line of the Response pane once a send is over: how long it took, and when that was.
OVER = re.compile(r"│ .*\d (?:ms|s|min)\b.* \d\d:\d\d:\d\d +│")
#: How often a key is pressed while a send goes on, and seconds between two.
KEYS, BETWEEN = 6, 0.05


@dataclass(frozen=True)
class Sent:
    """What one behaviour cost; keys in milliseconds until the first write after each."""

    name: str
    seconds: float
    in_time: bool
    keys: tuple[float, ...]
    peak_mb: float


@contextmanager
def serving(directory: Path) -> Iterator[None]:
    """Run the hostile server, a process of its own, on a collection in a directory."""
    command = [sys.executable, "-m", "tests.hostile.server", str(directory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        if server.stdout is None or not server.stdout.readline():
            raise SystemExit("the hostile server did not start")
        yield
        server.communicate()


def peak_mb(pid: int) -> float:
    """The most resident memory so far in MB, or that of now where nobody counts it."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else resident_mb(pid)


def pressed(terminal: Terminal, key: str) -> float:
    """Milliseconds from a key to the first write after it."""
    before, began = len(terminal.chunks), time.monotonic()
    terminal.press(key)
    while time.monotonic() < began + 5:
        chunks = terminal.chunks
        if len(chunks) > before:
            return (chunks[before].at - began) * 1000
        time.sleep(0.001)
    return 5000.0


def opened(terminal: Terminal, behaviour: Behaviour) -> None:
    """Wait until the request is the one on the screen: a busy machine is late with keys as well."""
    frame = f"─ {behaviour.name[:20]}"  # a long one is cut

    def is_shown(lines: Sequence[str]) -> bool:
        return any(frame in line for line in lines) and not any(map(OVER.search, lines))

    terminal.wait_until(is_shown, behaviour.name, 20)
    settle(terminal, quiet=0.1, most=1.0)


def sent(terminal: Terminal, behaviour: Behaviour) -> Sent:
    """Send the chosen request, pressing keys that move the focus until it is over."""
    terminal.press("ctrl+r")
    began = time.monotonic()
    keys = []
    for number in range(KEYS):
        time.sleep(BETWEEN)
        keys.append(pressed(terminal, "1" if number % 2 == 0 else "2"))
    over = True
    try:
        terminal.wait_until(
            lambda lines: any(OVER.search(line) for line in lines),
            "an answer",
            max(0.1, began + behaviour.seconds + 1.0 - time.monotonic()),
        )
    except TerminalTimeoutError as error:
        over = False
        print(error)
    took = time.monotonic() - began
    return Sent(behaviour.name, took, over, tuple(keys), peak_mb(terminal.pid))


def main() -> int:
    """Print a line for each behaviour; the status is 0 when all is within what it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the behaviours to send")
    options = parser.parse_args()
    results: list[Sent] = []
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made).resolve() / "work"
        home = directory.parent / "home"
        directory.mkdir()
        home.mkdir()
        command = [sys.executable, "-m", "workbench", str(directory / "hostile.toml"), "--trust"]
        with serving(directory), Terminal(command, home=home, env={"SECRET": "s"}) as terminal:
            terminal.wait_for("1 Collections", 30)
            settle(terminal)
            time.sleep(2)
            idle = resident_mb(terminal.pid)
            terminal.press("1", "g")  # from the first row on, wherever the cursor begins
            for behaviour in BEHAVIOURS:
                terminal.press("1", "down")
                settle(terminal, quiet=0.1, most=1.0)
                if options.only in behaviour.name:
                    terminal.press("enter")
                    opened(terminal, behaviour)
                    results.append(sent(terminal, behaviour))
                    print(f"{results[-1].seconds:6.2f} s  {behaviour.name}", flush=True)
            raw = any(each in terminal.raw for each in RAW)
            peak = peak_mb(terminal.pid)
    return judged(results, idle, peak, raw=raw)


def judged(results: list[Sent], idle: float, peak: float, *, raw: bool) -> int:
    """Print the figures of all and return the exit status."""
    keys = [each for result in results for each in result.keys]
    figures = {
        "behaviours": len(results),
        "late": [each.name for each in results if not each.in_time],
        "keys": len(keys),
        "key_p50_ms": round(statistics.median(keys), 1),
        "key_p95_ms": round(statistics.quantiles(keys, n=20)[-1], 1),
        "idle_mb": round(idle, 1),
        "peak_above_idle_mb": round(peak - idle, 1),
        "raw_on_the_terminal": raw,
    }
    print(json.dumps(figures))
    held = not figures["late"] and not raw and peak - idle <= MOST_MB
    return 0 if held and statistics.quantiles(keys, n=20)[-1] < MOST_KEY_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
