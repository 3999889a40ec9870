"""Real requests at random moments with tokens that live five seconds, counted by the server."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest

from tests.support import practice
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.workspace import RequestRef

LIFE_S = 5
#: A token is no longer sent one second before its end; the second that is cut off may be lost too.
USABLE_S = LIFE_S - 2

COLLECTION = """\
[collection]
name = "Short"
auth = "short"
[auth.short]
type = "oauth2"
grant = "client_credentials"
token_url = "{token_url}"
client_id = "short"
client_secret = "short-secret"
client_authentication = "client_secret_basic"
scope = "read:customers"
[[request]]
name = "List"
url = "{api_url}/customers"
"""


@pytest.mark.soak
async def test_two_hundred_requests_on_five_second_tokens_are_never_refused(
    tmp_path: Path,
) -> None:
    client = {
        "client_id": "short",
        "client_secret": "short-secret",
        "scope": "read:customers",
        "lifetime_s": LIFE_S,
    }
    chance = random.Random(20_261_124)
    with practice.start(clients=[client], latency=(300, 300)) as server:
        path = tmp_path / "short.toml"
        path.write_text(COLLECTION.format(token_url=server.token_url, api_url=server.api_url))
        workbench = Workbench.open(str(path), agent=HeadlessAgent())
        began = time.monotonic()
        statuses = []
        try:
            for _ in range(200):
                exchange = await workbench.send(RequestRef(str(path), "List"))
                assert exchange.response is not None, exchange.error
                statuses.append(exchange.response.status)
                exchange.response.body.close()
                await asyncio.sleep(chance.uniform(0, 0.6))
        finally:
            await workbench.close()
        took = time.monotonic() - began
        counters = server.counters()
    assert set(statuses) == {200}
    assert counters["token_calls"] <= took / USABLE_S + 1
    print(f"200 requests in {took:.0f} s, 0 refused, {counters['token_calls']} token calls")
