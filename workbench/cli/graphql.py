"""`workbench graphql`: the schema behind a GraphQL request.

Must not send otherwise than requests are sent.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.cli.options import HeadlessAgent, Sending, sending_options
from workbench.domain.errors import ExitCode, UsageError
from workbench.engine.runner import select

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef


@click.command(epilog="Example: workbench graphql shop.toml 'Search' --schema > shop.graphql")
@click.argument("file")
@click.argument("name")
@click.option("--schema", "as_schema", is_flag=True, help="Print the schema (SDL).")
@sending_options
def graphql(*, file: str, name: str, as_schema: bool, options: Sending) -> int:
    """Ask the API behind request NAME of FILE for its GraphQL schema, with the request's auth."""
    if not as_schema:
        raise UsageError(
            "Say what to print: --schema.", fix=f"workbench run {file} '{name}' sends the query."
        )
    return asyncio.run(_schema(file, name, options))


async def _schema(file: str, name: str, options: Sending) -> int:
    from workbench.assembly import Workbench
    from workbench.engine.graphql_schema import introspect, sdl

    workbench = Workbench.open(
        file,
        agent=HeadlessAgent(),
        environment=options.environment,
        variables=options.variables,
        trust=options.trust,
    )

    async def send(ref: RequestRef, draft: RequestSpec) -> Exchange:
        exchange = await workbench.send(ref, draft)
        for note in exchange.notes:
            output.say(f"· {note}")
        return exchange

    try:
        chosen = select(workbench.workspace, workbench.started_file or file, [name])
        if len(chosen) != 1:
            raise UsageError(f"{name} names {len(chosen)} requests; name one.")
        ((ref, spec),) = chosen
        schema = await introspect(send, ref, spec)
    finally:
        await workbench.close()
    output.line(sdl(schema).removesuffix("\n"))
    return int(ExitCode.OK)
