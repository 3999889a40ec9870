"""What cannot differ between two sends of the same request, kept for the next one.

    same request, preset, root ──▶ the plan again, unless it looked at a file
    same request, same token   ──▶ the request with its token, and what hides its echo, again

Must not spare a send the reading of its sources, or the question whether it is allowed: only what
follows from values that came out the same is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.engine.building import with_injection
from workbench.engine.client_auth import facts_of
from workbench.engine.echo import Mask, hidden_in
from workbench.engine.plan import plan_send
from workbench.engine.schemes import inject_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.client_facts import ClientFacts
    from workbench.domain.http import Request
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.credentials import Credentials, OAuth2Credentials
    from workbench.engine.effective import Effective
    from workbench.engine.expansion import Call
    from workbench.engine.plan import PresetPlan, Root, SendPlan
    from workbench.engine.ports import Clock, Entropy, Sources
    from workbench.engine.resolution import EffectivePreset

    Inputs = tuple[Effective, EffectivePreset | None, Sources, Root]

#: So many requests are kept, the last ones that were sent.
MOST = 32


@dataclass(frozen=True, slots=True)
class _Injected:
    """What a request became with a token, and which of its own rows won over it."""

    request: Request
    credentials: OAuth2Credentials
    token: Token
    ready: Request
    own: tuple[str, ...]


class Prepared:
    """One plan, with what was last made of it; everything is known again by being the same object.

    What is read anew and equals what was read before is that object again.
    """

    def __init__(self, plan: SendPlan) -> None:
        """Keep the plan."""
        self.plan = plan
        self._request: Request | None = None
        self._credentials: Credentials | None = None
        self._facts: tuple[OAuth2Credentials, ClientFacts] | None = None
        self._injected: _Injected | None = None
        self._mask: tuple[Request, Mask] | None = None

    def read(self, clock: Clock, entropy: Entropy, had: Mapping[Call, Secret]) -> Request:
        """Return the request with its real values, as `SendPlan.read` does."""
        request = self.plan.read(clock, entropy, had)
        if self._request is None or self._request != request:
            self._request = request
        return self._request

    def read_preset(
        self, preset: PresetPlan, clock: Clock, entropy: Entropy, had: Mapping[Call, Secret]
    ) -> Credentials:
        """Return the preset with its real values, as `PresetPlan.read` does."""
        credentials = preset.read(clock, entropy, had)
        if self._credentials is None or self._credentials != credentials:
            self._credentials = credentials
        return self._credentials

    def facts(self, credentials: OAuth2Credentials) -> ClientFacts:
        """Return what a token is asked with, as `facts_of` does."""
        if self._facts is None or self._facts[0] is not credentials:
            self._facts = credentials, facts_of(credentials)
        return self._facts[1]

    def with_token(
        self, request: Request, credentials: OAuth2Credentials, token: Token
    ) -> tuple[Request, tuple[str, ...]]:
        """Return a request with its token, as `with_injection` does."""
        was = self._injected
        if (
            was is None
            or was.request is not request
            or was.credentials is not credentials
            or was.token is not token
        ):
            ready, own = with_injection(request, inject_token(credentials, token))
            was = self._injected = _Injected(request, credentials, token, ready, own)
        return was.ready, was.own

    def mask(self, request: Request) -> Mask:
        """Return what hides the echo of a request."""
        if self._mask is None or self._mask[0] is not request:
            self._mask = request, Mask(hidden_in(request))
        return self._mask[1]


class Preparation:
    """The last requests of a session that were sent, each with its plan."""

    def __init__(self) -> None:
        """Keep none yet."""
        self._kept: OrderedDict[tuple[str, str, str | None], tuple[Inputs, Prepared]] = (
            OrderedDict()
        )

    def prepared(
        self, effective: Effective, preset: EffectivePreset | None, sources: Sources, root: Root
    ) -> Prepared:
        """Return the plan of a send; raises as `plan_send` does."""
        place = (effective.file.path, effective.spec.label, effective.environment)
        inputs = (effective, preset, sources, root)
        was = self._kept.pop(place, None)
        if was is not None and was[0] == inputs:
            self._kept[place] = was
            return was[1]
        prepared = Prepared(plan_send(effective, preset, sources, root))
        if not prepared.plan.looked_at_files:
            self._kept[place] = inputs, prepared
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return prepared
