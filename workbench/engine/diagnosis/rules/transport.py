"""Network, TLS, rate limits, failing servers, and http where https is wanted.

Must not blame the person for what a server or a network did.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.domain.errors import TlsFailed, TransportError
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind, Line, Witness
from workbench.engine.diagnosis.rules.addresses import with_token_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

_LIMIT_WORDS = re.compile(
    r"rate.?limit|too many requests|throttl|secondary limit|quota exceeded|slow_down", re.IGNORECASE
)
_TLS_WORDS = re.compile(
    r"(https|ssl|tls)\W+(is\W+)?(required|only|needed)|(must|require[sd]?|should|utilize|use)\W+"
    r"(\w+\W+){0,2}(https|ssl|tls)\b|insecure_transport|UNSUPPORTED_OVER_HTTP",
    re.IGNORECASE,
)


def broken(evidence: Evidence) -> Iterator[Finding]:
    """No HTTP answer came."""
    error = evidence.error
    if not isinstance(error, TransportError):
        return
    call = next((each for each in (evidence.final, *reversed(evidence.calls)) if each), None)
    seen = Line(Witness.ANSWERED, error.message, (error.message,))
    lines = (say.sent(call), seen) if call else (seen,)
    is_tls = isinstance(error, TlsFailed)
    yield Finding(
        Kind.TLS if is_tls else Kind.NETWORK,
        error.message,
        Confidence.LIKELY,
        lines,
        error.hint or "No HTTP answer came, so nothing is known about the credentials.",
        error.fix or "Compare the address, and what stands between this machine and it.",
        "RFC 8446" if is_tls else "RFC 9110 3.3",
    )


def _decisive(evidence: Evidence) -> Call | None:
    return evidence.refused or evidence.final


def limited(evidence: Evidence) -> Iterator[Finding]:
    """Somebody sent too much (RFC 6585 4)."""
    call = _decisive(evidence)
    if call is None or not call.answered:
        return
    spent = call.header("x-ratelimit-remaining") == "0"
    worded = _LIMIT_WORDS.search(call.said)
    counted = call.status in {400, 403, 503} and (spent or worded) and call.status != 401
    if call.status != 429 and not (counted and (spent or call.retry_after is not None or worded)):
        return
    if call.status == 503 and not worded:
        return
    wait = call.retry_after
    yield Finding(
        Kind.RATE_LIMITED,
        f"{call.host} had too many requests.",
        Confidence.LIKELY,
        (
            say.sent(call),
            *say.answer(call),
            *say.header(call, "Retry-After"),
            *say.header(call, "X-RateLimit-Remaining"),
        ),
        "The server counts requests and refuses more for a while; the credentials may be right.",
        f"Wait {wait:.0f} s and send again." if wait else "Wait, and send again.",
        "RFC 6585 4",
    )


def failing(evidence: Evidence) -> Iterator[Finding]:
    """The server or what stands before it failed (RFC 9110 15.6)."""
    call = _decisive(evidence)
    if call is None:
        return
    told = call.error in {"server_error", "temporarily_unavailable"}
    if call.status < 500 and not (told and evidence.asked is call):
        return
    wait = call.retry_after
    yield Finding(
        Kind.SERVER_FAULT,
        f"{call.host} failed; the request may be right.",
        Confidence.LIKELY,
        (say.sent(call), *say.answer(call), *say.header(call, "Retry-After")),
        "The server says that the fault is on its side.",
        f"Send again in {wait:.0f} s." if wait else "Send again later; tell whoever runs it.",
        "RFC 9110 15.6",
    )


def proxied(evidence: Evidence) -> Iterator[Finding]:
    """A proxy wants to know who asks (RFC 9110 15.5.8)."""
    call = _decisive(evidence)
    if call is not None and call.status == 407:
        yield Finding(
            Kind.NETWORK,
            "A proxy between here and the server wants credentials of its own.",
            Confidence.LIKELY,
            (say.sent(call), say.status(call), *say.header(call, "Proxy-Authenticate")),
            "407 is a proxy's answer; the request did not reach the server.",
            "Give the proxy its credentials, or go around it.",
            "RFC 9110 15.5.8",
        )


def unencrypted(evidence: Evidence) -> Iterator[Finding]:
    """The server wants https and was called by http (RFC 6749 3.2, RFC 6750 5.3)."""
    # Where the redirect was followed, nothing that a preset filled in went along.
    first, final = evidence.first, evidence.final
    moved_away = first is not None and final is not None and final.status >= 300
    call = first if moved_away else _decisive(evidence)
    if call is None or call.scheme != "http" or not call.answered:
        return
    location = call.header("location") or ""
    moved = 300 <= call.status < 400 and _same_but_encrypted(call.url, location)
    worded = call.status >= 400 and (call.status == 426 or _TLS_WORDS.search(call.said))
    if not moved and not worded:
        return
    fix = _encrypted(evidence) if evidence.asked is call and not evidence.by_hand else None
    worked = next((each for each in evidence.tried if each.worked and each.fix == fix), None)
    yield Finding(
        Kind.INSECURE_TRANSPORT,
        f"{call.host} wants https, and was called by http.",
        Confidence.PROVEN if worked else Confidence.LIKELY,
        (
            say.sent(call),
            *say.answer(call),
            *say.header(call, "Location"),
            *(say.tried(each) for each in evidence.tried if each.fix == fix),
        ),
        "Credentials over http can be read by everybody on the way; the server does not take them.",
        "Write https:// in the address.",
        "RFC 6749 3.2" if evidence.asked is call else "RFC 6750 5.3",
        fix if worked else None,
        (fix,) if fix and not worked else (),
    )


def _encrypted(evidence: Evidence) -> PresetFix | None:
    written = evidence.oauth2.token_url if evidence.oauth2 else ""
    if not written.startswith("http://"):
        return None
    return with_token_url(evidence, f"https{written[4:]}")


def _same_but_encrypted(url: str, location: str) -> bool:
    if not location.lower().startswith("https://"):
        return False
    bare = url.partition("?")[0].partition("://")[2].rstrip("/")
    host = bare.partition("/")[0].partition(":")[0]
    return location.partition("://")[2].startswith(host)
