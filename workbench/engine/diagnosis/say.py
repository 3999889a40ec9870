"""Lines of evidence, each with the parts of it that stand in the exchange word for word.

Must not conclude anything.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.engine.diagnosis.findings import Line, Witness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence, Tried

_LONGEST = 160


def cut(text: str, length: int = _LONGEST) -> str:
    """Return a text on one line and its beginning only, where it is long."""
    return " ".join(text.split())[:length].rstrip()


def sent(call: Call) -> Line:
    """Return what was asked of whom."""
    return Line(Witness.SENT, f"{call.method} {call.url}", (call.method, call.url))


def sent_scheme(call: Call) -> Line:
    """Return which kind of credentials a request carried, or that it carried none."""
    scheme = call.carried.scheme
    if not scheme:
        return Line(Witness.SENT, "no Authorization header", absent=("Authorization:",))
    return Line(Witness.SENT, f"Authorization: {scheme} ...", (f"Authorization: {scheme}",))


def sent_field(call: Call, name: str) -> Line:
    """Return one field of a token request, masked as it is."""
    value = cut(call.fields.get(name, ""))
    return Line(Witness.SENT, f"{name}={value}", (name, value) if value else (name,))


def sent_type(call: Call) -> Line:
    """Return the media type of a request's body."""
    if not call.request_type:
        return Line(Witness.SENT, "no Content-Type", absent=("Content-Type:",))
    shown = cut(call.request_type, 60)
    return Line(Witness.SENT, f"Content-Type: {shown}", (f"Content-Type: {shown}",))


def status(call: Call) -> Line:
    """Return an answer's status, with what kind of thing it was."""
    shown = f"{call.status} {call.reason}".strip()
    seen = [str(call.status), *([call.reason] if call.reason else [])]
    if call.is_page:
        title = cut(call.page_title, 80)
        what = f'an HTML page titled "{title}"' if title else "an HTML page"
        return Line(Witness.ANSWERED, f"{shown}, {what}", (*seen, *([title] if title else [])))
    return Line(Witness.ANSWERED, shown, tuple(seen))


def words(call: Call) -> tuple[Line, ...]:
    """Return the answer's own code and words, where it has any."""
    lines: list[Line] = []
    if call.error:
        lines.append(Line(Witness.ANSWERED, f"error: {cut(call.error)}", (cut(call.error),)))
    if call.description:
        shown = cut(call.description)
        lines.append(Line(Witness.ANSWERED, f'its words: "{shown}"', (shown,)))
    elif not call.error and call.text.strip() and not call.is_page and call.members is None:
        shown = cut(call.text)
        lines.append(Line(Witness.ANSWERED, f'its words: "{shown}"', (shown,)))
    return tuple(lines)


def challenge(call: Call) -> tuple[Line, ...]:
    """Return the challenges as they came, or that there was none."""
    came = [value for name, value in call.headers if name.lower() == "www-authenticate"]
    if not came:
        return (Line(Witness.ANSWERED, "no WWW-Authenticate", absent=("WWW-Authenticate:",)),)
    return tuple(
        Line(Witness.ANSWERED, f"WWW-Authenticate: {cut(value)}", (cut(value),)) for value in came
    )


def header(call: Call, name: str) -> tuple[Line, ...]:
    """Return a header of the answer, nothing where it is not there."""
    value = call.header(name)
    if value is None:
        return ()
    return (Line(Witness.ANSWERED, f"{name}: {cut(value)}", (cut(value),)),)


def answer(call: Call) -> tuple[Line, ...]:
    """Return what matters of most answers: status, challenge and words."""
    challenged = challenge(call) if call.header("www-authenticate") is not None else ()
    return (status(call), *challenged, *words(call))


def claim(evidence: Evidence, name: str) -> tuple[Line, ...]:
    """Return a claim of the token, nothing where it is not there."""
    decoded = evidence.decoded
    if decoded is None or name not in decoded.claims:
        return ()
    value = decoded.claims[name]
    shown = cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return (Line(Witness.TOKEN, f"{name}: {shown}{_date(name, value)}", (shown,)),)


def token_header(evidence: Evidence, name: str) -> tuple[Line, ...]:
    """Return a member of the token's header, nothing where it is not there."""
    decoded = evidence.decoded
    if decoded is None or name not in decoded.header:
        return ()
    shown = cut(str(decoded.header[name]))
    return (Line(Witness.TOKEN, f"{name} in its header: {shown}", (shown,)),)


def _date(name: str, value: object) -> str:
    if name not in {"exp", "nbf", "iat"}:
        return ""
    try:
        moment = datetime.fromtimestamp(float(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f" ({moment:%Y-%m-%d %H:%M:%S} UTC)"


def clock(call: Call) -> tuple[Line, ...]:
    """Return what time the server had when it answered, where it said so."""
    date = call.header("date")
    return (Line(Witness.CLOCK, f"Date: {date}", (date,)),) if date else ()


def scopes(evidence: Evidence, needed: Iterable[str]) -> tuple[Line, ...]:
    """Return scopes requested, granted, in the token and needed, as far as they are known."""
    lines: list[Line] = []
    token, decoded = evidence.token, evidence.decoded
    requested = token.requested_scope if token else ()
    if requested:
        lines.append(Line(Witness.SENT, f"requested: {' '.join(requested)}", tuple(requested)))
    if token and token.granted is not None:
        shown = " ".join(token.granted) or "none"
        lines.append(Line(Witness.ANSWERED, f"granted: {shown}", tuple(token.granted)))
    if decoded is not None and decoded.scope is not None:
        shown = " ".join(decoded.scope) or "none"
        lines.append(Line(Witness.TOKEN, f"in the token: {shown}", tuple(decoded.scope)))
    wanted = tuple(needed)
    if wanted:
        asked = evidence.api and any(each.scope for each in evidence.api.token_challenges)
        where = Witness.ANSWERED if asked else Witness.SENT
        lines.append(Line(where, f"needed: {' '.join(wanted)}", wanted if asked else ()))
    return tuple(lines)


def tried(each: Tried) -> Line:
    """Return what one experiment came to."""
    if not each.token:
        outcome = each.said or "no token"
    elif each.answer is not None:
        outcome = f"a token, and the API answered {each.answer}"
    else:
        outcome = "a token"
    return Line(Witness.TRIED, f"{each.fix.title}: {cut(outcome)}")
