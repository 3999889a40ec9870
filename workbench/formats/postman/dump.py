"""Writes a collection as a Postman Collection v2.1.

Must not write a secret: what is one becomes a variable without a value unless it is handed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import Collection, NoBody, RequestSpec, Row, WorkspaceLayer
from workbench.domain.imported import Note
from workbench.formats.kept import unsealed
from workbench.formats.postman.auth_out import write_auth
from workbench.formats.postman.body_out import write_body
from workbench.formats.postman.load import BODILESS, LIFTED, SETTINGS
from workbench.formats.postman.templates import Outward
from workbench.formats.postman.url_out import write_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Collection as Several

    from workbench.domain.collection import Folder, FolderPath
    from workbench.domain.presets import Preset
    from workbench.domain.settings import Settings

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_SYSTEM = frozenset({"user-agent", "accept", "accept-encoding", "host", "content-type"})
_BEHAVIOR = "protocolProfileBehavior"
#: Kept under extensions and given back by what it belongs to.
_OWN = frozenset("names variable auth header body body_rest path_variables query".split())
_OWN |= {_BEHAVIOR}
NO_LAYER = WorkspaceLayer()


def dump(
    collection: Collection,
    *,
    layer: WorkspaceLayer = NO_LAYER,
    labels: Several[str] | None = None,
    value_of: Callable[[str], str] = lambda _: "",
) -> tuple[bytes, tuple[Note, ...]]:
    """Return the text of a collection, and what it could not say.

    `layer` is what the workspace adds, `labels` are the requests wanted, all where it is None.
    `value_of` gives the value of a source such as `env:NAME`, empty where it is not to be told.
    """
    writer = _Writer(collection, layer, labels)
    document = writer.document(value_of)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "replace"), tuple(dict.fromkeys(writer.notes))


@dataclass(slots=True)
class _Writer:
    """A collection on its way out."""

    collection: Collection
    layer: WorkspaceLayer
    labels: Several[str] | None
    notes: list[Note] = field(default_factory=list)
    outward: Outward = field(init=False)
    presets: Mapping[str, Preset] = field(init=False)
    variables: dict[str, str] = field(init=False)
    lifted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        collection, layer = self.collection, self.layer
        self.presets = {**layer.presets, **collection.presets}
        self.variables = {**layer.variables, **collection.variables}
        names = _kept(collection.extensions).get("names")
        self.outward = Outward(self.say, names if isinstance(names, dict) else {})
        self.outward.known |= set(self.variables)

    def say(self, where: str, what: str, why: str) -> None:
        self.notes.append(Note(where, what, why))

    def document(self, value_of: Callable[[str], str]) -> dict[str, Any]:
        collection = self.collection
        info: dict[str, Any] = {"name": collection.name}
        if collection.description:
            info["description"] = collection.description
        document: dict[str, Any] = {"info": info | {"schema": SCHEMA}, "item": self._items()}
        auth = self._auth(collection, "collection")
        if auth is not None:
            document["auth"] = auth
        kept = _kept(collection.extensions)
        document |= self._rest(kept, _OWN)
        if behavior := self._behavior(collection.settings, kept, "collection"):
            document[_BEHAVIOR] = behavior
        document["variable"] = self._variables(kept, value_of)
        for name in {**self.layer.environments, **collection.environments}:
            why = "A collection of Postman has no environments; make it there."
            self.say("collection", f"environment {name}", why)
        return document

    def _auth(self, owner: Collection | Folder | RequestSpec, where: str) -> dict[str, Any] | None:
        return write_auth(owner.auth, self.presets, owner.extensions, self.outward, where)

    def _rest(self, kept: Mapping[str, Any], own: Several[str]) -> dict[str, Any]:
        rest = {name: value for name, value in kept.items() if name not in own}
        return self.outward.kept(rest)

    def _variables(
        self, kept: Mapping[str, Any], value_of: Callable[[str], str]
    ) -> list[dict[str, Any]]:
        said = [each for each in _list(kept.get("variable")) if isinstance(each, dict)]
        told = {each.get("key"): each["description"] for each in said if "description" in each}
        variables: list[dict[str, Any]] = []
        for name, value in self.variables.items():
            key = self.outward.name(name)
            entry: dict[str, Any] = {
                "key": key,
                "value": self.outward.text(value, "variables"),
                "type": "string",
            }
            if key in told:
                entry["description"] = told[key]
            variables.append(entry)
        variables += [
            {
                "key": self.outward.name(name),
                "value": self.outward.text(value, "variables"),
                "type": "string",
                "description": LIFTED,
            }
            for name, value in self.lifted.items()
            if name not in self.variables
        ]
        variables += [each for each in said if each.get("disabled") is True]
        for source, name in self.outward.asked.items():
            variables.append(
                {
                    "key": name,
                    "value": value_of(source),
                    "type": "string",
                    "description": f"workbench: {source}",
                }
            )
        return variables

    def _items(self) -> list[dict[str, Any]]:
        wanted = [
            spec
            for spec in self.collection.requests
            if self.labels is None or spec.label in self.labels
        ]
        root: list[dict[str, Any]] = []
        groups: dict[FolderPath, list[dict[str, Any]]] = {(): root}
        used = {spec.folder[:end] for spec in wanted for end in range(1, len(spec.folder) + 1)}
        empty = [
            folder.path
            for folder in self.collection.folders
            if self.labels is None and folder.path not in used
        ]
        order = [folder.path for folder in self.collection.folders]
        for spec in wanted:
            if spec.folder in order:
                before = order[: order.index(spec.folder)]
                for path in [path for path in empty if path in before]:
                    self._group(path, groups)
            self._group(spec.folder, groups).append(self._item(spec))
        for path in empty:
            self._group(path, groups)
        return root

    def _group(
        self, path: FolderPath, groups: dict[FolderPath, list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Return the items of a folder, made with its parents where it is new."""
        if path not in groups:
            items: list[dict[str, Any]] = []
            parent = self._group(path[:-1], groups)
            parent.append({"name": path[-1], "item": items} | self._folder(path))
            groups[path] = items
        return groups[path]

    def _folder(self, path: FolderPath) -> dict[str, Any]:
        folder = self.collection.folder(path)
        if folder is None:
            return {}
        where = "/".join(path)
        kept = _kept(folder.extensions)
        entry = self._rest(kept, _OWN)
        if folder.description:
            entry["description"] = folder.description
        auth = self._auth(folder, where)
        if auth is not None:
            entry["auth"] = auth
        if folder.variables:
            entry["variable"] = [
                {"key": self.outward.name(name), "value": self.outward.text(value, where)}
                for name, value in folder.variables.items()
            ]
            self._lifted(folder.variables, where)
        if behavior := self._behavior(folder.settings, kept, where):
            entry[_BEHAVIOR] = behavior
        return entry

    def _lifted(self, variables: Mapping[str, str], where: str) -> None:
        """Have the collection say what a folder does: Postman fills nothing from a folder."""
        for name, value in variables.items():
            known = self.variables.get(name, self.lifted.get(name, value))
            if known == value:
                self.lifted[name] = value
            else:
                why = "Postman fills nothing from a folder, and the collection says otherwise."
                self.say(where, f"variable {name}", why)

    def _item(self, spec: RequestSpec) -> dict[str, Any]:
        where = spec.label
        kept = _kept(spec.extensions)
        body, content_type = write_body(spec.body, self.outward, where)
        rows = self._rows(spec)
        request: dict[str, Any] = {"method": self.outward.text(spec.method, where)}
        request["header"] = self._headers(rows, content_type, where) + _list(kept.get("header"))
        if body is None and isinstance(kept.get("body"), dict):
            body = self.outward.kept(kept["body"])
        elif body is not None and isinstance(kept.get("body_rest"), dict):
            body = self.outward.kept(kept["body_rest"]) | body
        if body is not None:
            request["body"] = body
        request["url"] = self._url(spec, kept, where)
        if spec.description:
            request["description"] = spec.description
        auth = self._auth(spec, where)
        if auth is not None:
            request["auth"] = auth
        item = {"name": spec.name, "request": request, "response": []} | self._rest(kept, _OWN)
        if "item_variable" in item:
            item["variable"] = item.pop("item_variable")
        behavior = self._behavior(spec.settings, kept, where)
        if spec.method.upper() in BODILESS and not isinstance(spec.body, NoBody):
            behavior["disableBodyPruning"] = True
        if off := _switched_off(rows):
            behavior["disabledSystemHeaders"] = off
        if behavior:
            item[_BEHAVIOR] = behavior
        lost = {"requires": spec.requires, "expect": spec.expect, "capture": spec.capture}
        for name in (name for name, value in lost.items() if value):
            self.say(where, name, "Postman says that with a script, which is not written.")
        return item

    def _url(self, spec: RequestSpec, kept: Mapping[str, Any], where: str) -> dict[str, Any]:
        url = write_address(spec, self.outward, where)
        if unused := _list(kept.get("path_variables")):
            url["variable"] = [*url.get("variable", ()), *unused]
        described = {
            (each.get("key"), each.get("value")): each.get("description")
            for each in _list(kept.get("query"))
            if isinstance(each, dict)
        }
        for each in url.get("query", ()):
            if told := described.get((each["key"], each["value"])):
                each["description"] = told
        return url

    def _rows(self, spec: RequestSpec) -> tuple[Row, ...]:
        """Return the headers of a request with those of its folders, the nearest of a name."""
        rows = spec.headers
        for end in range(len(spec.folder), 0, -1):
            folder = self.collection.folder(spec.folder[:end])
            named = {row.name.lower() for row in rows}
            outer = folder.headers if folder else ()
            rows = (*(row for row in outer if row.name.lower() not in named), *rows)
        return rows

    def _headers(
        self, rows: tuple[Row, ...], content_type: str, where: str
    ) -> list[dict[str, Any]]:
        headers: list[dict[str, Any]] = []
        named = {row.name.lower() for row in rows}
        if content_type and "content-type" not in named:
            value = self.outward.text(content_type, where)
            headers.append({"key": "Content-Type", "value": value})
        for row in rows:
            if not row.enabled and row.name.lower() in _SYSTEM and not row.value:
                continue
            header: dict[str, Any] = {
                "key": row.name,
                "value": self.outward.text(row.value or "", where),
            }
            if not row.enabled:
                header["disabled"] = True
            if row.description:
                header["description"] = row.description
            headers.append(header)
        return headers

    def _behavior(self, settings: Settings, kept: Mapping[str, Any], where: str) -> dict[str, Any]:
        found = kept.get(_BEHAVIOR)
        behavior: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
        known = set(SETTINGS.values()) | {"cookies"}
        for theirs, ours in SETTINGS.items():
            if (value := getattr(settings, ours)) is not None:
                behavior[theirs] = value
        if settings.cookies is not None:
            behavior["disableCookies"] = not settings.cookies
        lost = [
            name
            for name in settings.__dataclass_fields__
            if name not in known and getattr(settings, name) is not None
        ]
        if lost:
            self.say(where, ", ".join(lost), "It is a setting of Postman, not of a request.")
        return behavior


def _kept(extensions: Mapping[str, Any]) -> dict[str, Any]:
    found = extensions.get("postman")
    return unsealed(found) if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _switched_off(rows: tuple[Row, ...]) -> dict[str, bool]:
    """Return the headers of Postman's own that a row switches off."""
    sent = {row.name.lower() for row in rows if row.enabled}
    names = {row.name.lower() for row in rows if not row.enabled} & _SYSTEM
    return dict.fromkeys(sorted(names - sent), True)
