"""The transport, made when the first request leaves: an import of httpcore is not free.

Must not do anything but hand on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.ports import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.http_transport import HttpTransport
    from workbench.domain.http import Request, Response, Timings
    from workbench.engine.ports import Clock, Progress

_NO_LIMITS = Limits()


class LateTransport:
    """Fulfils `Transport` by one that is made on the first send."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: HttpTransport | None = None

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = _NO_LIMITS,
        progress: Callable[[Progress], None] | None = None,
    ) -> tuple[Response, Timings]:
        if self._made is None:
            from workbench.adapters.http_transport import HttpTransport

            self._made = HttpTransport(self._clock)
        return await self._made.send(
            request, environment=environment, limits=limits, progress=progress
        )

    async def close(self) -> None:
        """Give the connections back."""
        if self._made is not None:
            await self._made.close()
