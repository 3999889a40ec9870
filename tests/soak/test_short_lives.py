"""Real requests at random moments with tokens that live five seconds, counted by the server."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support import practice
from workbench.adapters.late_transport import LateTransport
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Purpose, Request, Response, Timings
from workbench.domain.workspace import RequestRef

LIFE_S = 5
#: A token is renewed two seconds before its end; the second that is cut off may be lost too.
USABLE_S = LIFE_S - 2 - 1

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


@dataclass
class Noting:
    """The transport as it is; notes when the token endpoint is asked."""

    transport: LateTransport
    token_url: str
    asked: list[float] = field(default_factory=list)

    async def send(self, request: Request, **how: Any) -> tuple[Response, Timings]:
        if request.url.reveal() == self.token_url:
            self.asked.append(time.monotonic())
        return await self.transport.send(request, **how)

    async def close(self) -> None:
        await self.transport.close()


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
        transport = Noting(workbench._transport, server.token_url)
        workbench._transport = transport  # type: ignore[assignment] # it is asked as before
        began = time.monotonic()
        statuses = []
        purposes: set[Purpose] = set()
        try:
            for _ in range(200):
                exchange = await workbench.send(RequestRef(str(path), "List"))
                assert exchange.response is not None, exchange.error
                statuses.append(exchange.response.status)
                purposes.update(step.purpose for step in exchange.steps)
                exchange.response.body.close()
                await asyncio.sleep(chance.uniform(0, 0.6))
        finally:
            await workbench.close()
        took = time.monotonic() - began
        counters = server.counters()
    assert set(statuses) == {200}
    assert Purpose.RECOVERY not in purposes
    assert counters["token_calls"] == len(transport.asked)
    gaps = [later - earlier for earlier, later in pairwise(transport.asked)]
    assert min(gaps) >= USABLE_S
    calls = counters["token_calls"]
    print(f"200 requests in {took:.0f} s, 0 refused, {calls} token calls, {min(gaps):.2f} s apart")
