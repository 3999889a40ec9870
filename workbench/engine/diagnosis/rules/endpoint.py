"""The wrong address: something else than a token endpoint was asked for a token.

Must not guess from the address alone: the answer has to say so too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench.domain.errors import TokenRefused
from workbench.domain.origin import origin_of
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.rules.addresses import (
    INSTEAD,
    told_by_path,
    with_other_end,
    with_token_url,
)
from workbench.engine.diagnosis.rules.client import CODES, speaks_of_client
from workbench.engine.token_refusal import OAUTH_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

#: What only another endpoint would miss: of authorization, introspection, revocation.
_MISSED = re.compile(
    r"\bredirect_uri\b|\bresponse_type\b|\bcsrf\b|(?<!_)\btoken parameter\b|"
    r"realm (does not exist|not found)|tenant .{0,80}not found|no such (tenant|realm)",
    re.IGNORECASE,
)
_NOWHERE = frozenset({404, 405, 410, 422, 501})
_FORM = "application/x-www-form-urlencoded"


def wrong_token_url(evidence: Evidence) -> Iterator[Finding]:
    """A token was asked of an address that hands out none (RFC 6749 3.2)."""
    call = evidence.asked
    if call is None:
        return
    why = _why(call, evidence)
    if not why:
        return
    told = told_by_path(call.path)
    what = f"It looks like {told}." if told else ""
    fix = None if evidence.by_hand else _fix(call, evidence)
    trials = () if fix or evidence.by_hand else _trials(call, evidence)
    worked = next((each for each in evidence.tried if each.worked and each.fix in trials), None)
    if worked is not None:
        fix, trials = trials[0], ()
    where = "The request's URL" if evidence.by_hand else f"token_url of {evidence.preset_name}"
    yield Finding(
        Kind.WRONG_ENDPOINT,
        f"{where} is {told or 'not the token endpoint'}.",
        Confidence.PROVEN if worked else Confidence.LIKELY,
        (say.sent(call), *_answered(call), *_metadata(evidence), *_tried(evidence)),
        " ".join(part for part in (why, what) if part),
        "Take the token endpoint from the server's documentation or its discovery document.",
        "RFC 6749 3.2",
        fix,
        trials,
    )


def _metadata(evidence: Evidence) -> tuple[Line, ...]:
    endpoint = evidence.metadata.get("token_endpoint")
    if not isinstance(endpoint, str):
        return ()
    return (Line(Witness.METADATA, f"token_endpoint: {endpoint}", (endpoint,)),)


def _tried(evidence: Evidence) -> tuple[Line, ...]:
    return tuple(
        say.tried(each)
        for each in evidence.tried
        if {change.key for change in each.fix.changes} == {"token_url"}
    )


def _answered(call: Call) -> tuple[Line, ...]:
    if isinstance(call.failure, TokenRefused):
        return (Line(Witness.ANSWERED, call.failure.message, (call.failure.message,)),)
    return (*say.answer(call), *say.header(call, "Location"), *say.header(call, "Allow"))


def _why(call: Call, evidence: Evidence) -> str:
    """Return why an answer cannot be a token endpoint's, empty where it can."""
    if isinstance(call.failure, TokenRefused):
        return "No token response is that long."
    known = call.error in OAUTH_CODES
    if _MISSED.search(f"{call.said} {call.text[:4000] if call.is_page else ''}"):
        return "It asks for what only another endpoint needs, or does not know the path."
    if known:
        return _in_its_words(call, evidence)
    if 300 <= call.status < 400:
        return "A token endpoint answers itself; this one sends a browser elsewhere."
    if call.status in _NOWHERE and not _is_content_fault(call):
        return "Nothing there takes a token request."
    if call.is_page and call.status in {200, 400, 403} and (call.status != 403 or told(call)):
        return "A page is for people, a token endpoint answers JSON."
    if call.status == 403 and call.is_page and "csrf" in call.text.lower():
        return "A page that wants a CSRF token is for browsers."
    if call.is_page and told(call):
        return "A page is for people, a token endpoint answers JSON."
    answers = call.members is not None or not call.text.strip()
    if 200 <= call.status < 300 and answers and not call.error:
        return "It is a success without a token, so the address is another endpoint's."
    return _api_instead(call, evidence)


