"""`workbench demo`: the practice server, with the screen on its workspace.

Must not know how the server is made.
"""

from __future__ import annotations

import json

import click

from workbench.cli import output
from workbench.domain.errors import ConnectionLost


@click.command(epilog="Example: workbench demo")
@click.option("--serve-only", is_flag=True, help="Start the server and open no screen.")
@click.option("--port", type=click.IntRange(0, 65535), help="Listen here; 8765 or the next free.")
@click.option(
    "--json", "as_json", is_flag=True, help="With --serve-only: one line when it listens."
)
@click.pass_context
def demo(ctx: click.Context, *, serve_only: bool, port: int | None, as_json: bool) -> None:
    """Start an authorization server and an API on this machine, and open the screen on them."""
    from workbench.assembly import start_practice

    if as_json and not serve_only:
        raise click.UsageError("--json goes with --serve-only.")
    practice = start_practice(port=port)
    try:
        if serve_only:
            _tell(practice.line, as_json=as_json)
            status = practice.wait()
            if status:
                raise ConnectionLost(
                    "The practice server ended.",
                    f"Its exit status was {status}.",
                    "Start it again.",
                )
        else:
            status = ctx.obj(path=practice.workspace)
    finally:
        practice.stop()
    ctx.exit(status)


def _tell(line: str, *, as_json: bool) -> None:
    """Say where the server listens, from the line of JSON that it said itself."""
    if as_json:
        click.echo(line)
    else:
        told = json.loads(line)
        output.say(f"✓ The practice server listens: {told['issuer']}")
        output.say(f"  token URL  {told['token_url']}")
        output.say(f"  API        {told['api_url']}")
        output.say(f"  workspace  {told['workspace']}")
        output.say("  ^c ends it.")
