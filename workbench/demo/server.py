"""The practice server put together: one port, an authorization server, an API, and its controls.

    socket -> wire -> Host -> latency -> /oauth, /.well-known | /api | /health | /practice

Must not listen on anything but 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench.demo.api import Api
from workbench.demo.authorization_server import AuthorizationServer
from workbench.demo.clients import OtherCredentials, PracticeClient
from workbench.demo.clock import Clock
from workbench.demo.counters import Counters
from workbench.demo.gate import Gate
from workbench.demo.oddities import oddity
from workbench.demo.switches import Switch, Switches
from workbench.demo.tokens import Mint
from workbench.demo.wire import MAX_HEAD, Request, Response, converse, json_response, problem

HOST = "127.0.0.1"
FIRST_PORT = 8765
_PORTS_TRIED = 100


class NoPort(Exception):
    """The port that was asked for, or every one that was tried, is taken."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is; `other_origin` is the same server by the name localhost."""

    issuer: str
    token_url: str
    authorization_url: str
    jwks_url: str
    api_url: str
    billing_url: str
    other_origin: str


def listen(port: int | None) -> socket.socket:
    """Return a listening socket: the port asked for (0: any), or the first free one from 8765."""
    wanted = range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED) if port is None else [port]
    for each in wanted:
        with contextlib.suppress(OSError):
            return socket.create_server((HOST, each), backlog=1024)
    if port is None:
        raise NoPort(f"The ports {wanted[0]} to {wanted[-1]} are all taken.")
    raise NoPort(f"Port {port} is taken or not allowed.")


def places(port: int) -> Places:
    """Return the URLs of a server on this port."""
    issuer = f"http://{HOST}:{port}"
    return Places(
        issuer=issuer,
        token_url=f"{issuer}/oauth/token",
        authorization_url=f"{issuer}/oauth/authorize",
        jwks_url=f"{issuer}/oauth/jwks.json",
        api_url=f"{issuer}/api",
        billing_url=f"{issuer}/billing",
        other_origin=f"http://localhost:{port}",
    )


class PracticeServer:
    """The whole server behind one handler; `latency_ms` is the range that each answer is late."""

    def __init__(
        self,
        where: Places,
        clients: tuple[PracticeClient, ...],
        others: OtherCredentials,
        *,
        clock: Clock,
        switches: Switches,
        latency_ms: tuple[float, float],
    ) -> None:
        self._where = where
        self._clock = clock
        self._switches = switches
        self._latency_ms = latency_ms
        self._counters = Counters()
        self._mint = Mint(where.issuer, clock)
        self._mint.whole_seconds = switches[Switch.WHOLE_SECONDS] == "on"
        self._authorization = AuthorizationServer(
            clients={client.client_id: client for client in clients},
            audiences=(where.api_url, where.billing_url),
            mint=self._mint,
            clock=clock,
            switches=switches,
            counters=self._counters,
        )
        self._gate = Gate(self._mint, where.api_url, others, switches, self._counters)
        self._api = Api(self._gate)
        self._hosts = {where.issuer.partition("//")[2], where.other_origin.partition("//")[2]}

    @contextlib.asynccontextmanager
    async def serving(self, listener: socket.socket) -> AsyncIterator[None]:
        """Serve on a listening socket until the block is left; open connections are then cut."""
        running: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._counters.connections += 1
            # asyncio leaves Nagle on for sockets that it did not make: 40 ms for each answer.
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk = converse(reader, writer, self.answer, self._clock.date)
            task = asyncio.get_running_loop().create_task(talk)
            running.add(task)
            task.add_done_callback(running.discard)

        server = await asyncio.start_server(connected, sock=listener, limit=MAX_HEAD, backlog=1024)
        try:
            yield
        finally:
            server.close()
            for task in tuple(running):
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def answer(self, request: Request) -> Response:
        """Return the response to any request."""
        host = (request.header("host") or "").lower()
        if host not in self._hosts:
            detail = f"Host has to be one of {', '.join(sorted(self._hosts))}."
            return json_response(421, {"error": "misdirected_request", "error_description": detail})
        room, *rest = request.segments
        match room:
            case "practice":
                return self._control(request, tuple(rest))
            case "health":
                return Response(204)
            case "oauth" | ".well-known":
                late_ms = self._switches.number(Switch.TOKEN_DELAY_MS) if "token" in rest else 0
                await self._be_late(late_ms)
                return self._authorization.answer(request)
            case "api":
                await self._be_late(0)
                return self._counted(request, tuple(rest), host)
            case "":
                return json_response(200, {"practice": self._where.issuer, "health": "/health"})
        return problem(404, f"There is nothing at {request.path}.")

    async def _be_late(self, more_ms: float) -> None:
        late_ms = random.uniform(*self._latency_ms) + more_ms
        if late_ms > 0:
            await asyncio.sleep(late_ms / 1000)

    def _counted(self, request: Request, segments: tuple[str, ...], host: str) -> Response:
        here = f"http://{host}"
        issuer, other = self._where.issuer, self._where.other_origin
        answer = oddity(request, segments, here, issuer if here == other else other)
        if answer is None:
            answer = self._api.answer(request, segments)
        self._counters.api_by_status[str(answer.status)] += 1
        if answer.header("location") is not None and answer.status == 201:
            absolute = [
                (name, here + value if name == "Location" else value)
                for name, value in answer.headers
            ]
            return replace(answer, headers=tuple(absolute))
        return answer

    def _control(self, request: Request, segments: tuple[str, ...]) -> Response:
        """Answer `/practice/...`: what a test reads and changes while the server runs."""
        if segments == ("counters",) and request.method == "GET":
            return json_response(200, self._counters.as_json())
        if request.method != "POST":
            return problem(405, "This takes POST only.", ("Allow", "POST"))
        given = dict(request.query)
        try:
            match segments:
                case ("reset",):
                    self._counters.reset()
                    self._api.restore()
                case ("revoke-all",):
                    self._mint.revoke_all()
                case ("switch",):
                    before = {name: self._switches.put(name, given[name]) for name in given}
                    self._mint.whole_seconds = self._switches[Switch.WHOLE_SECONDS] == "on"
                    return json_response(200, before)
                case ("clock",):
                    self._set_clock(given)
                case _:
                    return problem(404, f"There is nothing at {request.path}.")
        except ValueError as error:
            return problem(400, str(error))
        return Response(204)

    def _set_clock(self, given: Mapping[str, str]) -> None:
        """Move the clock: `offset` in seconds, `stopped_at` in seconds since the epoch."""
        if "offset" in given:
            self._clock.offset_s = float(given["offset"])
            self._clock.stopped_at = None
        if "stopped_at" in given:
            self._clock.stopped_at = float(given["stopped_at"])


def announcement(
    where: Places, clients: tuple[PracticeClient, ...], workspace: str
) -> dict[str, Any]:
    """Return what `--json` prints as one line once the server listens."""
    return {
        "schema": 1,
        "issuer": where.issuer,
        "token_url": where.token_url,
        "authorization_url": where.authorization_url,
        "jwks_url": where.jwks_url,
        "api_url": where.api_url,
        "workspace": workspace,
        "clients": [client.announced() for client in clients],
    }
