"""The client was not believed: the way it proved itself, or what it proved itself with.

Must not decide between the two where the answers are the same: an experiment does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.client_facts import SecretOddity
from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.fixes import PresetFix
from workbench.engine.diagnosis.rules.addresses import told_by_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.presets import OAuth2
    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence, Tried

_BASIC = ClientAuthentication.CLIENT_SECRET_BASIC
_POST = ClientAuthentication.CLIENT_SECRET_POST
#: Codes for a client that is not believed, the standard's and others'.
CODES = frozenset(
    {
        "invalid_client",
        "incorrect_client_credentials",
        "invalid_client_credentials",
        "invalid_client_id",
        "invalid_client_secret",
        "bad_client_id",
        "bad_client_secret",
    }
)
_WORDS = re.compile(
    r"(invalid|incorrect|wrong|bad|unknown|unrecognized)\W+(\w+\W+){0,2}"
    r"(client|secret|credentials)\b"
    r"|client (authentication|credentials|secret|id)\b|client_(id|secret)\b"
    r"|client (application )?(was |could |can ?)?not (be )?found",
    re.IGNORECASE,
)
_METHOD_WORDS = re.compile(
    r"client_secret_(basic|post)|token_endpoint_auth_method|auth(entication)? method"
    r"|no client authentication|(missing|no|without|required?)\W+(\w+\W+){0,3}client_(id|secret)"
    r"|client_(id|secret)\W+(\w+\W+){0,2}(missing|required|not (found|present|provided|supplied))"
    r"|client credentials (\w+\W+){0,2}(missing|required|not (found|present|provided))"
    r"|(in|via|using|through) (the )?(basic|authorization|request body|post body)"
    r"|basic auth\w* (is )?(required|not (supported|allowed))"
    r"|(missing|no|without)\W+(\w+\W+){0,2}authorization header",
    re.IGNORECASE,
)
#: What Authlib says of a wrong secret, too.
_ANY_METHOD = re.compile(r"cannot authenticate with methods", re.IGNORECASE)
_UNKNOWN_CLIENT = re.compile(
    r"client (application )?(does not exist|((was|could) )?not (be )?found|is (not known|unknown))"
    r"|no such client"
    r"|(client|secret) (\w+ )?(has )?expired",
    re.IGNORECASE,
)
_BOTH_WORDS = re.compile(
    r"multiple|more than one|both|only one|twice|header and|duplicate", re.IGNORECASE
)
_BROKEN = (
    SecretOddity.EMPTY,
    SecretOddity.WHITE_SPACE,
    SecretOddity.QUOTED,
    SecretOddity.IS_A_TEMPLATE,
)
_CLAUSE = "RFC 6749 2.3.1"


def not_believed(evidence: Evidence) -> Iterator[Finding]:
    """The token endpoint did not accept the client (RFC 6749 5.2, `invalid_client`)."""
    call = evidence.asked
    if call is None or not call.answered:
        return
    if both_placements(call):
        yield _both(evidence, call)
        return
    if not refuses_client(call):
        return
    if evidence.by_hand:
        yield from _by_hand(call)
        return
    worked = next((each for each in evidence.tried if each.worked and _is_way(each)), None)
    if worked is not None:
        yield _proven(evidence, call, worked)
        return
    yield from _broken_secret(evidence, call)
    ways = () if _UNKNOWN_CLIENT.search(call.said) else ways_left(evidence)
    if ways and not any(_is_way(each) for each in evidence.tried):
        yield from _undecided(evidence, call, ways)
        return
    yield _credentials(evidence, call)


def names_a_way(call: Call) -> bool:
    """Tell whether an answer says which way to authenticate it wants, or misses."""
    return bool(_METHOD_WORDS.search(call.said)) and not _ANY_METHOD.search(call.said)


def speaks_of_client(call: Call) -> bool:
    """Tell whether an answer's words are about a client and its credentials."""
    return _WORDS.search(call.said) is not None


