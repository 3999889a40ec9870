"""Whether an API's answer says that the token itself was no good (RFC 6750 3.1).

Must not fetch or resend: it is one question about one answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.domain.challenge import Challenge
    from workbench.domain.token import Token


def refuses_token(token: Token, status: int, challenges: Iterable[Challenge]) -> bool:
    """Tell whether an answer is a reason to forget the token.

    A 401 with `invalid_token` is. For a token of unknown life every 401 is: only so does it end.
    """
    if status != 401:
        return False
    if token.expires_at is None:
        return True
    return any(challenge.error.lower() == "invalid_token" for challenge in challenges)
