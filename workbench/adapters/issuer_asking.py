"""Who issues a preset's tokens, and how that server may be asked about them.

Must not ask an address that only a token names, or ask where nobody allowed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.origin import origin_of
from workbench.domain.presets import OAuth2
from workbench.domain.trust import Ask, AskKind
from workbench.engine.asking import asking_settings, way_of
from workbench.engine.destination import Destination
from workbench.engine.discovery import DiscoveryFailed, checked_address, issuers_of
from workbench.engine.issuers import issuer_in
from workbench.engine.preview import plain_text, preview_text
from workbench.engine.resolution import expanded
from workbench.engine.trust import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.settings import Settings
    from workbench.domain.token import Token
    from workbench.engine.discovery import Metadata
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


@dataclass(frozen=True, slots=True)
class Asked:
    """For which preset somebody is asked: the issuer it names or wants, and its endpoint."""

    effective: EffectivePreset
    issuer: str = ""
    token_url: str = ""

    @property
    def preset(self) -> str:
        """Return the preset's name."""
        return self.effective.key.name


def asked_for(effective: EffectivePreset, token: Token | None) -> Asked:
    """Return who says which keys are right: the preset's issuer, the required, the endpoint's."""
    preset = effective.preset
    issuer = issuer_in(effective) if isinstance(preset, OAuth2) and preset.issuer else ""
    issuer = issuer or expanded(preset.requires, effective.variables).issuer
    url = token.token_url if token is not None else ""
    if not url and isinstance(preset, OAuth2):
        url = plain_text(preview_text(preset.token_url, effective.variables))
    return Asked(effective, issuer, url)


class IssuerAsking:
    """Finds the metadata of issuers, as the file of a preset says that they are asked."""

    def __init__(self, means: Means, root: Callable[[], Root]) -> None:
        """Keep how things are sent, and what the workspace is now."""
        self._means, self._root = means, root

    async def metadata(self, asked: Asked, claimed: str = "") -> Metadata:
        """Return the issuer's metadata: of the one that is named, else of the token endpoint's.

        Raises `DiscoveryFailed`, `TransportError`, and `TrustRequired` where nobody allowed it.
        """
        if asked.issuer:
            await self.allow(checked_address(asked.issuer), asked)
            return await self._of(asked.issuer, asked)
        # The claim only chooses among addresses that the token endpoint's own leads to.
        claimed = claimed.rstrip("/")
        found = sorted(issuers_of(asked.token_url), key=lambda each: each != claimed)
        for issuer in found:
            try:
                return await self._of(issuer, asked)
            except DiscoveryFailed:
                continue
        raise DiscoveryFailed(
            "nothing says who issues it" if not found else f"{found[0]} does not say what it is",
            fix="Write issuer in the preset.",
        )

    async def _of(self, issuer: str, asked: Asked) -> Metadata:
        settings = await self.settings_at(checked_address(issuer), asked)
        way = way_of(asked.effective)
        return await self._means.issuers.metadata(issuer, settings=settings, way=way)

    async def settings_at(self, address: str, asked: Asked) -> Settings:
        """Return how an address is asked; raises `TrustRequired` where nobody allowed that."""
        return await asking_settings(asked.effective, address, self._means, self._root())

    def is_elsewhere(self, address: str, asked: Asked) -> bool:
        """Tell whether an address lies at another origin than the token endpoint."""
        return not asked.token_url or origin_of(address) != origin_of(asked.token_url)

    async def allow(self, address: str, asked: Asked) -> None:
        """Ask whether another origin than the token endpoint's may be asked for keys."""
        if not self.is_elsewhere(address, asked):
            return
        origin = origin_of(address)
        ask = Ask(AskKind.ISSUER, asked.preset, str(origin))
        need = Need(ask, Destination(origin, known=True), frozenset({asked.preset}))
        await self._means.desk.settle(asked.effective.file, (need,))
