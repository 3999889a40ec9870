"""The steps that would get a token, redacted, without performing any of them.

Must not send, resolve a source, or show a secret.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.errors import TokenRefused
from workbench.domain.secret import Rendered, Secret
from workbench.engine.client_auth import methods_to_try
from workbench.engine.discovery import issuer_of, metadata_addresses
from workbench.engine.grants.driver import as_request
from workbench.engine.grants.renewing import full_grant
from workbench.engine.grants.steps import Authorize, Get, Post, Present, Reply, Wait
from workbench.engine.issuers import asks_issuer, issuer_in
from workbench.engine.plan import fetched_by, written_credentials

if TYPE_CHECKING:
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import Step
    from workbench.engine.issuers import Issuers
    from workbench.engine.resolution import EffectivePreset

#: Stands for every secret while the grant runs; percent-encoding changes it, as it may change one.
_PLACEHOLDER = "secret %"
_TRIED = ", if that is refused with 400, 401 or 403"
#: What a server says to a client that it does not accept: so the next way to try is seen too.
_REFUSAL = Reply(401, body=b'{"error": "invalid_client"}')


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step: what it is for, and its request line by line, secrets masked."""

    title: str
    lines: tuple[str, ...] = ()


def explain(credentials: OAuth2Credentials) -> tuple[ExplainedStep, ...]:
    """Return the steps that would get a first token; raises `NotYet` for a grant not built.

    Where the preset leaves the client authentication open, every way that would be tried is a
    step. The credentials need not be resolved.
    """
    hidden = _with_placeholders(credentials)
    methods = methods_to_try(hidden.client)
    grant = full_grant(hidden)
    steps: list[ExplainedStep] = []
    try:
        step = next(grant)
        while True:
            steps.append(_explained(step, hidden, _TRIED if steps and len(methods) > 1 else ""))
            step = grant.send(_REFUSAL)
    except (StopIteration, TokenRefused):
        return tuple(steps)
    finally:
        grant.close()


def explain_preset(effective: EffectivePreset, issuers: Issuers) -> tuple[ExplainedStep, ...]:
    """Return the steps for a preset as written; no source is read and nobody is asked.

    Where its issuer was not asked before, that is the first step and the last that is known.
    """
    known = issuers.filled_before(effective)
    if not asks_issuer(known):
        return explain(fetched_by(written_credentials(known), effective.key.name))
    addresses = metadata_addresses(issuer_of(issuer_in(effective)))
    lines = [f"{'GET' if not number else 'or GET'} {each}" for number, each in enumerate(addresses)]
    return (
        ExplainedStep("ask the issuer for its metadata", tuple(lines)),
        ExplainedStep("get a token at the token_endpoint that it names"),
    )


def _explained(step: Step, credentials: OAuth2Credentials, condition: str) -> ExplainedStep:
    match step:
        case Post() | Get():
            request = as_request(step, credentials)
            lines = [f"{request.method} {request.url}"]
            lines += [f"{header.name}: {header.value}" for header in request.headers]
            if isinstance(step, Post):
                lines += [f"{name}={value}" for name, value in step.form]
            return ExplainedStep(step.remark + condition, tuple(lines))
        case Authorize(remark=remark, url=url):
            return ExplainedStep(remark + condition, (f"open {url}",))
        case Present(instruction=instruction):
            return ExplainedStep("show the person" + condition, (instruction,))
        case Wait(remark=remark, seconds=seconds):
            return ExplainedStep(remark + condition, (f"wait {seconds:g} s",))


def _with_placeholders(credentials: OAuth2Credentials) -> OAuth2Credentials:
    client, server = credentials.client, credentials.server
    return replace(
        credentials,
        server=replace(server, token_endpoint=_placeholder(server.token_endpoint)),
        client=replace(
            client,
            client_id=_placeholder(client.client_id),
            client_secret=None if client.client_secret is None else _always(client.client_secret),
        ),
        scope=tuple(_placeholder(each) for each in credentials.scope),
        audience=_placeholder(credentials.audience),
        resource=tuple(_placeholder(each) for each in credentials.resource),
        parameters=tuple((name, _placeholder(value)) for name, value in credentials.parameters),
    )


def _placeholder(value: Rendered) -> Rendered:
    """Put a secret wherever one would be: an unresolved source may have come as an empty one."""
    if not value.pieces and value.sources:
        return Rendered((Secret(_PLACEHOLDER),), value.sources)
    pieces = (
        Secret(_PLACEHOLDER) if isinstance(piece, Secret) else piece for piece in value.pieces
    )
    return Rendered(tuple(pieces), value.sources)


def _always(value: Rendered) -> Rendered:
    return Rendered((Secret(_PLACEHOLDER),), value.sources)
