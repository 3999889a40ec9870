"""Reads a Postman collection, v2.1 or v2.0, and an exported environment.

Must not drop in silence: what has no place is kept under `extensions.postman`, with a note.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import Collection, Folder, NoBody, RequestSpec, Row
from workbench.domain.imported import Fate, Imported, ImportFormat, Note
from workbench.domain.settings import Settings
from workbench.domain.template import escape_template
from workbench.formats import json_text
from workbench.formats.distinct import distinct
from workbench.formats.kept import sealed
from workbench.formats.postman.auth_in import AuthReader
from workbench.formats.postman.body_in import read_body
from workbench.formats.postman.templates import Inward
from workbench.formats.postman.url_in import description, read_address
from workbench.formats.refusals import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.collection import Body
    from workbench.formats.json_text import Node

_COLLECTION = re.compile(rb'"item"\s*:\s*\[|getpostman\.com/(?:json/)?collection')
_ENVIRONMENT = re.compile(rb'"_postman_variable_scope"|"values"\s*:\s*\[')
#: Made anew by every export, and of no use to a person.
_IDS = frozenset({"id", "_postman_id", "uid", "_postman_isSubFolder", "_uid", "_id", "owner"})
_ITEM = frozenset({"name", "item", "request", "description", "auth", "variable", "variables"})
_REQUEST = frozenset(
    {"url", "method", "header", "body", "auth", "description", "name", "data", "dataMode"}
)
_BEHAVIOR = "protocolProfileBehavior"
#: Headers of Postman's own that a row that is not sent would remove here.
_OWN_HEADERS = frozenset({"host", "user-agent", "accept", "accept-encoding", "content-type"})
#: Methods that Postman sends without the body of the request, unless it is told otherwise.
BODILESS = frozenset({"GET", "HEAD", "COPY", "PURGE", "UNLOCK"})
SETTINGS = {
    "followRedirects": "follow_redirects",
    "maxRedirects": "max_redirects",
    "strictSSL": "verify",
    "followOriginalHttpMethod": "redirect_keeps_method",
}
_WHYS = {
    "event": "Scripts do not run here; kept under extensions.",
    "response": "Examples are kept under extensions.",
    _BEHAVIOR: "What settings cannot say is kept under extensions.",
}
#: Marks a variable of the collection that is there for a folder's sake.
LIFTED = "workbench: of a folder"
_SOURCE = re.compile(r"workbench: ((?:env|file|prompt|keyring|command):.*)")


def sniff(content: bytes) -> bool:
    """Tell whether the bytes look like a collection."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and bool(_COLLECTION.search(content))


def sniff_environment(content: bytes) -> bool:
    """Tell whether the bytes look like an environment."""
    first = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return first == b"{" and bool(_ENVIRONMENT.search(content)) and not sniff(content)


def load(content: bytes, *, file: str, seen: Callable[[int], None] | None = None) -> Imported:
    """Return a collection; raises `FormatError` with the place of what is broken.

    `seen` is told how many requests were read so far; what it raises ends the reading.
    """
    document = json_text.read(decoded(content, file), file)
    if document.get("collection").value is not None:
        document = document.get("collection")
    table = document.table()
    if "item" not in table and "info" not in table:
        hint = "Export it as Collection v2.1." if "requests" in table else ""
        raise document.source.refuse(document.path, "No Postman collection", hint)
    return _Reader(document, seen or _unseen).collection()


def load_environment(content: bytes, *, file: str) -> Imported:
    """Return a collection with one environment; raises `FormatError` with the place."""
    document = json_text.read(decoded(content, file), file)
    values = document.get("values")
    if values.value is None:
        raise document.source.refuse((), "No Postman environment", "It has no list of values.")
    reader = _Reader(document, _unseen)
    name = document.get("name").text() or "environment"
    variables = reader.variables(values, f"environment {name}", {})
    scope = document.get("_postman_variable_scope").text()
    if scope == "globals":
        collection = Collection(name, variables=variables)
    else:
        collection = Collection(name, environments={name: variables})
    return Imported(
        collection,
        ImportFormat.POSTMAN_ENVIRONMENT,
        tuple(dict.fromkeys(reader.notes)),
        hidden=frozenset(reader.hidden),
    )


