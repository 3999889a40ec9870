"""Measures how soon an answer of any size is seen, and what it costs to read and search it.

It must not import the workbench: it sees what a terminal sees. What each figure is, and what it may
be, is in benchmarks/README.md.

    python -m benchmarks.viewer --rounds 7 --json viewer.json
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
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from benchmarks import posting
from benchmarks.big_bodies import NEEDLE, size_of
from benchmarks.watched import Watched
from tests.support.on_disk import held

REQUESTS = 20  # for the cursor to walk over
TREE = (3, 2, 23, 38)
BODY = (32, 14, 88, 36)
SEQ = re.compile(r'"seq": \d+')
INDEXED = re.compile(r"line 1 of [\d,]+(?![\d,]| so)")
MOST = {  # by size: milliseconds from the key to the answer, the bare client's own taken off
    "1kb": 25,
    "1mb": 100,
    "10mb": 200,
    "50mb": 450,
}
PEER = "posting "
#: After bodies from so many bytes on come that many other answers and one.
DROPPED, HISTORY = 1 << 30, 20
MOST_STALL, MOST_MEMORY, MOST_END = 100, 170, 100
Figures = dict[str, float]


@contextmanager
def server() -> Iterator[int]:
    """Run the server of bodies; its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.big_bodies"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101 (asked for above)
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


class Memory:
    """Watches the memory of a process, and of the processes it starts."""

    def __init__(self, pid: int) -> None:
        """Start watching."""
        self.pid = pid
        self.main = self.children = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.idle = _resident(pid)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            self.main = max(self.main, _resident(self.pid))
            self.children = max(self.children, sum(_resident(each) for each in _children(self.pid)))

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except (OSError, IndexError):
        return 0.0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:
        pass
    return found


def collection(directory: Path, port: int, kind: str, size: str) -> Path:
    """Write a collection of that one request and some more for the cursor to walk over."""
    file = directory / "bodies.toml"
    lines = ['[collection]\nname = "Bodies"\n']
    for number in range(REQUESTS):
        path = f"{kind}/{size}" if number else "json/1kb"
        lines.append(
            f'[[request]]\nname = "request {number}"\n'
            f'url = "http://127.0.0.1:{port}/{path}"\nsettings = {{ timeout = 60.0 }}\n'
        )
    file.write_text("".join(lines), "utf-8")
    return file


def of_ours(port: int, size: str, *, kind: str = "json") -> Figures:
    """One round of the workbench: a fresh program, one answer."""
    with tempfile.TemporaryDirectory() as home:
        file = collection(Path(home), port, kind, size)
        argv = [sys.executable, "-m", "workbench", str(file)]
        with Watched(argv, Path(home)) as program:
            program.until(program.shows("1 Collections"))
            program.until(program.shows("request 9"))
            program.settle()
            # The first send of a program imports the transport; it is not what is measured.
            program.press("ctrl+r")
            program.until(program.shows("200 OK"))
            program.settle()
            program.press("j")
            program.settle()
            memory = Memory(program.terminal.pid)
            try:
                found = _answered(program, small=size_of(size) < 100_000)
                found |= _walked(program, size)
                found["disk_mb"] = _disk(program)
            finally:
                memory.stop()
            if size_of(size) >= DROPPED:
                found["left_mb"] = _dropped(program)
            program.press("q")
    found["memory_mb"] = memory.main - memory.idle
    found["formatter_mb"] = memory.children
    return found


def _disk(program: Watched) -> float:
    """What the program and those it started hold in files where bodies are kept, megabytes."""
    pid = program.terminal.pid
    return held(Path(tempfile.gettempdir()), [pid, *_children(pid)]) / 1e6


def _dropped(program: Watched) -> float:
    """What is held once so many small answers came that the big one left the history."""
    program.press("1", "g", "j")
    program.settle()
    for _ in range(HISTORY + 1):
        old = _seq(program)
        program.press("ctrl+r")
        program.until(partial(_new_seq, program, old))
        program.settle(0.15)
    return _disk(program)


def _seq(program: Watched) -> str:
    shown = SEQ.search(program.text())
    return shown[0] if shown else ""


