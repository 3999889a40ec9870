"""Measures what the real screen costs while nobody touches it: bytes, writes, and processor time.

It must not import the workbench: it sees what a terminal sees. How the figures are taken and what
they may be is in benchmarks/README.md.

    python -m benchmarks.idle --seconds 60
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.support.terminal import Chunk, Terminal

PANES = ("1", "2", "3", "4")
SETTLING = 3.0  # seconds after a key in which the screen may still answer it
COUNTDOWN = re.compile(r"\b\d{1,2}:\d\d\b")

MOST_BYTES_PER_SECOND = 300.0
MOST_WRITES_PER_SECOND = 1.0
MOST_CPU_PERCENT = 2.0


@dataclass(frozen=True, slots=True)
class Idle:
    """What one pane's focus cost; `writes` in all of `seconds`."""

    focus: str
    seconds: float
    countdowns: int
    bytes_per_second: float
    writes: int
    most_writes_in_a_second: int
    cpu_percent: float
    resident_mb: float

    @property
    def holds(self) -> bool:
        """Whether the figures are within the budget."""
        return (
            self.bytes_per_second <= MOST_BYTES_PER_SECOND
            and self.writes <= MOST_WRITES_PER_SECOND * self.seconds + 1  # both ends
            and self.cpu_percent < MOST_CPU_PERCENT
        )


def cpu_seconds(pid: int) -> float:
    """The processor time that the process has used so far, user and system."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    shown = subprocess.run(
        ["/bin/ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    seconds = 0.0
    for part in shown.stdout.strip().replace("-", ":").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def resident_mb(pid: int) -> float:
    """The resident memory of the process in MB."""
    shown = subprocess.run(
        ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout) / 1024


def most_in_a_second(chunks: Sequence[Chunk]) -> int:
    """The largest number of reads in any window of one second."""
    return max(
        (
            sum(1 for other in chunks[index:] if other.at < chunk.at + 1.0)
            for index, chunk in enumerate(chunks)
        ),
        default=0,
    )


def countdowns(terminal: Terminal) -> int:
    """How many times left the strip, the first line of the screen, shows."""
    return len(COUNTDOWN.findall(terminal.screen()[0]))


def measured(terminal: Terminal, focus: str, seconds: float) -> Idle:
    """Focuses a pane, lets it settle, then watches for that many seconds without a key."""
    terminal.press(focus)
    time.sleep(SETTLING)
    shown = countdowns(terminal)
    cpu, start = cpu_seconds(terminal.pid), time.monotonic()
    time.sleep(seconds)
    cpu, end = cpu_seconds(terminal.pid) - cpu, time.monotonic()
    chunks = [chunk for chunk in terminal.chunks if start <= chunk.at <= end]
    took = end - start
    return Idle(
        focus=focus,
        seconds=round(took, 1),
        countdowns=min(shown, countdowns(terminal)),
        bytes_per_second=round(sum(chunk.size for chunk in chunks) / took, 1),
        writes=len(chunks),
        most_writes_in_a_second=most_in_a_second(chunks),
        cpu_percent=round(100 * cpu / took, 2),
        resident_mb=round(resident_mb(terminal.pid), 1),
    )


def prepare(terminal: Terminal, keys: Sequence[str], wanted: int, timeout: float) -> None:
    """Presses the keys that fetch the tokens, each time until the screen has been quiet."""
    terminal.wait_for("1 Collections", timeout)
    for key in keys:
        terminal.press(key)
        settle(terminal)
    terminal.wait_until(
        lambda lines: len(COUNTDOWN.findall(lines[0])) >= wanted,
        f"{wanted} countdowns in the first line",
        timeout,
    )


def settle(terminal: Terminal, quiet: float = 0.4, most: float = 3.0) -> None:
    """Returns when nothing was written for `quiet` seconds, or after `most` seconds."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        chunks = terminal.chunks
        if chunks and time.monotonic() - chunks[-1].at > quiet:
            return
        time.sleep(quiet / 4)


def table(rows: Sequence[Idle]) -> str:
    """The figures for people, one pane a line."""
    head = ["focus", "s", "countdowns", "B/s", "writes", "most in 1 s", "CPU %", "MB", ""]
    lines = [head]
    for row in rows:
        cells = [str(value) for value in asdict(row).values()]
        lines.append([*cells, "within the budget" if row.holds else "over the budget"])
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def arguments() -> argparse.Namespace:
    """The command line, with the setting of the budget as its defaults."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="watched for each pane")
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--countdowns", type=int, default=3, help="live ones in the strip")
    parser.add_argument(
        "--prepare", default="4 r l r l r", help="keys that fetch the tokens, between blanks"
    )
    parser.add_argument("--focus", default=" ".join(PANES), help="keys that focus the panes")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("command", nargs="*", default=[sys.executable, "-m", "workbench", "demo"])
    return parser.parse_args()


def main() -> int:
    """Returns 0 when every pane is within the budget with all the countdowns shown, else 1."""
    given = arguments()
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(
            given.command,
            home=Path(home),
            columns=given.columns,
            rows=given.rows,
            cwd=Path(__file__).resolve().parents[1],
        )
        try:
            prepare(terminal, given.prepare.split(), given.countdowns, 30.0)
            rows = [measured(terminal, focus, given.seconds) for focus in given.focus.split()]
            terminal.press("q")
        finally:
            terminal.close()
    figures = {
        "schema": 1,
        "python": platform.python_version(),
        "system": platform.platform(),
        "size": f"{given.columns}x{given.rows}",
        "panes": [asdict(row) for row in rows],
    }
    print(table(rows))
    print(json.dumps(figures))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 0 if all(row.holds and row.countdowns >= given.countdowns for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
