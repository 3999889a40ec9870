"""A request's content as bytes on their way: measured first, then streamed.

    Content ──open──▶ pieces (bytes, open files) ──▶ chunks ──▶ the wire

Must not hold a file in memory or read one on the event loop.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from workbench.adapters.regular_file import open_regular
from workbench.domain.errors import UsageError
from workbench.domain.http import Content, FileContent, MultipartContent, TextContent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from workbench.domain.secret import Rendered

_CHUNK = 64 * 1024
_FILE_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class _OpenFile:
    """A file as it was when it was opened: its size holds, whatever is appended meanwhile."""

    file: IO[bytes]
    size: int
    name: str


class Outgoing:
    """The bytes of a content; `length` of them, `sent` so far."""

    def __init__(self, pieces: list[bytes | _OpenFile]) -> None:
        self._pieces = pieces
        self.length = sum(
            each.size if isinstance(each, _OpenFile) else len(each) for each in pieces
        )
        self.sent = 0
        self.on_sent: Callable[[], None] = _nothing

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            chunks = _read(piece) if isinstance(piece, _OpenFile) else _cut(piece)
            async for chunk in chunks:
                yield chunk
                self.sent += len(chunk)
                self.on_sent()

    def close(self) -> None:
        """Close the files."""
        for piece in self._pieces:
            if isinstance(piece, _OpenFile):
                # The lock of a buffered file makes this wait for a read that is going on.
                piece.file.close()


async def open_content(content: Content) -> Outgoing:
    """Return the content ready to be streamed; raises `UsageError` for an unreadable file."""
    pieces: list[bytes | _OpenFile] = []
    outgoing: Outgoing | None = None
    try:
        await _collect(content, pieces)
        outgoing = Outgoing(pieces)
    finally:
        if outgoing is None:
            Outgoing(pieces).close()
    return outgoing


def as_bytes(text: Rendered, what: str) -> bytes:
    """Return text in UTF-8, where what came as raw bytes stays as it is; raises `UsageError`."""
    try:
        return text.reveal().encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise UsageError(f"{what} holds half a character (a lone surrogate).") from None


def _nothing() -> None:
    pass


async def _collect(content: Content, pieces: list[bytes | _OpenFile]) -> None:
    match content:
        case TextContent(text):
            pieces.append(as_bytes(text, "The body"))
        case FileContent(path):
            # A cancelled `to_thread` would lose the file that its thread opens all the same.
            opening = asyncio.ensure_future(asyncio.to_thread(_open, path))
            try:
                pieces.append(await asyncio.shield(opening))
            except asyncio.CancelledError:
                opening.add_done_callback(_close_late)
                raise
        case MultipartContent(boundary, parts):
            mark = b"--" + boundary.encode("ascii")
            for part in parts:
                head = as_bytes(part.head, "The head of a part")
                pieces.append(mark + b"\r\n" + head + b"\r\n\r\n")
                await _collect(part.content, pieces)
                pieces.append(b"\r\n")
            pieces.append(mark + b"--\r\n")
        case _:
            pass


def _close_late(opening: asyncio.Future[_OpenFile]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().file.close()


def _open(path: str) -> _OpenFile:
    try:
        file = open_regular(path)
    except OSError as error:
        raise UsageError(
            f"The file {path} could not be read.", hint=f"{error.strerror or error}."
        ) from error
    return _OpenFile(file, os.fstat(file.fileno()).st_size, path)


async def _cut(piece: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(piece), _CHUNK):
        yield piece[start : start + _CHUNK]


async def _read(piece: _OpenFile) -> AsyncIterator[bytes]:
    left = piece.size
    while left:
        try:
            chunk = await asyncio.to_thread(piece.file.read, min(left, _FILE_CHUNK))
        except OSError as error:
            raise UsageError(
                f"The file {piece.name} could not be read to its end.",
                hint=f"{error.strerror or error}.",
            ) from error
        if not chunk:
            raise UsageError(
                f"The file {piece.name} became shorter while it was sent.",
                fix="Send again when nothing writes to it.",
            )
        left -= len(chunk)
        yield chunk
