from __future__ import annotations

import asyncio

from tests.support.fakes import FakeAuthorizationServer, FakeClock, FakeTransport
from tests.support.presets import credentials
from workbench.domain.token import TokenState
from workbench.engine.keeper import TokenKeeper, Use


async def test_a_missing_token_is_fetched_and_a_fresh_one_reused() -> None:
    clock = FakeClock()
    server = FakeAuthorizationServer(clock, life=45)
    keeper = TokenKeeper(clock=clock, transport=FakeTransport(server, clock=clock), key=b"k")
    first = await keeper.use(credentials(), label="Ping")
    again = await keeper.use(credentials(), label="Ping")
    assert (first.state, again.state) == (TokenState.MISSING, TokenState.FRESH)
    assert first.token is again.token
    assert len(first.steps) == 1
    assert not again.steps
    assert (first.why, again.why) == ("fetched: there was none", "reused: 45 s left")
    await keeper.close()


async def test_a_thousand_concurrent_uses_on_a_cold_cache_make_exactly_one_call() -> None:
    clock = FakeClock()
    server = FakeAuthorizationServer(clock)
    transport = FakeTransport(server, clock=clock, latency=0.3)
    keeper = TokenKeeper(clock=clock, transport=transport, key=b"k")
    uses = [
        asyncio.create_task(keeper.use(credentials(), label=f"Request {number}"))
        for number in range(1000)
    ]
    await clock.advance(0.1)
    uses[0].cancel()
    await clock.advance(1)
    outcomes = await asyncio.gather(*uses, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    had = [outcome for outcome in outcomes if isinstance(outcome, Use)]
    assert len(had) == 999
    assert {use.token.access_token.reveal() for use in had} == {"token-1"}
    assert transport.calls == 1
    await keeper.close()
