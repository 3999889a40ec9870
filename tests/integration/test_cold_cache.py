"""A thousand requests at once on a cold cache, over real connections to the practice server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.support import practice
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Exchange, Purpose
from workbench.domain.workspace import RequestRef

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.support.practice import PracticeServer

MANY = 1_000
COLLECTION = """\
[collection]
name = "Cold"
auth = "crm"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{token_url}"
client_id = "cold"
client_secret = "cold-secret"
client_authentication = "client_secret_basic"
scope = "read:customers"
[[request]]
name = "Get"
url = "{api_url}/customers/1"
"""


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    client = {"client_id": "cold", "client_secret": "cold-secret", "scope": "read:customers"}
    with practice.start(clients=[client], latency=(100, 100)) as started:
        yield started


@pytest.fixture
async def cold(server: PracticeServer, tmp_path: Path) -> AsyncIterator[Workbench]:
    path = tmp_path / "cold.toml"
    path.write_text(COLLECTION.format(token_url=server.token_url, api_url=server.api_url))
    workbench = Workbench.open(str(path), agent=HeadlessAgent())
    yield workbench
    await workbench.close()


def sends(workbench: Workbench) -> list[asyncio.Task[Exchange]]:
    """Begin all of them; the token call of the first is under way when the last asks."""
    assert workbench.started_file is not None
    ref = RequestRef(workbench.started_file, "Get")
    return [asyncio.create_task(workbench.send(ref)) for _ in range(MANY)]


def close(exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        for step in exchange.steps:
            if step.response is not None:
                step.response.body.close()


def statuses(exchanges: list[Exchange]) -> list[int]:
    return [each.response.status if each.response else 0 for each in exchanges]


async def test_a_thousand_sends_at_once_make_one_token_call(
    cold: Workbench, server: PracticeServer
) -> None:
    exchanges = await asyncio.gather(*sends(cold))
    assert statuses(exchanges) == [200] * MANY, {str(each.error) for each in exchanges}
    close(exchanges)
    assert server.counters()["token_calls"] == 1


@pytest.mark.parametrize("when_ms", [0, 30, 90])
async def test_the_first_of_a_thousand_may_be_cancelled_and_the_others_get_its_token(
    cold: Workbench, server: PracticeServer, when_ms: int
) -> None:
    tasks = sends(cold)
    asked = asyncio.Event()
    cold.on_token_change(lambda _: asked.set())
    await asked.wait()
    asyncio.get_running_loop().call_later(when_ms / 1000, tasks[0].cancel)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    others = [each for each in outcomes[1:] if isinstance(each, Exchange)]
    assert statuses(others) == [200] * (MANY - 1)
    purposes = {step.purpose for each in others for step in each.steps}
    close(others)
    assert purposes == {Purpose.TOKEN, Purpose.REQUEST}
    assert server.counters()["token_calls"] == 1
