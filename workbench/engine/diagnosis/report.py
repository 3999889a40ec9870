"""Findings as lines of plain text: for the shell, and to be copied.

Must not leave anything out that a person needs to act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.engine.diagnosis.findings import Finding

#: What is said of an exchange without findings.
NOTHING = "Nothing to explain: the answer does not look like an authentication problem."


def report_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Return what, how sure, why, the evidence, the rule, what to do, and the change."""
    for number, finding in enumerate(findings, 1):
        yield f"{number}  {finding.title}  {finding.confidence}"
        yield f"   {finding.why}"
        for line in finding.evidence:
            yield f"   {line.witness:<9} {line.text}"
        if finding.clause:
            yield f"   {'rule':<9} {finding.clause}"
        yield f"   {finding.advice}"
        for change in finding.fix.changes if finding.fix else ():
            yield f"   - {change.key} = {change.before or '(nothing)'}"
            yield f"   + {change.key} = {change.after or '(nothing)'}"
