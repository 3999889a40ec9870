"""Many callers and one grant: who waits, who leaves, and what remains."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.support.fakes import answer, token_answer
from tests.support.keeping import Keeping, text_of
from tests.support.presets import CRM
from workbench.domain.errors import TokenUnavailable
from workbench.domain.token import TokenState
from workbench.engine.keeper import Use
from workbench.engine.token_view import Fetching, NoneYet

Make = Callable[..., Keeping]


async def test_a_thousand_concurrent_requests_on_a_cold_cache_make_exactly_one_call(
    keeping: Make,
) -> None:
    k = keeping(latency=0.3)
    tasks = [k.using(label=f"Request {number}") for number in range(1000)]
    await k.clock.advance(1)
    assert {text_of(task.result().token) for task in tasks} == {"token-1"}
    assert k.calls == 1


@pytest.mark.parametrize("when", [0.0, 0.1, 0.2])
async def test_the_first_caller_may_be_cancelled_and_the_others_get_their_token(
    keeping: Make, when: float
) -> None:
    k = keeping(latency=0.3)
    tasks = [k.using(label=f"Request {number}") for number in range(1000)]
    await k.clock.advance(when)
    tasks[0].cancel()
    await k.clock.advance(1)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert {text_of(use.token) for use in outcomes if isinstance(use, Use)} == {"token-1"}
    assert len([use for use in outcomes if isinstance(use, Use)]) == 999
    assert k.calls == 1
    assert k.transport.cancelled == 0


async def test_a_caller_that_leaves_does_not_disturb_the_others(keeping: Make) -> None:
    k = keeping(latency=1.0)
    tasks = [k.using(label=name) for name in ("one", "two", "three")]
    await k.clock.advance(0.5)
    tasks[1].cancel()
    await k.clock.advance(0)
    status = k.status
    assert isinstance(status, Fetching)
    assert status.waiting == ("one", "three")
    await k.clock.advance(1)
    assert [task.cancelled() for task in tasks] == [False, True, False]
    assert k.calls == 1


async def test_the_last_waiter_to_leave_cancels_the_grant(keeping: Make) -> None:
    k = keeping(latency=1.0)
    tasks = [k.using(), k.using()]
    await k.clock.advance(0.5)
    for task in tasks:
        task.cancel()
    await k.clock.advance(0)
    assert k.transport.cancelled == 1
    assert k.status == NoneYet()


async def test_the_slot_is_free_at_once_for_the_next_caller(keeping: Make) -> None:
    k = keeping(latency=1.0)
    first = k.using()
    await k.clock.advance(0.5)
    first.cancel()
    second = k.using()
    await k.clock.advance(0)
    assert k.calls == 2
    use = await k.finished(second)
    assert use.why == "fetched: there was none"


async def test_a_cancelled_grant_that_ends_all_the_same_stores_nothing(keeping: Make) -> None:
    k = keeping()
    held_up = asyncio.Event()

    async def stubborn(request: object, **_: object) -> object:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            held_up.set()
        return await type(k.transport).send(k.transport, request)  # type: ignore[arg-type] # as it came

    k.transport.send = stubborn  # type: ignore[method-assign,assignment] # one odd transport
    task = k.using()
    await k.clock.advance(0)
    task.cancel()
    await k.clock.advance(0)
    assert held_up.is_set()
    assert k.status == NoneYet()


async def test_a_renewal_behind_goes_on_when_the_one_who_joined_it_leaves(keeping: Make) -> None:
    k = keeping(life=60, latency=5.0)
    await k.finished(k.using(), 5)
    await k.clock.advance(49)
    await k.use()
    await k.clock.advance(4)
    joined = k.using()
    await k.clock.advance(0)
    assert k.calls == 2
    joined.cancel()
    await k.clock.advance(5)
    assert text_of((await k.use()).token) == "token-2"
    assert k.calls == 2


async def test_who_comes_when_the_token_has_expired_joins_the_renewal_behind(
    keeping: Make,
) -> None:
    k = keeping(life=60, latency=5.0)
    await k.finished(k.using(), 5)
    await k.clock.advance(50)
    assert (await k.use()).state is TokenState.STALE
    await k.clock.advance(3)
    use = await k.finished(k.using(), 5)
    assert (use.state, text_of(use.token)) == (TokenState.EXPIRED, "token-2")
    assert k.calls == 2


async def test_closing_stops_every_grant_and_tells_those_who_wait(keeping: Make) -> None:
    k = keeping(latency=1.0)
    task = k.using()
    await k.clock.advance(0.5)
    await k.keeper.close()
    with pytest.raises(TokenUnavailable, match="was stopped"):
        await task
    assert k.transport.cancelled == 1
    assert k.clock.sleepers == 0


async def test_a_defect_in_a_grant_reaches_the_caller_and_frees_the_slot(keeping: Make) -> None:
    k = keeping([ZeroDivisionError("a defect"), token_answer()])
    with pytest.raises(ZeroDivisionError):
        await k.use()
    assert k.status == NoneYet()
    assert text_of((await k.use()).token) == "first-token"


async def test_forgetting_lets_a_grant_end_that_somebody_waits_for(keeping: Make) -> None:
    k = keeping(latency=1.0)
    task = k.using()
    await k.clock.advance(0.5)
    k.keeper.forget(CRM)
    use = await k.finished(task)
    assert text_of(use.token) == "token-1"


async def test_forgetting_stops_a_renewal_behind(keeping: Make) -> None:
    k = keeping(life=60, latency=1.0)
    await k.finished(k.using())
    await k.clock.advance(48)
    await k.use()
    await k.clock.advance(0.5)
    k.keeper.forget()
    await k.clock.advance(0)
    assert k.transport.cancelled == 1
    assert k.status == NoneYet()
    assert (await k.finished(k.using())).state is TokenState.MISSING


async def test_the_steps_of_a_running_grant_are_told_to_who_comes_later(keeping: Make) -> None:
    from dataclasses import replace

    k = keeping([answer(401, {"error": "invalid_client"}), token_answer()], latency=1.0)
    k.preset = replace(k.preset, client=replace(k.preset.client, authentication=None))
    first = k.using()
    await k.clock.advance(1.5)
    seen: list[int] = []
    later = asyncio.create_task(
        k.keeper.use(k.preset, label="later", on_steps=lambda steps: seen.append(len(steps)))
    )
    await k.clock.advance(0)
    assert seen == [1]
    await k.clock.advance(1)
    assert seen == [1, 2]
    assert first.result().steps == later.result().steps
