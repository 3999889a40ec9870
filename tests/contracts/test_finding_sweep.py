"""The sweep of findings: what a diagnosis says, on the screen and off it, holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.canaries import PLACES, Canaries, Traces
from tests.support.counting import Counting
from tests.tui.screens import Screen, opened
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.secret import MASK
from workbench.domain.workspace import RequestRef
from workbench.engine.diagnosis.report import report_lines
from workbench.engine.trust import TrustGiven
from workbench.tui.layout import PaneName
from workbench.tui.paint import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.diagnosis import Finding

SIZES = ("120x40", "80x24")


def take(traces: Traces, label: str, findings: Sequence[Finding]) -> None:
    traces.add(f"the report of {label}", "\n".join(report_lines(findings)))
    for each in findings:
        traces.add(f"a finding of {label}", each)
        for fix in (*([each.fix] if each.fix else ()), *each.trials):
            traces.add(f"a change of {label}", f"{fix.title} {fix.changes!r}")


async def test_no_secret_is_in_a_finding_before_or_after_experiments(
    file: str, server: Counting
) -> None:
    traces, canaries, kinds = Traces(), Canaries(), set()
    workbench = Workbench.open(file, agent=HeadlessAgent())
    for spec in workbench.workspace.collections[0].collection.requests:
        ref = RequestRef(file, spec.label)
        exchange = await workbench.send(ref)
        diagnosing = workbench.diagnosing(ref)
        for findings in (diagnosing.findings(exchange), await diagnosing.after_trying(exchange)):
            take(traces, spec.label, findings)
            kinds |= {each.kind for each in findings}
    await workbench.close()
    assert len(kinds) >= 3, "there was something to say"
    assert spent(canaries, server) == set(PLACES)
    assert not canaries.found_in(traces)


def spent(canaries: Canaries, server: Counting) -> set[str]:
    arrived = Traces([("the server", "\n".join(server.heard))])
    return {found.split(" ", 1)[0] for found in canaries.found_in(arrived)}


@pytest.mark.parametrize("size", SIZES)
async def test_no_secret_is_on_the_screen_that_says_what_is_wrong(
    file: str, server: Counting, size: str
) -> None:
    traces, canaries, told = Traces(), Canaries(), 0
    async with opened(file, size, trust=TrustGiven(everything=True)) as screen:
        (found,) = screen.app.workbench.workspace.collections
        for spec in found.collection.requests:
            screen.app.open_request(RequestRef(found.path, spec.label), go=True)
            await screen.press("3")
            await screen.send()
            await screen.until(lambda: screen.app.session.explained, "an explanation")
            await screen.press("D")
            explained = screen.app.session.explained
            assert explained is not None
            told += len(explained.findings)
            look(traces, screen, spec.label)
            if explained.can_try:
                await screen.press("c")
                await screen.until(lambda: screen.app.session.explained.tried)  # type: ignore[union-attr]
                look(traces, screen, f"{spec.label}, tried")
            for _ in explained.findings[1:]:
                await screen.press("j")
                look(traces, screen, spec.label)
            await screen.press("4")
            look(traces, screen, f"the token of {spec.label}")
        traces.add("the session", screen.app.session.diagnoses)
        traces.add("the notices", list(screen.app.session.notices))
    assert told >= 4, "there was something to say"
    assert any(MASK in text for _, text in traces.texts)
    leaks = canaries.found_in(traces)
    assert not leaks, "\n".join(leaks)


def look(traces: Traces, screen: Screen, label: str) -> None:
    """Take what is on the screen, what would be after scrolling, and what would be copied."""
    traces.add(f"the screen of {label}", screen.text)
    for name in (PaneName.RESPONSE, PaneName.TOKEN):
        pane = screen.pane(name)
        rows = [pane.rows.source.row(i, pane.rows.size.width) for i in range(pane.rows.row_count)]
        text = "\n".join(f"{plain(row.left)} {plain(row.right)}" for row in rows)
        traces.add(f"the {name} pane of {label}", text)
    copied = screen.pane(PaneName.RESPONSE).value_to_copy()
    traces.add(f"what is copied of {label}", copied[0] if copied else "")
