"""Opens what is a file in the plain sense, and nothing that would wait or talk back.

Must not read it.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import IO, TYPE_CHECKING

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