def refuses_client(call: Call) -> bool:
    """Tell whether an answer says, in whatever words, that the client was not believed."""
    if call.error in CODES:
        return True
    if call.status not in {400, 401, 403} or told_by_path(call.path):
        return False
    if call.challenged("bearer"):
        return False
    if call.error in {"invalid_request", "access_denied", "unauthorized_client", "unauthorized"}:
        return bool(_WORDS.search(call.description)) or names_a_way(call)
    if call.error and call.status == 400:
        return bool(_WORDS.search(call.said))
    if call.status == 400:
        return bool(_WORDS.search(call.said))
    return not (call.is_page and call.status == 403)


def both_placements(call: Call) -> bool:
    """Tell whether the client proved itself twice, and the server minded."""
    twice = call.carried.scheme.lower() == "basic" and "client_secret" in call.fields
    minded = call.error in {"invalid_request", *CODES} or _BOTH_WORDS.search(call.said)
    return twice and bool(minded)


def _both(evidence: Evidence, call: Call) -> Finding:
    preset, fix = evidence.oauth2, None
    if preset is not None and not evidence.by_hand:
        kept = tuple(
            pair for pair in preset.parameters if pair[0] not in {"client_id", "client_secret"}
        )
        fix = evidence.preset_fix(replace(preset, parameters=kept))
    return Finding(
        Kind.WRONG_CLIENT_AUTHENTICATION,
        "The client proved itself twice: in the header and in the form.",
        Confidence.LIKELY,
        (say.sent_scheme(call), say.sent_field(call, "client_secret"), *say.answer(call)),
        "A client must not use more than one way to authenticate in a request.",
        "Leave the secret out of the parameters.",
        "RFC 6749 2.3",
        fix,
    )


def _by_hand(call: Call) -> Iterator[Finding]:
    shown = not call.carried.scheme and "client_id" not in call.fields
    if shown or names_a_way(call):
        yield Finding(
            Kind.WRONG_CLIENT_AUTHENTICATION,
            "The token request does not prove who the client is, or not as the server wants it.",
            Confidence.LIKELY,
            (say.sent_scheme(call), *say.answer(call)),
            "A token endpoint wants the client's id and secret, as HTTP Basic or in the form.",
            "Send client_id and client_secret, or let a preset do it.",
            _CLAUSE,
        )
        return
    yield Finding(
        Kind.WRONG_CREDENTIALS,
        "The server does not accept the client's id or secret.",
        Confidence.POSSIBLE,
        (say.sent_scheme(call), *say.answer(call)),
        "It may be the values, or the place they were sent in; a preset tries the places.",
        "Compare both with what the server shows for this client.",
        _CLAUSE,
    )


def ways_left(evidence: Evidence) -> tuple[PresetFix, ...]:
    """Return the ways to authenticate that the preset rules out and nobody has tried."""
    preset, client = evidence.oauth2, evidence.client
    if preset is None or client is None or not client.has_secret:
        return ()
    matters = SecretOddity.NEEDS_ENCODING in client.oddities
    found: list[OAuth2] = []
    own = preset.client_authentication
    if own is None and preset.basic_encoding is None:
        return ()
    encodings = (BasicEncoding.FORM, BasicEncoding.RAW) if matters else (None,)
    for encoding in encodings:
        same = (preset.basic_encoding or BasicEncoding.FORM) == (encoding or BasicEncoding.FORM)
        if own in {_BASIC, None} and (same or not matters):
            continue
        found.append(replace(preset, client_authentication=_BASIC, basic_encoding=encoding))
    if own is not None and own is not _POST:
        found.append(replace(preset, client_authentication=_POST, basic_encoding=None))
    fixes = (evidence.preset_fix(each) for each in found)
    return tuple(fix for fix in fixes if fix is not None)


def _is_way(tried: Tried) -> bool:
    keys = {change.key for change in tried.fix.changes}
    return isinstance(tried.fix, PresetFix) and bool(
        keys & {"client_authentication", "basic_encoding"}
    )