def _new_seq(program: Watched, old: str) -> str:
    """The number of the answer that is shown, empty while it is still the old one."""
    shown = _seq(program)
    return shown if shown != old else ""


def _answered(program: Watched, *, small: bool = False) -> Figures:
    """From the key to the answer, with keys pressed all the while until it is indexed."""
    old = _seq(program)
    seen = over = 0.0
    keys: list[float] = []
    turn, row = 0, 1
    alone: list[float] = []
    for _ in range(2 if small else 0):
        # A key pressed at once would take longer to answer than the answer itself. The first send
        # also opens the request that is under the cursor; the second sends what is open.
        sent = program.press("ctrl+r")
        alone.append((program.until(partial(_new_seq, program, old)) - sent) * 1000)
        program.settle()
        old = _seq(program)
    sent = program.press("ctrl+r")
    end = time.monotonic() + 600
    while time.monotonic() < end:
        down = turn // 15 % 2 == 0
        row += 1 if down else -1
        turn += 1
        pressed = program.press("j" if down else "k")

        def painted(wanted: str = f"request {row} ") -> bool:
            nonlocal seen
            if not seen and _new_seq(program, old):
                seen = program.drawn_at
            return wanted in program.marked(TREE)

        keys.append((program.until(painted) - pressed) * 1000)
        text = program.text()
        if not (seen and "200 OK" in text and INDEXED.search(text)):
            over = 0.0  # half of a picture may look as if
        elif not over:
            over = program.drawn_at
        elif len(keys) >= 10:
            break
        time.sleep(0.005)
    return {
        **({"opened_ms": alone[0]} if alone else {}),
        "visible_ms": alone[1] if alone else (seen - sent) * 1000,
        "indexed_ms": (over - sent) * 1000,
        "stall_ms": max(keys),
        "key_p95_ms": quantiles(keys, n=20)[-1],
    }


def _walked(program: Watched, size: str) -> Figures:
    """The end of the document, one page back, and a search for what stands at the end."""
    program.press("3")
    program.settle()
    found: Figures = {}
    if size_of(size) >= 1_000_000:
        pressed = program.press("G")
        found["end_ms"] = (program.until(program.shows(NEEDLE), 20) - pressed) * 1000
        program.settle()
        written, pressed = program.written, program.press("K")
        found["page_ms"] = (program.until(program.changed(BODY)) - pressed) * 1000
        program.settle()
        found["page_bytes"] = program.written - written
        program.press("g")
        program.settle()
        program.press("/")
        program.settle()
        typed = program.typed(NEEDLE)
        found["search_ms"] = (
            program.until(program.shows(r"match 1 of 1(?! so)"), 60) - typed
        ) * 1000
        program.settle()
        program.press("enter", "esc")
        program.settle()
    return found


def of_client(port: int, sizes: Sequence[str], kind: str = "json") -> dict[str, float]:
    """The bare client: a kept httpx client in a process of its own, milliseconds by size."""
    code = (
        "import httpx, sys, time\n"
        "client = httpx.Client(timeout=60)\n"
        "for url in sys.argv[1:]:\n"
        "    client.get(url.rpartition('/')[0] + '/1kb')\n"
        "    start = time.perf_counter()\n"
        "    client.get(url)\n"
        "    print((time.perf_counter() - start) * 1000)\n"
    )
    urls = [f"http://127.0.0.1:{port}/{kind}/{size}" for size in sizes]
    run = subprocess.run(
        [sys.executable, "-c", code, *urls], capture_output=True, text=True, check=True
    )
    return dict(zip(sizes, map(float, run.stdout.split()), strict=True))


def of_floor() -> Figures:
    """A bare Textual app of four panes: to its screen, and a key in its tree."""
    with tempfile.TemporaryDirectory() as home:
        start = time.monotonic()
        with Watched([sys.executable, "-m", "benchmarks.floor_app"], Path(home)) as program:
            shown = program.until(program.shows("request 9")) - start
            program.settle()
            keys = []
            for turn in range(20):
                changed = program.changed((0, 0, 30, 30))
                pressed = program.press("down" if turn < 10 else "up")
                keys.append((program.until(changed, 5) - pressed) * 1000)
            return {"start_ms": shown * 1000, "key_ms": median(keys)}


