"""What a JSON Web Token says, decoded without any check (RFC 7519, RFC 7515).

Must not verify: what is here is claimed, never known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.secret import Secret


class TokenKind(StrEnum):
    """What a token's text looks like."""

    JWT = "jwt"
    JWE = "jwe"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A token's text taken apart: header and claims as far as they could be read.

    `claims` keeps the order; of a duplicate name the last value counts and `notes` says so.
    `expires_at`, `issued_at` and `not_before` are seconds since 1970 where the claims have usable
    ones. `header_text` and `payload_text` are the raw base64url segments.
    """

    kind: TokenKind
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    expires_at: float | None = None
    issued_at: float | None = None
    not_before: float | None = None
    notes: tuple[str, ...] = ()
    header_text: str = ""
    payload_text: str = ""
    signature_text: Secret | None = None
    length: int = 0

    @property
    def audience(self) -> tuple[str, ...]:
        """Return the `aud` claim as a tuple, whichever way it was written (RFC 7519 4.1.3)."""
        aud = self.claims.get("aud")
        if isinstance(aud, str):
            return (aud,)
        if isinstance(aud, list | tuple):
            return tuple(str(each) for each in aud)
        return ()

    @property
    def scope(self) -> tuple[str, ...] | None:
        """Return the scopes of the claims (`scope`, `scp` or `scopes`), None where none is."""
        for name in ("scope", "scp", "scopes"):
            value = self.claims.get(name)
            if isinstance(value, str):
                return tuple(value.split())
            if isinstance(value, list | tuple):
                return tuple(str(each) for each in value)
        return None
