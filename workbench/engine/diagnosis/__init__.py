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

__all__ = [
    "Confidence",
    "Evidence",
    "Finding",
    "Fix",
    "Kind",
    "Line",
    "PresetFix",
    "RequestFix",
    "Witness",
    "applied",
    "diagnose",
    "gather",
    "made_again",
]
