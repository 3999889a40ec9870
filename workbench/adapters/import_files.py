"""What an import reads and writes: sources, a new file whole, and secrets in `.env` beside it.

Must not overwrite a file, or a name that `.env` has.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.adapters import regular_file
from workbench.adapters.workspace_root import is_shared
from workbench.adapters.writing import replace_file, write_new
from workbench.domain.errors import UsageError
from workbench.domain.secret import Secret
from workbench.formats import dotenv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.imported import MovedSecret

#: More than this (bytes) nobody exported.
MOST = 256 * 1024 * 1024
#: More names than this nobody reads through.
_OFFERED = 200
_SUFFIXES = frozenset({".json", ".curl", ".sh", ".txt"})
_COMMAND = re.compile(r"\s*(?:\$\s+)?curl(?:\.exe)?\s", re.IGNORECASE)
_IGNORES = frozenset({".env", "/.env", "*.env", ".env*", "**/.env", ".env.*", ".*"})


def source_of(source: str, directory: Path | None = None) -> tuple[str, bytes]:
    """Return what a source names as label and bytes: a file, or itself.

    A relative path is below `directory`, where it is given; else `-` is standard input. Raises
    `UsageError` where there is nothing.
    """
    if source == "-" and directory is None:
        return "standard input", sys.stdin.buffer.read(MOST)
    path = (directory or Path()) / Path(source).expanduser()
    try:
        if path.exists():
            return str(path), content_of(path)
    except (OSError, ValueError):
        pass  # too long a name, or one with a NUL: it is a command, or nothing
    if _COMMAND.match(source + " "):
        return "the curl command", source.encode("utf-8", "surrogateescape")
    # A command that was misspelt may hold a secret behind its first word.
    shown = (
        source.split(maxsplit=1)[0] if len(source.split()) > 1 and "/" not in source[:1] else source
    )
    raise UsageError(
        f"There is no file or directory {shown[:200]}.",
        fix="Name one that is there, - for standard input, or a curl command between quotes.",
    )


def directory_of(source: str, directory: Path | None = None) -> Path | None:
    """Return the directory that a source names, None where it names none."""
    path = (directory or Path()) / Path(source).expanduser()
    try:
        return path if path.is_dir() and source != "-" else None
    except (OSError, ValueError):
        return None  # too long a name, or one with a NUL


def below(directory: Path) -> list[Path]:
    """Return the files in a directory that can be imported by their names, in order."""
    return [
        each
        for each in sorted(directory.rglob("*"))
        if each.suffix.lower() in _SUFFIXES
        and each.is_file()
        and not any(part.startswith(".") for part in each.relative_to(directory).parts)
    ]


def content_of(path: Path) -> bytes:
    """Return what a file of a source says; raises `UsageError`."""
    return regular_file.content_of(path, str(path), most=MOST)


def completions(typed: str, directory: Path) -> tuple[str, ...]:
    """Return what a path can become that was begun to be typed; nothing where there is nothing."""
    before, slash, begun = typed.rpartition("/")
    where = directory / Path(before + slash).expanduser()
    try:
        found = sorted(where.iterdir(), key=lambda path: (not path.is_dir(), path.name.lower()))
        return tuple(
            f"{before}{slash}{each.name}{'/' if each.is_dir() else ''}"
            for each in found
            if each.name.startswith(begun)
            and (begun.startswith(".") or not each.name.startswith("."))
            and (each.is_dir() or each.suffix.lower() in _SUFFIXES)
        )[:_OFFERED]
    except (OSError, ValueError, RuntimeError):
        return ()


def make_directory(path: str) -> Path:
    """Return a directory, made where it is missing; raises `UsageError`."""
    directory = Path(path).expanduser()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The directory {path} could not be made.", hint=f"{error.strerror or error}."
        ) from error
    return directory


def refuse_what_is_there(path: Path) -> None:
    """Raise `UsageError` where something has that name already."""
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path} is there already.", hint="It was left as it is.", fix="Name another file."
        )


def write_whole(path: Path, text: str, *, private: bool = False) -> str:
    """Write a new file, whole or not at all, and return its path; raises `UsageError`.

    One that is `private` nobody else can read.
    """
    import tempfile  # late: it is needed for nothing else here

    refuse_what_is_there(path)
    content = text.encode("utf-8", "replace")
    try:
        number, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
        # A link is made only where nothing is, which a rename does not promise.
        os.link(temporary, path)
    except FileExistsError:
        refuse_what_is_there(path)
    except OSError as error:
        if private:
            raise _not_written(path, error) from error
        return write_new(str(path), text)  # a file system without links
    finally:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
    return str(path)


def env_names(directory: Path) -> dict[str, Secret]:
    """Return what `.env` of a directory has already."""
    path = directory / ".env"
    if not path.exists():
        return {}
    values = dotenv.parse(content_of(path).decode("utf-8", "surrogateescape"))
    return {name: Secret(value) for name, value in values.items()}


def add_to_env(directory: Path, secrets: Sequence[MovedSecret]) -> str:
    """Add names to `.env` (0600), ignored by git where there is a repository; return its path."""
    path = directory / ".env"
    if is_shared(directory.resolve()):
        raise UsageError(
            f"A .env in {directory} is never read: everybody's files are there.",
            hint="So what is secret was not moved into one, and nothing was written.",
            fix="Write into a directory of its own with -o, or import with --keep-secrets.",
        )
    if path.is_symlink():
        raise UsageError(
            f"{path} is a symbolic link.",
            hint="The secrets were not written through it.",
            fix="Import with --keep-secrets, or write beside a .env that is a file.",
        )
    before = content_of(path) if path.exists() else b""
    known = dotenv.parse(before.decode("utf-8", "surrogateescape"))
    lines = [
        f"{each.name}={dotenv.quoted(each.value.reveal())}\n"
        for each in secrets
        if each.name not in known
    ]
    if before and not before.endswith(b"\n"):
        lines.insert(0, "\n")
    try:
        _ignore(directory)
        replace_file(path, [before, "".join(lines).encode("utf-8", "surrogateescape")])
    except OSError as error:
        raise _not_written(path, error) from error
    return str(path)


def _ignore(directory: Path) -> None:
    """Have git ignore `.env` where the directory is in a repository and nothing says so yet."""
    top = next((each for each in _upwards(directory) if (each / ".git").exists()), None)
    if top is None:
        return
    for each in _upwards(directory):
        found = each / ".gitignore"
        if found.is_file():
            lines = content_of(found).decode("utf-8", "surrogateescape").splitlines()
            if any(line.strip() in _IGNORES for line in lines):
                return
        if each == top:
            break
    path = directory / ".gitignore"
    before = content_of(path) if path.is_file() else b""
    end = b"" if not before or before.endswith(b"\n") else b"\n"
    with path.open("ab") as file:
        file.write(end + b".env\n")


def _upwards(directory: Path) -> tuple[Path, ...]:
    real = directory.resolve()
    return (real, *real.parents)


def _not_written(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} could not be written.", hint=f"{error.strerror or error}.")
