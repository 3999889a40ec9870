"""Saves edits into a collection file: the old file or the new one, whole, whatever happens.

    lock ──▶ read ──▶ edit ──▶ temporary file ──▶ flush ──▶ unchanged since? ──▶ replace ──▶ flush
               ▲                                                │
               └──────────────── no, begin again ───────────────┘

Two processes take turns by a lock on the directory; one that takes none is noticed by the file.
Must not decide between two versions of a value, and must not change a line that was not edited.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.edits import Saved
from workbench.domain.errors import SaveFailed
from workbench.formats.editing import edited
from workbench.formats.line_ends import in_bytes, in_lines
from workbench.formats.syntax import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.domain.edits import Edit

_WHY = {
    errno.ENOSPC: ("No space is left on the device.", "Make room, then save again."),
    errno.EDQUOT: ("The quota of the device is used up.", "Make room, then save again."),
    errno.EROFS: ("The file system is read-only.", "Copy the request as TOML (Y) to keep it."),
    errno.EACCES: ("It may not be written.", "Give yourself the right, then save again."),
    errno.EPERM: ("It may not be written.", "Give yourself the right, then save again."),
    errno.ENOENT: ("The file is not there any more.", "Put it back, then save again."),
    errno.ENOTDIR: ("Its directory is not there any more.", "Put it back, then save again."),
    errno.ELOOP: ("It is a symbolic link that leads round in a circle.", "Put the link right."),
    errno.EISDIR: ("A directory is there by now.", "Move that one away, then save again."),
}
#: How often a file may change under a save before it is given up.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read, with what its successor is to keep."""

    content: bytes
    mode: int
    owner: tuple[int, int]


def save(path: str, edits: Sequence[Edit], *, there_wins: bool | None = None) -> Saved:
    """Write edits into a file; raises `SaveFailed`, `FormatError` and `UsageError`.

    `there_wins` chooses where a value was changed in the file, too; without it nothing is written
    and the clashes are handed back.
    """

    def change(text: str) -> Saved:
        done = edited(text, edits, file=path, there_wins=there_wins)
        if done.clashes and there_wins is None:
            return Saved(clashes=done.clashes)
        return Saved(text, done.text, done.clashes, done.why)

    return _rewritten(path, change)


def restore(path: str, was: str, becomes: str) -> bool:
    """Put another text into a file that still has the text `was`; False where it has not."""

    def change(text: str) -> Saved:
        return Saved(text, becomes if text == was else text)

    return _rewritten(path, change).after == becomes


def delete_file(path: str) -> str:
    """Remove a collection file and return its text; raises `SaveFailed`."""
    with _told(path), _locked(str(Path(path).parent)) as directory:
        text, _ = decode(Path(path).read_bytes(), path)
        Path(path).unlink()
        os.fsync(directory)
    return text


def _rewritten(path: str, change: Callable[[str], Saved]) -> Saved:
    with _told(path):
        real = os.path.realpath(path, strict=True)
        with _locked(str(Path(real).parent)) as directory:
            for _ in range(_TRIES):
                read = _read(real)
                text, problems = decode(read.content, path)
                if problems:
                    raise SaveFailed(
                        f"{_name(path)} was not saved.",
                        f"{problems[0].message}.",
                        "Save the file as UTF-8 first; the edit is kept.",
                    )
                lines = in_lines(text)
                saved = change(lines)
                # A file may be empty before or after; both at once says that nothing was written.
                if saved.after == lines or not (saved.before or saved.after):
                    return saved
                content = in_bytes(read.content, text, saved.after)
                if saved.why:
                    return _offered(real, content, saved)
                if _replaced(real, content, read, directory):
                    return saved
    raise SaveFailed(
        f"{_name(path)} was not saved.",
        f"It changed {_TRIES} times while it was being saved.",
        "Save again; the edit is kept.",
    )


def _read(real: str) -> _Read:
    number = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        facts = os.fstat(number)
        content = file.read()
    if not facts.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, "The file is read-only")
    return _Read(content, facts.st_mode & 0o7777, (facts.st_uid, facts.st_gid))


def _replaced(real: str, content: bytes, read: _Read, directory: int) -> bool:
    """Put content in a file's place unless it changed since; tell whether it was put there."""
    temporary = _written(real, content, read)
    try:
        if Path(real).read_bytes() != read.content:
            Path(temporary).unlink()
            return False
        os.replace(temporary, real)  # noqa: PTH105 (a test stops it at each of these calls)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    os.fsync(directory)
    return True


def _written(real: str, content: bytes, read: _Read) -> str:
    """Write a temporary file beside another, flushed, and return its path."""
    place = Path(real)
    for left in place.parent.glob(f".{escape(place.name)}.*~"):
        # The lock is ours: what is there was left by a process that was killed.
        left.unlink(missing_ok=True)
    temporary = str(place.with_name(f".{place.name}.{os.urandom(4).hex()}~"))
    number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(number, rest) :]
            with contextlib.suppress(OSError):
                os.fchown(number, *read.owner)
            os.fchmod(number, read.mode)
            os.fsync(number)
        finally:
            os.close(number)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    return temporary


def _offered(real: str, content: bytes, saved: Saved) -> Saved:
    """Write a text that is not exact beside the file, under a name that is no collection's."""
    place = Path(real)
    for number in range(1, 1000):
        beside = place.with_name(f"{place.name}.edited{'' if number == 1 else number}")
        try:
            opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(opened)
        return Saved(why=saved.why, beside=str(beside))
    raise FileExistsError(errno.EEXIST, "Too many texts are offered beside it already")


@contextlib.contextmanager
def _locked(directory: str) -> Iterator[int]:
    number = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Where a file system has no locks, a change in between is still noticed.
        with contextlib.suppress(OSError):
            fcntl.flock(number, fcntl.LOCK_EX)
        yield number
    finally:
        os.close(number)


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why, fix = _WHY.get(error.errno or 0, (f"{error.strerror or error}.", "Save again."))
        raise SaveFailed(
            f"{_name(path)} was not saved.", f"{why} The edit is kept here.", fix
        ) from error


def _name(path: str) -> str:
    return Path(path).name
