"""The values that take a while: what a person types, a command prints, a keyring keeps.

Had once everything is allowed and before anything is rendered, which then waits for nothing.
Must not be asked before trust was given, and must not keep what is no longer typed.

    desk.settle ──▶ gather ──▶ plan.read ──▶ refused? ──▶ ask again next time
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.domain.errors import PersonNeeded, RenderError, Unanswered
from workbench.domain.prompt import PromptQuestion
from workbench.domain.secret import Secret
from workbench.domain.template import Source
from workbench.engine.rendering import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.domain.trust import TrustQuestion
    from workbench.engine.expansion import Call
    from workbench.engine.ports import UserAgent
    from workbench.engine.rendering import Tracing


class Typed:
    """What a person typed in this session; each environment has its own."""

    def __init__(self, agent: UserAgent) -> None:
        """Keep who is asked."""
        self._agent = agent
        self._kept: dict[tuple[str | None, str], Secret] = {}
        self._doubted: set[tuple[str | None, str]] = set()
        self._asking = asyncio.Lock()

    async def value(self, question: PromptQuestion) -> Secret | None:
        """Return what is typed, asked for once; None where nobody answered."""
        key = question.environment, question.label
        async with self._asking:
            # Whoever was asked meanwhile may have typed this too.
            if key not in self._kept or key in self._doubted:
                typed = await self._agent.prompt(question)
                if typed is None:
                    return None
                self._kept[key] = typed
                self._doubted.discard(key)
        return self._kept[key]

    def doubt(self, environment: str | None, labels: Iterable[str]) -> bool:
        """Ask again for what may have been mistyped; True when there is any."""
        mine = {(environment, label) for label in labels} & self._kept.keys()
        self._doubted |= mine
        return bool(mine)

    def forget(self) -> int:
        """Ask again for everything; return how many values were kept."""
        count = len(self._kept)
        self._kept.clear()
        self._doubted.clear()
        return count

    def unasked(self) -> Typed:
        """Return what was typed so far, for what goes on without a person."""
        alone = Typed(NOBODY)
        alone._kept = dict(self._kept)
        return alone


class _Nobody:
    """A `UserAgent` who never answers."""

    async def allow(self, question: TrustQuestion) -> bool:
        """Answer no."""
        return False

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        """Answer nothing."""
        return None


#: Who is asked where nobody can be.
NOBODY = _Nobody()


async def gather(
    traced: Tracing, typed: Typed, environment: str | None, *, for_token: bool = False
) -> Mapping[Call, Secret]:
    """Return what the slow sources of a trace say, each asked once; nothing where there is none.

    Raises `RenderError` and `UsageError` for a source that gives nothing, `Unanswered` where
    nobody typed, which is `PersonNeeded` where it is `for_token`.
    """
    return {
        call: await _value(call, traced, typed, environment, for_token=for_token)
        for call in traced.slow_calls
    }


async def _value(
    call: Call, traced: Tracing, typed: Typed, environment: str | None, *, for_token: bool
) -> Secret:
    place = traced.place_of(call)
    if call.source is Source.COMMAND:
        return await traced.sources.command(call.argument, place)
    if call.source is Source.KEYRING:
        service, name = keyring_entry(call.argument)
        found = await traced.sources.keyring(service, name)
        if found is None:
            raise RenderError(
                f"The keyring has no {called(call)}.",
                hint=f"Looked for {name} of the service {service}.",
                fix=f"keyring set {service} {name}",
            )
        return found
    question = PromptQuestion(call.argument, traced.place.file, environment)
    found = await typed.value(question)
    if found is None:
        raise (PersonNeeded if for_token else Unanswered)(
            f"Nothing was sent: nobody answered {called(call)}.",
            hint=f"{question.asked_by} wants it typed, in the screen or on a terminal.",
            fix="Send again and type it; {{env:NAME}} needs nobody.",
        )
    return found


def as_written(*traces: Tracing) -> Mapping[Call, Secret]:
    """Return the templates themselves in the place of what slow sources would say."""
    return {call: Secret(call.text) for traced in traces for call in traced.slow_calls}


def prompts_of(traced: Tracing) -> tuple[str, ...]:
    """Return the labels of what a person typed for a trace."""
    return tuple(call.argument for call in traced.slow_calls if call.source is Source.PROMPT)


def keyring_entry(argument: str) -> tuple[str, str]:
    """Return service and name; the service is `workbench` where none is written."""
    service, slash, name = argument.partition("/")
    return (service, name) if slash and service and name else ("workbench", argument)
