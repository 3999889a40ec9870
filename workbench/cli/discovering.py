"""`workbench discover`: prints what an authorization server says of itself.

Must not use what it says: a preset names its endpoints, or its issuer.
"""

from __future__ import annotations

import asyncio
import json

import click

from workbench.cli import output


@click.command(epilog="Example: workbench discover https://accounts.example.com")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def discover(*, url: str, as_json: bool) -> None:
    """Fetch and print the metadata of the issuer URL (RFC 8414, OpenID Connect Discovery)."""
    asyncio.run(_discover(url, as_json=as_json))


async def _discover(url: str, *, as_json: bool) -> None:
    from workbench.assembly import at_server

    async with at_server() as server:
        found = await server.metadata(url)
    if as_json:
        output.print_json(
            output.json_object(
                issuer=found.issuer, found_at=found.found_at, metadata=dict(found.members)
            )
        )
        return
    output.say(f"· found at {found.found_at}")
    width = max(len(name) for name in found.members)
    for name, value in found.members.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        output.line(f"{name:<{width}}  {shown}")
