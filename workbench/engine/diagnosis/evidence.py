"""Everything that rules may look at, gathered from one exchange, as frozen values.

Must not hold a secret: texts are masked before they come here.

    Exchange, Effective ──gather──▶ Evidence ──rules──▶ findings
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import TokenUnavailable, TransportError
from workbench.domain.http import Purpose
from workbench.domain.presets import NoAuth, OAuth2
from workbench.domain.requirements import Requirements
from workbench.engine.diagnosis.call import Call, call_of
from workbench.engine.diagnosis.fixes import PresetFix
from workbench.engine.schemes.presented import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.client_facts import ClientFacts
    from workbench.domain.collection import RequestSpec
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Exchange
    from workbench.domain.jwt import Decoded
    from workbench.domain.presets import Preset
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.domain.workspace import RequestRef
    from workbench.engine.diagnosis.fixes import Fix
    from workbench.engine.diagnosis.providers import Provider
    from workbench.engine.effective import Effective
    from workbench.engine.token_view import PresetKey


@dataclass(frozen=True, slots=True)
class Tried:
    """One change that was tried: what came of it, as `granted` scopes and a status.

    `token` tells whether a token came, `answer` is the API's status where the request was sent.
    """

    fix: Fix
    token: bool
    answer: int | None = None
    said: str = ""
    granted: tuple[str, ...] | None = None

    @property
    def worked(self) -> bool:
        """Tell whether the change makes the request succeed, as far as it was tried."""
        return self.token and (self.answer is None or self.answer < 400)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One exchange as rules read it.

    `calls` are the requests for a token, `final` the request itself, `first` what it was before
    it was redirected. `metadata` is a discovery document that was fetched before. `others` are the
    OAuth2 presets of the same file.
    """

    ref: RequestRef
    spec: RequestSpec
    auth: NoAuth | Preset
    preset_key: PresetKey | None = None
    preset_name: str = ""
    calls: tuple[Call, ...] = ()
    final: Call | None = None
    first: Call | None = None
    error: WorkbenchError | None = None
    client: ClientFacts | None = None
    token: Token | None = None
    requires: Requirements = Requirements()
    recovered: bool = False
    now: float = 0.0
    providers: tuple[Provider, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, OAuth2] = field(default_factory=dict)
    tried: tuple[Tried, ...] = ()

    @property
    def refused(self) -> Call | None:
        """Return the call that decided that no token could be had: the first of the last grant."""
        if not self.calls or not isinstance(self.error, TokenUnavailable | TransportError):
            return None
        return self.calls[0] if self.final is None else None

    @property
    def asked(self) -> Call | None:
        """Return the token request to explain: a preset's that failed, or one written by hand."""
        if self.refused is not None:
            return self.refused
        final = self.final
        if final is not None and final.asks_for_a_token and not _has_token(final):
            return final
        return None

    @property
    def by_hand(self) -> bool:
        """Tell whether the token request is the person's own request."""
        return self.asked is not None and self.asked is self.final

    @property
    def api(self) -> Call | None:
        """Return the API's refusal, None where the request succeeded or is a token request."""
        final = self.final
        if final is None or final.asks_for_a_token or not final.answered:
            return None
        return final if final.status in {400, 401, 403} else None

    @property
    def decoded(self) -> Decoded | None:
        """Return the token that the API saw, decoded."""
        return self.final.carried.token if self.final else None

    @property
    def granted(self) -> tuple[str, ...] | None:
        """Return the scopes that the token is known to have, None where nothing says so."""
        if self.decoded is not None and self.decoded.scope is not None:
            return self.decoded.scope
        return self.token.granted if self.token else None

    @property
    def oauth2(self) -> OAuth2 | None:
        """Return the preset where it is one that fetches tokens."""
        return self.auth if isinstance(self.auth, OAuth2) else None

    def preset_fix(self, after: Preset) -> PresetFix | None:
        """Return the fix that puts another preset in place of this one."""
        if self.preset_key is None or isinstance(self.auth, NoAuth) or after == self.auth:
            return None
        return PresetFix(self.preset_key, self.auth, after)


def gather(
    exchange: Exchange,
    effective: Effective,
    *,
    ref: RequestRef,
    providers: tuple[Provider, ...] = (),
    metadata: Mapping[str, Any] | None = None,
    tried: tuple[Tried, ...] = (),
) -> Evidence:
    """Return an exchange as evidence; bodies are read, as far as they are still there."""
    hidden = secrets_in(exchange)
    token_steps = [step for step in exchange.steps if step.purpose is Purpose.TOKEN]
    final = exchange.final
    first = next((step for step in exchange.steps if step.purpose is Purpose.REQUEST), None)
    collection = effective.file.collection
    return Evidence(
        ref=ref,
        spec=effective.spec,
        auth=effective.auth,
        preset_key=effective.preset_key,
        preset_name=effective.preset_name or "",
        calls=tuple(call_of(step, hidden) for step in token_steps),
        final=call_of(final, hidden) if final else None,
        first=call_of(first, hidden) if first and first is not final else None,
        error=exchange.error,
        client=exchange.auth.client,
        token=exchange.auth.token,
        requires=effective.requires,
        recovered=any(step.purpose is Purpose.RECOVERY for step in exchange.steps),
        now=max(exchange.started_at, exchange.response.received_at if exchange.response else 0.0),
        providers=providers,
        metadata=metadata or {},
        others={
            name: each for name, each in collection.presets.items() if isinstance(each, OAuth2)
        },
        tried=tried,
    )


def secrets_in(exchange: Exchange) -> tuple[Secret, ...]:
    """Return every value of an exchange that no evidence may repeat."""
    found = [value for step in exchange.steps for value in values_of(step.request)]
    token = exchange.auth.token
    if token is not None:
        found += [
            each for each in (token.access_token, token.refresh_token, token.id_token) if each
        ]
    return tuple(dict.fromkeys(found))


def _has_token(call: Call) -> bool:
    return 200 <= call.status < 300 and bool((call.members or {}).get("access_token"))
