"""What an API wants to see in a token (`requires` of a preset or a request).

Must not look into a token.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirements:
    """Required audience, issuer, type, scopes and any other claims; empty means not required."""

    audience: tuple[str, ...] = ()
    issuer: str = ""
    scope: tuple[str, ...] = ()
    typ: str = ""
    claims: tuple[tuple[str, str], ...] = ()

    def narrowed_by(self, request: Requirements) -> Requirements:
        """Return these with a request's own: its scopes are added, its other members replace."""
        added = tuple(scope for scope in request.scope if scope not in self.scope)
        mine = dict(self.claims)
        return Requirements(
            audience=request.audience or self.audience,
            issuer=request.issuer or self.issuer,
            scope=self.scope + added,
            typ=request.typ or self.typ,
            claims=tuple({**mine, **dict(request.claims)}.items()),
        )

    def __bool__(self) -> bool:
        """Tell whether anything is required."""
        return self != Requirements()