@dataclass(slots=True)
class _Reader:
    """A document on its way to a collection."""

    document: Node
    seen: Callable[[int], None]
    notes: list[Note] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    inward: Inward = field(init=False)
    auth: AuthReader = field(init=False)
    folders: list[Folder] = field(default_factory=list)
    requests: list[RequestSpec] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inward = Inward(self.say, self.keep, self.leave)
        self.inward.learn(self.document.source.text)
        self.auth = AuthReader(self.inward)

    def say(self, where: str, what: str, why: str) -> None:
        self.notes.append(Note(where, what, why))

    def keep(self, where: str, what: str, why: str) -> None:
        self.notes.append(Note(where, what, why, Fate.KEPT))

    def leave(self, where: str, what: str, why: str) -> None:
        self.notes.append(Note(where, what, why, Fate.LEFT_OUT))

    def collection(self) -> Imported:
        document = self.document
        info = document.get("info")
        name = info.get("name").text().strip() or "Collection"
        kept: dict[str, Any] = {}
        self.known = self.variables(document.get("variable"), "collection", kept)
        auth, auth_kept = self.auth.read(document.get("auth"), "collection")
        kept |= auth_kept
        self._rest(document, {"info", "item", "variable", "auth"}, "collection", kept)
        self._rest(info, {"name", "description", "schema"}, "collection", kept)
        settings = self._behavior(document, "collection", kept)
        self._items(document.get("item"), (), 0)
        if self.inward.names:
            kept["names"] = {ours: theirs for theirs, ours in self.inward.names.items()}
        collection = Collection(
            name,
            description=description(info),
            auth=auth,
            settings=settings,
            variables=self.known,
            presets=self.auth.presets,
            folders=tuple(self.folders),
            requests=tuple(self.requests),
            extensions=_extensions(kept),
        )
        return Imported(
            collection,
            ImportFormat.POSTMAN,
            tuple(dict.fromkeys(self.notes)),
            hidden=frozenset(self.hidden),
        )

    def variables(self, node: Node, where: str, kept: dict[str, Any]) -> dict[str, str]:
        """Return variables by name; what a name and a value cannot say goes to `kept`."""
        sources = {
            each.get("key", "id").text(): found[1]
            for each in node.items()
            if not each.get("value").value and (found := _SOURCE.fullmatch(description(each)))
        }
        self.inward.sources |= sources
        values: dict[str, str] = {}
        rest: list[Any] = []
        for each in node.items():
            key = each.get("key", "id", "name").text()
            if not key.strip() or key in sources or description(each) == LIFTED:
                continue
            if each.get("disabled").flag() or each.table().get("enabled") is False:
                if "environment" in where:
                    self.leave(where, f"variable {key}", "It is switched off and was left out.")
                else:
                    rest.append(each.value)
                    why = "It is switched off; kept under extensions."
                    self.keep(where, f"variable {key}", why)
                continue
            name = self.inward.name(key)
            if name in values:
                self.say(where, f"variable {key}", "It is there twice; the last one counts.")
            if each.get("type").text() == "secret":
                self.hidden.add(name)
            value = each.get("value")
            nested = isinstance(value.value, dict | list)
            text = json.dumps(value.value) if nested else value.text()
            values[name] = self.inward.text(text, where)
            if told := description(each):
                rest.append({"key": key, "description": told})
        if rest:
            kept["variable"] = rest
        return values

    def _items(self, node: Node, path: tuple[str, ...], depth: int) -> None:
        taken: set[str] = set()
        for each in node.items():
            if "item" in each.table():
                name = self._distinct(each, taken, "/".join(path) or "collection", "Folder")
                taken.add(name)
                self._folder(each, (*path, name), depth)
            else:
                self._request(each, path)

    def _distinct(self, node: Node, taken: set[str], where: str, default: str) -> str:
        name = node.get("name").text().strip() or default
        given = distinct(name, taken)
        if given != name:
            self.say(where, name, f"Another one here is called so; it is {given} from now on.")
        return given

    def _folder(self, node: Node, path: tuple[str, ...], depth: int) -> None:
        where = "/".join(path)
        kept: dict[str, Any] = {}
        variables = self.variables(node.get("variable"), where, kept)
        auth, auth_kept = self.auth.read(node.get("auth"), where)
        kept |= auth_kept
        self._rest(node, set(_ITEM), where, kept)
        settings = self._behavior(node, where, kept)
        self.folders.append(
            Folder(
                path,
                auth=auth,
                variables=variables,
                settings=settings,
                description=description(node),
                extensions=_extensions(kept),
            )
        )
        self._items(node.get("item"), path, depth + 1)

    def _request(self, node: Node, path: tuple[str, ...]) -> None:
        prefix = "/".join(path)
        default = node.get("request").value
        name = node.get("name").text().strip() or (
            default if isinstance(default, str) and default.strip() else "Request"
        )
        label = distinct("/".join((*path, name)), self.labels)
        self.labels.add(label)
        given = label.removeprefix(f"{prefix}/") if prefix else label
        if given != name:
            why = f"Another request here is called so; it is {given} from now on."
            self.say(prefix or "collection", name, why)
        request = node.get("request")
        kept: dict[str, Any] = {}
        if isinstance(request.value, str):
            request = json_text.Node(request.source, {"url": request.value}, request.path)
            if not request.value["url"]:
                self.say(label, "request", "It has no address.")
        headers = self._headers(request.get("header"), label, kept) + self._switched_off(node)
        content_type = next(
            (row.value for row in headers if row.name.lower() == "content-type" and row.enabled),
            None,
        )
        address = read_address(request.get("url"), self.inward, label, self.known)
        body = read_body(request.get("body"), self.inward, label, content_type)
        self._pruned(node, request, body.body, label)
        auth, auth_kept = self.auth.read(request.get("auth"), label)
        kept |= auth_kept | dict(address.kept) | dict(body.kept)
        self._rest(node, set(_ITEM), label, kept)
        self._rest(request, set(_REQUEST), label, kept)
        self._variables_of_request(node, label, kept)
        settings = self._behavior(node, label, kept)
        self.requests.append(
            RequestSpec(
                given,
                method=escape_template(request.get("method").text("GET")) or "GET",
                url=address.url,
                folder=path,
                auth=auth,
                path=address.path,
                query=address.query,
                headers=headers,
                body=body.body,
                settings=settings,
                description=description(request) or description(node),
                extensions=_extensions(kept),
            )
        )

        self.seen(len(self.requests))

    def _pruned(self, node: Node, request: Node, body: Body, where: str) -> None:
        """Say so where Postman would not send the body that the request has."""
        kept = node.get(_BEHAVIOR).get("disableBodyPruning").value
        method = request.get("method").text("GET").upper()
        if kept is not True and method in BODILESS and not isinstance(body, NoBody):
            self.say(where, "body", f"Postman sends none with {method}; here it is sent.")

    def _switched_off(self, node: Node) -> tuple[Row, ...]:
        """Return rows that switch off the headers that would be added."""
        found = node.get(_BEHAVIOR).get("disabledSystemHeaders").table()
        return tuple(
            Row(name.title(), enabled=False) for name, off in found.items() if off is True and name
        )

    def _variables_of_request(self, node: Node, where: str, kept: dict[str, Any]) -> None:
        found = node.get("variable").value
        if found:
            self.keep(where, "variables", "A request has none here; kept under extensions.")
            kept["item_variable"] = found

    def _headers(self, node: Node, where: str, kept: dict[str, Any]) -> tuple[Row, ...]:
        rows: list[Row] = []
        off: list[Any] = []
        if isinstance(node.value, str):
            for line in node.value.splitlines():
                name, colon, value = line.partition(":")
                if colon:
                    rows.append(Row(name.strip(), self.inward.text(value.strip(), where)))
            return tuple(rows)
        for each in node.items():
            if each.value is None:
                continue
            if isinstance(each.value, str):
                name, _, value = each.value.partition(":")
                rows.append(Row(name.strip(), self.inward.text(value.strip(), where)))
                continue
            name = self.inward.plain(each.get("key", "name").text(), where)
            disabled = each.get("disabled").flag()
            if disabled and name.lower() in _OWN_HEADERS:
                why = "It is switched off; a row would switch off the usual one too."
                self.keep(where, f"header {name}", f"{why} Kept under extensions.")
                off.append(each.value)
            elif name:
                value = self.inward.text(each.get("value").text(), where)
                rows.append(Row(name, value, not disabled, description(each)))
        if off:
            kept["header"] = off
        return tuple(rows)

    def _rest(self, node: Node, known: set[str], where: str, kept: dict[str, Any]) -> None:
        for name, value in node.table().items():
            if name in known or name in _IDS or name == _BEHAVIOR or value in (None, "", [], {}):
                continue
            what = _scripts(value) if name == "event" else name
            self.keep(where, what, _WHYS.get(name, "Nothing here reads it; kept under extensions."))
            kept[name] = value

    def _behavior(self, node: Node, where: str, kept: dict[str, Any]) -> Settings:
        found = node.get(_BEHAVIOR)
        rest = dict(found.table())
        values: dict[str, Any] = {}
        for theirs, ours in SETTINGS.items():
            value = rest.get(theirs)
            wanted = int if ours == "max_redirects" else bool
            if type(value) is wanted and (wanted is bool or 0 <= int(value) <= 1000):
                values[ours] = rest.pop(theirs)
        if type(rest.get("disableCookies")) is bool:
            values["cookies"] = not rest.pop("disableCookies")
        # Here a body is always sent, whatever the method.
        rest.pop("disableBodyPruning", None)
        rest.pop("disabledSystemHeaders", None)
        if rest:
            self.keep(where, ", ".join(rest), _WHYS[_BEHAVIOR])
        if rest:
            kept[_BEHAVIOR] = rest
        return Settings(**values)


def _unseen(_: int) -> None:
    """Nobody watches."""


def _scripts(events: Any) -> str:
    names = (
        [str(each.get("listen", "script")) for each in events if isinstance(each, dict)]
        if isinstance(events, list)
        else []
    )
    return "scripts: " + ", ".join(names) if names else "scripts"


def _extensions(kept: dict[str, Any]) -> dict[str, Any]:
    return {"postman": sealed(kept)} if kept else {}