def _proven(evidence: Evidence, call: Call, worked: Tried) -> Finding:
    lines = tuple(say.tried(each) for each in evidence.tried if _is_way(each))
    return Finding(
        Kind.WRONG_CLIENT_AUTHENTICATION,
        f"{evidence.preset_name} proves its client in a way that the server does not take.",
        Confidence.PROVEN,
        (_way_sent(call), *say.answer(call), *lines),
        "With the same id and secret, sent another way, a token came.",
        f"Write {worked.fix.title}.",
        _CLAUSE,
        worked.fix,
    )


def _broken_secret(evidence: Evidence, call: Call) -> Iterator[Finding]:
    oddities = evidence.client.oddities if evidence.client else frozenset()
    found = next((each for each in _BROKEN if each in oddities), None)
    if found is None:
        return
    yield Finding(
        Kind.WRONG_CREDENTIALS,
        f"The secret of {evidence.preset_name} is not what the server knows: {found}.",
        Confidence.LIKELY,
        (Line(Witness.SENT, f"client_secret: {found}"), *say.answer(call)),
        "What was copied with the secret is sent with it.",
        "Write the secret again, without anything around it.",
        _CLAUSE,
    )


def _undecided(evidence: Evidence, call: Call, ways: tuple[PresetFix, ...]) -> Iterator[Finding]:
    basic_wanted = call.challenged("basic") and call.carried.scheme.lower() != "basic"
    worded = names_a_way(call)
    sure = Confidence.LIKELY if basic_wanted or worded else Confidence.POSSIBLE
    challenged = say.challenge(call) if basic_wanted else ()
    yield Finding(
        Kind.WRONG_CLIENT_AUTHENTICATION,
        f"{evidence.preset_name} may prove its client in a way that the server does not take.",
        sure,
        tuple(dict.fromkeys((_way_sent(call), *challenged, *say.answer(call)))),
        "The server says what it wants."
        if sure is Confidence.LIKELY
        else "A wrong secret and a wrong way to send it look the same here; another way tells.",
        "Try another client_authentication, or leave it out: then it is found by trying.",
        _CLAUSE,
        None,
        ways,
    )
    yield replace(
        _credentials(evidence, call),
        confidence=Confidence.POSSIBLE,
        why="Where no other way to send the secret helps, it is the values themselves.",
    )


def _credentials(evidence: Evidence, call: Call) -> Finding:
    oddities = evidence.client.oddities if evidence.client else frozenset()
    ways = [each.remark for each in evidence.calls if each.answered]
    lines = tuple(say.tried(each) for each in evidence.tried if _is_way(each))
    also = tuple(
        Line(Witness.ANSWERED, f"{each.remark}: {each.status}", (str(each.status),))
        for each in evidence.calls[1:]
        if each.answered
    )
    form = SecretOddity.LOOKS_LIKE_AN_ID in oddities
    odd = (Line(Witness.SENT, f"client_secret: {SecretOddity.LOOKS_LIKE_AN_ID}"),) if form else ()
    decided = len(ways) > 1 or bool(lines)
    known = call.error in CODES or bool(_WORDS.search(call.said))
    return Finding(
        Kind.WRONG_CREDENTIALS,
        f"The server does not accept the client id or the secret of {evidence.preset_name}.",
        Confidence.LIKELY if decided or known else Confidence.POSSIBLE,
        (_way_sent(call), *say.answer(call), *odd, *also, *lines),
        "It was refused in every way to send it, so it is the values themselves."
        if decided
        else "The server did not accept the client, and there is no other way to send its secret.",
        "Compare client_id and client_secret with what the server shows for this client."
        + (" The secret's value is wanted, not its id." if form else ""),
        _CLAUSE,
    )


def _way_sent(call: Call) -> Line:
    if call.carried.scheme:
        return say.sent_scheme(call)
    if "client_secret" in call.fields:
        return say.sent_field(call, "client_secret")
    return say.sent_scheme(call)
