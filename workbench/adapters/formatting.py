"""Formats the JSON of a spooled body in a process of its own, into an unlinked file that grows.

    start ──▶ growing ──▶ complete, with what was wrong ──▶ closed; nothing is left on the disk

Must not decide which bodies are worth it.
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

from workbench.adapters.spool import SpooledBody, read_at
from workbench.views.json_scan import JsonError


class FormattedText:
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
            told = {"failed": f"the process that formats ended with {status}"}
        self.failed = str(told.get("failed", ""))
        if told.get("wanted"):
            self.error = JsonError(int(told["offset"]), str(told["wanted"]))


def start(body: object, *, skip: int = 0, many: bool = False) -> FormattedText | None:
    """Format a complete body from byte `skip` on; None for one that is not on the disk.

    `many` is for one value after another. Raises `OSError` where no process or file is to be had.
    """
    source = body.descriptor() if isinstance(body, SpooledBody) else None
    if source is None:
        return None
    try:
        file, path = tempfile.mkstemp(prefix="workbench-")
        Path(path).unlink()
        try:
            told = [str(source), str(file), str(skip), "many" if many else "one"]
            process = subprocess.Popen(
                [sys.executable, "-m", "workbench.adapters.formatting_process", *told],
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
    return FormattedText(process, file)


def _give_back(process: subprocess.Popen[bytes], file: int) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stdout is not None:
        with contextlib.suppress(OSError):
            process.stdout.close()
    os.close(file)
