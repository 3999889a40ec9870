"""How an issuer is asked for a preset: as the file says that writes it, within the trust given.

Metadata, keys and what a token is worth come from the servers that issue it, so they are asked
with the TLS, the client certificate and the proxy of the token request itself. Must not send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.origin import origin_of
from workbench.domain.settings import DEFAULT_SETTINGS
from workbench.engine.destination import Destination
from workbench.engine.plan import preset_settings, written_by_files
from workbench.engine.rendering import Reading, Tracing
from workbench.engine.trust import needs_of

if TYPE_CHECKING:
    from workbench.domain.settings import Settings
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means

#: What decides whom a connection is made to, and as whom.
_DECIDING = ("verify", "ca_file", "client_certificate", "client_key", "proxy")

#: What tells answers apart that were had in different ways; None where nothing is special.
Way = tuple[object, ...] | None


def way_of(effective: EffectivePreset) -> Way:
    """Return what an answer that was had for a preset may be kept under."""
    said = tuple(getattr(effective.settings, name) for name in _DECIDING)
    if said == tuple(getattr(DEFAULT_SETTINGS, name) for name in _DECIDING):
        return None
    return (effective.key.file, effective.environment, *said)


async def asking_settings(
    effective: EffectivePreset, address: str, means: Means, root: Root
) -> Settings:
    """Return the settings to ask an address with; raises `TrustRequired` and `RenderError`."""
    if way_of(effective) is None:
        return effective.settings
    traced = Tracing(means.sources, root.place(effective.file), root.shared_place())
    planned = preset_settings(effective, traced)
    going = Destination(origin_of(address), known=True)
    asked = written_by_files(planned, effective.settings_from)
    needs = needs_of(traced, going, asked, files_by_name=root.shared)
    await means.desk.settle(effective.file, needs)
    if traced.is_all:
        return planned
    return preset_settings(effective, Reading(traced, means.clock, means.entropy))
