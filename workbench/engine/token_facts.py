"""What is known of a preset's token besides what it says and when it ends.

Must not be taken for what the token claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.engine.demands import Demand
    from workbench.engine.token_introspection import Introspected
    from workbench.engine.verification import Checked


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """Its checked signature, what APIs demanded, and the endpoint that the issuer named.

    `introspected` is what the server that issued it says of it.
    """

    checked: Checked | None = None
    demands: tuple[Demand, ...] = ()
    endpoint: str = ""
    introspected: Introspected | None = None

    @property
    def demanded(self) -> tuple[str, ...]:
        """Return all scopes that any API demanded."""
        return tuple(dict.fromkeys(scope for each in self.demands for scope in each.scope))

    def demand_of(self, scope: str) -> Demand | None:
        """Return the latest demand that names a scope."""
        named = [each for each in self.demands if scope in each.scope]
        return max(named, key=lambda each: each.at) if named else None
