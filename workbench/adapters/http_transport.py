"""The transport: which connection a request takes, and what it may share with others.

Must not follow a redirect, keep a cookie or add a header of its own: it is given finished requests.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from workbench.adapters.connecting import Lines, Route
from workbench.adapters.proxies import proxy_for
from workbench.adapters.system import SystemClock
from workbench.adapters.tls import TlsProfile
from workbench.adapters.transfer import Transfer
from workbench.domain.errors import UsageError
from workbench.domain.origin import Origin, origin_of
from workbench.engine.ports import Clock, Limits, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.http import Request, Response, Timings
    from workbench.domain.settings import Settings

_SETTINGS_HOLD = Limits()


class HttpTransport:
    """Sends finished requests; fulfils `Transport`. Belongs to the loop of its first send."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lines = Lines()
        # At DEBUG it prints headers.
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        logging.getLogger("hpack").setLevel(logging.WARNING)

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = _SETTINGS_HOLD,
        progress: Callable[[Progress], None] | None = None,
    ) -> tuple[Response, Timings]:
        """Send and receive all, as the port says.

        More than `limits.max_body` raises `BodyTooLarge`; more than the setting `max_body` is kept
        up to there and `incomplete`. A body that was shown by `progress` outlives cancelling.
        """
        origin = _checked_origin(request)
        # What belongs to two environments is never shared.
        route = Route(
            origin,
            _tls_profile(request.settings) if origin.is_encrypted else None,
            proxy_for(request.settings, origin),
            environment,
        )
        return await Transfer(request, route, self._clock, limits, progress).over(self._lines)

    async def close(self) -> None:
        """Close every kept connection."""
        await self._lines.close()


def _tls_profile(settings: Settings) -> TlsProfile:
    verify = settings.verify is not False
    return TlsProfile(
        verify=verify,
        ca_file=(settings.ca_file or None) if verify else None,
        certificate=settings.client_certificate or None,
        key=settings.client_key or None,
        http2=settings.http2 is not False,
    )


def _checked_origin(request: Request) -> Origin:
    """Return where the address leads; it has to be where the request was allowed to go."""
    try:
        found = origin_of(request.url.reveal())
    except ValueError:
        raise UsageError(
            "The address of the request is none that can be called.",
            fix="Write it in full, such as https://api.example.com/path.",
        ) from None
    if found.scheme not in ("http", "https"):
        raise UsageError(f"{found.scheme}:// is nothing that a request can be sent to.")
    # Without a scheme the origin is a template's text: a source decided where this goes.
    if request.origin.scheme and found != request.origin:
        raise UsageError(
            f"The request was allowed to go to {request.origin} and leads elsewhere.",
            hint="It was not sent.",
        )
    return found
