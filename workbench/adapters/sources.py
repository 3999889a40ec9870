"""The sources: the process, `.env` files, files beside a collection, commands and the keyring.

Must not decide whether something may be read: whoever calls has asked.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.adapters.regular_file import content_of
from workbench.adapters.workspace_root import is_shared
from workbench.domain.errors import UsageError
from workbench.engine.ports import FileFacts
from workbench.formats import dotenv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.secret import Secret
    from workbench.engine.ports import Place

#: The longest text (bytes) that a source gives.
MOST = 1024 * 1024


class DiskSources:
    """Reads the process environment, the disk, and what commands and keyrings say.

    Fulfils `Sources`.
    """

    def env(self, name: str, place: Place) -> str | None:
        found = os.environ.get(name)
        if found is not None or not place.env_files:
            return found
        for file in _env_files(place):
            # Bytes that are no text stay the bytes they are.
            values = dotenv.parse(file.decode("utf-8", "surrogateescape"))
            if name in values:
                return values[name]
        return None

    def file_facts(self, path: str, place: Place) -> FileFacts:
        directory = Path(place.file).parent
        written = _expanded(path)
        home = Path(os.path.realpath(directory))
        if "\0" in path:
            return FileFacts(path, exists=False, regular=False, inside=False)
        real = Path(os.path.realpath(directory / written))
        try:
            facts = real.stat()
        except OSError:
            facts = None
        return FileFacts(
            real_path=str(real),
            exists=facts is not None,
            regular=facts is not None and stat.S_ISREG(facts.st_mode),
            inside=_stays_inside(written, directory) and _stays_inside(real, home),
            size=facts.st_size if facts else 0,
        )

    def file_text(self, path: str, place: Place) -> str:
        real = Path(place.file).parent / _expanded(path)
        content = _content(real, path)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"The file {path} is no UTF-8 text.",
                hint=f"The byte at {error.start:,} is none.",
                fix='A body of bytes is sent by type = "file".',
            ) from None
        return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text

    async def command(self, command: str, place: Place) -> Secret:
        from workbench.adapters.commands import directory_of, output_of

        return await output_of(command, directory_of(place.file))

    async def keyring(self, service: str, name: str) -> Secret | None:
        from workbench.adapters import own_keyring

        return await own_keyring.entry(service, name)


def _expanded(path: str) -> Path:
    return Path(path).expanduser() if path.startswith("~/") else Path(path)


def _stays_inside(path: Path, directory: Path) -> bool:
    """Tell whether a path, as it is written, leads below a directory past nothing hidden."""
    if path.is_absolute():
        if not path.is_relative_to(directory):
            return False
        path = path.relative_to(directory)
    return bool(path.parts) and not any(part.startswith(".") for part in path.parts)


def _env_files(place: Place) -> Iterator[bytes]:
    """Return the `.env` files from the collection's directory up to the root, never above."""
    directory = Path(os.path.realpath(Path(place.file).parent))
    root = Path(os.path.realpath(place.root))
    if not directory.is_relative_to(root):
        root = directory
    while True:
        real = Path(os.path.realpath(directory / ".env"))
        if real.is_relative_to(root) and real.is_file() and not is_shared(directory):
            yield _content(real, str(directory / ".env"))
        if directory == root:
            return
        directory = directory.parent


def _content(real: Path, shown: str) -> bytes:
    return content_of(real, f"The file {shown}", most=MOST, what=", the most for a value")
