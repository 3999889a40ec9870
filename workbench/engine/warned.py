"""What a person should know of a send before it leaves, from its plan.

Must not ask an issuer or read a source for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.plan import plan_preset, plan_send

if TYPE_CHECKING:
    from workbench.engine.effective import Effective
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


def of_send(
    effective: Effective, preset: EffectivePreset | None, root: Root, means: Means
) -> tuple[str, ...]:
    """Return what sending a request would do; raises as the send would."""
    known = means.issuers.complete_before(preset)
    return plan_send(effective, known, means.sources, root).warnings


def of_token(effective: EffectivePreset, root: Root, means: Means) -> tuple[str, ...]:
    """Return what fetching a preset's token would do; raises as that would."""
    known = means.issuers.complete_before(effective)
    return () if known is None else plan_preset(known, means.sources, root).warnings
