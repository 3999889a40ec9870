"""What is known of tokens besides what they say: checked signatures, and what APIs demanded.

Must not change or send a token, or import what looking needs none of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.presets import OAuth2
from workbench.engine.demands import Demand, Demands
from workbench.engine.token_facts import TokenFacts
from workbench.engine.token_view import Fetching, Held, RenewalFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.issuer_keys import IssuerKeys
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means
    from workbench.engine.token_view import PresetKey, TokenStatus
    from workbench.engine.verification import Checked


class TokenChecks:
    """The checks and demands of a session; `made` are the means as far as anything was sent."""

    def __init__(
        self,
        means: Callable[[], Means],
        made: Callable[[], Means | None],
        effective: Callable[[PresetKey], EffectivePreset],
        status: Callable[[PresetKey], TokenStatus],
    ) -> None:
        self.demands = Demands()
        self._means, self._made = means, made
        self._effective, self._status = effective, status
        self._keys: IssuerKeys | None = None
        self._checked: dict[PresetKey, tuple[Token, Checked]] = {}

    def facts(self, key: PresetKey) -> TokenFacts:
        """Return what is known of a preset's token; nothing is asked."""
        if self._made() is None:
            return TokenFacts()
        token = _held(self._status(key))
        known = self._checked.get(key)
        checked = known[1] if known is not None and known[0] is token else None
        return TokenFacts(checked, self.demands.of(key), self._found_endpoint(key))

    def _found_endpoint(self, key: PresetKey) -> str:
        from workbench.engine.issuers import asks_issuer

        try:
            effective = self._effective(key)
            if not asks_issuer(effective):
                return ""
            known = self._means().issuers.filled_before(effective).preset
        except WorkbenchError:
            return ""  # a send says so
        return known.token_url if isinstance(known, OAuth2) else ""

    async def check(self, key: PresetKey, text: Secret | None = None) -> Checked:
        """Return what came of checking the held token's signature, or that of another text.

        Raises `TrustRequired` where nobody allowed to ask the issuer, and `UsageError`.
        """
        from workbench.adapters.issuer_keys import IssuerKeys, asked_for
        from workbench.engine.inspection import decode

        if self._keys is None:
            self._keys = IssuerKeys(self._means())
        effective, token = self._effective(key), _held(self._status(key))
        if text is not None:
            asked = asked_for(effective, None)
            return await self._keys.check(text, decode(text.reveal()), asked)
        if token is None:
            raise UsageError(f"{key.name} has no token to check.", fix="Get one first (r).")
        decoded = token.decoded or decode(token.access_token.reveal())
        asked = asked_for(effective, token)
        checked = await self._keys.check(token.access_token, decoded, asked)
        self._checked[key] = (token, checked)
        return checked

    async def fetch_metadata(self, demand: Demand) -> None:
        """Fetch what an API says of itself, because a person asked for it.

        Raises `DiscoveryFailed` where it is not the API's own.
        """
        from workbench.engine.discovery import fetch_resource_metadata

        said = await fetch_resource_metadata(
            demand.resource_metadata, demand.origin, self._means().transport
        )
        self.demands.know(demand, said)


def _held(status: TokenStatus) -> Token | None:
    """Return the token that a preset has, also while it is renewed."""
    match status:
        case Held(token=token):
            return token
        case Fetching(old=token) | RenewalFailed(old=token):
            return token
        case _:
            return None
