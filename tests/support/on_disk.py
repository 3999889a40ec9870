"""What programs keep on the disk in a directory, in files with a name and without; Linux only.

It must not import the workbench: benchmarks use it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def named(directory: Path) -> list[str]:
    """The names in a directory."""
    return sorted(each.name for each in directory.iterdir())


def held(directory: Path, pids: Iterable[int] | None = None) -> int:
    """The bytes of the open files that lie or lay in a directory, each file once.

    Without `pids`, of every process that may be looked at.
    """
    every = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal())
    found: dict[tuple[int, int], int] = {}
    for pid in every if pids is None else pids:
        for link in _open_files(pid):
            try:
                if not str(link.readlink()).startswith(f"{directory}/"):
                    continue
                stat = link.stat()
            except OSError:
                continue  # it was closed just now
            found[stat.st_dev, stat.st_ino] = stat.st_blocks * 512
    return sum(found.values())


def _open_files(pid: int) -> Iterator[Path]:
    try:
        yield from Path(f"/proc/{pid}/fd").iterdir()
    except OSError:
        return
