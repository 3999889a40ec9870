"""Connections: made step by step, kept for the next request to the same place, given back.

    lookup ▶ connect ▶ [proxy] ▶ [TLS] ▶ HTTP/1.1 | HTTP/2 ──▶ one exchange ──▶ kept | closed

Must not carry two exchanges on one connection, or keep what an exchange left half done.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.adapters.dialing import dial, hang_up
from workbench.adapters.http1 import Http1Connection
from workbench.adapters.names import Names
from workbench.adapters.tls import TlsProfile, make_context
from workbench.adapters.tunnels import open_socks, open_tunnel
from workbench.domain.http import Connection

if TYPE_CHECKING:
    import ssl

    import httpcore

    from workbench.adapters.http2 import Http2Connection
    from workbench.adapters.proxies import Proxy
    from workbench.adapters.stopwatch import Stopwatch
    from workbench.domain.origin import Origin

#: Seconds that a connection is kept without a request, and how many are kept at most.
KEPT_FOR = 30.0
KEPT_MOST = 20


@dataclass(frozen=True, slots=True)
class Route:
    """What two requests must have in common to use one connection."""

    origin: Origin
    tls: TlsProfile | None
    proxy: Proxy | None
    environment: str | None


@dataclass(slots=True)
class Line:
    """A connection with what is known about it."""

    route: Route
    speaking: Http1Connection | Http2Connection
    facts: Connection
    idle_since: float = 0.0

    async def close(self) -> None:
        """Close it."""
        await self.speaking.close()


@dataclass(slots=True)
class Lines:
    """Makes and keeps connections; belongs to one loop."""

    _names: Names = field(default_factory=Names)
    _kept: list[Line] = field(default_factory=list)
    _contexts: dict[TlsProfile, ssl.SSLContext] = field(default_factory=dict)

    async def take_kept(self, route: Route) -> Line | None:
        """Return a kept connection that is still good, None where there is none."""
        await self._sweep()
        for line in reversed(self._kept):
            if line.route == route:
                self._kept.remove(line)
                if not line.facts.reused:
                    line.facts = replace(line.facts, reused=True)
                return line
        return None

    async def keep(self, line: Line) -> None:
        """Keep a connection whose exchange ended well."""
        line.idle_since = asyncio.get_running_loop().time()
        self._kept.append(line)
        if len(self._kept) > KEPT_MOST:
            await self._kept.pop(0).close()

    async def close(self) -> None:
        """Close every kept connection."""
        kept, self._kept = self._kept, []
        for line in kept:
            await line.close()

    async def make(self, route: Route, timeout: float | None, watch: Stopwatch) -> Line:
        """Return a new connection; raises what sockets, TLS and proxies raise.

        `timeout` in seconds bounds all of it; raises `TimeoutError`.
        """
        # Before anything is opened: a certificate file that cannot be used is told first.
        context = self._context(route.tls) if route.tls is not None else None
        async with asyncio.timeout(timeout):
            return await self._make(route, context, watch)

    async def _make(self, route: Route, context: ssl.SSLContext | None, watch: Stopwatch) -> Line:
        origin, proxy = route.origin, route.proxy
        end = proxy or origin
        stream = await dial(end.host, end.port, self._names, watch)
        try:
            if proxy is not None:
                stream = await self._through(stream, route, proxy, watch)
            if context is not None:
                watch.mark("tls.started")
                stream = await stream.start_tls(context, server_hostname=origin.host)
                watch.mark("tls.complete")
        except BaseException:
            # httpcore closes it for an error and forgets it when it is cancelled.
            await hang_up(stream)
            raise
        return Line(route, _speaking(stream, origin), _facts(stream, proxy))

    async def _through(
        self,
        stream: httpcore.AsyncNetworkStream,
        route: Route,
        proxy: Proxy,
        watch: Stopwatch,
    ) -> httpcore.AsyncNetworkStream:
        watch.mark("proxy.started")
        if proxy.scheme == "https":
            tls = self._context(TlsProfile(ca_file=route.tls.ca_file if route.tls else None))
            stream = await stream.start_tls(tls, server_hostname=proxy.host)
        if proxy.is_socks:
            await open_socks(stream, proxy, route.origin.host, route.origin.port, self._names)
        elif route.tls is not None:
            await open_tunnel(stream, proxy, route.origin.host, route.origin.port)
        watch.mark("proxy.complete")
        return stream

    def _context(self, profile: TlsProfile) -> ssl.SSLContext:
        if profile not in self._contexts:
            self._contexts[profile] = make_context(profile)
        return self._contexts[profile]

    async def _sweep(self) -> None:
        """Close what was kept too long, or was closed by the other side."""
        oldest = asyncio.get_running_loop().time() - KEPT_FOR
        gone = [line for line in self._kept if line.idle_since < oldest or line.speaking.is_spent()]
        # Taken out before anything is waited for: others sweep meanwhile.
        self._kept = [line for line in self._kept if all(line is not each for each in gone)]
        for line in gone:
            await line.close()


def _speaking(
    stream: httpcore.AsyncNetworkStream, origin: Origin
) -> Http1Connection | Http2Connection:
    encrypted = stream.get_extra_info("ssl_object")
    if encrypted is not None and encrypted.selected_alpn_protocol() == "h2":
        from workbench.adapters.http2 import Http2Connection

        return Http2Connection(stream, origin)
    return Http1Connection(stream)


def _facts(stream: httpcore.AsyncNetworkStream, proxy: Proxy | None) -> Connection:
    encrypted = stream.get_extra_info("ssl_object")
    address = stream.get_extra_info("server_addr")
    shown = ""
    if isinstance(address, tuple) and len(address) >= 2:
        host = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
        shown = f"{host}:{address[1]}"
    version = (encrypted.version() or "") if encrypted is not None else ""
    return Connection(shown, version.replace("TLSv", "TLS "), proxy=str(proxy) if proxy else "")
