"""`workbench diagnose`: sends one request and says what is wrong with its auth.

Must not know what a rule looks for.
"""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import output
from workbench.cli.options import HeadlessAgent, Sending, sending_options
from workbench.domain.errors import UsageError
from workbench.engine.runner import error_of, exit_code_of, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.assembly import Workbench
    from workbench.domain.http import Exchange
    from workbench.engine.diagnosis import Finding

#: Fields that may hold a secret, whose lines are never printed.
_SECRET = frozenset({"client_secret", "password", "token", "value", "refresh_token", "parameters"})


@click.command(epilog="Example: workbench diagnose customers.toml 'Get customer' --try")
@click.argument("file")
@click.argument("name")
@click.option("--try", "trying", is_flag=True, help="Run the experiments that tell causes apart.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@sending_options
def diagnose(*, file: str, name: str, trying: bool, as_json: bool, options: Sending) -> int:
    """Send the request NAME of FILE and say what is wrong with its auth, with evidence."""
    return asyncio.run(_diagnose(file, name, options, trying=trying, as_json=as_json))


async def _diagnose(file: str, name: str, options: Sending, *, trying: bool, as_json: bool) -> int:
    from workbench.assembly import Workbench

    workbench = Workbench.open(
        file,
        agent=HeadlessAgent(),
        environment=options.environment,
        variables=options.variables,
        trust=options.trust,
    )
    try:
        chosen = select(workbench.workspace, workbench.started_file or file, (name,))
        if len(chosen) != 1:
            raise UsageError(
                f"{name} names {len(chosen)} requests; one is diagnosed at a time.",
                hint=", ".join(ref.label for ref, _ in chosen),
            )
        ref = chosen[0][0]
        exchange = await workbench.send(ref)
        diagnosing = workbench.diagnosing(ref)
        findings = diagnosing.findings(exchange)
        if trying and any(each.trials for each in findings):
            findings = await diagnosing.after_trying(exchange)
        for note in exchange.notes:
            output.say(f"· {note}")
        if as_json:
            output.print_json(_object(exchange, findings))
        else:
            _tell(exchange, findings, trying=trying)
            _show_change(workbench, findings)
        if exchange.response is not None:
            exchange.response.body.close()
    finally:
        await workbench.close()
    return int(exit_code_of(exchange))


def _object(exchange: Exchange, findings: Sequence[Finding]) -> dict[str, Any]:
    response = exchange.response
    return output.json_object(
        status=response.status if response else None,
        findings=[_finding(each) for each in findings],
        error=output.error_object(error_of(exchange)),
    )


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "kind": finding.kind,
        "title": finding.title,
        "confidence": finding.confidence,
        "evidence": [{"source": line.witness, "text": line.text} for line in finding.evidence],
        "clause": finding.clause,
        "why": finding.why,
        "advice": finding.advice,
        "fix": None
        if fix is None
        else [
            {"key": each.key, "before": each.before, "after": each.after} for each in fix.changes
        ],
        "experiments": [each.title for each in finding.trials],
    }


def _tell(exchange: Exchange, findings: Sequence[Finding], *, trying: bool) -> None:
    from workbench.engine.diagnosis.report import NOTHING, report_lines

    response, error = exchange.response, error_of(exchange)
    if response is not None:
        output.line(f"{response.status} {response.reason}".rstrip())
    if error is not None and not findings:
        output.say_error(error)
        return
    if error is not None:
        output.line(f"✗ {error.message}")
    if not findings:
        output.line(NOTHING)
        return
    for line in report_lines(findings):
        output.line(line)
    offered = [each.title for finding in findings for each in finding.trials]
    if offered and not trying:
        output.say(f"· --try would tell more: {'; '.join(offered)}.")


def _show_change(workbench: Workbench, findings: Sequence[Finding]) -> None:
    """Print what the first fix of a preset writes into its file, without what may be secret."""
    from workbench.engine.diagnosis import PresetFix

    fix = next((each.fix for each in findings if isinstance(each.fix, PresetFix)), None)
    if fix is None:
        return
    text = workbench.files.preset_text
    before = text(fix.key.name, fix.before).splitlines()
    header, *lines = text(fix.key.name, fix.after).splitlines()
    new = [line for line in lines if line not in before]
    names = [line.partition(" = ")[0] for line in lines]
    gone = [name for line in before[1:] if (name := line.partition(" = ")[0]) not in names]
    new += [f"# without {name}" for name in gone]
    if any(line.partition(" = ")[0] in _SECRET for line in new):
        return
    output.line(f"In {PurePath(fix.file).name}:")
    output.line(header)
    for line in new:
        output.line(line)


def say_first(findings: Sequence[Finding]) -> None:
    """Write the first finding to stderr in three lines: what, why, and what to do."""
    if not findings:
        return
    first = findings[0]
    output.say(f"  ? {first.title} ({first.confidence})")
    output.say(f"    {first.why}")
    output.say(f"    {first.advice}")
