"""Whether a token's signature is its issuer's, asked of the issuer within the trust given.

Must not ask an address that only the token names, or send the token anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters.at_server import AtServer
from workbench.adapters.signatures import signed_by
from workbench.domain.errors import TransportError
from workbench.engine.discovery import DiscoveryFailed, checked_address
from workbench.engine.verification import Checked, Verdict, Verification, unfit, verify

if TYPE_CHECKING:
    from workbench.adapters.issuer_asking import Asked, IssuerAsking
    from workbench.domain.jwt import Decoded
    from workbench.domain.secret import Secret
    from workbench.engine.sender import Means


class IssuerKeys:
    """Checks signatures; key sets are kept for the session."""

    def __init__(self, means: Means, issuers: IssuerAsking) -> None:
        self._means, self._issuers = means, issuers
        self._server = AtServer(means.transport, means.issuers)

    async def check(self, text: Secret, decoded: Decoded, asked: Asked) -> Checked:
        """Return what came of the check; raises `TrustRequired` where nobody allowed to ask."""
        token = text.reveal().strip()
        why = unfit(token, decoded)
        if why:
            return self._checked(verify(token, decoded, (), signed_by), "")
        try:
            claimed = str(decoded.claims.get("iss", ""))
            metadata = await self._issuers.metadata(asked, claimed)
            address = checked_address(metadata.endpoint("jwks_uri"))
            await self._issuers.allow(address, asked)
            settings = await self._issuers.settings_at(address, asked)
            keys = await self._server.keys(address, decoded, settings)
        except (DiscoveryFailed, TransportError) as error:
            reason = f"no keys to be found: {error.message}"
            return self._checked(Verification(Verdict.NOT_VERIFIABLE, reason), "")
        return self._checked(verify(token, decoded, keys, signed_by), address)

    def _checked(self, verification: Verification, where: str) -> Checked:
        return Checked(verification, self._means.clock.now(), where)
