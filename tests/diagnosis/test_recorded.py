"""Recorded exchanges: the first finding is the right one, and what is not OAuth's stays so."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.diagnosis.in_exchange import problems
from tests.diagnosis.recorded import PASTED, SECRET, Recorded, cases, exchanged, shown
from workbench.engine.diagnosis import Confidence, Kind, diagnose
from workbench.engine.diagnosis.findings import NOT_OAUTH

TUNED = cases("recorded")
APART = cases("held_out", "held_out_later")
ALL = (*TUNED, *APART)


@pytest.mark.parametrize("case", TUNED, ids=str)
async def test_the_first_finding_is_of_the_right_kind(case: Recorded) -> None:
    _, evidence, _ = await exchanged(case)
    found = diagnose(evidence)
    assert (found[0].kind if found else None) == case.kind, shown(found)


async def test_of_the_cases_kept_apart_nearly_all_are_right() -> None:
    wrong = []
    for case in APART:
        _, evidence, _ = await exchanged(case)
        found = diagnose(evidence)
        if (found[0].kind if found else None) != case.kind:
            wrong.append(case.id)
    assert len(wrong) <= len(APART) * 0.05, wrong


@pytest.mark.parametrize("case", [each for each in ALL if each.kind is None], ids=str)
async def test_what_is_not_oauths_fault_is_not_blamed_on_it(case: Recorded) -> None:
    _, evidence, _ = await exchanged(case)
    assert [each for each in diagnose(evidence) if each.kind not in NOT_OAUTH] == []


@pytest.mark.parametrize("case", ALL, ids=str)
async def test_every_line_of_evidence_is_in_the_exchange(case: Recorded) -> None:
    exchange, evidence, _ = await exchanged(case)
    for finding in diagnose(evidence):
        assert finding.evidence, finding.title
        for line in finding.evidence:
            assert problems(line, exchange, evidence) == []


@pytest.mark.parametrize("case", ALL, ids=str)
async def test_no_finding_repeats_a_secret_or_a_token(case: Recorded) -> None:
    exchange, evidence, world = await exchanged(case)
    hidden = {SECRET, case.case.get("secret", SECRET).strip(), world.sources.environment[PASTED]}
    token = exchange.auth.token
    if token is not None:
        hidden.add(token.access_token.reveal())
    text = repr((evidence, diagnose(evidence)))
    assert [each for each in hidden if each and each in text] == []


@pytest.mark.parametrize("case", ALL, ids=str)
async def test_nothing_is_proven_before_anything_was_tried(case: Recorded) -> None:
    _, evidence, _ = await exchanged(case)
    for finding in diagnose(evidence):
        assert finding.confidence is not Confidence.PROVEN
        assert finding.title.endswith(".")
        assert finding.why.endswith(".")
        assert finding.advice.endswith(".")
        assert finding.clause


def test_there_are_enough_cases() -> None:
    assert len(APART) * 3 >= len(ALL)
    assert len({each.id for each in ALL}) == len(ALL)
    assert sum(each.kind is None for each in ALL) >= 50
    kinds = Counter(each.kind for each in ALL if each.kind)
    assert set(kinds) == {str(kind) for kind in Kind}
