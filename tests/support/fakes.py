"""The world as tests want it: a clock that is moved, entropy that repeats, a scripted transport.

Must not wait for real time or open a socket.
"""

from __future__ import annotations

import asyncio
import base64
import heapq
import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from workbench.domain.errors import BodyTooLarge
from workbench.domain.http import MultipartContent, Request, Response, TextContent, Timings
from workbench.engine.ports import Limits, Progress

#: Where fake time starts: 2026-01-01T00:00:00Z.
START = 1_767_225_600.0

NO_LIMITS = Limits()


async def settle() -> None:
    """Let every task run until all of them wait for something."""
    loop = asyncio.get_running_loop()
    ready = getattr(loop, "_ready", None)
    for _ in range(100_000):
        await asyncio.sleep(0)
        if ready is not None and not ready:
            return


class FakeClock:
    """A clock that stands still until `advance` moves it, waking sleepers in their order."""

    def __init__(self, start: float = START) -> None:
        self._now = start
        self._skew = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now + self._skew

    def monotonic(self) -> float:
        return self._now - START

    def set_wall(self, by: float) -> None:
        """Move the wall clock only, as a person or NTP does."""
        self._skew += by

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Move time, stopping at every sleeper on the way until all tasks wait again."""
        end = self._now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            moment, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._now = max(self._now, moment)
            woken.set_result(None)
            await settle()
        self._now = end
        await settle()

    @property
    def sleepers(self) -> int:
        """How many tasks wait for time to pass."""
        return sum(not woken.done() for _, _, woken in self._sleepers)


class FakeEntropy:
    """Random bytes that are the same in every run and never the same twice in one."""

    def __init__(self) -> None:
        self._next = itertools.count(1)

    def bytes(self, count: int) -> bytes:
        return next(self._next).to_bytes(count, "big") if count else b""


@dataclass
class FakeBody:
    """A body in memory; `closed` tells whether it was given back."""

    content: bytes = b""
    complete: bool = True
    closed: bool = False

    @property
    def size(self) -> int:
        return len(self.content)

    def read(self, start: int, end: int) -> bytes:
        return self.content[start:end]

    def close(self) -> None:
        self.closed = True


def answer(
    status: int = 200,
    body: bytes | str | dict | list = b"",
    headers: dict[str, str] | None = None,
    *,
    reason: str = "",
    at: float = 0.0,
    incomplete: str = "",
) -> Response:
    """A response; a dict or list becomes JSON with its content type."""
    lines = dict(headers or {})
    if isinstance(body, dict | list):
        lines.setdefault("Content-Type", "application/json")
        body = json.dumps(body)
    content = body.encode() if isinstance(body, str) else body
    return Response(
        status, reason, tuple(lines.items()), FakeBody(content), at, incomplete=incomplete
    )


def token_answer(token: str = "first-token", **members: Any) -> Response:
    """A success of a token endpoint; a member set to None is left out."""
    members = {"access_token": token, "token_type": "Bearer", "expires_in": 3600, **members}
    return answer(200, {name: value for name, value in members.items() if value is not None})


Answer = Response | Exception
Answers = Callable[[Request], Answer]


class FakeTransport:
    """Answers from a list, one after the other, or by a function; remembers what was sent.

    With a clock every exchange takes `latency` seconds, half of it before the answer is made.
    """

    def __init__(
        self,
        answers: Iterable[Answer | Answers] | Answers = (),
        *,
        clock: FakeClock | None = None,
        latency: float = 0.0,
    ) -> None:
        self._by_function: Answers | None = answers if callable(answers) else None
        self._listed = iter(()) if callable(answers) else iter(answers)
        self.clock = clock
        self.latency = latency
        self.requests: list[Request] = []
        self.environments: list[str | None] = []
        self.limits: list[Limits] = []
        self.cancelled = 0
        self.running = 0

    def answer_by(self, answers: Answers) -> None:
        """Answer by a function from now on."""
        self._by_function = answers

    @property
    def calls(self) -> int:
        """How many requests were sent."""
        return len(self.requests)

    @property
    def forms(self) -> list[dict[str, str]]:
        """The forms that were sent, in clear; a name that came more than once is joined."""
        return [fields(request) for request in self.requests]

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = NO_LIMITS,
        progress: Callable[[Progress], None] | None = None,
    ) -> tuple[Response, Timings]:
        self.requests.append(request)
        self.environments.append(environment)
        self.limits.append(limits)
        self.running += 1
        try:
            await self._pass(self.latency / 2)
            outcome = self._answer(request)
            await self._pass(self.latency / 2)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        if isinstance(outcome, Exception):
            raise outcome
        if limits.max_body is not None and outcome.body.size > limits.max_body:
            raise BodyTooLarge(f"The answer is longer than {limits.max_body} bytes.")
        if self.clock is not None and not outcome.received_at:
            outcome = Response(
                outcome.status,
                outcome.reason,
                outcome.headers,
                outcome.body,
                self.clock.now(),
                incomplete=outcome.incomplete,
            )
        if progress is not None:
            progress(Progress(response=outcome, received=outcome.body.size))
        return outcome, Timings(wait_ms=self.latency * 1000, total_ms=self.latency * 1000)

    def _answer(self, request: Request) -> Answer:
        if self._by_function is not None:
            return self._by_function(request)
        try:
            scripted = next(self._listed)
        except StopIteration:
            raise AssertionError(f"nobody scripted an answer to {request.url}") from None
        return scripted(request) if callable(scripted) else scripted

    async def _pass(self, seconds: float) -> None:
        if self.clock is not None and seconds:
            await self.clock.sleep(seconds)
        else:
            await asyncio.sleep(0)


def content_of(request: Request) -> str:
    """A request's text content in clear."""
    assert not isinstance(request.content, MultipartContent)
    return request.content.text.reveal() if isinstance(request.content, TextContent) else ""


