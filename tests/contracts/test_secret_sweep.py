"""The secret sweep: a long scenario, a crash in its middle, and a search through all it left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.conftest import every_record
from tests.support.canaries import ASKED, PLACES, Canaries, Traces
from tests.support.command_line import Run
from tests.support.counting import Counting
from tests.support.watching import watching
from tests.support.worlds import FakePerson
from workbench import assembly
from workbench.adapters.http_transport import HttpTransport
from workbench.assembly import Workbench
from workbench.domain.errors import WorkbenchError
from workbench.domain.http import Exchange, RequestState
from workbench.domain.workspace import RequestRef


async def scenario(file: str, traces: Traces) -> list[Exchange]:
    """Send everything, renew, look at everything; every object that a front end gets is a trace."""
    states: list[RequestState] = []
    person = FakePerson(says=True, types={"Typed": ASKED["typed"]})
    workbench = Workbench.open(file, agent=person)
    workbench.on_token_change(lambda key: traces.add("a status", workbench.token_view(key)))
    exchanges = []
    for spec in workbench.workspace.collections[0].collection.requests:
        ref = RequestRef(file, spec.label)
        exchanges.append(await workbench.send(ref, on_state=states.append))
        for name, look in (
            ("what a request resolves to", workbench.effective),
            ("a request as curl", workbench.curl_of),
            ("the warnings", workbench.warnings),
        ):
            with_errors(traces, name, partial(look, ref))
    stopped = asyncio.create_task(workbench.send(RequestRef(file, "Good"), on_state=states.append))
    await asyncio.sleep(0)
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    for key in workbench.preset_keys():
        with_errors(traces, "an explanation", partial(workbench.explain, key))
        traces.add("a token's view", workbench.token_view(key))
        traces.add("a preset as it is seen", workbench.preset_effective(key))
    for exchange in exchanges:
        traces.add(f"the exchange of {exchange.label}", exchange)
        for step in exchange.steps:
            traces.add("a sent request as curl", workbench.as_curl(step.request))
            traces.add("a sent address", str(step.request.url))
            traces.add("a content", f"{step.request.content!s} {step.request.content!r}")
            for header in step.request.headers:
                traces.add("a sent header", f"{header.name}: {header.value} {header!r}")
            if step.response is not None and step.purpose == "token":
                body = step.response.body
                traces.add("a token response", body.read(0, body.size).decode("utf-8", "replace"))
                traces.add("its head", repr(step.response.headers))
        if (error := exchange.error) is not None:
            traces.add("an error", f"{error!r} {error.message} {error.hint} {error.fix}")
    for state in states:
        traces.add("a state", state)
    traces.add("the workbench", f"{vars(workbench)}")
    await workbench.close()
    return exchanges


def with_errors(traces: Traces, name: str, look: Callable[[], object]) -> None:
    try:
        traces.add(name, look())
    except WorkbenchError as error:
        traces.add(name, f"{error!r} {error.message} {error.hint} {error.fix}")


async def test_no_secret_is_left_anywhere_by_a_long_scenario(
    asking: str, server: Counting, tmp_path: Path
) -> None:
    traces, canaries = Traces(), Canaries()
    with every_record(traces), watching() as watch:
        assembly.start_log(str(tmp_path / "workbench.log"), debug=True)
        logging.getLogger("workbench").propagate = True
        exchanges = await scenario(asking, traces)
    traces.add("the log", (tmp_path / "workbench.log").read_text("utf-8"))
    traces.add("the arguments of processes", "\n".join(watch.processes))
    labels = {each.label: each for each in exchanges}
    assert labels["Good"].response is not None
    assert len(labels["Again"].steps) == 3, "refused, a new token, sent again"
    assert len([each for each in exchanges if each.error]) >= 5
    arrived = Traces([("the server", "\n".join(server.heard))])
    reached = {found.split(" ", 1)[0] for found in canaries.found_in(arrived)}
    assert reached == set(PLACES | ASKED), (
        "every secret was spent, so that there was something to find"
    )
    assert len(traces.texts) > 300
    leaks = canaries.found_in(traces)
    assert not leaks, "\n".join(leaks)


def test_no_secret_is_left_by_the_command_line_or_a_crash_in_the_middle_of_a_send(
    file: str,
    private_home: Path,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    traces, canaries = Traces(), Canaries()
    log = str(tmp_path / "log")

    def go(*words: str) -> int:
        code, out, err = run("--log", log, "--debug", *words)
        traces.add(words[0], out + err)
        return code

    with every_record(traces), watching() as watch:
        assert go("run", file) == 2
        assert go("run", file, "--json", "--fail") == 2
        for preset in ("good", "post", "page"):
            assert go("token", file, preset, "--explain") == 0
            assert go("token", file, preset, "--explain", "--json") == 0
        assert go("token", file, "post") == 4
        assert go("token", file, "page", "--json") == 4
        for words in (("list", file), ("check", file), ("list", file, "--json")):
            assert go(*words) == 0

        async def crash(transport: object, request: Any, **_: object) -> None:
            spent = request.url.reveal() + PLACES["token"] + PLACES["process"]
            raise RuntimeError(spent)

        monkeypatch.setattr(HttpTransport, "send", crash)
        assert go("run", file, "Good") == 1
    (report,) = private_home.rglob("crash-*.txt")
    traces.add("the crash report", report.read_text("utf-8"))
    traces.add("the log", Path(log).read_text("utf-8"))
    traces.add("the arguments of processes", "\n".join(watch.processes))
    assert "RuntimeError" in report.read_text("utf-8")
    leaks = canaries.found_in(traces)
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("name", PLACES)
def test_a_secret_is_found_however_it_is_spelled(name: str) -> None:
    canaries = Canaries()
    for spelling in canaries.spellings(PLACES[name]):
        traces = Traces([("a text", f"before {spelling} behind")])
        assert any(each.startswith(f"{name} in a text") for each in canaries.found_in(traces))
