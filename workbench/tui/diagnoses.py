"""What is wrong in the exchanges of a sitting, and the fixes that were applied: plain values.

Must not diagnose or apply anything, or import a rule: the first frame needs none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef
    from workbench.engine.diagnosis import Finding, Fix
    from workbench.tui.facade import Diagnoser


class Fate(StrEnum):
    """What became of a fix that was made in memory."""

    UNSAVED = "unsaved"
    KEPT = "kept"
    GONE = "gone"


#: As many as the history keeps exchanges, and one for each request in flight or so.
KEPT = 40


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix made in memory, what it was to mend, and for which request, if for one."""

    ref: RequestRef | None
    fix: Fix
    title: str
    before: Exchange | None = None
    #: How many edits of the request could be undone once it was made.
    steps: int = 0

    @property
    def sentence(self) -> str:
        """Return what is different now: `crm sends client_secret_post`."""
        from workbench.engine.diagnosis import PresetFix

        subject = self.fix.key.name if isinstance(self.fix, PresetFix) else self.fix.after.name
        said = []
        for each in self.fix.changes:
            if each.key == "client_authentication" and each.after:
                said.append(f"sends {each.after}")
            else:
                said.append(f"has {each.key} = {each.after or '(nothing)'}")
        return f"{subject} {' and '.join(said)}"


@dataclass(frozen=True, slots=True)
class Explained:
    """An exchange with what is wrong in it; `applied` is the fix that it was sent to try.

    `trying` while experiments run; `tried` once they have.
    """

    ref: RequestRef
    exchange: Exchange
    findings: tuple[Finding, ...]
    diagnoser: Diagnoser
    trying: bool = False
    tried: bool = False
    applied: Applied | None = None

    @property
    def calls_for_a_look(self) -> bool:
        """Tell whether a finding is more than a possibility."""
        from workbench.engine.diagnosis import Confidence

        return any(each.confidence is not Confidence.POSSIBLE for each in self.findings)

    @property
    def succeeded(self) -> bool:
        """Tell whether the exchange ended in what a person wants to see."""
        response = self.exchange.response
        return self.exchange.error is None and response is not None and response.status < 400

    @property
    def can_try(self) -> bool:
        """Tell whether experiments are offered that were not made yet."""
        return not (self.trying or self.tried) and any(each.trials for each in self.findings)


@dataclass(slots=True)
class Diagnoses:
    """What is known of each exchange, and the fixes made and kept; the newest last."""

    explained: list[Explained] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    kept: list[Fix] = field(default_factory=list)

    def put(self, explained: Explained) -> None:
        """Know this of an exchange from now on."""
        kept = [each for each in self.explained if each.exchange is not explained.exchange]
        self.explained = [*kept, explained][-KEPT:]

    def of(self, exchange: Exchange) -> Explained | None:
        """Return what is known of an exchange."""
        return next((each for each in self.explained if each.exchange is exchange), None)