def fields(request: Request) -> dict[str, str]:
    """A request's form in clear."""
    parsed = parse_qs(content_of(request), keep_blank_values=True, strict_parsing=True)
    return {name: " ".join(values) for name, values in parsed.items()}


def header_of(request: Request, name: str) -> str | None:
    """A request's header in clear."""
    found = (each for each in request.headers if each.name.lower() == name.lower())
    return next((each.value.reveal() for each in found), None)


def http_date(moment: float) -> str:
    """A moment as a `Date` header has it, in whole seconds."""
    from email.utils import formatdate

    return formatdate(int(moment), usegmt=True)


def fake_jwt(claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    """A token in the form of a JWT; its signature is none."""

    def part(members: dict[str, Any]) -> str:
        encoded = base64.urlsafe_b64encode(json.dumps(members).encode())
        return encoded.rstrip(b"=").decode()

    return f"{part(header or {'alg': 'RS256', 'typ': 'at+jwt'})}.{part(claims)}.c2lnbmF0dXJl"


@dataclass
class Issued:
    """A token that the fake server gave out; `ends` by its own clock."""

    token: str
    at: float
    ends: float
    form: dict[str, str]


@dataclass
class FakeAuthorizationServer:
    """Issues tokens that live `life` seconds and says later whether one is still good.

    `truncates`: iat and exp are whole seconds, as most servers have them. `jwt`: the tokens say
    when they end. `ahead`: seconds by which its clock is ahead. `says_life`: expires_in is sent.
    """

    clock: FakeClock
    life: float = 3600.0
    truncates: bool = False
    jwt: bool = False
    says_life: bool = True
    ahead: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)
    issued: list[Issued] = field(default_factory=list)
    _ends: dict[str, float] = field(default_factory=dict)

    def __call__(self, request: Request) -> Response:
        at = self.clock.now() + self.ahead
        born = float(int(at)) if self.truncates else at
        number = len(self.issued) + 1
        text = f"token-{number}"
        if self.jwt:
            text = fake_jwt({"jti": str(number), "iat": born, "exp": born + self.life})
        self.issued.append(Issued(text, at, born + self.life, fields(request)))
        self._ends[text] = born + self.life
        members: dict[str, Any] = {"access_token": text, "token_type": "Bearer", **self.extra}
        if self.says_life:
            members["expires_in"] = int(self.life)
        return answer(200, members, {"Date": http_date(at)})

    @property
    def calls(self) -> int:
        """How many tokens it gave out."""
        return len(self.issued)

    def accepts(self, token: str) -> bool:
        """Tell whether a token is good at this moment."""
        return self.clock.now() + self.ahead < self._ends.get(token, 0.0)
