"""All rules over one exchange, and which of their findings is said first.

Must not know what a rule looks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.diagnosis.findings import Confidence, Finding, Kind
from workbench.engine.diagnosis.rules import (
    claims,
    client,
    content,
    endpoint,
    grant,
    known,
    life,
    placement,
    scope,
    transport,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbench.engine.diagnosis.evidence import Evidence

    Rule = Callable[[Evidence], Iterator[Finding]]

#: In the order in which equally sure findings are said: what explains the others comes first.
RULES: tuple[Rule, ...] = (
    transport.broken,
    transport.limited,
    transport.proxied,
    transport.unencrypted,
    content.not_a_form,
    known.known_answer,
    placement.client_credentials_to_api,
    endpoint.token_url_as_request,
    endpoint.wrong_token_url,
    grant.dpop_at_token_endpoint,
    grant.scope_refused,
    grant.audience_refused,
    grant.grant_refused,
    client.not_believed,
    claims.key_proof,
    placement.no_token,
    placement.token_elsewhere,
    placement.token_in_another_header,
    life.early,
    life.expired,
    claims.kind_of_token,
    claims.audience,
    claims.issuer,
    scope.commas,
    scope.lacking,
    life.revoked,
    transport.failing,
)
#: Where one of these holds, the answer says nothing about the credentials.
_SILENCING = (Kind.NETWORK, Kind.TLS, Kind.RATE_LIMITED)
#: What follows from a kind is no finding of its own.
_OF_A_TOKEN_REQUEST = frozenset(
    {
        Kind.WRONG_GRANT,
        Kind.WRONG_CLIENT_AUTHENTICATION,
        Kind.WRONG_CREDENTIALS,
        Kind.SERVER_FAULT,
    }
)
_EXPLAINS = {
    Kind.WRONG_CONTENT_TYPE: _OF_A_TOKEN_REQUEST,
    Kind.WRONG_ENDPOINT: _OF_A_TOKEN_REQUEST,
    Kind.WRONG_SCOPE: frozenset({Kind.INSUFFICIENT_SCOPE}),
    Kind.INSECURE_TRANSPORT: frozenset({*_OF_A_TOKEN_REQUEST, Kind.WRONG_ENDPOINT}),
}
_ORDER = tuple(Confidence)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """Return what is wrong, the finding to act on first; empty where nothing can be said."""
    found = [finding for rule in RULES for finding in rule(evidence)]
    for kind in _SILENCING:
        alone = [each for each in found if each.kind is kind]
        if alone:
            return (alone[0],)
    return _ranked(found)


def _ranked(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding a kind, the surest first, the rules' order among equals."""
    ordered = sorted(found, key=lambda each: _ORDER.index(each.confidence))
    first: dict[Kind, Finding] = {}
    for each in ordered:
        first.setdefault(each.kind, each)
    for kind, explained in _EXPLAINS.items():
        if kind in first and first[kind].confidence is not Confidence.POSSIBLE:
            first = {each: found for each, found in first.items() if each not in explained}
    guess = first.get(Kind.REVOKED_TOKEN)
    if guess is not None and guess.confidence is Confidence.POSSIBLE and len(first) > 1:
        # It is what remains when nothing else explains the refusal.
        del first[Kind.REVOKED_TOKEN]
    return tuple(first.values())
