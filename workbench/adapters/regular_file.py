"""Opens what is a file in the plain sense, and nothing that would wait or talk back.

Must not decide which file may be read.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import IO, TYPE_CHECKING

from workbench.domain.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def open_regular(path: str | Path) -> IO[bytes]:
    """Return a regular file opened for reading; raises `OSError`, for pipes and devices too."""
    try:
        # Without O_NONBLOCK a named pipe would wait for its writer.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, "Not a name that a file can have") from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "Not a regular file")
    return os.fdopen(number, "rb")


def content_of(path: str | Path, shown: str, *, most: int, what: str = "") -> bytes:
    """Return what a regular file holds; raises `UsageError` where it holds more than `most` bytes.

    `shown` is what a person calls it, `what` says what for that is the most.
    """
    try:
        with open_regular(path) as file:
            content = file.read(most + 1)
    except OSError as error:
        raise UsageError(
            f"{shown} could not be read.", hint=f"{error.strerror or error}."
        ) from error
    if len(content) > most:
        raise UsageError(f"{shown} is longer than {most:,} bytes{what}.")
    return content
