"""The body of an answer on its way in: decoded, bounded, and kept as far as it came.

    chunk ──▶ decoder ──▶ max_body? ratio? room on the disk? ──▶ SpooledBody

Must not fail where something of the answer can be shown: it says why the rest is missing.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import h11
import httpcore

from workbench.adapters.codecs import STEP, CodingBroken
from workbench.adapters.decoding import Decoder
from workbench.adapters.failures import FAILURES
from workbench.adapters.spool import IN_MEMORY, free_space
from workbench.domain.errors import BodyTooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from workbench.adapters.spool import SpooledBody
    from workbench.domain.http import Request, Response
    from workbench.engine.ports import Limits

#: After so many decoded bytes of one chunk others get their turn.
_TURN = 512 * 1024
#: A body that has become so large (bytes) out of so little is a bomb: deflate makes 1,032 of one.
BOMB = 64 * 1024 * 1024
MOST_OF_ONE = 2000
#: What is left free on the disk (bytes), and how often that is looked at.
SPARED = 64 * 1024 * 1024
_LOOK = 32 * 1024 * 1024

_EMPTY = (204, 205, 304)
_WRONG_SCHEME = (b"HTTPS port", b"HTTP request to an HTTPS server", b"requires TLS")


class Receiver:
    """Takes one body; `received` bytes of it so far, as they were on the wire."""

    def __init__(
        self, request: Request, body: SpooledBody, limits: Limits, report: Callable[[], None]
    ) -> None:
        self._request = request
        self._body = body
        self._callers = limits.max_body
        self._report = report
        self._decoder = Decoder(())
        self._bound = self._callers
        self._why = ""
        self._looked = 0
        self.received = 0
        self.to_receive: int | None = None

    def expect(self, response: Response) -> None:
        """Take note of what the head says about the body."""
        self._decoder = Decoder(response.header_values("Content-Encoding"))
        length = (response.header("Content-Length") or "").strip()
        empty = self._request.method == "HEAD" or response.status in _EMPTY
        if length.isdecimal() and len(length) < 20 and not empty:
            self.to_receive = int(length)
        if self._bound is None:
            self._bound = self._request.settings.max_body
            self._why = f"Stopped at {self._bound or 0:,} bytes, which is max_body."
        needed = min(self.to_receive or 0, self._bound or self.to_receive or 0)
        if needed > IN_MEMORY and self._callers is None and (missing := self._no_room(needed)):
            self._bound, self._why = IN_MEMORY, missing

    async def receive(self, chunks: AsyncIterator[bytes]) -> str:
        """Spool the body; return why it is not all there, or nothing."""
        try:
            async with contextlib.aclosing(chunks) as closing:  # type: ignore[type-var] # a generator
                async for chunk in closing:
                    self.received += len(chunk)
                    if stopped := await self._keep(self._decoder.feed(chunk)):
                        return stopped
                    self._report()
            if stopped := await self._keep(self._decoder.finish()):
                return stopped
        except CodingBroken as broken:
            return f"The {broken.name} coding of the body broke {self._progress_made}."
        except httpcore.TimeoutException:
            wait = self._request.settings.timeout or 0
            return f"No byte came for {wait:g} s, {self._progress_made}."
        except FAILURES as error:
            return self._ended_how(error)
        if not self._decoder.ended:
            return f"The coding of the body ended early, {self._progress_made}."
        return ""

    def notes(self, response: Response) -> Iterator[str]:
        """Say what is odd about a body that has come, as sentences."""
        yield from self._decoder.notes()
        if response.status == 421:
            yield "421: this server does not answer for that host; compare the Host header."
        if response.status == 400 and self._request.origin.scheme == "http":
            start = self._body.read(0, 4096)
            if any(each in start for each in _WRONG_SCHEME):
                yield "The server wants TLS on this port: write https:// in the URL."

    async def _keep(self, pieces: Iterator[bytes]) -> str:
        turn = self._body.size + _TURN
        for piece in pieces:
            room = len(piece) if self._bound is None else self._bound - self._body.size
            try:
                self._body.append(piece[:room])
            except OSError as error:
                return f"The body could not be kept: {error.strerror or error}."
            if room < len(piece):
                return self._too_large()
            if stopped := self._bomb() or self._disk_is_full():
                return stopped
            if self._body.size >= turn and len(piece) <= STEP:
                turn = self._body.size + _TURN
                self._report()
                await asyncio.sleep(0)
        return ""

    def _too_large(self) -> str:
        if self._callers is None:
            return self._why
        # The caller's own bound: a part of the answer is of no use to it.
        origin = self._request.origin
        raise BodyTooLarge(
            f"The answer of {origin.host} is longer than {self._callers:,} bytes.",
            hint="No more than that is read there.",
        )

    def _bomb(self) -> str:
        size = self._body.size
        if size < BOMB or size < self.received * MOST_OF_ONE:
            return ""
        return (
            f"Stopped at {size:,} bytes: they came out of {self.received:,}, and more than"
            f" {MOST_OF_ONE:,} out of one is a bomb, not an answer."
        )

    def _disk_is_full(self) -> str:
        if self._body.size < self._looked + _LOOK:
            return ""
        self._looked = self._body.size
        return self._no_room(_LOOK)

    def _no_room(self, needed: int) -> str:
        free = free_space()
        if free is None or free >= needed + SPARED:
            return ""
        of = "" if self.to_receive is None else f" The answer has {self.to_receive:,}."
        return f"Stopped: only {free:,} bytes are free where bodies are kept.{of}"

    def _ended_how(self, error: Exception) -> str:
        said = str(error)
        if isinstance(error, httpcore.RemoteProtocolError | h11.RemoteProtocolError) and not any(
            each in said for each in ("closed", "disconnected", "Stream")
        ):
            return f"The framing of the body broke {self._progress_made}: {said[:80]}."
        return f"The connection ended {self._progress_made}."

    @property
    def _progress_made(self) -> str:
        of = "" if self.to_receive is None else f" of {self.to_receive:,}"
        return f"after {self.received:,}{of} bytes"
