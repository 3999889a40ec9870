"""Reads a request's address as Postman writes it: in parts, with path variables and a query.

Must not change what is sent: what rows would encode otherwise stays in the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from workbench.domain.collection import Row
from workbench.domain.query_rows import component, decoded_text, row_of, split_address, split_pairs
from workbench.domain.template import SourceCall, Variable, parse_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.formats.json_text import Node
    from workbench.formats.postman.templates import Inward

_PARTS = ("protocol", "host", "port", "path", "query")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its rows, and what of it has no place here."""

    url: str = ""
    path: tuple[Row, ...] = ()
    query: tuple[Row, ...] = ()
    kept: tuple[tuple[str, Any], ...] = ()


def read_address(node: Node, inward: Inward, where: str, variables: Mapping[str, str]) -> Address:
    """Return an address; `variables` are the collection's, in our text."""
    if not isinstance(node.value, dict):
        url, query = split_address(inward.text(node.text(), where))
        return Address(url, query=query)
    if not any(node.value.get(name) for name in _PARTS):
        url, query = split_address(inward.text(node.get("raw").text(), where))
        return Address(url, query=query)
    reading = _Reading(inward, where, variables)
    base = _base(node) + reading.path(node)
    kept, query = split_pairs(reading.query(node.get("query")))
    url = inward.text(base, where) + (f"?{'&'.join(kept)}" if kept else "")
    fragment = node.get("hash").text()
    return Address(
        url + (f"#{inward.text(fragment, where)}" if fragment else ""),
        tuple(reading.rows),
        query,
        reading.kept(),
    )


def _base(node: Node) -> str:
    protocol = node.get("protocol").text().removesuffix("://")
    host = node.get("host")
    name = ".".join(each.text() for each in host.items()) if _is_list(host) else host.text()
    port = node.get("port").text()
    auth = node.get("auth")
    user = ""
    if auth.value is not None:
        password = auth.get("password").text()
        user = auth.get("user").text() + (f":{password}" if password else "") + "@"
    return (f"{protocol}://" if protocol else "") + user + name + (f":{port}" if port else "")


def _is_list(node: Node) -> bool:
    return isinstance(node.value, list)


