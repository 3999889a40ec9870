"""When each phase of an exchange began and ended, taken where the bytes are.

Must not wait for anything: what it is told about waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.domain.http import Timings

if TYPE_CHECKING:
    from workbench.engine.ports import Clock

#: What httpcore calls the moments of an exchange over HTTP/2, and what they are called here.
_TRACED = {
    "http2.send_request_headers.started": "send.started",
    "http2.send_request_body.complete": "send.complete",
    "http2.receive_response_headers.complete": "head.complete",
}


class Stopwatch:
    """Notes the moments of one exchange; a moment noted again moves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self._at: dict[str, float] = {}

    def mark(self, moment: str) -> None:
        """Note a moment, such as `lookup.started`, `connect.complete` or `head.complete`."""
        self._at[moment] = self._clock.monotonic()

    async def trace(self, event: str, _: dict[str, Any]) -> None:
        """Note an event of httpcore."""
        if event in _TRACED:
            self.mark(_TRACED[event])

    def start_again(self) -> None:
        """Forget all moments: the request goes out a second time, which is timed apart."""
        self._at.clear()
        self._started = self._clock.monotonic()

    def going_on(self, phase: str) -> bool:
        """Tell whether a phase began and did not end well."""
        return f"{phase}.started" in self._at and f"{phase}.complete" not in self._at

    @property
    def connected(self) -> bool:
        """Tell whether there was a connection to send on, new or kept."""
        return "send.started" in self._at or "connect.complete" in self._at

    @property
    def sent(self) -> bool:
        """Tell whether the request was sent in full."""
        return "send.complete" in self._at

    @property
    def heard(self) -> bool:
        """Tell whether a byte of an answer came."""
        return "byte.first" in self._at or "head.complete" in self._at

    def timings(self) -> Timings:
        """Return the phases that are over; the total until now, or until the body had come."""
        end = self._at.get("body.complete", self._clock.monotonic())
        return Timings(
            dns_ms=self._between("lookup.started", "lookup.complete"),
            connect_ms=self._between("connect.started", "connect.complete"),
            proxy_ms=self._between("proxy.started", "proxy.complete"),
            tls_ms=self._between("tls.started", "tls.complete"),
            send_ms=self._between("send.started", "send.complete"),
            wait_ms=self._between("send.complete", "head.complete"),
            receive_ms=self._between("head.complete", "body.complete"),
            total_ms=(end - self._started) * 1000,
        )

    def _between(self, start: str, end: str) -> float | None:
        if start not in self._at or end not in self._at:
            return None
        return max(0.0, (self._at[end] - self._at[start]) * 1000)
