"""What APIs demanded of a preset's tokens, by origin: RFC 6750 challenges, remembered.

Must not ask an API anything: it reads what came.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.challenge import parse_challenges
from workbench.domain.http import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.http import Exchange
    from workbench.domain.origin import Origin
    from workbench.engine.token_view import PresetKey


@dataclass(frozen=True, slots=True)
class Demand:
    """The last challenge of an origin: its status, when (seconds since 1970), what it names.

    `scope` is all that was demanded so far; `resource_metadata` an address (RFC 9728 5.1), and
    `metadata` what it held once a person had it fetched.
    """

    origin: Origin
    status: int
    at: float
    scope: tuple[str, ...] = ()
    error: str = ""
    resource_metadata: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Demands:
    """The demands of a session."""

    _of: dict[tuple[PresetKey, str], Demand] = field(default_factory=dict)

    def note(self, key: PresetKey, exchange: Exchange) -> None:
        """Take in the challenges of an exchange that used a preset."""
        for step in exchange.steps:
            response = step.response
            if response is None or step.purpose is Purpose.TOKEN:
                continue
            came = parse_challenges(response.header_values("WWW-Authenticate"))
            for challenge in (each for each in came if each.is_bearer):
                where = (key, str(step.request.origin))
                before = self._of.get(where)
                scope = (*(before.scope if before else ()), *challenge.scope)
                address = challenge.parameters.get("resource_metadata", "")
                known = before if before and before.resource_metadata == address else None
                self._of[where] = Demand(
                    step.request.origin,
                    response.status,
                    response.received_at,
                    tuple(dict.fromkeys(scope)),
                    challenge.error,
                    address,
                    known.metadata if known else {},
                )

    def of(self, key: PresetKey) -> tuple[Demand, ...]:
        """Return what every origin demanded of a preset's tokens."""
        return tuple(each for (mine, _), each in self._of.items() if mine == key)

    def know(self, demand: Demand, metadata: Mapping[str, object]) -> None:
        """Keep what a resource's metadata said."""
        for where, each in self._of.items():
            if each is demand:
                self._of[where] = replace(each, metadata=metadata)
                return
