"""Writes bodies in Postman's modes.

Must not read a file that a body names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from workbench.domain.collection import (
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    Row,
    TextBody,
    TextKind,
)
from workbench.formats.postman.body_in import LANGUAGES

if TYPE_CHECKING:
    from workbench.domain.collection import Body
    from workbench.formats.postman.templates import Outward

_LANGUAGE_OF = {(kind, own): name for name, (kind, own) in LANGUAGES.items()}
#: What is sent here for a text without a content type of its own.
_PLAIN = "text/plain; charset=utf-8"


def write_body(body: Body, outward: Outward, where: str) -> tuple[dict[str, Any] | None, str]:
    """Return a `body`, and the content type that only a header can say, empty where it is usual."""

    def text(ours: str) -> str:
        template = getattr(body, "template", True)
        return outward.text(ours, where) if template else outward.untouched(ours, where)

    match body:
        case NoBody():
            return None, ""
        case TextBody():
            return _raw(body, text(body.text))
        case FormBody(rows=rows):
            return {"mode": "urlencoded", "urlencoded": [_row(row, text) for row in rows]}, (
                body.content_type
            )
        case FileBody(file=file):
            return {"mode": "file", "file": {"src": text(file)}}, body.content_type
        case MultipartBody(parts=parts):
            formdata = [_part(part, text) for part in parts]
            return {"mode": "formdata", "formdata": formdata}, body.content_type
        case GraphqlBody():
            graphql = {"query": text(body.query), "variables": text(body.variables)}
            if body.operation_name:
                graphql["operationName"] = text(body.operation_name)
            return {"mode": "graphql", "graphql": graphql}, body.content_type
        case _:
            assert_never(body)


def _raw(body: TextBody, text: str) -> tuple[dict[str, Any], str]:
    language = _LANGUAGE_OF.get((body.kind, body.content_type))
    kind = ""
    if language is None:
        language = _LANGUAGE_OF.get((body.kind, ""), "text")
        kind = body.content_type or (_PLAIN if body.kind is TextKind.TEXT else "")
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}, kind


def _row(row: Row, text: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"key": row.name, "value": text(row.value or ""), "type": "text"}
    return _with_rest(entry, enabled=row.enabled, description=row.description)


def _part(part: Part, text: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"key": part.name}
    if part.file is not None:
        entry |= {"type": "file", "src": text(part.file) or None}
    else:
        entry |= {"type": "text", "value": text(part.value or "")}
    if part.filename:
        entry["fileName"] = text(part.filename)
    if part.content_type:
        entry["contentType"] = text(part.content_type)
    return _with_rest(entry, enabled=part.enabled, description=part.description)


def _with_rest(entry: dict[str, Any], *, enabled: bool, description: str) -> dict[str, Any]:
    if not enabled:
        entry["disabled"] = True
    if description:
        entry["description"] = description
    return entry
