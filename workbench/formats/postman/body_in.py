"""Reads the bodies of Postman's requests, each in its mode.

Must not read a file that a body names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import (
    Body,
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
from workbench.formats.curl_body import kind_of
from workbench.formats.postman.url_in import description

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.formats.json_text import Node
    from workbench.formats.postman.templates import Inward

LANGUAGES = {
    "json": (TextKind.JSON, ""),
    "xml": (TextKind.XML, ""),
    "text": (TextKind.TEXT, "text/plain"),
    "html": (TextKind.TEXT, "text/html"),
    "javascript": (TextKind.TEXT, "application/javascript"),
}
_MODES = ("raw", "urlencoded", "formdata", "file", "graphql")


@dataclass(frozen=True, slots=True)
class ReadBody:
    """A body, and what of it has no place here."""

    body: Body = NoBody()
    kept: tuple[tuple[str, Any], ...] = ()


def read_body(node: Node, inward: Inward, where: str, content_type: str | None) -> ReadBody:
    """Return a request's body; `content_type` is that of its headers."""
    if node.value is None:
        return ReadBody()
    table = node.table()
    mode = node.get("mode").text()
    if node.get("disabled").flag():
        inward.keep(where, "body", "It is switched off; kept under extensions.")
        return ReadBody(kept=(("body", table),))
    if mode not in _MODES:
        if not any(table.get(each) for each in table):
            return ReadBody()
        inward.keep(where, f"body of mode {mode or 'unknown'}", "Kept under extensions.")
        return ReadBody(kept=(("body", table),))
    rest = {
        name: value
        for name, value in table.items()
        if name not in {"mode", mode, "options", "disabled"} and value
    }
    if rest:
        inward.keep(where, "body", f"Not its mode, kept under extensions: {', '.join(rest)}.")
    reader = _READERS[mode]
    body = reader(node, inward, where, content_type)
    return ReadBody(body, (("body_rest", rest),) if rest else ())


def _raw(node: Node, inward: Inward, where: str, content_type: str | None) -> Body:
    text = node.get("raw").text()
    if not text:
        return NoBody()
    options = node.get("options").get("raw")
    language = options.get("language").text() if options.value is not None else ""
    kind, own = LANGUAGES.get(language, (TextKind.TEXT, "text/plain"))
    if not language and content_type is not None:
        kind = kind_of(content_type)
    return TextBody(kind, inward.text(text, where), "" if content_type is not None else own)


def _urlencoded(node: Node, inward: Inward, where: str, _: str | None) -> Body:
    found = node.get("urlencoded")
    if isinstance(found.value, str):
        text = inward.text(found.value, where)
        return TextBody(TextKind.TEXT, text, "application/x-www-form-urlencoded")
    rows = [
        Row(
            inward.plain(each.get("key").text(), where),
            inward.text(each.get("value").text(), where),
            not each.get("disabled").flag(),
            description(each),
        )
        for each in found.items()
        if each.value is not None
    ]
    return FormBody(tuple(rows)) if rows else NoBody()


def _formdata(node: Node, inward: Inward, where: str, _: str | None) -> Body:
    parts: list[Part] = []
    for each in node.get("formdata").items():
        if each.value is not None:
            parts += _parts(each, inward, where)
    return MultipartBody(tuple(parts)) if parts else NoBody()


def _parts(each: Node, inward: Inward, where: str) -> list[Part]:
    name = inward.plain(each.get("key").text(), where)
    common: dict[str, Any] = {
        "filename": inward.text(each.get("fileName").text(), where),
        "content_type": inward.text(each.get("contentType").text(), where),
        "enabled": not each.get("disabled").flag(),
        "description": description(each),
    }
    source = each.get("src")
    if each.get("type").text() != "file" and source.value is None:
        return [Part(name, inward.text(each.get("value").text(), where), **common)]
    several = isinstance(source.value, list)
    files = [one.text() for one in source.items()] if several else [source.text()]
    if not any(files):
        inward.say(where, f"part {name}", "No file is chosen for it; say which in the request.")
    return [Part(name, file=inward.text(file, where), **common) for file in files or [""]]


def _file(node: Node, inward: Inward, where: str, _: str | None) -> Body:
    file = node.get("file")
    source = file if isinstance(file.value, str) else file.get("src")
    if not source.text() and not isinstance(file.value, str) and file.get("content").text():
        return TextBody(TextKind.TEXT, inward.text(file.get("content").text(), where))
    if not source.text():
        inward.say(where, "body", "No file is chosen for it; say which in the request.")
    return FileBody(inward.text(source.text(), where))


def _graphql(node: Node, inward: Inward, where: str, _: str | None) -> Body:
    found = node.get("graphql")
    if isinstance(found.value, str):
        return GraphqlBody(inward.text(found.value, where))
    variables = found.get("variables")
    given = variables.value
    text = json.dumps(given, indent=2) if isinstance(given, dict | list) else variables.text()
    return GraphqlBody(
        inward.text(found.get("query").text(), where),
        inward.text(text, where),
        inward.text(found.get("operationName").text(), where),
    )


_READERS: dict[str, Callable[[Node, Inward, str, str | None], Body]] = {
    "raw": _raw,
    "urlencoded": _urlencoded,
    "formdata": _formdata,
    "file": _file,
    "graphql": _graphql,
}
