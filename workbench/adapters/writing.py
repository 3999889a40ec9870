"""Files written for a person: whole or not at all, and readable by nobody else.

Must not overwrite what was there unless it is told to.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.domain.http import Body

_STEP = 1024 * 1024


def replace_file(path: Path, chunks: Iterable[bytes]) -> int:
    """Write a file (0600) beside a path, flush it, and put it there; raises `OSError`."""
    import tempfile  # late: a start that writes nothing need not pay for it

    number, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            count = sum(file.write(chunk) for chunk in chunks)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    return count


def write_private(text: str, path: str) -> str:
    """Write a text that only this person can read, over what was there; return the path."""
    target = Path(path).expanduser()
    try:
        replace_file(target, [_encoded(text)])
    except OSError as error:
        raise _not_written(path, error) from error
    return str(target)


def write_new(path: str, text: str) -> str:
    """Write a text where nothing is yet and return the path; raises `UsageError`."""
    target = Path(path).expanduser()
    _create(target, [_encoded(text)], mode=0o666)
    return str(target)


def save_body(body: Body, path: str, *, overwrite: bool = False) -> int:
    """Write the bytes of a body and return how many; raises `UsageError`."""
    target = Path(path).expanduser()
    if not overwrite:
        return _create(target, _steps(body), mode=0o600)
    try:
        return replace_file(target, _steps(body))
    except OSError as error:
        raise _not_written(path, error) from error


def _create(target: Path, chunks: Iterable[bytes], *, mode: int) -> int:
    try:
        number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        raise UsageError(
            f"{target} is there already.", hint="Nothing was written.", fix="Name another file."
        ) from None
    except OSError as error:
        raise _not_written(str(target), error) from error
    try:
        with os.fdopen(number, "wb") as file:
            return sum(file.write(chunk) for chunk in chunks)
    except BaseException as error:
        with contextlib.suppress(OSError):
            target.unlink()
        if isinstance(error, OSError):
            raise _not_written(str(target), error) from error
        raise


def _steps(body: Body) -> Iterator[bytes]:
    size = body.size
    for start in range(0, size, _STEP):
        yield body.read(start, min(start + _STEP, size))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _not_written(path: str, error: OSError) -> UsageError:
    return UsageError(f"{path} could not be written.", hint=f"{error.strerror or error}.")
