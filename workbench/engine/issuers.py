"""Presets that name their issuer instead of endpoints: filled by its metadata, asked once.

Must not widen trust: where a found endpoint lies elsewhere, that origin is asked about as if it
stood in the file. Must not render what a server said.

    issuer ──discover, cached──▶ Metadata ──what is missing──▶ EffectivePreset
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError
from workbench.domain.presets import OAuth2
from workbench.domain.settings import DEFAULT_SETTINGS
from workbench.engine.asking import asking_settings, way_of
from workbench.engine.discovery import (
    DiscoveryFailed,
    Metadata,
    checked_address,
    discover,
    issuer_of,
)
from workbench.engine.effective import PieceKind
from workbench.engine.preview import plain_text, preview_text

if TYPE_CHECKING:
    from workbench.domain.settings import Settings
    from workbench.engine.asking import Way
    from workbench.engine.plan import Root
    from workbench.engine.ports import Transport
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


@dataclass(slots=True)
class Issuers:
    """What issuers said of themselves in this session."""

    transport: Transport
    _known: dict[tuple[str, Way], Metadata] = field(default_factory=dict)
    _asking: dict[tuple[str, Way], asyncio.Lock] = field(default_factory=dict)

    def known(self, issuer: str, way: Way = None) -> Metadata | None:
        """Return an issuer's metadata where it was asked before in the same way."""
        return self._known.get((issuer_of(issuer), way))

    async def metadata(
        self, issuer: str, *, settings: Settings = DEFAULT_SETTINGS, way: Way = None
    ) -> Metadata:
        """Return an issuer's metadata, asked once in each way; raises `DiscoveryFailed`."""
        name = (issuer_of(issuer), way)
        # A lock for each: who does not answer holds up nobody else's issuer.
        async with self._asking.setdefault(name, asyncio.Lock()):
            if name not in self._known:
                self._known[name] = await discover(issuer, self.transport, settings=settings)
        return self._known[name]

    def filled_before(self, effective: EffectivePreset) -> EffectivePreset:
        """Return the same as far as the issuer was asked before; nothing is sent."""
        if not asks_issuer(effective):
            return effective
        metadata = self.known(issuer_in(effective), way_of(effective))
        return _filled(effective, metadata) if metadata is not None else effective

    def complete_before(self, effective: EffectivePreset | None) -> EffectivePreset | None:
        """Return a preset whose endpoint is known without asking, None where it is not."""
        known = self.filled_before(effective) if effective is not None else None
        return None if known is None or asks_issuer(known) else known


async def filled(effective: EffectivePreset, means: Means, root: Root) -> EffectivePreset:
    """Return a preset with what its issuer says of what it leaves out.

    Raises `DiscoveryFailed`, `TrustRequired` where nobody allowed how the file wants it asked, and
    `UsageError` where the issuer is not known from the file.
    """
    if not asks_issuer(effective):
        return effective
    issuer = checked_address(issuer_in(effective))
    settings = await asking_settings(effective, issuer, means, root)
    way = way_of(effective)
    return _filled(effective, await means.issuers.metadata(issuer, settings=settings, way=way))


def asks_issuer(effective: EffectivePreset) -> bool:
    """Tell whether a preset leaves its token endpoint to its issuer."""
    preset = effective.preset
    return isinstance(preset, OAuth2) and bool(preset.issuer) and not preset.token_url


def issuer_in(effective: EffectivePreset) -> str:
    """Return the issuer that a preset names; raises `UsageError` where a source would say it."""
    preset = effective.preset
    written = preset.issuer if isinstance(preset, OAuth2) else ""
    pieces = preview_text(written, effective.variables)
    if any(each.kind in (PieceKind.SOURCE, PieceKind.UNKNOWN) for each in pieces):
        raise UsageError(
            f"The issuer of {effective.key.name} cannot be known from the file.",
            hint=f"It is written as {written}, and it is asked before any source is read.",
            fix="Write the issuer's address, or a variable that holds it.",
        )
    return plain_text(pieces)


def _filled(effective: EffectivePreset, metadata: Metadata) -> EffectivePreset:
    preset = effective.preset
    if not isinstance(preset, OAuth2):
        return effective
    token_url = _endpoint(metadata, "token_endpoint")
    if not token_url:
        raise DiscoveryFailed(
            f"{metadata.issuer} names no token endpoint.",
            hint=f"{metadata.found_at} has no token_endpoint.",
            fix=f"Write token_url in {effective.key.name}.",
        )
    filled = replace(
        preset,
        token_url=token_url,
        authorization_url=preset.authorization_url or _endpoint(metadata, "authorization_endpoint"),
        device_authorization_url=preset.device_authorization_url
        or _endpoint(metadata, "device_authorization_endpoint"),
    )
    return replace(effective, preset=filled)


def _endpoint(metadata: Metadata, member: str) -> str:
    """Return an address of the metadata (RFC 8414 2, RFC 8628 4), which stands as text."""
    address = metadata.endpoint(member)
    if not address:
        return ""
    if "{" in address or "\\" in address or not address.isprintable():
        raise DiscoveryFailed(
            f"The {member} of {metadata.issuer} is no address.", hint=f"In {metadata.found_at}."
        )
    return checked_address(address)