def _in_its_words(call: Call, evidence: Evidence) -> str:
    """Return why an OAuth error is another endpoint's: all of them answer `invalid_request`."""
    named = told_by_path(call.path) not in {"", "a login page"}
    if call.error != "invalid_request" or not named or evidence.by_hand:
        return ""
    return "The address names another endpoint, which misses what only it needs."


def told(call: Call) -> bool:
    """Tell whether the path says that it is another endpoint."""
    return bool(told_by_path(call.path))


def _api_instead(call: Call, evidence: Evidence) -> str:
    """Return why the answer is an API's: it wants a token to give one."""
    if call.challenged("bearer") and call.status in {401, 403} and call.error not in CODES:
        return "It wants a token itself, so it is the API."
    foreign = [each for each in call.challenges if each.scheme.lower() not in {"basic", "bearer"}]
    if call.status == 401 and foreign and told(call):
        return "It asks for credentials in a way that no token endpoint knows."
    if call.status in {400, 401, 403} and told(call) and not evidence.by_hand:
        return "The address names another endpoint, and no OAuth error came back."
    if call.status == 400 and isinstance((call.members or {}).get("errors"), list):
        return "" if evidence.by_hand else "It answers with a list of errors, as an API does."
    wordless = not call.error and not speaks_of_client(call)
    if call.status in {401, 403} and wordless and "token" not in call.path.lower():
        return "" if evidence.by_hand else "It says nothing of OAuth, and has no token in its name."
    return ""


def _is_content_fault(call: Call) -> bool:
    return call.status == 422 and call.sent_media_type not in {"", _FORM}


def _fix(call: Call, evidence: Evidence) -> PresetFix | None:
    """Return another token_url where the answer or the address itself says which."""
    location = call.header("location") or ""
    if 300 <= call.status < 400 and location:
        target = urljoin(call.url, location).partition("?")[0]
        asked = call.url.partition("?")[0]
        if target.rstrip("/") == asked.rstrip("/"):
            if target.endswith("/"):
                return with_other_end(evidence, "", "/")
            return with_other_end(evidence, "/", "")
    endpoint = (call.members or {}).get("token_endpoint")
    if isinstance(endpoint, str) and _same_origin(endpoint, call.url):
        return with_token_url(evidence, endpoint)
    for provider in evidence.providers:
        if provider.runs(call) and provider.authorization_path:
            pair = (provider.authorization_path, provider.token_path)
            if call.path.rstrip("/").endswith(pair[0]) and provider.token_path:
                return with_other_end(evidence, *pair)
    pairs = [pair for pair in INSTEAD if call.path.endswith(pair[0])]
    fixes = (with_other_end(evidence, *pair) for pair in pairs)
    return next((fix for fix in fixes if fix), None)


def _trials(call: Call, evidence: Evidence) -> tuple[PresetFix, ...]:
    """Return the address that the server's metadata names, to be tried."""
    endpoint = evidence.metadata.get("token_endpoint")
    if not isinstance(endpoint, str) or endpoint == call.url:
        return ()
    fix = with_token_url(evidence, endpoint)
    return (fix,) if fix else ()


def _same_origin(one: str, other: str) -> bool:
    try:
        return origin_of(one) == origin_of(other)
    except ValueError:
        return False


def token_url_as_request(evidence: Evidence) -> Iterator[Finding]:
    """The request itself goes to the token endpoint, with a token (RFC 6749 3.2)."""
    final, client = evidence.final, evidence.client
    if final is None or client is None or final.status < 400 or final.asks_for_a_token:
        return
    if final.url.partition("?")[0].rstrip("/") != client.token_url.partition("?")[0].rstrip("/"):
        return
    yield Finding(
        Kind.WRONG_ENDPOINT,
        "The request's URL is the token endpoint, not the API.",
        Confidence.LIKELY,
        (say.sent(final), *say.answer(final)),
        f"{evidence.preset_name} gets its tokens from that very address.",
        "Write the API's address as the request's url; the preset asks the token endpoint by"
        " itself.",
        "RFC 6749 3.2",
    )
