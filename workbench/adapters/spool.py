"""The bytes of an answer while they come and after: in memory, then in a file without a name.

    append ──▶ memory, up to 1 MiB ──▶ unlinked file, mode 0600

Must not know what the bytes mean.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.adapters.open_file import read_at, write_at

if TYPE_CHECKING:
    from workbench.adapters.written import WrittenText

#: How many bytes stay in memory.
IN_MEMORY = 1024 * 1024


class SpooledBody:
    """A body that grows at its end and is read anywhere; fulfils `Body`.

    One thread appends; any may read. What nobody closed is given back with the last reference.
    """

    def __init__(self, *, in_memory: int = IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._held = bytearray()
        self._file: int | None = None
        self._give_back: weakref.finalize[[int], SpooledBody] | None = None
        self._size = 0
        self._complete = False
        self._closed = False
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        return self._size

    @property
    def complete(self) -> bool:
        return self._complete

    @property
    def closed(self) -> bool:
        """Tell whether the bytes were given back."""
        return self._closed

    def append(self, chunk: bytes) -> None:
        """Add bytes at the end; raises `OSError` where the disk takes no more of them."""
        with self._lock:
            if self._closed:
                raise ValueError("the body is closed")
            if self._file is None and self._size + len(chunk) > self._in_memory:
                self._file = self._spill()
            if self._file is None:
                self._held += chunk
            else:
                write_at(self._file, chunk, self._size)
            self._size += len(chunk)

    def finish(self) -> None:
        """Say that all bytes have come."""
        self._complete = True

    def read(self, start: int, end: int) -> bytes:
        with self._lock:
            start, end = max(start, 0), min(end, self._size)
            if self._closed or start >= end:
                return b""
            if self._file is None:
                return bytes(self._held[start:end])
            return read_at(self._file, start, end - start)

    def formatted(self, *, skip: int, many: bool) -> WrittenText | None:
        """Return the JSON from byte `skip` on as text that grows; None where none can be made."""
        from workbench.adapters import written

        source = self._descriptor()
        return None if source is None else written.formatted(source, skip, many=many)

    def filtered(self, path: str, *, skip: int) -> WrittenText:
        """Return what a JSONPath finds, as text that grows; raises `UsageError`."""
        from workbench.adapters import written

        source = self._descriptor()
        return written.filtered(self._copy() if source is None else source, skip, path)

    def _descriptor(self) -> int | None:
        """Return a file number of the caller's own for the bytes, None while they are in memory."""
        with self._lock:
            return os.dup(self._file) if self._file is not None and not self._closed else None

    def _copy(self) -> int:
        """Return the number of an unlinked file with what is in memory."""
        file = _unlinked()
        write_at(file, bytes(self._held), 0)
        return file

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._size = 0
            self._held = bytearray()
            if self._give_back is not None:
                self._give_back()
            self._file = None

    def _spill(self) -> int:
        file = _unlinked()
        self._give_back = weakref.finalize(self, os.close, file)
        write_at(file, bytes(self._held), 0)
        self._held = bytearray()
        return file


def free_space() -> int | None:
    """Return how many bytes are free where bodies are kept, None where nobody says."""
    try:
        return shutil.disk_usage(tempfile.gettempdir()).free
    except OSError:
        return None


def _unlinked() -> int:
    file, path = tempfile.mkstemp(prefix="workbench-")
    Path(path).unlink()
    return file
