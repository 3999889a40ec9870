"""The token lacks a scope that the request needs: four columns side by side.

Must not take every 403 for a scope: most are the API's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

_CODES = frozenset({"insufficient_scope", "missing_scope", "insufficient_scopes"})
_WORDS = re.compile(
    r"insufficient.{0,30}scope"
    r"|scopes?.{0,30}(insufficient|missing|required|lack|not (granted|allowed))"
    r"|(missing|lacks?|requires?|without|needs?).{0,30}\bscopes?\b|SCOPE_INSUFFICIENT"
    r"|scopes?.{0,30}(does|do)(n't| not) match"
    r"|(does|do)(n't| not) (contain|include|have).{0,20}scope",
    re.IGNORECASE,
)


def commas(evidence: Evidence) -> Iterator[Finding]:
    """Scopes were asked for with commas between them, and none was granted (RFC 6749 3.3)."""
    api, preset = evidence.api, evidence.oauth2
    if api is None or preset is None or evidence.token is None or api.status == 400:
        return
    joined = [each for each in evidence.token.requested_scope if "," in each]
    lacks = "insufficient_scope" in {api.challenge_error, api.error}
    granted = evidence.granted
    if not joined or (set(joined) <= set(granted) if granted is not None else not lacks):
        return
    yield Finding(
        Kind.WRONG_SCOPE,
        "The scopes are separated by commas.",
        Confidence.LIKELY,
        (*say.scopes(evidence, ()), *say.answer(api)),
        "With commas they are one scope that nobody knows, and the server left it out.",
        "Write the scopes apart.",
        "RFC 6749 3.3",
        without_commas(evidence),
    )


def without_commas(evidence: Evidence) -> PresetFix | None:
    """Return the fix that writes the scopes of a preset apart."""
    preset = evidence.oauth2
    if preset is None or evidence.by_hand:
        return None
    apart = tuple(part.strip() for each in preset.scope for part in each.split(",") if part.strip())
    return evidence.preset_fix(replace(preset, scope=apart))


def lacking(evidence: Evidence) -> Iterator[Finding]:
    """The API wants a scope that the token does not have (RFC 6750 3.1)."""
    api = evidence.api
    if api is None or api.carried.token is None or api.carried.empty:
        return
    worded = bool(_WORDS.search(api.said))
    if api.status == 400 and not (worded and api.speaks_of_the_token):
        return
    told = bool(_CODES & {api.challenge_error, api.error})
    granted = evidence.granted
    required = tuple(each for each in evidence.requires.scope if each not in (granted or ()))
    misses = bool(required) and granted is not None
    dropped = _dropped(evidence)
    if not (told or worded or misses or (dropped and api.status == 403)):
        return
    if api.challenge_error == "invalid_token" and not misses:
        return
    challenged = tuple(scope for each in api.token_challenges for scope in each.scope)
    needed = challenged or evidence.requires.scope
    missing = tuple(each for each in needed if each not in (granted or ())) or dropped
    worked = _worked(evidence)
    yield Finding(
        Kind.INSUFFICIENT_SCOPE,
        f"The token lacks {' '.join(missing)}." if missing
        else "The token lacks a scope that this request needs.",
        Confidence.PROVEN if worked else Confidence.LIKELY,
        (*say.scopes(evidence, needed), *say.answer(api),
         *(say.tried(each) for each in evidence.tried)),
        _why(missing, dropped),
        "Have the server grant it to this client."
        if dropped
        else f"Ask for it: add it to scope of {evidence.preset_name}."
        if evidence.oauth2
        else "Get a token that has it.",
        "RFC 6750 3.1",
        worked,
        _trials(evidence, missing),
    )  # fmt: skip


def _dropped(evidence: Evidence) -> tuple[str, ...]:
    """Return what was asked for and not granted."""
    token, granted = evidence.token, evidence.granted
    if token is None or granted is None:
        return ()
    return tuple(each for each in token.requested_scope if each not in granted)


def _why(missing: tuple[str, ...], dropped: tuple[str, ...]) -> str:
    if missing and set(missing) <= set(dropped):
        return "It was asked for, and the server left it out without an error."
    if missing:
        return "It was not asked for, so it is not in the token."
    return "The API says so, without a name."


def _trials(evidence: Evidence, missing: tuple[str, ...]) -> tuple[PresetFix, ...]:
    preset = evidence.oauth2
    if preset is None or not missing or evidence.tried or set(missing) & set(_dropped(evidence)):
        return ()
    fix = evidence.preset_fix(replace(preset, scope=(*preset.scope, *missing)))
    return (fix,) if fix else ()


def _worked(evidence: Evidence) -> PresetFix | None:
    for each in evidence.tried:
        keys = {change.key for change in each.fix.changes}
        got = each.granted is None or set(evidence.requires.scope) <= set(each.granted)
        if keys == {"scope"} and each.worked and got:
            return each.fix  # type: ignore[return-value]  # only presets have a scope
    return None
