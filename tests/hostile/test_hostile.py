"""Whatever a server does, a person is told in time and with a hint; nobody else learns of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.behaviour import Behaviour
from tests.hostile.server import HostileServer
from tests.hostile.table import BEHAVIOURS
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Exchange
from workbench.domain.workspace import RequestRef

CANARY = "canary-5f1d"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    with HostileServer(tmp_path_factory.mktemp("hostile")) as server:
        yield server


async def sent(directory: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setenv("SECRET", CANARY)
    path = str(directory / "hostile.toml")
    workbench = Workbench.open(path, agent=HeadlessAgent())
    try:
        return await workbench.send(RequestRef(path, name))
    finally:
        await workbench.close()


def test_the_table_is_long_enough_and_names_each_once() -> None:
    assert len({each.name for each in BEHAVIOURS}) == len(BEHAVIOURS) >= 60


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
async def test_a_person_is_told(
    behaviour: Behaviour, hostile: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = await sent(hostile.directory, behaviour.name, monkeypatch)
    assert exchange.elapsed_ms < (behaviour.seconds + 1.0) * 1000
    error, response = exchange.error, exchange.response
    if behaviour.error:
        assert error is not None
        assert type(error).__name__ in behaviour.error.split("|"), (error, error.hint)
        assert error.hint or error.fix, error
        assert behaviour.hint in f"{error.message} {error.hint} {error.fix}"
        return
    assert error is None, (error, error.hint)
    assert response is not None
    assert response.status == behaviour.status
    said = " ".join((response.incomplete, *exchange.notes))
    assert behaviour.said in said
    if not behaviour.said:
        assert said == ""
        assert response.body.complete
    response.body.close()


async def test_no_credential_reaches_another_origin(
    hostile: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile.taken.clear()
    exchange = await sent(hostile.directory, "redirects elsewhere", monkeypatch)
    assert exchange.response is not None
    assert exchange.response.body.read(0, 9) == b"taken"
    (taken,) = hostile.taken
    assert b"canary" not in taken
    assert taken.startswith(b"GET /taken HTTP/1.1\r\n")
    assert CANARY not in repr(exchange)
