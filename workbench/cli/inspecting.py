"""`workbench inspect`: says what a token says, and that nobody has checked it.

Must not verify or send anything.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.domain.errors import UsageError
from workbench.domain.jwt import TokenKind
from workbench.views.durations import time_left

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded


@click.command(epilog="Example: workbench token customers.toml crm | workbench inspect -")
@click.argument("token_text", metavar="TOKEN|-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def inspect(*, token_text: str, as_json: bool) -> None:
    """Decode TOKEN without verifying it; - reads it from standard input."""
    from workbench.assembly import inspect_token

    text = sys.stdin.read() if token_text == "-" else token_text
    if not text.strip():
        raise UsageError("There is no token to inspect.", fix="Give one, or - to read it.")
    decoded, now = inspect_token(text)
    signature, reason = _signature(decoded)
    remaining = None if decoded.expires_at is None else decoded.expires_at - now
    if as_json:
        output.print_json(
            output.json_object(
                kind=decoded.kind,
                header=dict(decoded.header),
                claims=dict(decoded.claims),
                expires_at=output.rfc3339(decoded.expires_at),
                remaining_s=None if remaining is None else int(remaining),
                signature=signature,
                signature_reason=reason,
                notes=list(decoded.notes),
            )
        )
        return
    _tell(decoded, signature, reason, remaining)


def _signature(decoded: Decoded) -> tuple[str, str]:
    if decoded.kind is TokenKind.OPAQUE:
        return "not verifiable", "it is opaque: only the server that issued it can say"
    if decoded.kind is TokenKind.JWE:
        return "not verifiable", "it is encrypted (JWE): only its recipient can read it"
    if str(decoded.header.get("alg", "")).lower() == "none":
        return "not verifiable", "its algorithm is none: it has no signature"
    return "not checked", "decoded only: what it says is claimed, not verified"


def _tell(decoded: Decoded, signature: str, reason: str, remaining: float | None) -> None:
    output.line(f"kind       {decoded.kind}, {decoded.length} characters")
    output.line(f"signature  {'–' if signature == 'not verifiable' else '?'} {signature}: {reason}")
    for title, values in (("header", decoded.header), ("claims", decoded.claims)):
        if not values:
            continue
        output.line(f"{title}     {'? claimed' if title == 'claims' else ''}".rstrip())
        width = max(len(str(name)) for name in values)
        for name, value in values.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            when = _read_as(str(name), decoded)
            output.line(f"  {name!s:<{width}}  {shown}{f'   {when}' if when else ''}")
    if remaining is not None:
        left = time_left(remaining)
        output.line(f"life       {left}{' left' if remaining > 0 else ' ago'}")
    for note in decoded.notes:
        output.line(f"· {note}")


def _read_as(name: str, decoded: Decoded) -> str:
    times = {"exp": decoded.expires_at, "iat": decoded.issued_at, "nbf": decoded.not_before}
    return output.rfc3339(times.get(name)) or ""
