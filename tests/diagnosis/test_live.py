"""Live exchanges with three servers, two of them written by others."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.diagnosis.foreign_apart import foreign_apart
from tests.diagnosis.foreign_cases import foreign_cases
from tests.diagnosis.in_exchange import problems
from tests.diagnosis.live import DIFFICULT, PLAIN, Live, Served, authlib, outcome, practising
from tests.diagnosis.live import toolkit as toolkit_server
from tests.diagnosis.practice_cases import CLIENTS, practice_cases
from tests.diagnosis.recorded import cases
from workbench.engine.diagnosis import Confidence, Kind
from workbench.engine.diagnosis.findings import NOT_OAUTH

CASES = [*practice_cases(), *foreign_cases()]


@pytest.fixture(scope="module")
def servers() -> Iterator[Mapping[str, Served]]:
    before = os.environ.get("AUTHLIB_INSECURE_TRANSPORT")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    try:
        with contextlib.ExitStack() as stack:
            yield {
                "practice": stack.enter_context(practising(CLIENTS)),
                "authlib": stack.enter_context(authlib()),
                "toolkit": stack.enter_context(toolkit_server()),
            }
    finally:
        if before is None:
            del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


async def test_of_the_live_cases_kept_apart_nearly_all_are_right(
    servers: Mapping[str, Served], tmp_path: Path
) -> None:
    wrong = []
    kept_apart = foreign_apart()
    for number, case in enumerate(kept_apart):
        (tmp_path / str(number)).mkdir()
        came = await outcome(case, servers[case.server], tmp_path / str(number))
        if (came.after[0].kind if came.after else None) != case.kind:
            wrong.append(str(case))
        blamed = case.kind is None and any(each.kind not in NOT_OAUTH for each in came.before)
        assert not blamed, case
    assert len(wrong) <= len(kept_apart) * 0.05, wrong


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_the_diagnosis_is_right_and_its_fix_helps(
    case: Live, servers: Mapping[str, Served], tmp_path: Path
) -> None:
    came = await outcome(case, servers[case.server], tmp_path)
    found = came.after
    assert (found[0].kind if found else None) == case.kind
    if case.kind is None:
        assert [each for each in came.before if each.kind not in NOT_OAUTH] == []
    if came.fixed is not None:
        assert 200 <= came.fixed < 300
    for finding in came.before:
        assert finding.confidence is not Confidence.PROVEN
        for line in finding.evidence:
            assert problems(line, came.exchange, came.evidence) == []
    text = repr((came.before, came.after, came.evidence))
    secrets = (*servers[case.server].secrets.values(), DIFFICULT, PLAIN, case.bearer)
    assert [each for each in secrets if len(each) > 8 and each in text] == []
    for finding in found:
        proven = finding.confidence is Confidence.PROVEN
        assert not proven or any(line.witness == "tried" for line in finding.evidence)


def test_there_are_enough_cases() -> None:
    apart = cases("held_out", "held_out_later")
    recorded = [*cases("recorded"), *apart]
    live_apart = foreign_apart()
    every = len(CASES) + len(recorded) + len(live_apart)
    foreign = [*(each for each in CASES if each.server != "practice"), *live_apart]
    assert {each.server for each in foreign} == {"authlib", "toolkit"}
    assert len(foreign) * 3 >= every
    assert (len(apart) + len(live_apart)) * 3 >= every
    assert len({str(each) for each in CASES}) == len(CASES)
    healthy = [each for each in CASES if each.kind is None and not each.undecidable]
    assert len(healthy) + sum(each.kind is None for each in recorded) >= 60
    kinds = Counter([*(each.kind for each in recorded), *(each.kind for each in CASES)])
    assert {kind for kind in Kind if kinds[str(kind)] < 6} == set(), kinds
