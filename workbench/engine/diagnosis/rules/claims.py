"""What the token says of itself and the API wants otherwise: audience, issuer, type, key.

Must not take a claim for true: it is what was claimed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.required import media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

_AUDIENCE = re.compile(r"\baudiences?\b|\baud\b|for another (api|resource)", re.IGNORECASE)
_ISSUER = re.compile(r"\bissuers?\b|\biss\b", re.IGNORECASE)
_NOT_A_JWT = re.compile(
    r"malformed|segments|three parts|two dots|header\.payload|compact (jws|serialization)"
    r"|(not|isn't|invalid|no) (a |an )?(valid |well.?formed )*(jwt|json web token|jws)\b"
    r"|well.?formed|could not (be )?(parse|decode)|cannot (be )?(parse|decode)"
    r"|failed to (parse|decode)|decoding|unable to (parse|decode)|parsing failed",
    re.IGNORECASE,
)
_TYPE = re.compile(
    r"\bid.?token\b|token type|\btyp\b|not an access token|token.?use", re.IGNORECASE
)
_KEY = re.compile(r"signature|signing key|\bkid\b|\bjwks?\b.{0,20}not found", re.IGNORECASE)
_ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash", "auth_time")


def _refused(evidence: Evidence) -> Call | None:
    api = evidence.api
    if api is None or api.carried.token is None or api.carried.empty:
        return None
    return None if api.challenge_error == "insufficient_scope" else api


def audience(evidence: Evidence) -> Iterator[Finding]:
    """The token is for another API (RFC 9068 4, RFC 7519 4.1.3)."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None or decoded is None:
        return
    wanted = evidence.requires.audience
    other = bool(wanted and decoded.audience and not set(wanted) & set(decoded.audience))
    without = bool(wanted) and decoded.kind is TokenKind.JWT and not decoded.audience
    worded = api.speaks_of_the_token and _AUDIENCE.search(api.said)
    if not (other or without or worded):
        return
    has = " ".join(decoded.audience) or "no API"
    needed = (Line(Witness.SENT, f"requires aud: {' '.join(wanted)}"),) if wanted else ()
    yield Finding(
        Kind.WRONG_AUDIENCE,
        f"The token is for {has}, not for this API." if decoded.audience or without
        else "The token is for another API.",
        Confidence.LIKELY,
        (*say.claim(evidence, "aud"), *needed, *say.answer(api)),
        "The API accepts only tokens that were made for it.",
        "Ask for the right audience (or resource) in the preset.",
        "RFC 9068 4",
        _ask_for(evidence) if other or without else None,
    )  # fmt: skip


def _ask_for(evidence: Evidence) -> PresetFix | None:
    preset, wanted = evidence.oauth2, evidence.requires.audience
    if preset is None or len(wanted) != 1:
        return None
    if preset.resource:
        return evidence.preset_fix(replace(preset, resource=wanted))
    return evidence.preset_fix(replace(preset, audience=wanted[0]))


def issuer(evidence: Evidence) -> Iterator[Finding]:
    """The token comes from another authorization server (RFC 7519 4.1.1)."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None or decoded is None:
        return
    wanted, came = evidence.requires.issuer, str(decoded.claims.get("iss", ""))
    other = bool(wanted and came and wanted.rstrip("/") != came.rstrip("/"))
    worded = api.speaks_of_the_token and (_ISSUER.search(api.said) or _KEY.search(api.said))
    if not other and not worded:
        return
    needed = (Line(Witness.SENT, f"requires iss: {wanted}"),) if wanted else ()
    yield Finding(
        Kind.WRONG_ISSUER,
        f"The token comes from {came}, which this API does not accept."
        if came
        else "The token comes from an issuer that this API does not accept.",
        Confidence.LIKELY,
        (*say.claim(evidence, "iss"), *needed, *say.answer(api)),
        "The API trusts the keys of one issuer; another tenant, realm or environment is another"
        " issuer.",
        "Compare token_url with the issuer that the API expects.",
        "RFC 7519 4.1.1",
    )


def kind_of_token(evidence: Evidence) -> Iterator[Finding]:
    """Another kind of token is wanted: no ID token, or no opaque one (RFC 9068 4, OIDC Core 2)."""
    api, decoded = _refused(evidence), evidence.decoded
    if api is None or decoded is None:
        return
    is_jwt = decoded.kind is TokenKind.JWT
    id_claims = [name for name in _ID_TOKEN_CLAIMS if name in decoded.claims]
    typ, wanted = media_type(str(decoded.header.get("typ", ""))), evidence.requires.typ
    access = typ == "at+jwt"
    other = wanted and is_jwt and typ != media_type(wanted)
    if (
        (id_claims and not access)
        or other
        or (is_jwt and api.speaks_of_the_token and _TYPE.search(api.said))
    ):
        lines = [line for name in id_claims for line in say.claim(evidence, name)]
        needed = (Line(Witness.SENT, f"requires typ: {evidence.requires.typ}"),) if wanted else ()
        yield Finding(
            Kind.WRONG_TOKEN_TYPE,
            "An ID token was sent where an access token is wanted."
            if id_claims
            else "The API wants another type of token.",
            Confidence.LIKELY,
            (*say.token_header(evidence, "typ"), *lines, *needed, *say.answer(api)),
            "An ID token tells an application who signed in; it opens no API.",
            "Send the access_token of the same response.",
            "RFC 9068 4",
        )
    elif api.speaks_of_the_token and _NOT_A_JWT.search(api.said):
        what = "an opaque token" if decoded.kind is TokenKind.OPAQUE else "one it cannot read"
        lines_ = (Line(Witness.TOKEN, f"it is {decoded.kind}"),)
        yield Finding(
            Kind.WRONG_TOKEN_TYPE,
            f"The API wants a JWT that it can read, and got {what}.",
            Confidence.LIKELY,
            (*lines_, *say.answer(api)),
            "Some servers issue opaque tokens unless the API is named as the audience.",
            "Ask the authorization server for a JWT: often audience or resource decides.",
            "RFC 9068 2",
        )


def key_proof(evidence: Evidence) -> Iterator[Finding]:
    """The API wants DPoP: a token bound to a key, with a proof (RFC 9449 7.1)."""
    api = evidence.api
    if api is None:
        return
    dpop = [each for each in api.challenges if each.scheme.lower() == "dpop"]
    bound = evidence.token is not None and evidence.token.token_type.lower() == "dpop"
    only = bool(dpop) and (not api.challenged("bearer") or any(each.error for each in dpop))
    proof = api.challenge_error in {"use_dpop_nonce", "invalid_dpop_proof"}
    if not (only or proof or (bound and api.status == 401)):
        return
    yield Finding(
        Kind.DPOP_REQUIRED,
        "The API wants DPoP: a token bound to a key, with a proof of it.",
        Confidence.LIKELY,
        (say.sent_scheme(api), *say.answer(api)),
        "A bearer token without a proof is not accepted, and this version sends no proof.",
        "Use an API or a client that takes bearer tokens.",
        "RFC 9449 7.1",
    )
