"""Credentials that the API did not find or did not want: none, the client's own, or elsewhere.

Must not read a refusal that asks for no token as one that does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.presets import Basic, Bearer, Named, NoAuth, OAuth2, TokenPlace
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.fixes import RequestFix
from workbench.engine.schemes.presented import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

#: Codes that an API gives only after it has found a token.
SAW_TOKEN = frozenset({"invalid_token", "insufficient_scope"})
#: How an API without a challenge says that no token came.
_NONE_CAME = re.compile(
    r"\b(access|bearer)[ _]token (is |was )?(missing|required|not (found|provided|present))"
    r"|(missing|no) (access|bearer)[ _]token\b|\bjwt is missing",
    re.IGNORECASE,
)


def client_credentials_to_api(evidence: Evidence) -> Iterator[Finding]:
    """HTTP Basic went to an API that wants a token: the opening mistake (RFC 6750 2.1)."""
    api = evidence.api
    if api is None:
        return
    as_basic = api.carried.scheme.lower() == "basic"
    if not as_basic and (api.carried.place is not None or "client_secret" not in api.fields):
        return
    if not api.challenged("bearer") or api.challenged("basic"):
        return
    yield Finding(
        Kind.CREDENTIALS_SENT_TO_API,
        "An id and a secret were sent to the API, which wants an access token.",
        Confidence.LIKELY,
        (say.sent_scheme(api) if as_basic else say.sent_field(api, "client_secret"),
         say.status(api), *say.challenge(api)),
        "The id and the secret are for the token endpoint; what it gives for them is for the API.",
        "Use a preset of type oauth2: it trades them for a token and sends that.",
        "RFC 6750 2.1",
        _use_preset(evidence),
    )  # fmt: skip


def _use_preset(evidence: Evidence) -> RequestFix | None:
    """Return the fix that names the one preset that would get a token for this."""
    candidates = dict(evidence.others)
    if isinstance(evidence.auth, Basic):
        same = {
            name: each
            for name, each in candidates.items()
            if each.client_id == evidence.auth.username
        }
        candidates = same or candidates
    if len(candidates) != 1:
        return None
    spec = evidence.spec
    headers = tuple(row for row in spec.headers if row.name.lower() != "authorization")
    after = replace(spec, auth=Named(next(iter(candidates))), headers=headers)
    return None if after == spec else RequestFix(evidence.ref, spec, after)


def token_in_another_header(evidence: Evidence) -> Iterator[Finding]:
    """The preset puts the token into a header of its own name; the API looks for Authorization."""
    api, preset = evidence.api, evidence.oauth2
    if api is None or preset is None or not in_own_header(evidence):
        return
    if not api.token_challenges or api.challenge_error in SAW_TOKEN:
        return
    name = preset.token_name
    fix = evidence.preset_fix(replace(preset, token_name="", token_prefix="Bearer"))
    yield Finding(
        Kind.WRONG_TOKEN_PLACE,
        f"The token was sent in {name}; the API looks for it in Authorization.",
        Confidence.LIKELY,
        (Line(Witness.SENT, f"{name}: ...", (f"{name}: ",)), *say.answer(api)),
        "The API asks for a token as if it had seen none.",
        "Leave token_name out, so that the token travels as Authorization: Bearer.",
        "RFC 6750 2.1",
        fix,
    )


def in_own_header(evidence: Evidence) -> bool:
    """Tell whether the preset writes the token into a header that is not Authorization."""
    preset = evidence.oauth2
    if preset is None or preset.token_in is not TokenPlace.HEADER:
        return False
    return preset.token_name.lower() not in {"", "authorization"}


def no_token(evidence: Evidence) -> Iterator[Finding]:
    """The API wants a token and got none (RFC 6750 3)."""
    api = evidence.api
    if api is None:
        return
    worded = api.status == 401 and bool(_NONE_CAME.search(api.said))
    wants = (bool(api.token_challenges) or worded) and api.challenge_error not in SAW_TOKEN
    if "client_secret" in api.fields:
        return
    if api.carried.place is None:
        if (
            in_own_header(evidence)
            or not wants
            or (api.challenged("basic") and not isinstance(evidence.auth, NoAuth))
        ):
            return
        yield Finding(
            Kind.MISSING_TOKEN,
            "The API wants an access token, and none was sent.",
            Confidence.LIKELY,
            (say.sent_scheme(api), *say.answer(api)),
            'The request says auth = "none".'
            if isinstance(evidence.auth, NoAuth)
            else f"{evidence.preset_name} sends no bearer token.",
            "Give the request a preset that gets a token.",
            "RFC 6750 3",
            _use_preset(evidence),
        )
    elif api.carried.empty and api.status in {400, 401, 403}:
        yield Finding(
            Kind.MISSING_TOKEN,
            "The Authorization header was sent without a token in it.",
            Confidence.LIKELY,
            (say.sent_scheme(api), *say.answer(api)),
            "What the token is filled from is empty.",
            "Look at where the preset's token comes from, or let an oauth2 preset get one.",
            "RFC 6750 2.1",
        )


def token_elsewhere(evidence: Evidence) -> Iterator[Finding]:
    """The token was sent where, or in a way that, the API does not look (RFC 6750 2)."""
    api = evidence.api
    if api is None or api.carried.empty:
        return
    carried = api.carried
    if carried.header_and_query:
        yield from _twice(api)
    elif carried.place is Place.QUERY:
        yield from _in_query(evidence, api)
    elif carried.place is Place.HEADER and carried.scheme.lower() != "basic":
        yield from _scheme(evidence, api)


def _twice(api: Call) -> Iterator[Finding]:
    if api.status in {400, 401} and (api.challenge_error or api.error) == "invalid_request":
        yield Finding(
            Kind.WRONG_TOKEN_PLACE,
            "The token was sent twice: in the header and in the query.",
            Confidence.LIKELY,
            (say.sent(api), say.sent_scheme(api), *say.answer(api)),
            "A request must carry its token in one way only.",
            "Take the token out of the request's query.",
            "RFC 6750 2",
        )


def _in_query(evidence: Evidence, api: Call) -> Iterator[Finding]:
    if api.challenge_error in SAW_TOKEN or api.error in SAW_TOKEN:
        return
    preset = evidence.oauth2
    after = replace(preset, token_in=TokenPlace.HEADER, token_name="") if preset else None
    fix = evidence.preset_fix(after) if after else None
    worked = next((each for each in evidence.tried if each.worked and each.fix == fix), None)
    asked = bool(api.token_challenges)
    if api.status != 401 and not asked and not worked:
        return
    sure = Confidence.LIKELY if asked else Confidence.POSSIBLE
    tried = tuple(say.tried(each) for each in evidence.tried if each.fix == fix)
    yield Finding(
        Kind.WRONG_TOKEN_PLACE,
        "The token was sent in the query, where the API does not look.",
        Confidence.PROVEN if worked else sure,
        (Line(Witness.SENT, f"{api.carried.parameter} in the query", (api.carried.parameter,)),
         *say.answer(api), *tried),
        "The API asks for a token as if it had seen none; most look into the header only.",
        "Send it in the Authorization header.",
        "RFC 6750 2.3",
        fix if worked or asked else None,
        (fix,) if fix and not worked else (),
    )  # fmt: skip


def _scheme(evidence: Evidence, api: Call) -> Iterator[Finding]:
    twice = api.carried.token is not None and any(
        "which is not part of the token" in note for note in api.carried.token.notes
    )
    scheme = api.carried.scheme
    asked = api.challenged("bearer") and api.challenge_error != "insufficient_scope"
    if api.status not in {400, 401, 403} or (scheme == "Bearer" and not twice):
        return
    if scheme.lower() == "dpop" or not (asked or api.status == 401):
        return
    if api.challenge_error in SAW_TOKEN and not twice and scheme.lower() == "bearer":
        return
    fix = _as_bearer(evidence) if not twice else None
    worked = next((each for each in evidence.tried if each.worked and each.fix == fix), None)
    title = (
        "The word Bearer stands twice: before the token and in it."
        if twice
        else f"The token was sent as {scheme or 'a bare value'}; the API wants Bearer."
    )
    sure = Confidence.LIKELY if asked else Confidence.POSSIBLE
    yield Finding(
        Kind.WRONG_TOKEN_PLACE,
        title,
        Confidence.PROVEN if worked else sure,
        (say.sent_scheme(api), *say.answer(api), *(say.tried(t) for t in evidence.tried)),
        "The scheme is a word of its own before the token, and some APIs take it only as Bearer.",
        'Write the token alone, and prefix = "Bearer".',
        "RFC 6750 2.1",
        fix if asked or worked else None,
        (fix,) if fix and not worked else (),
    )


def _as_bearer(evidence: Evidence) -> PresetFix | None:
    match evidence.auth:
        case OAuth2():
            return evidence.preset_fix(replace(evidence.auth, token_prefix="Bearer"))
        case Bearer():
            return evidence.preset_fix(replace(evidence.auth, prefix="Bearer"))
        case _:
            return None
