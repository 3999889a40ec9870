"""One send from start to end: questions, token, request, redirects, recovery, and what came of it.

Must not raise a `WorkbenchError`: what went wrong is in the exchange.

    Rendering ▶ Authenticating ▶ Sending ▶ Receiving ▶ Done
       plan, trust, read   token     request ⟲ redirects
                             ▲            │ 401 invalid_token, once
                             └── recover ─┘
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.challenge import parse_challenges
from workbench.domain.collection import GraphqlBody
from workbench.domain.errors import ConnectionLost, TokenRefused, WorkbenchError
from workbench.domain.http import (
    Authenticating,
    AuthUse,
    Cancelled,
    Done,
    Exchange,
    Failed,
    FileContent,
    MultipartContent,
    Purpose,
    Receiving,
    Rendering,
    Sending,
    Step,
    Timings,
)
from workbench.engine.building import with_injection
from workbench.engine.cookie_use import taken, with_cookies
from workbench.engine.cookies import CookieJars
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.echo import EchoHider, hidden_in
from workbench.engine.gathering import gather, prompts_of
from workbench.engine.introspection_answer import with_errors
from workbench.engine.issuers import filled
from workbench.engine.prepared import Preparation
from workbench.engine.recovery import refuses_token
from workbench.engine.redirects import redirected
from workbench.engine.repeating import lost, repeated
from workbench.engine.required import unmet
from workbench.engine.schemes import inject

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.http import Content, Request, RequestState, Response
    from workbench.engine.echo import Mask
    from workbench.engine.effective import Effective
    from workbench.engine.gathering import Typed
    from workbench.engine.issuers import Issuers
    from workbench.engine.keeper import TokenKeeper, Use
    from workbench.engine.plan import Root, SendPlan
    from workbench.engine.ports import Clock, Entropy, Progress, Sources, Transport
    from workbench.engine.prepared import Prepared
    from workbench.engine.rendering import Tracing
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.trust import TrustDesk

    OnState = Callable[[RequestState], None]

#: The status of credentials that were not taken (RFC 9110 15.5.2).
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Means:
    """What every send of a session works with."""

    clock: Clock
    entropy: Entropy
    sources: Sources
    transport: Transport
    keeper: TokenKeeper
    desk: TrustDesk
    issuers: Issuers
    typed: Typed
    jars: CookieJars = field(default_factory=CookieJars)
    preparation: Preparation = field(default_factory=Preparation)


async def send(
    effective: Effective,
    preset: EffectivePreset | None,
    *,
    root: Root,
    means: Means,
    on_state: OnState | None = None,
) -> Exchange:
    """Send a request and return all that went over the wire.

    Cancelling it ends in `Cancelled` and goes on to the caller.
    """
    return await _Send(effective, preset, root, means, on_state or _nobody).perform()


def refused(label: str, error: WorkbenchError, clock: Clock, on_state: OnState | None) -> Exchange:
    """Return the exchange of a request that could not even be resolved."""
    exchange = Exchange(label, clock.now(), 0.0, error=error)
    (on_state or _nobody)(Failed(exchange, error))
    return exchange


def _nobody(_: RequestState) -> None:
    """Listen to nothing."""


class _Send:
    def __init__(
        self,
        effective: Effective,
        preset: EffectivePreset | None,
        root: Root,
        means: Means,
        on_state: OnState,
    ) -> None:
        self.effective = effective
        self.preset = preset
        self.root = root
        self.means = means
        self.on_state = on_state
        self.started_at = means.clock.now()
        self.started = means.clock.monotonic()
        self.jar = means.jars.jar(effective.environment)
        self.steps: list[Step] = []
        self.token_steps: tuple[Step, ...] = ()
        self.notes = [f"{sentence}." for sentence in effective.not_yet]
        self.auth = AuthUse(
            effective.preset_name,
            str(effective.auth_from)
            if effective.preset_name and effective.auth_inherited
            else None,
        )

    async def perform(self) -> Exchange:
        self.on_state(Rendering(self.started_at))
        try:
            await self.go()
        except WorkbenchError as error:
            failed = self.exchange(error)
            self.on_state(Failed(failed, error))
            return failed
        except asyncio.CancelledError:
            self.on_state(Cancelled(self.exchange()))
            raise
        exchange = self.exchange()
        self.on_state(Done(exchange))
        return exchange

    def exchange(self, error: WorkbenchError | None = None) -> Exchange:
        return Exchange(
            self.effective.spec.label,
            self.started_at,
            (self.means.clock.monotonic() - self.started) * 1000,
            (*self.steps, *self.token_steps),
            self.auth,
            error,
            tuple(self.notes),
        )

    async def go(self) -> None:
        means = self.means
        preset = await filled(self.preset, means, self.root) if self.preset else None
        prepared = means.preparation.prepared(self.effective, preset, means.sources, self.root)
        plan = prepared.plan
        self.notes += await means.desk.settle(self.effective.file.path, plan.needs)
        had = await gather(plan.traced, means.typed, self.effective.environment)
        request = prepared.read(means.clock, means.entropy, had)
        self.notes += plan.warnings
        if plan.preset is None:
            await self.through(prepared, request, Purpose.REQUEST, "")
            self.doubt(plan.traced)
            return
        had = await gather(
            plan.preset.traced, means.typed, self.effective.environment, for_token=True
        )
        credentials = prepared.read_preset(plan.preset, means.clock, means.entropy, had)
        if not isinstance(credentials, OAuth2Credentials):
            ready, own = with_injection(request, inject(credentials))
            self.note_own(own)
            await self.through(prepared, ready, Purpose.REQUEST, "")
            self.doubt(plan.preset.traced, plan.traced)
            return
        try:
            await self.with_token(prepared, request, credentials)
        except TokenRefused:
            self.doubt(plan.preset.traced, refused=True)
            raise

    def doubt(self, *traces: Tracing, refused: bool = False) -> None:
        """Have what was typed asked for again where it may be why the server refused."""
        final = self.steps[-1].response if self.steps else None
        labels = [label for traced in traces for label in prompts_of(traced)]
        if (refused or (final is not None and final.status == UNAUTHORIZED)) and (
            self.means.typed.doubt(self.effective.environment, labels)
        ):
            self.notes.append(f"It was refused: the next send asks again for {', '.join(labels)}.")

    async def with_token(
        self, prepared: Prepared, request: Request, credentials: OAuth2Credentials
    ) -> None:
        self.auth = replace(self.auth, client=prepared.facts(credentials))
        use = await self.token(credentials)
        self.notes += [
            f"The token of {self.auth.preset} {each}, which is required."
            for each in unmet(self.effective.requires, use.token)
        ]
        ready, own = prepared.with_token(request, credentials, use.token)
        self.note_own(own)
        response, asked = await self.through(prepared, ready, Purpose.REQUEST, "")
        challenges = parse_challenges(response.header_values("WWW-Authenticate"))
        # Another origin, where a redirect led, never saw the token and cannot refuse it.
        elsewhere = asked.origin != request.origin
        if own or elsewhere or not refuses_token(use.token, response.status, challenges):
            return
        if not self.can_be_sent_again(prepared.plan, request.content):
            self.notes.append("Not sent again with a new token: its body cannot be read again.")
            return
        try:
            again = await self.recovered(credentials, use)
        except WorkbenchError as error:
            self.keep_token_steps()
            self.notes.append(f"The token was refused, and no new one could be had: {error}")
            return
        if again is None:
            return
        ready, _ = prepared.with_token(request, credentials, again.token)
        await self.through(prepared, ready, Purpose.RECOVERY, f"sent again: {again.why}")

    async def token(self, credentials: OAuth2Credentials) -> Use:
        since = self.means.clock.now()
        name = self.auth.preset or ""
        self.on_state(Authenticating(since, name))

        def progress(steps: tuple[Step, ...]) -> None:
            self.token_steps = steps
            self.on_state(Authenticating(since, name, steps=steps))

        label = self.effective.spec.label
        use = await self.means.keeper.use(credentials, label=label, on_steps=progress)
        self.took(use)
        return use

    async def recovered(self, credentials: OAuth2Credentials, use: Use) -> Use | None:
        since = self.means.clock.now()
        name = self.auth.preset or ""
        before = tuple(self.steps)
        self.on_state(Authenticating(since, name, "the API refused the token", before))

        def progress(steps: tuple[Step, ...]) -> None:
            self.token_steps = steps
            self.on_state(
                Authenticating(since, name, "the API refused the token", (*before, *steps))
            )

        again = await self.means.keeper.recover(
            credentials, use.token, label=self.effective.spec.label, on_steps=progress
        )
        if again is not None:
            self.took(again)
        return again

    def took(self, use: Use) -> None:
        """Keep the calls made for a token, and why it is this one."""
        self.token_steps = use.steps
        self.keep_token_steps()
        self.auth = replace(self.auth, token_state=use.state, why=use.why, token=use.token)

    def keep_token_steps(self) -> None:
        self.steps += self.token_steps
        self.token_steps = ()

    def note_own(self, names: tuple[str, ...]) -> None:
        self.notes += [
            f"{name} is the request's own row; {self.auth.preset} was not used for it."
            for name in names
        ]

    def can_be_sent_again(self, plan: SendPlan, content: Content) -> bool:
        """Tell whether the files of a body are still the ones that were allowed."""
        contents = (
            [part.content for part in content.parts]
            if isinstance(content, MultipartContent)
            else [content]
        )
        wanted = {each.path for each in contents if isinstance(each, FileContent)}
        return wanted <= plan.readable_files()

    async def through(
        self, prepared: Prepared, request: Request, purpose: Purpose, remark: str
    ) -> tuple[Response, Request]:
        """Send a request and follow its redirects; return the last answer and its request."""
        followed, mask = 0, prepared.mask(request)
        while True:
            response = await self.once(request, mask, purpose, remark)
            after = redirected(request, response, followed)
            if after.note:
                self.notes.append(after.note)
            if after.request is None:
                return response, request
            request, purpose, followed = after.request, Purpose.REDIRECT, followed + 1
            # What the first request hid may come back long after it was left out.
            mask = mask.with_more(hidden_in(request))
            remark = f"redirect {followed}, after {response.status}"

    async def once(self, request: Request, mask: Mask, purpose: Purpose, remark: str) -> Response:
        since = self.means.clock.now()
        # Not the jar's cookies, which the server wrote itself.
        hide = EchoHider(mask)
        request, cookies = with_cookies(
            request, self.jar, since, switched_off=self.no_cookie_header
        )
        before = tuple(self.steps)
        self.on_state(Sending(since, before, self.auth))
        came: list[Response] = []
        until: list[Timings] = []
        step = Step(purpose, request, since, remark=remark, cookies=cookies)

        def progress(now: Progress) -> None:
            nonlocal since, before, step, cookies
            if now.lost is not None:
                self.steps.append(lost(step, now.lost))
                since, before = self.means.clock.now(), tuple(self.steps)
                step = repeated(step, since)
                self.on_state(Sending(since, before, self.auth))
                return
            until[:] = [now.timings or Timings()]
            if now.response is None:
                self.on_state(Sending(since, before, self.auth, until[0], now.sent, now.to_send))
                return
            if not came:
                # At once, as browsers do: what is followed for long may never end.
                cookies += taken(request, now.response, self.jar, self.means.clock.now())
            came[:] = [shown := hide(now.response)]
            self.on_state(Receiving(since, shown, before, self.auth, now.received, now.to_receive))

        try:
            response, timings = await self.means.transport.send(
                request, environment=self.effective.environment, progress=progress
            )
        except WorkbenchError as error:
            self.steps.append(replace(step, error=error, timings=next(iter(until), Timings())))
            raise
        except asyncio.CancelledError:
            self.steps.append(_stopped(replace(step, cookies=cookies), *came))
            raise
        if not came:
            cookies += taken(request, response, self.jar, self.means.clock.now())
        shown = hide(response)
        if isinstance(self.effective.spec.body, GraphqlBody):
            shown = with_errors(shown)
        self.steps.append(replace(step, response=shown, timings=timings, cookies=cookies))
        self.notes += response.notes
        return response

    @property
    def no_cookie_header(self) -> bool:
        """Tell whether a row of the request switches its Cookie header off."""
        rows = (each.row for each in self.effective.headers)
        return any(row.name.lower() == "cookie" and not row.enabled for row in rows)


def _stopped(step: Step, came: Response | None = None) -> Step:
    """Return a step that was cancelled, with what had come of its answer."""
    if came is None:
        return replace(step, error=ConnectionLost("Stopped before an answer came."))
    return replace(step, response=replace(came, incomplete="cancelled"))
