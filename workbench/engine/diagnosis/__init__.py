"""Says what is wrong with the auth of an exchange, with evidence; the first finding is to act on.

No finding is better than a wrong one. Must not send: `experiments` does, when a person agrees.

    Exchange ──gather──▶ Evidence ──rules──▶ findings ──ranked──▶ what is said
                            ▲                    │ trials
                            └──── tried ◀──experiments
"""

from workbench.engine.diagnosis.diagnose import diagnose
from workbench.engine.diagnosis.evidence import Evidence, gather
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.fixes import Fix, PresetFix, RequestFix, applied, made_again
from workbench.engine.diagnosis.keeping import Kept, edits_that_keep, joined

__all__ = [
    "Confidence",
    "Evidence",
    "Finding",
    "Fix",
    "Kept",
    "Kind",
    "Line",
    "PresetFix",
    "RequestFix",
    "Witness",
    "applied",
    "diagnose",
    "edits_that_keep",
    "gather",
    "joined",
    "made_again",
]
