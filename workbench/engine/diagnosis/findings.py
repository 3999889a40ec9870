"""What a diagnosis says: kinds, findings, their evidence, and the change that would help.

Must not look at an exchange: rules do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.engine.diagnosis.fixes import Fix


class Kind(StrEnum):
    """Stable ids of what can be wrong; the order settles which of two equals comes first."""

    NETWORK = "network"
    TLS = "tls"
    RATE_LIMITED = "rate_limited"
    INSECURE_TRANSPORT = "insecure_transport"
    CREDENTIALS_SENT_TO_API = "credentials_sent_to_api"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    WRONG_ENDPOINT = "wrong_endpoint"
    WRONG_CLIENT_AUTHENTICATION = "wrong_client_authentication"
    WRONG_CREDENTIALS = "wrong_credentials"
    WRONG_GRANT = "wrong_grant"
    WRONG_SCOPE = "wrong_scope"
    DPOP_REQUIRED = "dpop_required"
    MISSING_TOKEN = "missing_token"
    WRONG_TOKEN_PLACE = "wrong_token_place"
    TOKEN_NOT_YET_VALID = "token_not_yet_valid"
    EXPIRED_TOKEN = "expired_token"
    WRONG_TOKEN_TYPE = "wrong_token_type"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_ISSUER = "wrong_issuer"
    INSUFFICIENT_SCOPE = "insufficient_scope"
    REVOKED_TOKEN = "revoked_token"
    SERVER_FAULT = "server_fault"


#: Kinds that blame neither the preset nor a token.
NOT_OAUTH = frozenset({Kind.NETWORK, Kind.TLS, Kind.RATE_LIMITED, Kind.SERVER_FAULT})


class Confidence(StrEnum):
    """How sure a finding is; `proven` only after an experiment."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Witness(StrEnum):
    """Where a line of evidence was seen."""

    SENT = "sent"
    ANSWERED = "answered"
    METADATA = "metadata"
    TOKEN = "token"
    CLOCK = "clock"
    TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence.

    `seen` are the parts of its text that stand in the exchange word for word; `absent` names what
    the line says is not there.
    """

    witness: Witness
    text: str
    seen: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, how sure, what was seen, the rule, and what to do.

    `trials` are changes that an experiment would try to tell this cause from others; `fix` is a
    change that is expected to work.
    """

    kind: Kind
    title: str
    confidence: Confidence
    evidence: tuple[Line, ...]
    why: str
    advice: str
    clause: str = ""
    fix: Fix | None = None
    trials: tuple[Fix, ...] = ()
