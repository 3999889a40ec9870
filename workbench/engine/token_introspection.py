"""What a server says of a token that nobody else can read (RFC 7662).

Must not send, or call a token valid: it is the server's word, for the moment it was given.

    token, client ──form──▶ POST introspection_endpoint ──JSON──▶ active or not, and members
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import WorkbenchError
from workbench.engine.about_token import error_words, hidden_about
from workbench.engine.client_auth import conceal
from workbench.engine.lenient_json import read_json
from workbench.engine.required import claim_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials

#: Members that a person looks for, in this order before all others.
_FIRST = ("scope", "exp", "iat", "nbf", "aud", "iss", "sub", "client_id", "token_type")


class IntrospectionFailed(WorkbenchError):
    """A server did not say what it thinks of a token."""


@dataclass(frozen=True, slots=True)
class Introspected:
    """What a server said of a token: whether it is active, and its members as it wrote them.

    `at` is when (seconds since 1970) and `where` the address that said it. `times` are the members
    that are dates, in seconds since 1970.
    """

    active: bool
    at: float
    where: str
    members: tuple[tuple[str, str], ...] = ()
    times: Mapping[str, float] = field(default_factory=dict)


def read_introspection(
    status: int, body: bytes, *, credentials: OAuth2Credentials, token: Token, where: str, at: float
) -> Introspected:
    """Return what an answer says; raises `IntrospectionFailed` where it says nothing (2.2, 2.3)."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    read = read_json(text)
    members = read.value if read.ok and isinstance(read.value, dict) else None
    hidden = hidden_about(credentials, token)
    if status != 200 or members is None or not isinstance(members.get("active"), bool):
        raise _failed(status, error_words(body, hidden), where)
    rest = {name: value for name, value in members.items() if name != "active"}
    named = sorted(rest, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    return Introspected(
        members["active"],
        at,
        where,
        tuple((conceal(name, hidden), conceal(claim_text(rest[name]), hidden)) for name in named),
        {name: float(rest[name]) for name in ("exp", "iat", "nbf") if _is_time(rest.get(name))},
    )


def _is_time(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # What no calendar has is shown as it came.
    return is_number and 0 <= value <= 253_402_300_799


def _failed(status: int, said: str, where: str) -> IntrospectionFailed:
    quoted = f'The server says "{said}".' if said else ""
    if status == 200:
        return IntrospectionFailed(
            f"{where} does not say whether the token is active.",
            "Its answer has no member active (RFC 7662 2.2).",
        )
    return IntrospectionFailed(
        f"{where} answered {status} to the question about the token.",
        quoted or "The server does not say why.",
        "The client may not ask there: have the server allow it introspection."
        if status in {401, 403}
        else "",
    )
