"""`workbench inspect`: says what a token says, and with `--verify` whether its issuer said it.

Must not send the token, or fetch what it points to.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.domain.errors import UsageError
from workbench.domain.jwt import TokenKind
from workbench.views.durations import expired, time_left

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded


@click.command(epilog="Example: workbench token customers.toml crm | workbench inspect -")
@click.argument("token_text", metavar="TOKEN|-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--verify", "verifying", is_flag=True, help="Check the signature as well.")
@click.option("--issuer", default="", metavar="URL", help="... with the keys of this issuer.")
@click.option("--jwks", default="", metavar="URL|FILE", help="... with this key set.")
@click.option("--key", default="", metavar="FILE", help="... with this key: PEM, JWK or a secret.")
@click.option("--aud", default="", metavar="AUDIENCE", help="... and say if it is for this API.")
def inspect(
    *,
    token_text: str,
    as_json: bool,
    verifying: bool,
    issuer: str,
    jwks: str,
    key: str,
    aud: str,
) -> int:
    """Decode TOKEN, and check its signature only with --verify; - reads standard input."""
    from workbench.assembly import inspect_token

    text = sys.stdin.read() if token_text == "-" else token_text
    if not text.strip():
        raise UsageError("There is no token to inspect.", fix="Give one, or - to read it.")
    decoded, now = inspect_token(text)
    said = _Signature(*_signature(decoded))
    named = [name for name in (issuer, jwks, key) if name]
    if verifying:
        if len(named) != 1:
            raise UsageError(_which(decoded), fix="workbench inspect - --verify --issuer URL")
        said = asyncio.run(_verified(text, issuer, jwks, key))
        said = said.with_notes(_doubts(decoded, now, issuer, aud))
    elif named or aud:
        raise UsageError("--issuer, --jwks, --key and --aud go with --verify.")
    remaining = None if decoded.expires_at is None else decoded.expires_at - now
    if as_json:
        output.print_json(
            output.json_object(
                kind=decoded.kind,
                header=dict(decoded.header),
                claims=dict(decoded.claims),
                expires_at=output.rfc3339(decoded.expires_at),
                remaining_s=None if remaining is None else int(remaining),
                signature=said.verdict,
                signature_reason=said.reason,
                notes=[*decoded.notes, *said.notes],
            )
        )
    else:
        _tell(decoded, said, remaining)
    return 5 if verifying and (said.verdict != "verified" or said.doubted) else 0


@dataclass(frozen=True, slots=True)
class _Signature:
    """What is known of a signature; `doubted` where a claim is not as it has to be."""

    verdict: str
    reason: str
    notes: tuple[str, ...] = ()
    doubted: bool = False

    def with_notes(self, doubts: tuple[str, ...]) -> _Signature:
        return _Signature(self.verdict, self.reason, (*self.notes, *doubts), bool(doubts))


async def _verified(text: str, issuer: str, jwks: str, key: str) -> _Signature:
    from workbench.assembly import at_server

    async with at_server() as server:
        found = await server.verified(text, issuer=issuer, key_set=jwks, key_file=key)
    return _Signature(found.verdict, found.reason, found.notes)


def _which(decoded: Decoded) -> str:
    claimed = decoded.claims.get("iss")
    hint = f" The token claims {claimed}; what a token names is not asked." if claimed else ""
    return f"--verify needs one of --issuer, --jwks and --key.{hint}"


def _doubts(decoded: Decoded, now: float, issuer: str, aud: str) -> tuple[str, ...]:
    """Return what makes a token unusable although its signature may be right."""
    found = []
    if decoded.expires_at is not None and decoded.expires_at <= now:
        found.append("exp has passed")
    if decoded.not_before is not None and decoded.not_before > now:
        found.append("nbf lies ahead")
    came = str(decoded.claims.get("iss", ""))
    if issuer and came.rstrip("/") != issuer.rstrip("/"):
        found.append(f"iss is {came or 'not there'}, not {issuer}")
    if aud and aud not in decoded.audience:
        found.append(f"aud is {' '.join(decoded.audience) or 'not there'}, not {aud}")
    return tuple(found)


def _signature(decoded: Decoded) -> tuple[str, str]:
    if decoded.kind is TokenKind.OPAQUE:
        return "not verifiable", "it is opaque: only the server that issued it can say"
    if decoded.kind is TokenKind.JWE:
        return "not verifiable", "it is encrypted (JWE): only its recipient can read it"
    if str(decoded.header.get("alg", "")).lower() == "none":
        return "not verifiable", "its algorithm is none: it has no signature"
    return "not checked", "decoded only: what it says is claimed, not verified"


_SIGNS = {"verified": "✓", "wrong": "✗", "not verifiable": "–"}


def _tell(decoded: Decoded, said: _Signature, remaining: float | None) -> None:
    output.line(f"kind       {decoded.kind}, {decoded.length} characters")
    output.line(f"signature  {_SIGNS.get(said.verdict, '?')} {said.verdict}: {said.reason}")
    for title, values in (("header", decoded.header), ("claims", decoded.claims)):
        if not values:
            continue
        claimed = "✓ signed" if said.verdict == "verified" else "? claimed"
        output.line(f"{title}     {claimed if title == 'claims' else ''}".rstrip())
        width = max(len(str(name)) for name in values)
        for name, value in values.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            when = _read_as(str(name), decoded)
            output.line(f"  {name!s:<{width}}  {shown}{f'   {when}' if when else ''}")
    if remaining is not None:
        life = (
            f"{time_left(remaining).strip()} left"
            if remaining > 0
            else expired(-remaining, ago=True)
        )
        output.line(f"life       {life}")
    for note in (*decoded.notes, *said.notes):
        output.line(f"· {note}")


def _read_as(name: str, decoded: Decoded) -> str:
    times = {"exp": decoded.expires_at, "iat": decoded.issued_at, "nbf": decoded.not_before}
    return output.rfc3339(times.get(name)) or ""
