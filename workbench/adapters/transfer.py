"""One exchange from an open connection to a body on disk.

    [kept | new] connection ▶ sent ▶ head ▶ chunks ─decoded▶ SpooledBody ▶ (Response, Timings)
        └────────────┴─────────┴── fails: TransportError   └── fails: the response is `incomplete`

Must not follow or judge an answer, and repeats only what a kept connection lost before anything
came of it (RFC 9112 9.3.1).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import httpcore

from workbench.adapters.failures import FAILURES, Where, total_time_over, translated
from workbench.adapters.heads import as_text, head_of
from workbench.adapters.outgoing import Outgoing, open_content
from workbench.adapters.receiving import Receiver
from workbench.adapters.spool import SpooledBody
from workbench.adapters.stopwatch import Stopwatch
from workbench.domain.errors import WorkbenchError
from workbench.domain.http import Request, Response, Timings
from workbench.engine.ports import Clock, Limits, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.connecting import Line, Lines, Route
    from workbench.adapters.http1 import AnswerHead

#: Seconds between two reports of progress.
PACE = 0.1
#: Methods that mean the same when they are sent twice (RFC 9110 9.2.2).
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_SENT_TWICE = "The kept connection had ended; sent once more on a new one."


class Transfer:
    """One request on its way."""

    def __init__(
        self,
        request: Request,
        route: Route,
        clock: Clock,
        limits: Limits,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._request = request
        self._route = route
        self._clock = clock
        self._progress = progress
        self._reported = float("-inf")
        self._later: asyncio.TimerHandle | None = None
        self._watch = Stopwatch(clock)
        self._outgoing = Outgoing([])
        self._body = SpooledBody()
        self._receiver = Receiver(request, self._body, limits, self._report)
        self._response: Response | None = None
        self._notes: list[str] = []
        self._reused = False

    async def over(self, lines: Lines) -> tuple[Response, Timings]:
        """Send and receive all; raises what the transport's port says."""
        handed_over = False
        try:
            response = await self._within_total_time(lines)
            handed_over = True
        except WorkbenchError:
            # How far it came, and how long each phase took until then.
            self._report(due=True)
            raise
        except asyncio.CancelledError:
            # Whoever was shown the response keeps what had come of it.
            handed_over = self._response is not None and self._progress is not None
            raise
        finally:
            self._forget_later()
            self._outgoing.close()
            if not handed_over:
                self._body.close()
        self._watch.mark("body.complete")
        self._response = response
        self._report(due=True)
        return response, self._watch.timings()

    async def _within_total_time(self, lines: Lines) -> Response:
        total = self._request.settings.total_timeout or None
        if total is None:
            return await self._exchange(lines)
        try:
            async with asyncio.timeout(total):
                return await self._exchange(lines)
        except TimeoutError as error:
            if self._response is None:
                raise total_time_over(self._where()) from error
            return replace(
                self._response, incomplete=f"Stopped after {total:g} s, which is total_timeout."
            )

    async def _exchange(self, lines: Lines) -> Response:
        await self._open()
        line = await lines.take_kept(self._route)
        if line is not None:
            try:
                return await self._on(line, lines)
            except _Lost:
                self._lost()
                self._outgoing.close()
                await self._open()
        return await self._on(await self._connected(lines), lines)

    def _lost(self) -> None:
        """Tell of an attempt that came to nothing, and begin the times of the next."""
        self._notes.append(_SENT_TWICE)
        if self._progress is not None:
            self._forget_later()
            self._progress(Progress(lost=self._watch.timings()))
        self._watch.start_again()

    async def _open(self) -> None:
        """Open the content before anything is connected: a file that is gone is told first."""
        self._outgoing = await open_content(self._request.content)
        self._outgoing.on_sent = self._report

    async def _connected(self, lines: Lines) -> Line:
        try:
            return await lines.make(
                self._route, self._request.settings.connect_timeout or None, self._watch
            )
        except FAILURES as error:
            raise translated(error, self._where()) from error

    async def _on(self, line: Line, lines: Lines) -> Response:
        self._reused = line.facts.reused
        ended_well = False
        try:
            response = await self._sent_and_received(line)
            ended_well = line.speaking.finish() and not response.incomplete
        finally:
            if not ended_well:
                await line.close()
        if ended_well:
            await lines.keep(line)
        if not response.incomplete:
            self._body.finish()
        notes = (*self._notes, *line.speaking.notes, *self._receiver.notes(response))
        return replace(response, notes=notes) if notes else response

    async def _sent_and_received(self, line: Line) -> Response:
        head = head_of(self._request, self._route, self._outgoing.length)
        try:
            answer = await line.speaking.exchange(head, self._outgoing, self._watch)
        except FAILURES as error:
            if self._may_repeat(error):
                raise _Lost from error
            raise translated(error, self._where()) from error
        self._response = self._head(answer, line)
        self._receiver.expect(self._response)
        self._report(due=True)
        incomplete = await self._receiver.receive(line.speaking.body())
        return replace(self._response, incomplete=incomplete) if incomplete else self._response

    def _may_repeat(self, error: Exception) -> bool:
        """Tell whether a kept connection ended under a request that may be sent again."""
        return (
            self._reused
            and not self._watch.heard
            and self._request.method in _REPEATABLE
            and isinstance(
                error,
                httpcore.NetworkError
                | httpcore.RemoteProtocolError
                | httpcore.ConnectionNotAvailable,
            )
        )

    def _where(self) -> Where:
        return Where(
            origin=self._request.origin,
            settings=self._request.settings,
            watch=self._watch,
            proxy=str(self._route.proxy) if self._route.proxy else "",
            reused=self._reused,
        )

    def _head(self, answer: AnswerHead, line: Line) -> Response:
        return Response(
            status=answer.status,
            reason=as_text(answer.reason),
            headers=tuple((as_text(name), as_text(value)) for name, value in answer.headers),
            body=self._body,
            received_at=self._clock.now(),
            http_version=as_text(answer.version),
            connection=line.facts,
        )

    def _forget_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _report(self, *, due: bool = False) -> None:
        if self._progress is None:
            return
        now = self._clock.monotonic()
        if not due and now - self._reported < PACE:
            if self._later is None:
                loop = asyncio.get_running_loop()
                self._later = loop.call_later(PACE, partial(self._report, due=True))
            return
        self._forget_later()
        self._reported = now
        self._progress(
            Progress(
                sent=self._outgoing.sent,
                to_send=self._outgoing.length,
                response=self._response,
                received=self._receiver.received,
                to_receive=self._receiver.to_receive,
                timings=self._watch.timings(),
            )
        )


class _Lost(Exception):
    """A kept connection ended before anything of an answer came."""
