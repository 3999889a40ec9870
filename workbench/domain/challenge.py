"""Challenges of `WWW-Authenticate` (RFC 9110 11.3, RFC 6750 3), read as leniently as they are sent.

Must not judge what they ask for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: scheme as sent (empty where a header has only parameters) and parameters.

    Parameter names are in lower case.
    """

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    token68: str = ""

    @property
    def is_bearer(self) -> bool:
        """Tell whether it asks for a bearer token."""
        return self.scheme.lower() == "bearer"

    @property
    def error(self) -> str:
        """Return the `error` code (RFC 6750 3.1), empty where none came."""
        return self.parameters.get("error", "")

    @property
    def scope(self) -> tuple[str, ...]:
        """Return the scopes it names (RFC 6750 3)."""
        return tuple(self.parameters.get("scope", "").split())
