"""The diagnosis of one request's exchanges, with what the package knows of providers.

Must not decide what is wrong: the engine's rules do. They are imported when they are needed:
making one of these costs a send nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef
    from workbench.engine.diagnosis import Evidence, Finding
    from workbench.engine.effective import Effective
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """Explains exchanges of one request as it was when they were sent."""

    ref: RequestRef
    effective: Effective
    preset: EffectivePreset | None
    root: Root
    means: Means

    def evidence(self, exchange: Exchange) -> Evidence:
        """Return an exchange as rules read it; its bodies must still be there."""
        from workbench.adapters.provider_files import read_providers
        from workbench.engine.diagnosis import gather

        return gather(exchange, self.effective, ref=self.ref, providers=read_providers())

    def findings(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Return what is wrong, the finding to act on first."""
        from workbench.engine.diagnosis import diagnose

        return diagnose(self.evidence(exchange))

    async def after_trying(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Return the same after the experiments that tell causes apart, within the trust given."""
        from workbench.engine.diagnosis.experiments import diagnose_by_trying

        return await diagnose_by_trying(
            self.evidence(exchange),
            self.effective,
            self.preset,
            root=self.root,
            means=self.means,
        )
