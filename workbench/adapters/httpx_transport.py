"""The transport over httpx: kept connections, one pool for each profile and environment.

Must not follow a redirect, keep a cookie, add a header of its own or repeat anything: it is given
finished requests. httpx's client does all of these; its pools do not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from workbench.adapters.system import SystemClock
from workbench.adapters.tls import empty_context, make_context
from workbench.adapters.transfer import Transfer
from workbench.domain.errors import UsageError
from workbench.domain.origin import Origin, origin_of
from workbench.engine.ports import Clock, Limits, Progress

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from workbench.domain.http import Request, Response, Timings

_POOL = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30.0)
_SETTINGS_HOLD = Limits()


@dataclass(frozen=True, slots=True)
class _Profile:
    """What connections have in common; what belongs to two environments is never shared."""

    encrypted: bool
    verify: bool
    ca_file: str | None
    environment: str | None


class HttpxTransport:
    """Sends finished requests; fulfils `Transport`. Belongs to the loop of its first send."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._pools: dict[_Profile, httpx.AsyncHTTPTransport] = {}
        self._contexts: dict[tuple[bool, str | None], ssl.SSLContext] = {}
        # At INFO they print query strings, at DEBUG headers.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

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
        pool = self._pool(request, origin, environment)
        return await Transfer(request, origin, self._clock, limits, progress).over(pool)

    async def close(self) -> None:
        """Close every kept connection."""
        pools = list(self._pools.values())
        self._pools.clear()
        for pool in pools:
            await pool.aclose()

    def _pool(
        self, request: Request, origin: Origin, environment: str | None
    ) -> httpx.AsyncHTTPTransport:
        settings = request.settings
        verify = settings.verify is not False
        profile = _Profile(origin.is_encrypted, verify, settings.ca_file or None, environment)
        if profile not in self._pools:
            context = self._context(profile) if profile.encrypted else empty_context()
            self._pools[profile] = httpx.AsyncHTTPTransport(
                verify=context, trust_env=False, limits=_POOL
            )
        return self._pools[profile]

    def _context(self, profile: _Profile) -> ssl.SSLContext:
        key = (profile.verify, profile.ca_file if profile.verify else None)
        if key not in self._contexts:
            self._contexts[key] = make_context(verify=profile.verify, ca_file=profile.ca_file)
        return self._contexts[key]


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
