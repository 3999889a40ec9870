"""`workbench token`: prints a preset's token, or the steps that would get it.

Must not know how a token is had.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.cli.options import HeadlessAgent, Sending, sending_options
from workbench.domain.errors import UsageError
from workbench.engine.runner import require_usable

if TYPE_CHECKING:
    from workbench.assembly import Workbench
    from workbench.engine.token_view import PresetKey


@click.command(
    # `\b` keeps the line whole where a terminal is narrow.
    epilog='\b\nExample: curl -H "Authorization: Bearer $(workbench token customers.toml crm)" URL'
)
@click.argument("file")
@click.argument("preset")
@click.option("--json", "as_json", is_flag=True, help="Print everything known as one object.")
@click.option("--explain", is_flag=True, help="Print the steps, redacted, and send nothing.")
@sending_options
def token(
    *,
    file: str,
    preset: str,
    as_json: bool,
    explain: bool,
    options: Sending,
) -> int:
    """Get a token of PRESET in FILE and print only that on stdout."""
    return asyncio.run(_token(file, preset, options, as_json=as_json, explain=explain))


async def _token(file: str, preset: str, options: Sending, *, as_json: bool, explain: bool) -> int:
    from workbench.assembly import Workbench

    workbench = Workbench.open(
        file,
        agent=HeadlessAgent(),
        environment=options.environment,
        variables=options.variables,
        trust=options.trust,
    )
    try:
        require_usable(workbench.workspace, workbench.started_file or file)
        key = _key(workbench, preset)
        if explain:
            _explain(workbench, key, as_json=as_json)
        else:
            await _get(workbench, key, as_json=as_json)
    finally:
        for allowed in workbench.trusted():
            output.say(f"· {allowed}")
        await workbench.close()
    return 0


def _key(workbench: Workbench, preset: str) -> PresetKey:
    keys = workbench.preset_keys()
    mine = [key for key in keys if key.name == preset]
    own = [key for key in mine if key.file == workbench.started_file]
    found = own or mine
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{len(found)} files have a preset {preset}.",
            hint=", ".join(key.file for key in found),
            fix="Name the file instead of the directory.",
        )
    known = ", ".join(dict.fromkeys(key.name for key in keys)) or "none"
    broken = [each.path for each in workbench.workspace.broken]
    raise UsageError(
        f"There is no preset {preset}.",
        hint=f"Presets here: {known}.",
        fix=f"Mend {', '.join(broken)}: what is in there is not known." if broken else "",
    )


def _explain(workbench: Workbench, key: PresetKey, *, as_json: bool) -> None:
    steps = workbench.explain(key)
    if as_json:
        output.print_json(
            output.json_object(
                steps=[{"title": step.title, "lines": list(step.lines)} for step in steps]
            )
        )
        return
    for number, step in enumerate(steps, 1):
        output.line(f"{number}  {step.title}")
        for each in step.lines:
            output.line(f"   {each}")


async def _get(workbench: Workbench, key: PresetKey, *, as_json: bool) -> None:
    for warning in workbench.token_warnings(key):
        output.say(f"! {warning}")
    use = await workbench.get_token(key)
    had = use.token
    for note in had.notes:
        output.say(f"· {note}")
    clear = workbench.in_clear(had.access_token)
    if not as_json:
        output.line(clear)
        return
    output.print_json(
        output.json_object(
            access_token=clear,
            token_type=had.token_type,
            expires_at=output.rfc3339(had.expires_at),
            scope=" ".join(had.granted) if had.granted is not None else None,
            refresh_token=had.refresh_token is not None,
            client_authentication=had.client_authentication,
            why=use.why,
            notes=list(had.notes),
        )
    )