class _Reading:
    """The rows of one address."""

    def __init__(self, inward: Inward, where: str, variables: Mapping[str, str]) -> None:
        self._inward = inward
        self._where = where
        self._variables = variables
        self._unused: list[Any] = []
        self._described: list[Any] = []
        self.rows: list[Row] = []

    def kept(self) -> tuple[tuple[str, Any], ...]:
        """Return what has no place, by the name it is kept under, and say so."""
        found = []
        if self._unused:
            why = "The address has no such segment; kept under extensions."
            self._inward.keep(self._where, "path variables", why)
            found.append(("path_variables", self._unused))
        if self._described:
            why = "They are in the address as written; their descriptions are under extensions."
            self._inward.say(self._where, "query parameters", why)
            found.append(("query", self._described))
        return tuple(found)

    def path(self, node: Node) -> str:
        """Return the path, with a slash before it, and make the rows of its variables."""
        written = node.get("path")
        if written.value is None or written.value == "":
            self._variables_of(node, [])
            return ""
        if _is_list(written):
            segments = [
                each.get("value").text() if isinstance(each.value, dict) else each.text()
                for each in written.items()
            ]
        else:
            segments = written.text().removeprefix("/").split("/")
        return "/" + "/".join(self._variables_of(node, segments))

    def _variables_of(self, node: Node, segments: list[str]) -> list[str]:
        made = list(segments)
        last: dict[str, Node] = {}
        for each in node.get("variable").items():
            last[each.get("key", "id", "name").text()] = each
        for name, each in last.items():
            value = each.get("value")
            text = self._inward.text(value.text(), self._where) if value.value else ""
            if "%" in text:
                # Encoded already: the row has what it says, and is encoded on the way.
                text = _plain(text) or text
            row = Row(name, text, enabled=bool(text), description=description(each))
            if each.get("disabled").flag():
                row = replace(row, enabled=False)
            whole = [index for index, segment in enumerate(segments) if segment == f":{name}"]
            inside = [
                index for index, segment in enumerate(segments) if segment.startswith(f":{name}.")
            ]
            if not whole and not inside:
                self._unused.append(each.value)
            elif inside or (row.enabled and not self._same(value.text())):
                for index in whole + inside:
                    written = value.text() if row.enabled else f":{name}"
                    made[index] = written + segments[index][len(name) + 1 :]
                if row.enabled and inside:
                    why = "It is a part of a segment; its value stands in the address."
                    self._inward.say(self._where, f":{name}", why)
                elif row.enabled:
                    why = "Its value has a / or %, which a path row would encode."
                    self._inward.say(self._where, f":{name}", why)
            else:
                self.rows.append(row)
        return made

    def _same(self, text: str) -> bool:
        """Tell whether a value (Postman's text) is sent as written although a row encodes it."""
        ours = self._inward.text(text, self._where)
        if "%" in ours and _plain(ours) is not None:
            return True
        return not re.search(r"[/%]", self._known(ours))

    def _known(self, text: str, change: Callable[[str], str] = str) -> str:
        """Return what is known of a text: itself, and the collection's values in it, changed."""
        return "".join(
            piece if isinstance(piece, str) else change(self._value(piece))
            for piece in parse_template(text)
        )

    def _changes(self, text: str) -> bool:
        """Tell whether a variable's value would be encoded in a row, as it is not there."""
        return self._known(text) != self._known(text, component)

    def _value(self, piece: Variable | SourceCall) -> str:
        """Return what is known of a variable's value."""
        value = self._variables.get(piece.name, "") if isinstance(piece, Variable) else ""
        return "".join(each for each in parse_template(value) if isinstance(each, str))

    def query(self, node: Node) -> list[tuple[str, Row | None]]:
        """Return the parameters as text and, where it is sent as just that, as a row."""
        if isinstance(node.value, str):
            text = self._inward.text(node.value.removeprefix("?"), self._where)
            return [(pair, row_of(pair)) for pair in text.split("&")]
        if isinstance(node.value, dict):
            return [self._pair(name, node.get(name), None) for name in node.value]
        return [self._parameter(each) for each in node.items()]

    def _parameter(self, each: Node) -> tuple[str, Row | None]:
        if each.value is None or isinstance(each.value, str):
            text = self._inward.text(each.text(), self._where)
            return text, row_of(text)
        return self._pair(each.get("key").text(), each.get("value"), each)

    def _pair(self, key: str, value: Node, whole: Node | None) -> tuple[str, Row | None]:
        told = description(whole) if whole else ""
        name = self._inward.text(_encoded(key, "&#="), self._where)
        text = name
        if value.value is not None:
            text += "=" + self._inward.text(_encoded(value.text(), "&#"), self._where)
        row = row_of(text)
        if row is not None and self._known(row.value or "") != self._known(
            row.value or "", component
        ):
            row = None
        if whole is not None and whole.get("disabled").flag():
            plain = self._inward.text(value.text(), self._where)
            kept = row or Row(key, None if value.value is None else plain)
            return text, replace(kept, value=kept.value or "", enabled=False, description=told)
        if row is None:
            if told and whole is not None:
                said = {"key": key, "value": value.value, "description": told}
                self._described.append(said)
            return text, None
        return text, replace(row, description=told)


def partly_encoded(text: str) -> str:
    """Return text with only that encoded which would end a segment or be decoded."""
    return "".join(f"%{ord(each):02X}" if each in "/%?#{}" else each for each in text)


def _plain(text: str) -> str | None:
    """Return what an encoded value of a path variable says, None where it is not just encoded."""
    for encode in (component, partly_encoded):
        decoded = decoded_text(text, encode, unquote)
        if decoded is not None:
            return decoded
    return None


def _encoded(text: str, reserved: str) -> str:
    """Return text with what would part the query encoded, but for what stands in braces."""
    codes = {ord(each): f"%{ord(each):02X}" for each in reserved}
    position, parts = 0, []
    for match in _TEMPLATE.finditer(text):
        parts += [text[position : match.start()].translate(codes), match[0]]
        position = match.end()
    return "".join([*parts, text[position:].translate(codes)])


def description(node: Node) -> str:
    """Return a description: text, or an object that holds it."""
    told = node.get("description")
    if isinstance(told.value, dict):
        return told.get("content").text()
    return told.text()
