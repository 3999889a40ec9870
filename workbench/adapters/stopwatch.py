"""When each phase of an exchange began and ended, taken where the bytes are.

Must not wait for anything: what it is told about waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workbench.domain.http import Timings

if TYPE_CHECKING:
    from workbench.engine.ports import Clock


class _Closable(Protocol):
    async def aclose(self) -> None: ...


class Stopwatch:
    """Listens to httpcore's trace events; `stream` is the connection made for this exchange."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self._at: dict[str, float] = {}
        self.stream: _Closable | None = None

    async def trace(self, event: str, told: dict[str, Any]) -> None:
        """Note an event, such as `connection.connect_tcp.started`."""
        self._at[event.partition(".")[2]] = self._clock.monotonic()
        if event == "connection.connect_tcp.complete":
            self.stream = told["return_value"]

    def received(self) -> None:
        """Note that the body has come."""
        self._at["received"] = self._clock.monotonic()

    @property
    def connected(self) -> bool:
        """Tell whether there was a connection to send on, new or kept."""
        return "connect_tcp.complete" in self._at or "send_request_headers.started" in self._at

    @property
    def encrypting(self) -> bool:
        """Tell whether the TLS handshake began and did not end well."""
        return "start_tls.started" in self._at and "start_tls.complete" not in self._at

    @property
    def sent(self) -> bool:
        """Tell whether the request was sent in full."""
        return "send_request_body.complete" in self._at

    def timings(self) -> Timings:
        """Return the phases that are over; the total until now, or until the body had come."""
        end = self._at.get("received", self._clock.monotonic())
        return Timings(
            connect_ms=self._between("connect_tcp.started", "connect_tcp.complete"),
            tls_ms=self._between("start_tls.started", "start_tls.complete"),
            send_ms=self._between("send_request_headers.started", "send_request_body.complete"),
            wait_ms=self._between(
                "send_request_body.complete", "receive_response_headers.complete"
            ),
            receive_ms=self._between("receive_response_headers.complete", "received"),
            total_ms=(end - self._started) * 1000,
        )

    def _between(self, start: str, end: str) -> float | None:
        if start not in self._at or end not in self._at:
            return None
        return max(0.0, (self._at[end] - self._at[start]) * 1000)
