"""The client credentials grant (RFC 6749 4.4) and the refresh of what it issued (section 6).

Must not perform a request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.errors import TokenRefused
from workbench.domain.http import Header, HeaderOrigin
from workbench.domain.secret import Rendered
from workbench.engine.client_auth import Method, authenticate, methods_to_try
from workbench.engine.grants.steps import Post, Reply
from workbench.engine.token_refusal import with_evidence
from workbench.engine.token_response import read_token

if TYPE_CHECKING:
    from collections.abc import Generator

    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import AuthorizationResponse, Form, Grant, Step

#: Answers that another way to authenticate may change ...
_TRY_AGAIN_ON = frozenset({400, 401, 403})
#: ... unless they say that something else is wrong.
_NOT_THE_CLIENT = frozenset(
    {"invalid_scope", "invalid_target", "unauthorized_client", "unsupported_grant_type"}
)


def client_credentials(
    credentials: OAuth2Credentials, *, remembered: Method | None = None
) -> Grant:
    """Get a token with the client's own credentials, trying what the preset leaves open.

    `remembered` is a way to authenticate that was found before. Raises `TokenRefused` with the
    first answer; the others are its evidence.
    """
    form = _form(credentials, ("grant_type", "client_credentials"), *_wanted(credentials))
    methods = methods_to_try(credentials.client, remembered)
    open_question = credentials.client.authentication is None
    refused: list[tuple[Method, TokenRefused]] = []
    for number, method in enumerate(methods):
        remark = f"{'the same' if number else 'get a token'} with {method}"
        try:
            token = yield from _ask(credentials, method, form, remark)
        except TokenRefused as refusal:
            refused.append((method, refusal))
            if not _worth_another(refusal):
                break
        else:
            found = open_question and bool(credentials.client.client_secret)
            return replace(token, found_by_trying=found)
    raise with_evidence(refused)


def refresh(credentials: OAuth2Credentials, refresh_token: Secret, method: Method) -> Grant:
    """Get a token for a refresh token, authenticating as `method` did when it was fetched.

    A refresh token that does not come back is kept (RFC 6749 6). Raises `TokenRefused`.
    """
    form = _form(
        credentials,
        ("grant_type", "refresh_token"),
        ("refresh_token", Rendered.of(refresh_token)),
    )
    token = yield from _ask(
        credentials, method, form, f"refresh with {method}", also_hide=(refresh_token,)
    )
    if token.refresh_token is None:
        return replace(token, refresh_token=refresh_token)
    return token


def _ask(
    credentials: OAuth2Credentials,
    method: Method,
    form: Form,
    remark: str,
    *,
    also_hide: tuple[Secret, ...] = (),
) -> Generator[Step, Reply | AuthorizationResponse | None, Token]:
    proof, complete = authenticate(credentials.client, method, form)
    accept = Header("Accept", Rendered.of("application/json"), HeaderOrigin.CLIENT)
    reply = yield Post(credentials.server.token_endpoint, complete, (accept, *proof), remark=remark)
    if not isinstance(reply, Reply):
        raise TypeError(f"a Post was answered by {reply!r}")
    return read_token(reply, credentials, method, also_hide=also_hide)


def _worth_another(refusal: TokenRefused) -> bool:
    error = refusal.error
    return (
        error is not None and error.status in _TRY_AGAIN_ON and error.error not in _NOT_THE_CLIENT
    )


def _wanted(credentials: OAuth2Credentials) -> tuple[tuple[str, Rendered], ...]:
    scope: list[Rendered | str] = []
    for each in credentials.scope:
        scope += [" ", each] if scope else [each]
    asked = (
        ("scope", Rendered.join(scope)),
        ("audience", credentials.audience),
        *(("resource", each) for each in credentials.resource),
    )
    return tuple((name, value) for name, value in asked if value)


def _form(credentials: OAuth2Credentials, *own: tuple[str, Rendered | str]) -> Form:
    """Put the preset's extra parameters behind ours; one of the same name replaces ours."""
    extra = credentials.parameters
    replaced = {name for name, _ in extra}
    return (
        *(
            (name, Rendered.of(value) if isinstance(value, str) else value)
            for name, value in own
            if name not in replaced
        ),
        *extra,
    )
