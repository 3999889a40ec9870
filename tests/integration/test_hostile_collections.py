"""Cloned collections that want what is not theirs: nothing is read or sent without a yes.

Each goes the whole way, from `workbench run` to the sockets, with Python's audit events as witness.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.hostile_cases import CASES, PRESETS, Case, oauth
from tests.integration.strangers import (
    CANARIES,
    ENV_CANARY,
    EVIL,
    HEAD,
    Clone,
    clone,
)
from tests.support.command_line import Run
from tests.support.counting import Counting, counting
from tests.support.watching import Watch, watching
from tests.support.worlds import FakePerson
from workbench.assembly import Workbench
from workbench.assembly import check as check_path
from workbench.cli.options import HeadlessAgent
from workbench.domain.errors import ConnectFailed, TrustRequired, WorkbenchError
from workbench.domain.http import Exchange
from workbench.domain.workspace import RequestRef
from workbench.engine.ports import UserAgent


@pytest.fixture(scope="module")
def listening() -> Iterator[Counting]:
    with counting() as server:
        yield server


@pytest.fixture
def server(listening: Counting) -> Counting:
    listening.heard.clear()
    return listening


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    monkeypatch.setenv("CANARY", ENV_CANARY)
    monkeypatch.setenv("TEMPLATE", "{{file:../private/id_rsa}} {{env:CANARY}}")
    monkeypatch.setenv("HOST", "evil.invalid")
    return clone(tmp_path)


def prepare(case: Case, stranger: Clone, server: Counting, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write the case into the clone and return what is opened."""

    def here(text: str) -> str:
        text = text.replace("@LOCAL@", server.url).replace("@TOP@", str(stranger.top))
        return text.replace("@PRIVATE@", str(stranger.private))

    stranger.write({name: here(text) for name, text in case.files.items()}, case.links)
    for name, value in case.env.items():
        monkeypatch.setenv(name, here(value))
    return str(stranger.top / case.opens)


def nothing_happened(watch: Watch, server: Counting, told: str) -> None:
    assert watch.opened == []
    assert watch.reached == []
    assert watch.processes == []
    for canary in CANARIES:
        assert canary not in "".join(server.heard)
        assert canary not in told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_without_a_yes_nothing_is_read_and_nothing_leaves(
    case: Case,
    stranger: Clone,
    server: Counting,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = prepare(case, stranger, server, monkeypatch)
    with watching(stranger.forbidden) as watch:
        code, out, err = run("run", opened, "--json")
    told = out + err
    assert code == case.code, told
    nothing_happened(watch, server, told)
    assert len(server.heard) == case.heard, server.heard
    assert all(words in told + "".join(server.heard) for words in case.says), (told, server.heard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_looking_at_it_reads_no_source_and_reaches_nothing(
    case: Case,
    stranger: Clone,
    server: Counting,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = prepare(case, stranger, server, monkeypatch)
    with watching(stranger.forbidden) as watch:
        run("list", opened, "--json")
        run("check", opened, "--json")
        shown = [str(each) for each in check_path(opened).problems]
        workbench = Workbench.open(opened, agent=HeadlessAgent())
        for file in workbench.workspace.collections:
            for spec in file.collection.requests:
                ref = RequestRef(file.path, spec.label)
                for look in (workbench.effective, workbench.curl_of):
                    try:
                        shown.append(str(look(ref)))
                    except WorkbenchError as error:
                        shown.append(str(error))
    nothing_happened(watch, server, "".join(shown))
    assert server.heard == []


@pytest.mark.parametrize("case", PRESETS[:1], ids=lambda case: case.name)
def test_a_token_on_its_own_needs_the_same_yes(
    case: Case,
    stranger: Clone,
    server: Counting,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = prepare(case, stranger, server, monkeypatch)
    with watching(stranger.forbidden) as watch:
        code, out, err = run("token", opened, "crm", "--json")
        explained, steps, _ = run("token", opened, "crm", "--json", "--explain")
    assert (code, out) == (2, "")
    assert all(words in err for words in case.says)
    assert (explained, EVIL in steps) == (0, True)
    nothing_happened(watch, server, err + steps)


async def test_a_yes_to_one_token_endpoint_is_none_to_another(
    stranger: Clone, server: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stranger.top / "c.toml"
    before = f"{HEAD}{oauth('https://auth.invalid/token')}"
    text = f'{before}[[request]]\nname = "R"\nurl = "{server.url}"\nauth = "crm"\n'
    file.write_text(text)
    ref = RequestRef(str(file), "R")

    async def send(person: UserAgent) -> tuple[Exchange, list[str]]:
        workbench = Workbench.open(str(file), agent=person)
        with watching(stranger.forbidden) as watch:
            exchange = await workbench.send(ref)
        await workbench.close()
        return exchange, watch.reached

    exchange, reached = await send(FakePerson(says=True))
    assert (type(exchange.error), reached) == (ConnectFailed, ["auth.invalid"])
    exchange, reached = await send(HeadlessAgent())
    assert reached == ["auth.invalid"], "the answer was kept"
    file.write_text(text.replace("auth.invalid", "auth.evil.invalid"))
    exchange, reached = await send(HeadlessAgent())
    assert (type(exchange.error), reached) == (TrustRequired, [])
    assert server.heard == []


def test_the_table_has_more_cases_than_were_asked_for() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 25


def test_the_witness_sees_a_file_an_address_and_a_process(stranger: Clone) -> None:
    with watching(stranger.forbidden) as watch:
        (stranger.private / "id_rsa").read_text()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("evil.invalid", 443))
        subprocess.run([sys.executable, "-c", ""], check=True)
    assert watch.opened == [str(stranger.private / "id_rsa")]
    assert watch.reached == ["evil.invalid"]
    assert len(watch.processes) >= 1
