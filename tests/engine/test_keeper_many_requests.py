"""Five thousand requests at random moments: none is refused, and no token is fetched in vain."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.fakes import START
from tests.support.keeping import Keeping, text_of
from tests.support.presets import credentials
from workbench.domain.token import TokenState

Make = Callable[..., Keeping]
REQUESTS = 5_000
LATENCY = 0.3
LIVES = (5, 30, 45, 60, 3_600)


def moments(life: float, seed: int) -> list[float]:
    """Random moments, some in crowds and some with lives between them."""
    chance = random.Random(seed)
    now, found = 0.0, []
    for _ in range(REQUESTS):
        now += chance.choice((0.0, chance.expovariate(50 / life), chance.expovariate(3 / life)))
        found.append(now)
    return found


async def send_all(k: Keeping, when: list[float]) -> tuple[int, list[tuple[float, TokenState]]]:
    """Send a request at each moment; count those that the API refused."""
    refused = 0
    uses: list[tuple[float, TokenState]] = []

    async def send(at: float) -> None:
        nonlocal refused
        await k.clock.sleep(at)
        started = k.clock.now()
        use = await k.use()
        uses.append((started, use.state))
        await k.clock.sleep(LATENCY / 2)
        refused += not k.server.accepts(text_of(use.token))

    tasks = [asyncio.create_task(send(at)) for at in when]
    await k.clock.advance(when[-1] + 10)
    assert all(task.done() for task in tasks)
    return refused, uses


@pytest.mark.parametrize("kind", ["opaque", "jwt of whole seconds"])
@pytest.mark.parametrize("life", LIVES)
async def test_none_of_5000_requests_at_random_moments_is_refused(
    keeping: Make, life: int, kind: str
) -> None:
    k = keeping(life=life, latency=LATENCY, jwt="jwt" in kind, truncates="whole" in kind)
    refused, uses = await send_all(k, moments(life, seed=life))
    assert len(uses) == REQUESTS
    assert refused == 0
    assert {state for _, state in uses} == set(TokenState)
    # Every token call was made by a request, and none within the usable life of the one before.
    asked = sorted(issued.at - LATENCY / 2 for issued in k.server.issued)
    started = {round(at, 6) for at, state in uses if state is not TokenState.FRESH}
    assert started.issuperset(round(at, 6) for at in asked)
    margin = max(2.0, min(60.0, life / 5)) + (1.0 if k.server.truncates else 0.0)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert min(gaps) >= life - margin - 1e-6


@pytest.mark.parametrize("life", LIVES)
async def test_none_is_refused_while_a_token_keeps_itself_fresh(keeping: Make, life: int) -> None:
    k = keeping(life=life, latency=LATENCY, truncates=True, jwt=True)
    k.keep_fresh()
    refused, uses = await send_all(k, moments(life, seed=1)[:2000])
    assert refused == 0
    waited = [at for at, state in uses if state in {TokenState.MISSING, TokenState.EXPIRED}]
    assert all(at - START <= waited[0] - START + LATENCY for at in waited)


async def test_none_of_5000_requests_with_changing_presets_gets_another_presets_token(
    keeping: Make,
) -> None:
    k = keeping(life=30, latency=LATENCY)
    chance = random.Random(7)
    plain = credentials()
    variants = [
        plain,
        credentials(url="https://auth.example.com/other"),
        credentials(client_id="another"),
        credentials(secret="another"),
        credentials(scope=("another",)),
        credentials(environment="staging"),
        replace(plain, parameters=(("audience", plain.client.client_id),)),
    ]
    owner: dict[str, int] = {}

    async def send(at: float, which: int) -> None:
        await k.clock.sleep(at)
        use = await k.use(variants[which])
        assert owner.setdefault(text_of(use.token), which) == which

    now = 0.0
    tasks = []
    for _ in range(REQUESTS):
        now += chance.expovariate(10)
        tasks.append(asyncio.create_task(send(now, chance.randrange(len(variants)))))
    await k.clock.advance(now + 10)
    await asyncio.gather(*tasks)
    assert set(owner.values()) == set(range(len(variants)))
