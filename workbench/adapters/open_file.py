"""Reading and writing an open file at a place, all of it.

Must not open one.
"""

from __future__ import annotations

import os


def write_at(file: int, chunk: bytes, position: int) -> None:
    """Write all of it at a place."""
    rest = memoryview(chunk)
    while rest:
        written = os.pwrite(file, rest, position)
        rest = rest[written:]
        position += written


def read_at(file: int, position: int, count: int) -> bytes:
    """Read so many bytes from a place on, fewer where the file ends."""
    parts = []
    while count:
        part = os.pread(file, count, position)
        if not part:
            break
        parts.append(part)
        position += len(part)
        count -= len(part)
    return b"".join(parts)


class WholeFile:
    """An open file that does not grow any more, as a source of bytes by range."""

    complete = True

    def __init__(self, file: int) -> None:
        self._file = file
        self.size = os.fstat(file).st_size

    def read(self, start: int, end: int) -> bytes:
        return read_at(self._file, start, max(0, min(end, self.size) - start))
