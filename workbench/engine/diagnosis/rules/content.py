"""A token request written by hand in another form than a form (RFC 6749 4.4.2).

Must not look at what a preset sends: that is always a form.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from workbench.domain.collection import FormBody, MultipartBody, Row, TextBody
from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding, Kind
from workbench.engine.diagnosis.fixes import RequestFix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.evidence import Evidence

FORM = "application/x-www-form-urlencoded"
#: Codes that a server gives only after it has read the request.
_WAS_READ = frozenset(
    {"invalid_scope", "invalid_target", "unauthorized_client", "invalid_grant", "access_denied"}
)


def not_a_form(evidence: Evidence) -> Iterator[Finding]:
    """JSON, multipart or plain text went to a token endpoint."""
    call = evidence.asked
    if call is None or not evidence.by_hand or call.method == "GET" or not call.answered:
        return
    is_form = call.sent_media_type == FORM
    with_parameter = is_form and ";" in call.request_type and call.status == 415
    if (is_form and not with_parameter) or call.error in _WAS_READ:
        return
    if call.status in {404, 405, 410, 429} or 300 <= call.status < 400 or call.status > 500:
        return
    name = call.request_type if with_parameter else call.sent_media_type or "no Content-Type"
    yield Finding(
        Kind.WRONG_CONTENT_TYPE,
        f"The token request was sent as {say.cut(name, 60)}; a token endpoint reads a form.",
        Confidence.LIKELY,
        (say.sent_type(call), say.sent_field(call, "grant_type"), *say.answer(call)),
        "RFC 6749 wants the parameters as application/x-www-form-urlencoded in the body; what is"
        " written otherwise is not found.",
        "Send the same names as a form, or let a preset get the token.",
        "RFC 6749 4.4.2",
        _as_form(evidence),
    )


def _as_form(evidence: Evidence) -> RequestFix | None:
    spec = evidence.spec
    rows = _rows(spec.body)
    if not rows:
        return None
    headers = tuple(row for row in spec.headers if row.name.lower() != "content-type")
    after = replace(spec, body=FormBody(rows), headers=headers)
    return RequestFix(evidence.ref, spec, after)


def _rows(body: object) -> tuple[Row, ...]:
    """Return a body's names and values as rows, templates kept; none where it cannot be."""
    match body:
        case TextBody(text=text, template=True):
            return _from_text(text)
        case MultipartBody(parts=parts) if all(part.value is not None for part in parts):
            return tuple(Row(part.name, part.value) for part in parts if part.enabled)
        case FormBody(rows=rows):
            return rows
        case _:
            return ()


def _from_text(text: str) -> tuple[Row, ...]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return tuple(Row(name, value) for name, value in parse_qsl(text.strip()))
    if not isinstance(members, dict):
        return ()
    if not all(isinstance(value, str) for value in members.values()):
        return ()
    return tuple(Row(name, value) for name, value in members.items())