def of_grep(file: Path) -> float:
    """`grep -c` for the same needle in the same body, milliseconds."""
    start = time.perf_counter()
    subprocess.run(["grep", "-c", NEEDLE, str(file)], check=True, capture_output=True)  # noqa: S607
    return (time.perf_counter() - start) * 1000


def measured(
    port: int, sizes: Sequence[str], rounds: int, peer: Path | None
) -> dict[str, dict[str, list[float]]]:
    """All figures by size, a floor before each round of ours: A B A B, the peer after it."""
    figures: dict[str, dict[str, list[float]]] = {size: {} for size in sizes}
    figures["floor"] = {}
    with tempfile.TemporaryDirectory() as directory:
        files = {size: Path(directory) / size for size in sizes}
        for size, file in files.items():
            command = [sys.executable, "-m", "benchmarks.big_bodies", size, str(file)]
            subprocess.run(command, check=True)
        for number in range(rounds):
            _add(figures["floor"], of_floor())
            bare = of_client(port, sizes)
            for size in sizes:
                _add(figures[size], {"client_ms": bare[size], "grep_ms": of_grep(files[size])})
                _add(figures[size], of_ours(port, size))
                if peer is not None and number < posting.ROUNDS.get(size, 0):
                    beside = figures.setdefault(f"{PEER}{size}", {})
                    _add(beside, {"client_ms": bare[size], **posting.of_posting(peer, port, size)})
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return figures


def _add(rows: dict[str, list[float]], figures: Figures) -> None:
    for name, value in figures.items():
        rows.setdefault(name, []).append(value)


def judged(size: str, found: dict[str, float]) -> list[str]:
    """Return which figures are over what they may be."""
    checks = [
        ("visible", found["visible_ms"] - found["client_ms"], MOST.get(size)),
        ("stall", found["stall_ms"], MOST_STALL),
        ("memory", found["memory_mb"], MOST_MEMORY),
        ("end", found.get("end_ms", 0), MOST_END),
        ("search", found.get("search_ms", 0), 3 * found["grep_ms"] + 500),
    ]
    return [name for name, value, most in checks if most is not None and value > most]


COLUMNS = (
    "opened_ms visible_ms client_ms indexed_ms stall_ms key_p95_ms end_ms page_ms page_bytes "
    "search_ms grep_ms memory_mb formatter_mb disk_mb left_mb"
).split()


def table(medians: dict[str, dict[str, float]]) -> str:
    """The figures for people, one size a line."""
    lines = [["size", *(name.replace("_", " ") for name in COLUMNS), ""]]
    for size, found in medians.items():
        if size == "floor":
            continue
        cells = [f"{found[name]:,.0f}" if name in found else "" for name in COLUMNS]
        if size.startswith(PEER):
            late = f"not within {posting.LONGEST:.0f} s"
            over = f"{found['rounds']:.0f} rounds" if "visible_ms" in found else late
        else:
            over = f"over: {', '.join(judged(size, found))}" if judged(size, found) else "holds"
        lines.append([size, *cells, over])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rows = [
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    floor = medians["floor"]
    rows.append(
        f"floor: a bare four-pane Textual app starts in {floor['start_ms']:,.0f} ms "
        f"and answers a key in {floor['key_ms']:,.1f} ms"
    )
    return "\n".join(rows)


def main() -> int:
    """Returns 0 when every figure is within its bound, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", default="1kb 1mb 10mb 50mb")
    parser.add_argument("--peer", type=Path, help="Posting's program, to measure beside ours")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    with server() as port:
        figures = measured(port, given.sizes.split(), given.rounds, given.peer)
    medians = {
        size: {name: median(values) for name, values in found.items()}
        for size, found in figures.items()
    }
    for size, found in medians.items():
        if size.startswith(PEER):
            found["rounds"] = len(figures[size]["client_ms"])
    print(table(medians))
    if given.json:
        document = {
            "schema": 1,
            "python": platform.python_version(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "size": "120x40",
            "rounds": given.rounds,
            "medians": medians,
            "all": figures,
        }
        given.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    ours = {size: medians[size] for size in given.sizes.split()}
    over = [size for size, found in ours.items() if judged(size, found)]
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
