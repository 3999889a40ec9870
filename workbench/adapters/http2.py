"""One connection that speaks HTTP/2 (RFC 9113), an exchange after the other.

Must not carry two exchanges at once: so cancelling one can close the connection, and the times of
one are never those of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import h2.exceptions
import httpcore

from workbench.adapters.dialing import hang_up
from workbench.adapters.http1 import AnswerHead, Head

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from workbench.adapters.outgoing import Outgoing
    from workbench.adapters.stopwatch import Stopwatch
    from workbench.domain.origin import Origin

#: Headers of a connection, which HTTP/2 must not have (RFC 9113 8.2.2).
_OF_A_CONNECTION = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"}
)


class Http2Connection:
    """Belongs to one exchange at a time; raises httpcore's errors."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, origin: Origin) -> None:
        self.stream = stream
        self.notes: list[str] = []
        self._origin = httpcore.Origin(
            origin.scheme.encode(), origin.host.encode("ascii", "replace"), origin.port
        )
        self._http2 = httpcore.AsyncHTTP2Connection(self._origin, stream)
        self._answer: httpcore.Response | None = None
        self._ended = False

    async def exchange(self, head: Head, outgoing: Outgoing, watch: Stopwatch) -> AnswerHead:
        """Send a request and return the head of its answer."""
        self.notes = []
        self._ended = False
        headers = [each for each in head.headers if each[0].lower() not in _OF_A_CONNECTION]
        left = [name.decode() for name, _ in head.headers if name.lower() in _OF_A_CONNECTION]
        if left:
            self.notes.append(f"HTTP/2 has no header {', '.join(left)}: not sent.")
        url = httpcore.URL(
            scheme=self._origin.scheme,
            host=self._origin.host,
            port=self._origin.port,
            target=head.target,
        )
        within = {"read": head.timeout, "write": head.timeout}
        request = httpcore.Request(
            head.method,
            url,
            headers=headers,
            content=outgoing,
            extensions={"timeout": within, "trace": watch.trace},
        )
        try:
            answer = await self._http2.handle_async_request(request)
        except h2.exceptions.ProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        except httpcore.LocalProtocolError as error:
            # httpcore blames us for all that h2 refuses; once all was sent it was what came.
            if not watch.sent:
                raise
            raise httpcore.RemoteProtocolError(str(error)) from error
        self._answer = answer
        return AnswerHead(answer.status, b"", answer.headers, b"HTTP/2")

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the content as it comes, still in its codings."""
        if self._answer is None:
            return
        try:
            async for chunk in self._answer.aiter_stream():
                yield chunk
            await self._answer.aclose()
        except h2.exceptions.ProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        self._ended = True

    def finish(self) -> bool:
        """Tell whether another exchange can follow."""
        self._answer = None
        return self._ended and self._http2.is_idle() and self._http2.is_available()

    def is_spent(self) -> bool:
        """Tell whether the connection has ended; other frames may come at any time."""
        return not self._http2.is_available()

    async def close(self) -> None:
        """Close the stream."""
        await hang_up(self.stream)
