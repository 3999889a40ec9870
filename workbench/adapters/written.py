"""Text that a process of its own makes of a body, into an unlinked file that grows.

    start ──▶ growing ──▶ complete, with what was told ──▶ closed; nothing is left on the disk

Must not know what is made of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path

from workbench.adapters.open_file import read_at
from workbench.domain.errors import UsageError
from workbench.views.json_scan import JsonError


class WrittenText:
    """The text so far; a `ByteSource` that one process writes and any may read.

    What nobody closed is given back with the last reference, the process ended.
    """

    def __init__(self, process: subprocess.Popen[bytes], file: int) -> None:
        self._process = process
        self._file = file
        self._size = 0
        self._ended = False
        self.error: JsonError | None = None
        self.failed = ""
        self.count = 0
        self._give_back = weakref.finalize(self, _give_back, process, file)

    @property
    def size(self) -> int:
        if not self._ended:
            self._look()
        return self._size

    @property
    def complete(self) -> bool:
        if not self._ended:
            self._look()
        return self._ended

    def read(self, start: int, end: int) -> bytes:
        end = min(end, self._size)
        return read_at(self._file, start, end - start) if end > start else b""

    def formatted(self, *, skip: int, many: bool) -> WrittenText | None:
        """Return its JSON from byte `skip` on as text that grows; None where none can be made."""
        return (
            None
            if self._ended and not self._size
            else formatted(os.dup(self._file), skip, many=many)
        )

    def close(self) -> None:
        """End the process and give the disk back."""
        self._ended = True
        self._size = 0
        self._give_back()

    def _look(self) -> None:
        status = self._process.poll()
        # After the look at the process, so that all it wrote is counted.
        self._size = os.fstat(self._file).st_size
        if status is None:
            return
        self._ended = True
        said = b""
        if self._process.stdout is not None:
            said = self._process.stdout.read()
            self._process.stdout.close()
        try:
            told = json.loads(said)
        except ValueError:
            told = {"failed": f"its process ended with {status}"}
        self.count = int(told.get("count", 0))
        self.failed = str(told.get("failed", ""))
        if told.get("wanted"):
            self.error = JsonError(int(told["offset"]), str(told["wanted"]))


def start(module: str, source: int, *arguments: str) -> WrittenText:
    """Start a module on an open file, its number given away; raises `OSError` where none can be.

    It is called with the numbers of the file to read and of the one to write, and the arguments.
    """
    try:
        file, path = tempfile.mkstemp(prefix="workbench-")
        Path(path).unlink()
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", module, str(source), str(file), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(source, file),
            )
        except OSError:
            os.close(file)
            raise
    finally:
        os.close(source)
    return WrittenText(process, file)


def formatted(source: int, skip: int, *, many: bool) -> WrittenText | None:
    """Return the JSON of an open file, its number given away, laid out as text."""
    try:
        how = "many" if many else "one"
        return start("workbench.adapters.formatting_process", source, str(skip), how)
    except OSError:
        return None


def filtered(source: int, skip: int, path: str) -> WrittenText:
    """Return what a JSONPath finds in the JSON of an open file, as an object by paths.

    Raises `UsageError` where no process is to be had.
    """
    try:
        return start("workbench.adapters.filtering_process", source, str(skip), path)
    except OSError as error:
        raise UsageError("The body could not be filtered.", error.strerror or str(error)) from error


def _give_back(process: subprocess.Popen[bytes], file: int) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stdout is not None:
        with contextlib.suppress(OSError):
            process.stdout.close()
    os.close(file)
