"""Bodies rendered: what is sent, and the content type that goes with it.

Must not read a file: a file's path is handed on, and the transport streams it.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, assert_never

from workbench.domain.collection import (
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    TextBody,
    TextKind,
)
from workbench.domain.errors import RenderError
from workbench.domain.http import (
    Content,
    ContentPart,
    FileContent,
    MultipartContent,
    NoContent,
    TextContent,
)
from workbench.domain.secret import Rendered
from workbench.engine.url import Encoding, encoded

if TYPE_CHECKING:
    from workbench.domain.collection import Body, Part
    from workbench.engine.rendering import Renderer

_TEXT_TYPES = {
    TextKind.JSON: "application/json",
    TextKind.TEXT: "text/plain; charset=utf-8",
    TextKind.XML: "application/xml",
}

#: A parameter that a person wrote; what no boundary may hold is none (RFC 2046 5.1.1).
_BOUNDARY = re.compile(
    r";[ \t]*boundary="
    r"(?:\"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])\"|([\w'()+,./:=?-]{1,70})(?![^;\s]))",
    re.IGNORECASE | re.ASCII,
)


def render_body(body: Body, renderer: Renderer) -> tuple[Content, Rendered]:
    """Return a body's content and its content type, empty where it has none."""
    match body:
        case NoBody():
            return NoContent(), Rendered()
        case TextBody(kind=kind, text=text, content_type=own, template=template):
            rendered = _text(text, "body.text", renderer, template=template)
            return TextContent(rendered), _type(own, _TEXT_TYPES[kind], renderer)
        case FormBody(content_type=own):
            kind_of_form = "application/x-www-form-urlencoded"
            return TextContent(_form(body, renderer)), _type(own, kind_of_form, renderer)
        case FileBody(file=file, content_type=own):
            path = _path(file, "body.file", renderer, template=body.template)
            return FileContent(path), _type(own, "application/octet-stream", renderer)
        case MultipartBody(content_type=own):
            multipart = _multipart(body, renderer)
            content_type = _type(own, "multipart/form-data", renderer)
            return multipart, with_boundary(content_type, multipart.boundary)
        case GraphqlBody(content_type=own):
            return TextContent(_graphql(body, renderer)), _type(own, "application/json", renderer)
        case _:
            assert_never(body)


def with_boundary(content_type: Rendered, boundary: str) -> Rendered:
    """Return a multipart content type that names its boundary (RFC 2046 5.1)."""
    if "boundary=" in str(content_type).lower():
        return content_type
    return Rendered.join((content_type, f"; boundary={boundary}"))


def boundary_in(content_type: Rendered) -> str:
    """Return the boundary that a content type names; empty without a usable one."""
    found = _BOUNDARY.search(str(content_type))
    return (found[1] or found[2]) if found else ""


def _text(text: str, key: str, renderer: Renderer, *, template: bool) -> Rendered:
    return renderer.text(text, key) if template else Rendered.of(text)


def _path(path: str, key: str, renderer: Renderer, *, template: bool) -> str:
    if template:
        return renderer.file(path, key)
    return renderer.filling.file(path, renderer.where.at(key), shared=renderer.shared)


def _type(own: str, default: str, renderer: Renderer) -> Rendered:
    return renderer.text(own, "body.content_type") if own else Rendered.of(default)


def _form(body: FormBody, renderer: Renderer) -> Rendered:
    """Return rows as application/x-www-form-urlencoded; a row without a value is a bare name."""
    encode = partial(encoded, encoding=Encoding.FORM)
    rows: list[Rendered] = []
    for row in body.rows:
        if not row.enabled:
            continue
        name = Rendered.of(encode(row.name))
        if row.value is None:
            rows.append(name)
            continue
        value = _text(row.value, f"body.form.{row.name}", renderer, template=body.template)
        rows.append(Rendered.join((name, "=", value.map(encode))))
    return joined(rows, "&")


def joined(parts: list[Rendered], separator: str) -> Rendered:
    """Return several rendered texts with a separator between them."""
    between: list[Rendered | str] = []
    for part in parts:
        if between:
            between.append(separator)
        between.append(part)
    return Rendered.join(between)


def _multipart(body: MultipartBody, renderer: Renderer) -> MultipartContent:
    parts = tuple(
        _part(part, f"body.part.{part.name}", renderer, template=body.template)
        for part in body.parts
        if part.enabled
    )
    return MultipartContent(renderer.filling.boundary(), parts)


def _part(part: Part, key: str, renderer: Renderer, *, template: bool) -> ContentPart:
    """Return one part with its head, names quoted as browsers do (RFC 7578 4.2)."""
    content: TextContent | FileContent
    filename, kind = part.filename, part.content_type
    if part.file is not None:
        content = FileContent(_path(part.file, f"{key}.file", renderer, template=template))
        filename = filename or part.file.rpartition("/")[2]
        kind = kind or "application/octet-stream"
    else:
        content = TextContent(_text(part.value or "", f"{key}.value", renderer, template=template))
    head: list[Rendered | str] = [
        f'Content-Disposition: form-data; name="{_quoted(part.name)}"',
    ]
    if filename:
        name = _text(filename, f"{key}.filename", renderer, template=template)
        head += ['; filename="', name.map(_quoted), '"']
    if kind:
        typed = _text(kind, f"{key}.content_type", renderer, template=template)
        head += ["\r\nContent-Type: ", typed.map(partial(_one_line, key=key))]
    return ContentPart(Rendered.join(head), content)


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _one_line(text: str, key: str) -> str:
    if any(each in text for each in "\r\n\0"):
        raise RenderError(f"The content type of {key} holds a line break.")
    return text


def _graphql(body: GraphqlBody, renderer: Renderer) -> Rendered:
    """Return the JSON object of GraphQL over HTTP: query, variables, operationName."""
    query = _text(body.query, "body.query", renderer, template=body.template)
    parts: list[Rendered | str] = ['{"query": "', query.map(_escaped), '"']
    if body.variables.strip():
        variables = _text(body.variables, "body.variables", renderer, template=body.template)
        if renderer.filling.final:
            variables.secret().map(partial(_judged, renderer=renderer))
        parts += [', "variables": ', variables]
    if body.operation_name:
        name = _text(body.operation_name, "body.operation_name", renderer, template=body.template)
        parts += [', "operationName": "', name.map(_escaped), '"']
    return Rendered.join((*parts, "}"))


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _judged(text: str, renderer: Renderer) -> str:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise RenderError(
            "The variables of the query are no JSON.",
            hint=f"In {renderer.where.at('body.variables')}.",
        ) from None
    return text
