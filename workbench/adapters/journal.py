"""The journal of edits that are not saved: whatever ends the process, the next start finds them.

    state/journal/NAME.toml   workspace, and each edited request: file, label, as it was, as it is
    state/journal/NAME.lock   locked as long as the process lives that writes NAME.toml

Must not write into a workspace, or offer the edits of a process that still lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.adapters.paths import private_directory, state_directory
from workbench.domain.edits import Unsaved
from workbench.domain.workspace import RequestRef
from workbench.formats.toml_blocks import dump_request
from workbench.formats.toml_reader import read_collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.domain.collection import RequestSpec


class Journal:
    """The journal of one workspace in one process; nothing is written before there is an edit."""

    def __init__(self, workspace: str, directory: Path | None = None) -> None:
        """Keep whose edits these are."""
        self._workspace = workspace
        self._directory = directory or state_directory() / "journal"
        self._name = os.urandom(8).hex()
        self._lock: int | None = None

    def write(self, edits: Sequence[Unsaved]) -> None:
        """Keep these edits and no others; raises `OSError`."""
        path = self._directory / f"{self._name}.toml"
        if not edits:
            path.unlink(missing_ok=True)
            return
        import tomli_w  # late: only an edit needs it

        if self._lock is None:
            private_directory(self._directory.parent)
            private_directory(self._directory)
            self._lock = _locked(self._directory / f"{self._name}.lock", wait=True)
        rows = [
            {
                "file": each.ref.file,
                "label": each.ref.label,
                "before": dump_request(each.before) if each.before else "",
                "after": dump_request(each.after),
            }
            for each in edits
        ]
        text = tomli_w.dumps({"workspace": self._workspace, "request": rows})
        # A kill loses nothing that the system has; flushing each letter to the disk would be felt.
        temporary = path.with_suffix(".new")
        number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        temporary.replace(path)

    def left_behind(self) -> tuple[Unsaved, ...]:
        """Return the edits that processes left which are no more; of one request the newest."""
        found: dict[RequestRef, Unsaved] = {}
        for path, _ in self._orphans():
            for each in _read(path, self._workspace):
                found[each.ref] = each
        return tuple(found.values())

    def take_over(self, edits: Sequence[Unsaved]) -> None:
        """Keep what was left behind as edits of this process; raises `OSError`."""
        self.write(edits)
        for path, _ in self._orphans():
            if _read(path, self._workspace):
                path.unlink(missing_ok=True)
                path.with_suffix(".lock").unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the journal; with edits in it, it is left for the next start."""
        path = self._directory / f"{self._name}.lock"
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
            if not path.with_suffix(".toml").exists():
                path.unlink(missing_ok=True)

    def _orphans(self) -> Iterator[tuple[Path, int]]:
        """Give the journals that nobody writes any more, the oldest first."""
        try:
            paths = sorted(self._directory.glob("*.toml"), key=lambda each: each.stat().st_mtime_ns)
        except OSError:
            return
        for path in paths:
            if path.stem == self._name:
                continue
            lock = _locked(path.with_suffix(".lock"), wait=False)
            if lock is not None:
                try:
                    yield path, lock
                finally:
                    os.close(lock)


def _locked(path: Path, *, wait: bool) -> int | None:
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        if wait:
            raise
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(number)
        return None
    return number


def _read(path: Path, workspace: str) -> tuple[Unsaved, ...]:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        written = tomllib.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
        if written["workspace"] == workspace:
            return tuple(_edits(written["request"]))
    return ()


def _edits(rows: Iterable[dict[str, Any]]) -> Iterator[Unsaved]:
    for row in rows:
        after = _spec(row["after"])
        if after is not None:
            yield Unsaved(RequestRef(row["file"], row["label"]), _spec(row["before"]), after)


def _spec(text: str) -> RequestSpec | None:
    read = read_collection(text, file="journal.toml")
    requests = read.collection.requests if read.collection else ()
    return requests[0] if requests else None
