"""A preset's token on its own, without a request: planned, allowed, gathered, read and had.

Must not know how a token is got or kept: the keeper does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import TokenRefused
from workbench.engine.gathering import gather, prompts_of
from workbench.engine.issuers import filled
from workbench.engine.plan import fetched_by, plan_preset, token_needs

if TYPE_CHECKING:
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.keeper import Use
    from workbench.engine.plan import PresetPlan, Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


async def obtain(
    preset: EffectivePreset, root: Root, means: Means
) -> tuple[OAuth2Credentials, PresetPlan]:
    """Return what fetches a preset's token, with the plan it was read from.

    Raises `UsageError` for a preset that fetches none, `TrustRequired`, and what rendering raises.
    """
    name = preset.key.name
    effective = await filled(preset, means, root)
    plan = plan_preset(effective, means.sources, root)
    fetched_by(plan.credentials, name)
    await means.desk.settle(plan.effective.file, token_needs(plan, root))
    had = await gather(plan.traced, means.typed, effective.environment, for_token=True)
    return fetched_by(plan.read(means.clock, means.entropy, had), name), plan


async def token_of(
    preset: EffectivePreset, root: Root, means: Means, *, renew: bool, label: str
) -> Use:
    """Return a preset's token, a new one where `renew`; raises `WorkbenchError`."""
    credentials, plan = await obtain(preset, root, means)
    get = means.keeper.renew if renew else means.keeper.use
    try:
        return await get(credentials, label=label)
    except TokenRefused:
        # What was typed for it may be why, and is asked for again.
        means.typed.doubt(plan.effective.environment, prompts_of(plan.traced))
        raise
