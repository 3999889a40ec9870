"""What a token was asked for: the grant, the audience, the scope, or a proof of a key.

Must not look at what an API said.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.rules.client import CODES, names_a_way
from workbench.engine.diagnosis.rules.scope import without_commas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.presets import OAuth2
    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence, Tried
    from workbench.engine.diagnosis.fixes import PresetFix

_SECRET_WORDS = re.compile(
    r"invalid client (secret|credentials)|INVALID_CREDENTIALS", re.IGNORECASE
)
_AUDIENCE_WORDS = re.compile(r"\baudience\b|\bresource (parameter|indicator)\b", re.IGNORECASE)
_SCOPE_WORDS = re.compile(r"\bscopes?\b", re.IGNORECASE)
_SCOPE_CODES = frozenset({"invalid_scope", "scope_invalid", "scope_not_allowed", "invalid_scopes"})
#: More scopes than this are not tried one at a time.
_MOST_TRIED = 8


def grant_refused(evidence: Evidence) -> Iterator[Finding]:
    """The client, or the server, does not have this grant (RFC 6749 5.2)."""
    call = evidence.asked
    if call is None:
        return
    code = call.error
    if code == "unauthorized_client" and names_a_way(call):
        return
    if code == "unauthorized_client" and _SECRET_WORDS.search(call.description):
        yield Finding(
            Kind.WRONG_CREDENTIALS,
            "The server does not accept the client's secret.",
            Confidence.LIKELY,
            (say.sent(call), *say.answer(call)),
            "It calls the client unauthorized, and says in words that the secret is wrong.",
            "Compare client_secret with what the server shows for this client.",
            "RFC 6749 5.2",
        )
        return
    words = {
        "unauthorized_client": (
            "The client may not use this grant.",
            "The server believed the client and refuses it this grant.",
            "Allow the grant for the client at the server, or use another client.",
        ),
        "unsupported_grant_type": (
            "The server does not have this grant.",
            "The server has no such grant, or did not find grant_type in the request.",
            "Compare grant with the grants that the server lists.",
        ),
        "invalid_grant": (
            "What the token was asked with is expired, used up, or another client's.",
            "The server believed the client, but not the code, password or refresh token.",
            "Get a new one: forget the token and start again.",
        ),
    }
    if code not in words:
        return
    title, why, advice = words[code]
    sent = (say.sent_field(call, "grant_type"),) if "grant_type" in call.fields else ()
    yield Finding(
        Kind.WRONG_GRANT, title, Confidence.LIKELY, (*sent, *say.answer(call)), why, advice,
        "RFC 6749 5.2",
    )  # fmt: skip


def audience_refused(evidence: Evidence) -> Iterator[Finding]:
    """The server does not know what the token is for (RFC 8707 2)."""
    call = evidence.asked
    if call is None or call.error in CODES:
        return
    worded = call.error in {"invalid_request", "access_denied"} and _AUDIENCE_WORDS.search(
        call.description
    )
    if call.error != "invalid_target" and not worded:
        return
    named = [name for name in ("audience", "resource") if name in call.fields]
    sent = tuple(say.sent_field(call, name) for name in named) or (
        Line(Witness.SENT, "neither audience nor resource", absent=("audience=", "resource=")),
    )
    yield Finding(
        Kind.WRONG_AUDIENCE,
        "The server does not know the API that the token is asked for."
        if named
        else "The server wants to know for which API the token is.",
        Confidence.LIKELY,
        (*sent, *say.answer(call)),
        "A token is made for one API; its name has to be one that the server knows.",
        "Compare audience (or resource) with the name of the API at the server.",
        "RFC 8707 2",
    )


def dpop_at_token_endpoint(evidence: Evidence) -> Iterator[Finding]:
    """The token endpoint wants a proof of a key (RFC 9449 5 and 8)."""
    call = evidence.asked
    if call is None:
        return
    nonce = call.header("dpop-nonce") is not None and call.status in {400, 401}
    if call.error not in {"use_dpop_nonce", "invalid_dpop_proof"} and not nonce:
        return
    yield Finding(
        Kind.DPOP_REQUIRED,
        "The token endpoint wants DPoP: a proof of a key with every request.",
        Confidence.LIKELY,
        (say.sent(call), *say.answer(call), *say.header(call, "DPoP-Nonce")),
        "Tokens of this server are bound to a key, and this version sends no proof of one.",
        "Allow bearer tokens for this client at the server.",
        "RFC 9449 8" if nonce or call.error == "use_dpop_nonce" else "RFC 9449 5",
    )


def scope_refused(evidence: Evidence) -> Iterator[Finding]:
    """A scope that was asked for is not to be had (RFC 6749 3.3 and 5.2)."""
    call = evidence.asked
    if call is None or not _refuses_scope(call):
        return
    asked = call.fields.get("scope", "")
    scopes = tuple(asked.split())
    worked = _found_by_trying(evidence)
    if worked is not None:
        yield _proven(evidence, call, scopes, worked)
        return
    comma = without_commas(evidence) if "," in asked else None
    named = tuple(each for each in scopes if _names(call.description, each))
    yield Finding(
        Kind.WRONG_SCOPE,
        _title(scopes, named, comma="," in asked),
        Confidence.LIKELY,
        (_sent_scope(call), *say.answer(call)),
        "Scopes are separated by spaces; with commas they are one scope that nobody knows."
        if "," in asked
        else "The server believed the client and does not give it what was asked."
        if scopes
        else "This server gives no default: at least one scope has to be asked for.",
        "Write the scopes apart." if "," in asked else
        f"Change scope of {evidence.preset_name or 'the request'} to what the server grants.",
        "RFC 6749 3.3",
        comma,
        () if comma or evidence.by_hand else _one_at_a_time(evidence),
    )  # fmt: skip


def _refuses_scope(call: Call) -> bool:
    if call.error in _SCOPE_CODES:
        return True
    vague = call.error in {"invalid_request", "access_denied", "server_error", ""}
    return vague and call.status in {400, 403} and bool(_SCOPE_WORDS.search(call.description))


def _sent_scope(call: Call) -> Line:
    if call.fields.get("scope"):
        return say.sent_field(call, "scope")
    return Line(Witness.SENT, "no scope", absent=("scope=",))


def _title(scopes: tuple[str, ...], named: tuple[str, ...], *, comma: bool) -> str:
    if comma:
        return "The scopes are separated by commas."
    if named and len(named) < len(scopes):
        return f"The server does not grant {' '.join(named)}."
    if not scopes:
        return "The server wants a scope, and none was asked for."
    if len(scopes) == 1:
        return f"The server does not grant {scopes[0]}."
    return f"The server does not grant one of {' '.join(scopes)}."


def _names(description: str, scope: str) -> bool:
    return re.search(rf"(?<![\w:./-]){re.escape(scope)}(?![\w:/-])", description) is not None


def _one_at_a_time(evidence: Evidence) -> tuple[PresetFix, ...]:
    preset = evidence.oauth2
    if preset is None or not 1 < len(_words(preset)) <= _MOST_TRIED:
        return ()
    fixes = (evidence.preset_fix(replace(preset, scope=(each,))) for each in _words(preset))
    return tuple(fix for fix in fixes if fix is not None)


def _words(preset: OAuth2) -> tuple[str, ...]:
    return tuple(word for each in preset.scope for word in each.split())


def all_that_worked(evidence: Evidence) -> PresetFix | None:
    """Return the fix that asks for every scope that came alone, to be tried once more."""
    preset = evidence.oauth2
    if preset is None:
        return None
    good = [each for each in evidence.tried if each.token and _is_scope(each)]
    came = tuple(
        dict.fromkeys(
            word
            for each in good
            for word in _words(each.fix.after)  # type: ignore[arg-type]  # _is_scope says so
            if each.granted is None or word in each.granted
        )
    )
    if not came or set(came) == set(_words(preset)):
        return None
    return evidence.preset_fix(replace(preset, scope=came))


def _is_scope(tried: Tried) -> bool:
    return {change.key for change in tried.fix.changes} == {"scope"}


def _found_by_trying(evidence: Evidence) -> Tried | None:
    union = all_that_worked(evidence)
    made = [each for each in evidence.tried if _is_scope(each)]
    if union is None:
        return None
    return next((each for each in made if each.fix == union), None)


def _proven(evidence: Evidence, call: Call, scopes: tuple[str, ...], worked: Tried) -> Finding:
    made = tuple(each for each in evidence.tried if _is_scope(each))
    came = worked.fix.changes[0].after.split()
    refused = [each for each in scopes if each not in came]
    enough = worked.worked and set(evidence.requires.scope) <= set(came)
    return Finding(
        Kind.WRONG_SCOPE,
        f"The server does not grant {' '.join(refused)}.",
        Confidence.PROVEN,
        (_sent_scope(call), *say.answer(call), *(say.tried(each) for each in made)),
        "Asked for one at a time, the others were granted.",
        f"Leave {' '.join(refused)} out, or have the server grant it to this client.",
        "RFC 6749 3.3",
        worked.fix if enough else None,
    )
