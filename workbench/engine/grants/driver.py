"""Performs what a grant yields, through the ports, and keeps what went over the wire.

Must not know any protocol.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.domain import http
from workbench.domain.errors import (
    BodyTooLarge,
    ConnectionLost,
    PersonNeeded,
    TokenRefused,
    TransportError,
)
from workbench.domain.http import Header, HeaderOrigin, Purpose, Request, Response, TextContent
from workbench.domain.secret import Rendered
from workbench.engine.client_auth import encoded_form, secrets_of
from workbench.engine.echo import hidden_in, without_echo
from workbench.engine.grants.redaction import HeldBody, redacted_bytes
from workbench.engine.grants.steps import Authorize, Get, Post, Present, Reply, Wait
from workbench.engine.ports import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import Grant, Step
    from workbench.engine.ports import Clock, Transport

#: More than this is no token response (bytes).
MAX_BODY = 1024 * 1024

#: Some gateways refuse a request that does not say what sent it.
AGENT = Header("User-Agent", Rendered.of(f"workbench/{__version__}"), HeaderOrigin.CLIENT)


def as_request(step: Post | Get, credentials: OAuth2Credentials) -> Request:
    """Return the HTTP request of a step; it follows no redirect."""
    settings = replace(credentials.settings, follow_redirects=False)
    origin = credentials.server.origin
    if isinstance(step, Get):
        return Request("GET", step.url, origin, (*step.headers, AGENT), settings=settings)
    kind = Header(
        "Content-Type", Rendered.of("application/x-www-form-urlencoded"), HeaderOrigin.CLIENT
    )
    content = TextContent(encoded_form(step.form))
    return Request("POST", step.url, origin, (*step.headers, kind, AGENT), content, settings)


@dataclass(frozen=True, slots=True)
class Driver:
    """Performs grants; `on_step` is told of every request that was answered or failed."""

    credentials: OAuth2Credentials
    clock: Clock
    transport: Transport
    on_step: Callable[[http.Step], None]

    async def perform(self, grant: Grant) -> Token:
        """Return the grant's token; raises what it raises, `TransportError` and `PersonNeeded`."""
        try:
            step = next(grant)
            while True:
                step = grant.send(await self._one(step))
        except StopIteration as ended:
            token: Token = ended.value
            return token
        finally:
            grant.close()

    async def _one(self, step: Step) -> Reply | None:
        match step:
            case Post() | Get():
                return await self._send(step)
            case Wait(seconds=seconds):
                await self.clock.sleep(seconds)
                return None
            case Authorize(remark=remark):
                raise PersonNeeded(f"{self.credentials.key.name} needs a browser: {remark}.")
            case Present(instruction=instruction):
                raise PersonNeeded(instruction)

    async def _send(self, step: Post | Get) -> Reply:
        request = as_request(step, self.credentials)
        sent_at, started = self.clock.now(), self.clock.monotonic()
        try:
            response, timings = await self.transport.send(
                request,
                environment=self.credentials.environment,
                limits=Limits(max_body=MAX_BODY),
            )
        except TransportError as error:
            spent = http.Timings(total_ms=(self.clock.monotonic() - started) * 1000)
            if isinstance(error, BodyTooLarge):
                refused = self._too_large()
                self.on_step(self._record(step, request, sent_at, spent, error=refused))
                raise refused from error
            self.on_step(self._record(step, request, sent_at, spent, error=error))
            raise
        body = response.body.read(0, response.body.size)
        response.body.close()
        secrets = secrets_of(self.credentials)
        hidden = HeldBody(redacted_bytes(body, secrets))
        shown = replace(without_echo(response, (*secrets, *hidden_in(request))), body=hidden)
        self.on_step(self._record(step, request, sent_at, timings, response=shown))
        if response.incomplete:
            raise ConnectionLost(
                f"The answer of {self._endpoint} to the token request ended early.",
                hint=response.incomplete,
            )
        elapsed = round((self.clock.monotonic() - started) * 1000)
        received_at = max(sent_at, response.received_at)
        return Reply(response.status, response.headers, body, sent_at, received_at, elapsed)

    @property
    def _endpoint(self) -> str:
        return str(self.credentials.server.token_endpoint)

    def _too_large(self) -> TokenRefused:
        return TokenRefused(
            f"{self._endpoint} answered the token request of {self.credentials.key.name}"
            " with more than 1 MiB, which is no token response.",
            hint="The address may be that of a page or a download.",
            fix="Compare token_url with the server's documentation.",
        )

    @staticmethod
    def _record(
        step: Post | Get,
        request: Request,
        started_at: float,
        timings: http.Timings,
        *,
        response: Response | None = None,
        error: TransportError | TokenRefused | None = None,
    ) -> http.Step:
        return http.Step(
            Purpose.TOKEN, request, started_at, response, error, timings, remark=step.remark
        )
