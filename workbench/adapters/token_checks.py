"""What is known of tokens besides what they say: checked signatures, and what APIs demanded.

Must not change or send a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError
from workbench.domain.presets import Bearer, OAuth2
from workbench.engine.demands import Demand, Demands
from workbench.engine.discovery import DiscoveryFailed, checked_address, fetch
from workbench.engine.inspection import decode
from workbench.engine.issuers import asks_issuer, issuer_in
from workbench.engine.lenient_json import read_json
from workbench.engine.preview import plain_text, preview_text
from workbench.engine.resolution import expanded
from workbench.engine.token_view import Fetching, Held, RenewalFailed

if TYPE_CHECKING:
    from workbench.adapters.issuer_keys import Asked, IssuerKeys
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means
    from workbench.engine.token_view import PresetKey, TokenStatus
    from workbench.engine.verification import Checked


class TokenChecks:
    """The checks and demands of a session."""

    def __init__(self, means: Means) -> None:
        self.demands = Demands()
        self._means = means
        self._keys: IssuerKeys | None = None
        self._checked: dict[PresetKey, tuple[Token, Checked]] = {}

    async def check(
        self, effective: EffectivePreset, status: TokenStatus, text: Secret | None = None
    ) -> Checked:
        """Return what came of checking the held token's signature, or that of another text.

        Raises `TrustRequired` where nobody allowed to ask the issuer, and `UsageError`.
        """
        from workbench.adapters.issuer_keys import IssuerKeys

        if self._keys is None:
            self._keys = IssuerKeys(self._means)
        token = held_token(status)
        if text is not None:
            return await self._keys.check(text, decode(text.reveal()), _asked(effective, None))
        if token is None:
            raise UsageError(
                f"{effective.key.name} has no token to check.", fix="Get one first (r)."
            )
        decoded = token.decoded or decode(token.access_token.reveal())
        checked = await self._keys.check(token.access_token, decoded, _asked(effective, token))
        self._checked[effective.key] = (token, checked)
        return checked

    def checked(self, key: PresetKey, token: Token) -> Checked | None:
        """Return what came of the check of this very token."""
        known = self._checked.get(key)
        return known[1] if known is not None and known[0] is token else None

    def found_endpoint(self, effective: EffectivePreset) -> str:
        """Return the token endpoint that the issuer named, empty where it was not asked yet."""
        try:
            known = self._means.issuers.filled_before(effective)
        except (DiscoveryFailed, UsageError):
            return ""
        asked = asks_issuer(effective) and isinstance(known.preset, OAuth2)
        return known.preset.token_url if asked and isinstance(known.preset, OAuth2) else ""

    async def fetch_metadata(self, demand: Demand) -> None:
        """Fetch what an API says of itself (RFC 9728 3), because a person asked for it.

        Raises `DiscoveryFailed` where it is not the API's own.
        """
        address = checked_address(demand.resource_metadata)
        read = read_json(await fetch(address, self._means.transport))
        if not read.ok or not isinstance(read.value, dict):
            raise DiscoveryFailed(f"What {address} answered is no JSON object.")
        resource = read.value.get("resource")
        if not isinstance(resource, str) or not _same_origin(resource, demand):
            raise DiscoveryFailed(
                f"{address} is the metadata of {resource or 'nobody'}, not of {demand.origin}.",
                hint="A document that names another resource must not be used (RFC 9728 3.3).",
            )
        self.demands.know(demand, read.value)


def held_token(status: TokenStatus) -> Token | None:
    """Return the token that a preset has, also while it is renewed."""
    match status:
        case Held(token=token):
            return token
        case Fetching(old=token) | RenewalFailed(old=token):
            return token
        case _:
            return None


def _asked(effective: EffectivePreset, token: Token | None) -> Asked:
    """Return who says which keys are right: the preset's issuer, the required, the endpoint's."""
    from workbench.adapters.issuer_keys import Asked

    preset, name = effective.preset, effective.key.name
    issuer = issuer_in(effective) if isinstance(preset, OAuth2) and preset.issuer else ""
    issuer = issuer or expanded(preset.requires, effective.variables).issuer
    url = token.token_url if token else ""
    if not url and isinstance(preset, OAuth2):
        url = plain_text(preview_text(preset.token_url, effective.variables))
    if isinstance(preset, Bearer) and not issuer:
        url = ""
    return Asked(effective.file, name, issuer, url)


def _same_origin(resource: str, demand: Demand) -> bool:
    from workbench.domain.origin import origin_of

    try:
        return origin_of(resource) == demand.origin
    except ValueError:
        return False
