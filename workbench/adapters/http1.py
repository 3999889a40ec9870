"""One connection that speaks HTTP/1.1 (RFC 9112), an exchange after the other.

    request ──▶ [100 Continue] ──▶ content ──▶ [1xx ...] head ──▶ chunks ──▶ over | kept

Must not judge an answer; what it noticed on the way it keeps in `notes`.
"""

from __future__ import annotations

import asyncio
import select
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h11
import httpcore

from workbench.adapters.dialing import hang_up

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

    from workbench.adapters.outgoing import Outgoing
    from workbench.adapters.stopwatch import Stopwatch

_READ = 64 * 1024
#: The longest head (bytes) and the most lines in it; h11 reads one at once, with the loop stopped.
MOST_HEAD = 1280 * 1024
MOST_LINES = 20_000
#: More interim answers than this are no answer.
MOST_INTERIM = 20
#: Seconds that content waits for `100 Continue` (RFC 9110 10.1.1 lets a client go on without).
PATIENCE = 1.0
#: After so many pieces of one read others get their turn.
_TURN = 200

#: What is said of a connection that ended before anything came, and in the middle of a head.
GONE = "server disconnected without sending a response"
HALF = "server disconnected in the middle of the head"

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request as it goes out; `timeout` in seconds without a byte, None without."""

    method: bytes
    target: bytes
    headers: Headers
    timeout: float | None

    @property
    def expects(self) -> bool:
        """Tell whether the content waits to be asked for."""
        return any(
            name.lower() == b"expect" and value.lower() == b"100-continue"
            for name, value in self.headers
        )


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """The head of an answer as it came."""

    status: int
    reason: bytes
    headers: Headers
    version: bytes


class Http1Connection:
    """Belongs to one exchange at a time; raises httpcore's and h11's errors."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self.stream = stream
        self.notes: list[str] = []
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)
        self._interim = 0
        self._lines = 0
        self._timeout: float | None = None
        self._early: h11.Response | None = None
        self._encrypted = stream.get_extra_info("ssl_object") is not None
        self._poll = select.poll()
        self._socket: socket.socket = stream.get_extra_info("socket")
        self._poll.register(self._socket, select.POLLIN)

    async def exchange(self, head: Head, outgoing: Outgoing, watch: Stopwatch) -> AnswerHead:
        """Send a request and return the head of its answer."""
        self.notes = []
        self._interim = self._lines = 0
        self._timeout = head.timeout
        self._early = None
        watch.mark("send.started")
        try:
            await self._send(head, outgoing, watch)
        except (httpcore.WriteError, httpcore.WriteTimeout):
            # Servers may answer, such as 413, and close or stop reading before all was sent.
            if not self._has_bytes():
                raise
            self._early = await self._early_answer(watch)
        else:
            watch.mark("send.complete")
        if self._h11.our_state is h11.SEND_BODY:
            self.notes.append("The answer came before the request was sent in full.")
            watch.mark("send.complete")
        answer = self._early or await self._next_head(watch)
        watch.mark("head.complete")
        return _head(answer)

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the content as it comes, still in its codings: small chunks of one read joined."""
        broken: httpcore.RemoteProtocolError | None = None
        while True:
            pieces: list[bytes] = []
            event: h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED] = h11.NEED_DATA
            while len(pieces) < _TURN:
                try:
                    event = self._parsed()
                except httpcore.RemoteProtocolError as error:
                    broken = error
                    break
                if not isinstance(event, h11.Data):
                    break
                pieces.append(bytes(event.data))
            if pieces:
                yield b"".join(pieces)
            if broken is not None:
                raise broken
            if isinstance(event, h11.EndOfMessage):
                self._note_trailers(event)
                return
            if event is h11.PAUSED:
                return
            if event is h11.NEED_DATA:
                self._h11.receive_data(await self.stream.read(_READ, self._timeout))
            else:
                await asyncio.sleep(0)

    def finish(self) -> bool:
        """Note what came behind the end; tell whether another exchange can follow."""
        behind = len(self._h11.trailing_data[0])
        switched = self._h11.their_state is h11.SWITCHED_PROTOCOL
        if switched:
            self.notes.append("The server switched protocols; what follows is not read.")
        elif behind:
            self.notes.append(
                f"{behind:,} {'byte' if behind == 1 else 'bytes'} came behind the end of the"
                " answer and belong to nothing."
            )
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE and not behind:
            self._h11.start_next_cycle()
            return True
        return False

    def is_spent(self) -> bool:
        """Tell whether the other side has closed it, or said something unasked."""
        return self._has_bytes()

    async def close(self) -> None:
        """Close the stream."""
        await hang_up(self.stream)

    async def _send(self, head: Head, outgoing: Outgoing, watch: Stopwatch) -> None:
        try:
            request = h11.Request(method=head.method, target=head.target, headers=head.headers)
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        waiting = self._bytes_of(request)
        if head.expects and outgoing.length:
            await self._write(waiting)
            waiting = b""
            self._early = await self._permission(watch)
        if self._early is None:
            async for chunk in outgoing:
                # Looked at before a piece, never behind the last one: that is no early answer.
                if outgoing.sent and self._has_plain_bytes():
                    self._early = await self._early_answer(watch)
                    if self._early is not None:
                        return
                await self._write(waiting + self._bytes_of(h11.Data(data=chunk)))
                waiting = b""
            await self._write(waiting + self._bytes_of(h11.EndOfMessage()))

    async def _permission(self, watch: Stopwatch) -> h11.Response | None:
        """Wait for `100 Continue`; return an answer that came in its place."""
        before = self._interim
        try:
            async with asyncio.timeout(PATIENCE):
                while self._interim == before:
                    event = await self._head_event(watch)
                    if isinstance(event, h11.Response):
                        return event
        except TimeoutError:
            self.notes.append(f"No 100 Continue came within {PATIENCE:g} s; the body was sent.")
        return None

    async def _early_answer(self, watch: Stopwatch) -> h11.Response | None:
        """Return an answer that is there while content is still being sent."""
        event = await self._head_event(watch)
        while isinstance(event, h11.InformationalResponse) and event.status_code != 101:
            if not self._has_bytes():
                return None
            event = await self._head_event(watch)
        return event if isinstance(event, h11.Response) else None

    async def _next_head(self, watch: Stopwatch) -> h11.Response | h11.InformationalResponse:
        while True:
            event = await self._head_event(watch)
            if isinstance(event, h11.Response) or event.status_code == 101:
                return event

    async def _head_event(self, watch: Stopwatch) -> h11.Response | h11.InformationalResponse:
        event = await self._event(watch)
        if isinstance(event, h11.Response):
            return event
        if not isinstance(event, h11.InformationalResponse):
            raise httpcore.RemoteProtocolError(GONE)
        if event.status_code != 101:
            self._interim += 1
            reason = event.reason.decode("latin-1")
            self.notes.append(f"{event.status_code} {reason}".strip() + " came first.")
            if self._interim > MOST_INTERIM:
                raise httpcore.RemoteProtocolError(
                    f"more than {MOST_INTERIM} interim answers (1xx) and no final one"
                )
        return event

    async def _event(self, watch: Stopwatch) -> h11.Event | type[h11.PAUSED]:
        while (event := self._parsed()) is h11.NEED_DATA:
            came = await self.stream.read(_READ, self._timeout)
            self._count_head(came)
            watch.mark("byte.first")
            self._h11.receive_data(came)
        return event  # type: ignore[return-value] # NEED_DATA is a class of its own

    def _parsed(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error

    def _count_head(self, came: bytes) -> None:
        if not came and self._h11.their_state is h11.SEND_RESPONSE:
            raise httpcore.RemoteProtocolError(HALF if self._lines else GONE)
        self._lines += came.count(b"\n") or 1
        if self._lines > MOST_LINES and b"\r\n\r\n" not in came and b"\n\n" not in came:
            raise httpcore.RemoteProtocolError(f"more than {MOST_LINES:,} header lines")

    def _note_trailers(self, event: h11.EndOfMessage) -> None:
        names = [name.decode("latin-1") for name, _ in event.headers]
        if names:
            self.notes.append(f"Behind the body came the trailers {', '.join(names[:10])}.")

    def _bytes_of(self, event: h11.Event) -> bytes:
        return self._h11.send(event) or b""

    async def _write(self, waiting: bytes) -> None:
        if waiting:
            await self.stream.write(waiting, self._timeout)

    def _has_bytes(self) -> bool:
        """Tell whether a read would return at once, with bytes or the end."""
        # A closed socket's number may by now be another one's.
        return self._socket.fileno() < 0 or bool(self._poll.poll(0))

    def _has_plain_bytes(self) -> bool:
        # Below TLS there may be tickets, which are no answer.
        return not self._encrypted and self._has_bytes()


def _head(event: h11.Response | h11.InformationalResponse) -> AnswerHead:
    return AnswerHead(
        event.status_code,
        bytes(event.reason),
        event.headers.raw_items(),
        b"HTTP/" + bytes(event.http_version),
    )
