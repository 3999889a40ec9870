"""A token keeper on a fake clock with a fake server, and what tests ask of it.

Must not wait for real time.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from tests.support.fakes import FakeAuthorizationServer, FakeClock, FakeTransport
from tests.support.presets import credentials
from workbench.domain.token import Token
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.keeper import TokenKeeper, Use
from workbench.engine.token_view import (
    Fetching,
    Held,
    NeedsPerson,
    NoneYet,
    PresetKey,
    RenewalFailed,
)


def text_of(token: Token) -> str:
    """A token's text in clear."""
    return token.access_token.reveal()


class Keeping:
    """A keeper whose transport is scripted, or asks a fake authorization server."""

    def __init__(
        self, answers: Any = None, *, life: float = 60, latency: float = 0.0, **server: Any
    ) -> None:
        self.clock = FakeClock()
        self.server = FakeAuthorizationServer(self.clock, life=life, **server)
        self.transport = FakeTransport(
            self.server if answers is None else answers, clock=self.clock, latency=latency
        )
        self.changed: list[PresetKey] = []
        self.keeper = TokenKeeper(
            clock=self.clock, transport=self.transport, key=b"key", on_change=self.changed.append
        )
        self.preset = credentials()

    async def use(self, preset: OAuth2Credentials | None = None, label: str = "Ping") -> Use:
        return await self.keeper.use(preset or self.preset, label=label)

    def using(
        self, preset: OAuth2Credentials | None = None, label: str = "Ping"
    ) -> asyncio.Task[Use]:
        """Begin a use without waiting for it."""
        return asyncio.create_task(self.use(preset, label))

    async def finished(self, task: asyncio.Task[Use], seconds: float = 1.0) -> Use:
        """Let time pass until a use has ended."""
        await self.clock.advance(seconds)
        assert task.done()
        return task.result()

    def keep_fresh(self) -> None:
        self.preset = replace(self.preset, keep_fresh=True)

    @property
    def status(self) -> NoneYet | Fetching | Held | RenewalFailed | NeedsPerson:
        return self.keeper.status(self.preset.key, self.preset.environment)

    @property
    def held(self) -> Held:
        status = self.status
        assert isinstance(status, Held), status
        return status

    @property
    def calls(self) -> int:
        return self.transport.calls
