"""The whole way to a 200 with tokens that a foreign authorization server issued."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.support.foreign import ForeignClient, ForeignServer, allow_plain_http
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Purpose
from workbench.domain.workspace import RequestRef

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASIC = ForeignClient("basic-client", "s3cret+/%: é", "client_secret_basic")
POST = ForeignClient("post-client", "plain-secret", "client_secret_post")

TEN_LINES = """\
[collection]
name = "Foreign"
[auth.them]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/oauth/token"
client_id = "{client_id}"
client_secret = "{{{{env:FOREIGN_SECRET}}}}"
scope = "read"
[[request]]
name = "Things"
auth = "them"
url = "{url}/api/things"
"""


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForeignServer]:
    allow_plain_http(monkeypatch)
    with ForeignServer((BASIC, POST)) as server:
        yield server


def collection(directory: Path, server: ForeignServer, client: ForeignClient) -> str:
    path = directory / "foreign.toml"
    path.write_text(TEN_LINES.format(url=server.url, client_id=client.client_id), "utf-8")
    (directory / ".env").write_text(f"FOREIGN_SECRET='{client.client_secret}'\n", "utf-8")
    return str(path)


@pytest.mark.parametrize("client", [BASIC, POST], ids=["basic", "body"])
async def test_a_collection_of_ten_lines_gets_a_200(
    foreign: ForeignServer, tmp_path: Path, client: ForeignClient
) -> None:
    path = collection(tmp_path, foreign, client)
    workbench = Workbench.open(path, agent=HeadlessAgent())
    try:
        exchange = await workbench.send(RequestRef(path, "Things"))
        assert exchange.error is None
        assert exchange.response is not None
        assert exchange.response.status == 200
        body = exchange.response.body
        assert body.read(0, body.size).strip() == b'[{"id":1},{"id":2}]'
        calls = foreign.token_calls
        again = await workbench.send(RequestRef(path, "Things"))
        assert again.response is not None
        assert again.response.status == 200
        assert foreign.token_calls == calls, "the second send reuses the token"
        assert [step.purpose for step in again.steps] == [Purpose.REQUEST]
    finally:
        await workbench.close()


async def test_the_way_of_authenticating_is_found_by_trying_and_remembered(
    foreign: ForeignServer, tmp_path: Path
) -> None:
    path = collection(tmp_path, foreign, POST)
    workbench = Workbench.open(path, agent=HeadlessAgent())
    try:
        key = workbench.preset_keys()[0]
        first = await workbench.get_token(key)
        assert first.token.client_authentication == "client_secret_post"
        assert first.token.found_by_trying
        calls = foreign.token_calls
        await workbench.get_token(key, renew=True)
        assert foreign.token_calls == calls + 1, "what was found is not tried again"
    finally:
        await workbench.close()


async def test_fifty_sends_at_once_on_a_cold_cache_ask_for_one_token(
    foreign: ForeignServer, tmp_path: Path
) -> None:
    path = collection(tmp_path, foreign, BASIC)
    workbench = Workbench.open(path, agent=HeadlessAgent())
    try:
        sends = [workbench.send(RequestRef(path, "Things")) for _ in range(50)]
        exchanges = await asyncio.gather(*sends)
        statuses = {each.response.status for each in exchanges if each.response}
        assert statuses == {200}
        assert len(foreign.tokens) == 1
    finally:
        await workbench.close()
