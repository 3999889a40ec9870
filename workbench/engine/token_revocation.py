"""Whether a server revoked a token that it was asked to revoke (RFC 7009).

Must not send.
"""

from __future__ import annotations

from workbench.domain.errors import WorkbenchError


class RevocationFailed(WorkbenchError):
    """A server did not revoke a token, or cannot."""


def check_revoked(status: int, said: str, where: str) -> None:
    """Raise `RevocationFailed` unless an answer says that the token is gone (2.2).

    A server says so of a token that it does not know, too. `said` are its own words.
    """
    if 200 <= status < 300:
        return
    quoted = f'The server says "{said}".' if said else "The server does not say why."
    fix = "Try again later (X)." if status in {429, 503} else ""
    if status in {401, 403}:
        fix = "The client may not revoke there: have the server allow it."
    raise RevocationFailed(
        f"{where} answered {status}, so the token may still be good for its APIs.", quoted, fix
    )
