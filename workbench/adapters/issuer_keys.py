"""Whether a token's signature is its issuer's, asked of the issuer within the trust given.

Must not ask an address that only the token names, or send the token anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.adapters.at_server import AtServer
from workbench.adapters.signatures import signed_by
from workbench.domain.errors import TransportError
from workbench.domain.origin import origin_of
from workbench.domain.presets import OAuth2
from workbench.domain.trust import Ask, AskKind
from workbench.engine.destination import Destination
from workbench.engine.discovery import DiscoveryFailed, Metadata, checked_address, issuers_of
from workbench.engine.issuers import issuer_in
from workbench.engine.preview import plain_text, preview_text
from workbench.engine.resolution import expanded
from workbench.engine.trust import Need
from workbench.engine.verification import Checked, Verdict, Verification, unfit, verify

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked: for which preset of which file, the issuer it names or wants, its endpoint."""

    file: str
    preset: str
    issuer: str = ""
    token_url: str = ""


def asked_for(effective: EffectivePreset, token: Token | None) -> Asked:
    """Return who says which keys are right: the preset's issuer, the required, the endpoint's."""
    preset = effective.preset
    issuer = issuer_in(effective) if isinstance(preset, OAuth2) and preset.issuer else ""
    issuer = issuer or expanded(preset.requires, effective.variables).issuer
    url = token.token_url if token is not None else ""
    if not url and isinstance(preset, OAuth2):
        url = plain_text(preview_text(preset.token_url, effective.variables))
    return Asked(effective.file, effective.key.name, issuer, url)


class IssuerKeys:
    """Checks signatures; key sets are kept for the session."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._server = AtServer(means.transport, means.issuers)

    async def check(self, text: Secret, decoded: Decoded, asked: Asked) -> Checked:
        """Return what came of the check; raises `TrustRequired` where nobody allowed to ask."""
        token = text.reveal().strip()
        why = unfit(token, decoded)
        if why:
            return self._checked(verify(token, decoded, (), signed_by), "")
        try:
            metadata = await self._metadata(decoded, asked)
            address = checked_address(metadata.endpoint("jwks_uri"))
            await self._allowed(address, asked)
            keys = await self._server.keys(address, decoded)
        except (DiscoveryFailed, TransportError) as error:
            reason = f"no keys to be found: {error.message}"
            return self._checked(Verification(Verdict.NOT_VERIFIABLE, reason), "")
        return self._checked(verify(token, decoded, keys, signed_by), address)

    def _checked(self, verification: Verification, where: str) -> Checked:
        return Checked(verification, self._means.clock.now(), where)

    async def _metadata(self, decoded: Decoded, asked: Asked) -> Metadata:
        """Return the issuer's metadata: of the one that is named, else of the token endpoint's."""
        if asked.issuer:
            await self._allowed(checked_address(asked.issuer), asked)
            return await self._server.metadata(asked.issuer)
        claimed = str(decoded.claims.get("iss", "")).rstrip("/")
        # The claim only chooses among addresses that the token endpoint's own leads to.
        found = sorted(issuers_of(asked.token_url), key=lambda each: each != claimed)
        for issuer in found:
            try:
                return await self._server.metadata(issuer)
            except DiscoveryFailed:
                continue
        raise DiscoveryFailed(
            "nothing says who issues it" if not found else f"{found[0]} does not say what it is",
            fix="Write issuer in the preset.",
        )

    async def _allowed(self, address: str, asked: Asked) -> None:
        """Ask whether another origin than the token endpoint's may be asked for keys."""
        origin = origin_of(address)
        if asked.token_url and origin == origin_of(asked.token_url):
            return
        ask = Ask(AskKind.ISSUER, asked.preset, str(origin))
        need = Need(ask, Destination(origin, known=True), frozenset({asked.preset}))
        await self._means.desk.settle(asked.file, (need,))
