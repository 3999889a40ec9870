"""Writes a request's address as Postman has it: in parts, with path variables and a query.

Must not encode what is encoded already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.domain.query_rows import component
from workbench.domain.template import parse_template
from workbench.formats.postman.url_in import partly_encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.collection import RequestSpec, Row
    from workbench.formats.postman.templates import Outward

_TEMPLATE = r"\{\{[^{}]*\}\}"
_ADDRESS = re.compile(
    rf"(?:(?P<protocol>[A-Za-z][A-Za-z0-9+.-]*|{_TEMPLATE})://)?"
    rf"(?:(?P<user>(?:{_TEMPLATE}|[^@/?#{{}}])*)@)?"
    rf"(?P<host>(?:{_TEMPLATE}|\[[^\]/]*\]|[^:/?#])*)"
    rf"(?::(?P<port>\d*|{_TEMPLATE})(?=[/?#]|\Z))?"
    r"(?P<path>[\s\S]*)"
)


def write_address(spec: RequestSpec, outward: Outward, where: str) -> dict[str, Any]:
    """Return the `url` of a request."""
    base, _, _ = spec.url.partition("#")
    base, question, query = base.partition("?")
    address = outward.text(base, where)
    pairs = [_written(pair, outward, where) for pair in query.split("&")] if question else []
    rows = [_parameter(row, outward, where) for row in spec.query]
    parameters = pairs + rows
    sent = [each for each in parameters if not each.get("disabled")]
    raw = address + ("?" if sent else "") + "&".join(_joined(each) for each in sent)
    url: dict[str, Any] = {"raw": raw, **_parts(address)}
    if parameters:
        url["query"] = parameters
    if spec.path:
        url["variable"] = [_variable(row, outward, where) for row in spec.path]
    return url


def _parts(address: str) -> dict[str, Any]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return {"host": [address]}
    parts: dict[str, Any] = {}
    if match["protocol"]:
        parts["protocol"] = match["protocol"]
    host = match["host"] + (f":{match['port']}" if match["port"] == "" else "")
    if match["user"] is not None:
        host = f"{match['user']}@{host}"
    parts["host"] = _split(host, ".")
    if match["port"]:
        parts["port"] = match["port"]
    if match["path"]:
        parts["path"] = _split(match["path"].removeprefix("/"), "/")
    return parts


def _split(text: str, at: str) -> list[str]:
    """Return a text parted at a character, but for what stands in braces."""
    parts = [""]
    for piece in re.split(rf"({_TEMPLATE})", text):
        if re.fullmatch(_TEMPLATE, piece):
            parts[-1] += piece
            continue
        first, *rest = piece.split(at)
        parts[-1] += first
        parts += rest
    return parts


def _written(pair: str, outward: Outward, where: str) -> dict[str, Any]:
    name, equals, value = pair.partition("=")
    return {
        "key": outward.text(name, where),
        "value": outward.text(value, where) if equals else None,
    }


def _parameter(row: Row, outward: Outward, where: str) -> dict[str, Any]:
    parameter: dict[str, Any] = {
        "key": component(row.name),
        "value": None if row.value is None else _encoded(row.value, outward, where),
    }
    return _with_rest(parameter, row)


def _with_rest(entry: dict[str, Any], row: Row) -> dict[str, Any]:
    if not row.enabled:
        entry["disabled"] = True
    if row.description:
        entry["description"] = row.description
    return entry


def _encoded(
    text: str, outward: Outward, where: str, encode: Callable[[str], str] = component
) -> str:
    """Return a row's value encoded, templates left as they are."""
    parts: list[str] = []
    for piece in parse_template(text):
        if not isinstance(piece, str):
            parts.append(outward.text(text[piece.start : piece.end], where))
        else:
            parts.append(encode(piece))
    return "".join(parts)


def _joined(parameter: dict[str, Any]) -> str:
    value = parameter["value"]
    return parameter["key"] if value is None else f"{parameter['key']}={value}"


def _variable(row: Row, outward: Outward, where: str) -> dict[str, Any]:
    # A value that is empty leaves `:name` as it is there, as a row that is switched off does here.
    value = row.value or "" if row.enabled else ""
    if row.enabled and not value:
        outward.say(where, f":{row.name}", "It is empty; Postman sends the name instead.")
    variable: dict[str, Any] = {
        "key": row.name,
        "value": _encoded(value, outward, where, partly_encoded),
    }
    if row.description:
        variable["description"] = row.description
    return variable
