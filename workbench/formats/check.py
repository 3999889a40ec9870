"""What is doubtful in a collection that could be read: unknown names, cycles, exposed secrets.

Must not resolve a source; what cannot be read at all is the reader's.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.collection import Collection, FolderPath, RequestSpec, Row, WorkspaceLayer
from workbench.domain.presets import AuthPreset, Named
from workbench.domain.problem import Problem
from workbench.domain.template import Source, SourceCall, Variable, has_template, parse_template
from workbench.domain.undelivered import (
    sentence,
    undelivered_in_request,
)
from workbench.formats.cycles import cycles
from workbench.formats.findings import Finding, Placer, meant
from workbench.formats.preset_checks import preset_warnings, requirement_warnings, warn
from workbench.formats.texts import (
    Nth,
    Placed,
    Steps,
    folder_texts,
    request_texts,
    resolve,
    shared_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FOREIGN_SOURCE = re.compile(r"(?<!\\)\{\{\s*([A-Za-z][A-Za-z0-9_]*):[^{}\r\n]*\}\}")
_ARGUMENTS = {
    Source.UUID: (re.compile(""), "{{uuid:}}"),
    Source.NOW: (re.compile("iso|unix"), "{{now:iso}} or {{now:unix}}"),
    Source.RANDOM: (re.compile("[1-9][0-9]{0,3}"), "{{random:16}}"),
}
_NEEDED = (Source.ENV, Source.FILE, Source.PROMPT, Source.KEYRING, Source.COMMAND)
#: How far constants are followed through one another.
_DEPTH = 20
_MOST_CHOICES = 500
_MOST_GUESSES = 50


def warnings(
    collection: Collection, *, file: str, text: str, layer: WorkspaceLayer
) -> tuple[Problem, ...]:
    """Return what is doubtful, in the order of the file.

    An unknown preset and a cycle are errors; everything else is a warning.
    """
    return _placed(_Check(collection, layer), file, text)


def layer_warnings(layer: WorkspaceLayer, *, file: str, text: str) -> tuple[Problem, ...]:
    """Return what is doubtful in `workbench.toml`; the collections may supply any name."""
    alone = Collection(
        name="",
        settings=layer.settings,
        variables=layer.variables,
        environments=layer.environments,
        presets=layer.presets,
    )
    return _placed(_Check(alone, WorkspaceLayer(), any_name=True), file, text)


def _placed(check: _Check, file: str, text: str) -> tuple[Problem, ...]:
    found = list(dict.fromkeys(check.run()))
    if not found:
        return ()
    text = text.removeprefix("\ufeff")
    document = tomllib.loads(text)
    placer = Placer(file, text, document)
    return placer.problems([_settled(steps, finding, document) for steps, finding in found])


def _settled(steps: Steps, finding: Finding, document: object) -> Finding:
    return replace(finding, path=resolve(steps, document))


class _Check:
    """One pass over one collection; `any_name` takes every name of a template for known."""

    def __init__(
        self, collection: Collection, layer: WorkspaceLayer, *, any_name: bool = False
    ) -> None:
        self.any_name = any_name
        self.unknown: dict[tuple[str, frozenset[str]], Finding] = {}
        self.collection = collection
        self.layer = layer
        names = set(layer.variables) | set(collection.variables)
        for environments in (layer.environments, collection.environments):
            for variables in environments.values():
                names |= set(variables)
        for spec in collection.requests:
            names |= set(spec.capture)
        self.outer_names = frozenset(names)
        self.folder_names = {
            folder.path: frozenset(folder.variables) for folder in collection.folders
        }
        self.all_names = self.outer_names.union(*self.folder_names.values())
        self.presets = {**layer.presets, **collection.presets}
        self.constants = {**layer.variables, **collection.variables}

    def run(self) -> Iterator[tuple[Steps, Finding]]:
        collection = self.collection
        for path, names in cycles(collection, self.layer):
            said = f'"{names[0]}" stands for itself: {" → ".join(names)}'
            yield path, Finding(path, said)
        yield from self._texts(shared_texts(collection), self.all_names)
        yield from self._layer(("collection", "auth"), collection.auth)
        yield from self._not_rendered(("collection", "name"), collection.name)
        for name, preset in collection.presets.items():
            yield from self._preset(("auth", name), preset)
        yield from self._variable_names()
        for index, folder in enumerate(collection.folders):
            at = ("folder", index)
            yield from self._texts(folder_texts(collection, index), self.all_names)
            yield from self._layer((*at, "auth"), folder.auth)
            yield from self._not_rendered((*at, "path"), *folder.path)
            yield from self._rows((*at, "headers"), folder.headers)
        labels: dict[str, int] = {}
        for index, spec in enumerate(collection.requests):
            yield from self._request(index, spec)
            if (first := labels.setdefault(spec.label, index)) != index:
                said = f'Known as "{spec.label}" like the request before it'
                hint = "The command line cannot tell the two apart."
                yield ("request", index, "name"), warn(("request", first), said, hint)

    def _request(self, index: int, spec: RequestSpec) -> Iterator[tuple[Steps, Finding]]:
        at = ("request", index)
        names = self._names_in(spec.folder)
        yield from self._texts(request_texts(self.collection, index), names)
        yield from self._layer((*at, "auth"), spec.auth)
        yield from self._not_rendered((*at, "name"), spec.name)
        yield from self._not_rendered((*at, "folder"), *spec.folder)
        for key, rows in (("path", spec.path), ("query", spec.query), ("headers", spec.headers)):
            if rows:
                yield from self._rows((*at, key), rows)
        for key, name in undelivered_in_request(spec):
            yield (*at, key), warn((*at, key), sentence(name))
        for finding in requirement_warnings(spec.requires.claims, (*at, "requires")):
            yield finding.path, finding
        yield from self._segments((*at, "path"), spec)

    def _names_in(self, folder: FolderPath) -> frozenset[str]:
        names = self.outer_names
        for length in range(1, len(folder) + 1):
            if inner := self.folder_names.get(folder[:length]):
                names |= inner
        return names

    def _texts(
        self, texts: Iterable[Placed], names: frozenset[str]
    ) -> Iterator[tuple[Steps, Finding]]:
        for steps, text in texts:
            if "{{" not in text:
                continue
            found: Finding | None
            for piece in parse_template(text):
                match piece:
                    case Variable(name=name) if name not in names and not self.any_name:
                        found = self._unknown(name, names)
                    case SourceCall():
                        found = _argument(piece)
                    case _:
                        found = None
                if found and not isinstance(piece, str):
                    yield steps, replace(found, within=text[piece.start : piece.end])
            for match in _FOREIGN_SOURCE.finditer(text):
                if match[1] not in set(Source):
                    known = ", ".join(f"{source}:" for source in Source)
                    said = f"{match[0]} is sent as it stands: there is no source {match[1]}:"
                    hint = f"The sources are {known}."
                    yield steps, replace(warn((), said, hint), within=match[0])

    def _unknown(self, name: str, names: frozenset[str]) -> Finding:
        if (name, names) not in self.unknown:
            # Comparing is slow: a file of nothing but unknown names must not hold up the rest.
            choices = sorted(names)[:_MOST_CHOICES] if len(self.unknown) < _MOST_GUESSES else []
            self.unknown[name, names] = self._hinted(name, choices)
        return self.unknown[name, names]

    def _hinted(self, name: str, choices: list[str]) -> Finding:
        word, _, rest = name.partition(".")
        if word in set(Source) and rest:
            hint = f"Did you mean {{{{{word}:{rest}}}}}?"
        elif near := meant(name, choices):
            hint = f"Did you mean {{{{{near}}}}}?"
        else:
            hint = f"Add {name} to [variables], or give it with --var."
        return warn((), f'Unknown name "{name}" in a template', hint)

    def _layer(self, at: Steps, auth: AuthPreset) -> Iterator[tuple[Steps, Finding]]:
        if not isinstance(auth, Named):
            yield from self._preset(at, auth)
        elif auth.name not in self.presets:
            choices = (*self.presets, "none", "inherit")
            near = meant(auth.name, choices)
            fix = f'"{near}"' if near and '"' not in near and "\\" not in near else None
            known = ", ".join(self.presets) or "none"
            hint = f"Did you mean {near}?" if near else f"The presets here are: {known}."
            yield at, Finding((), f'There is no preset "{auth.name}"', hint, fix)

    def _preset(self, at: Steps, preset: AuthPreset) -> Iterator[tuple[Steps, Finding]]:
        path = tuple(step for step in at if not isinstance(step, Nth))
        for finding in preset_warnings(preset, path, self._constant):
            yield finding.path, finding

    def _not_rendered(self, at: Steps, *texts: str) -> Iterator[tuple[Steps, Finding]]:
        for text in texts:
            if "{{" in text and has_template(text):
                yield at, warn((), "A template in a name is not rendered", "It stands as it is.")

    def _rows(self, at: Steps, rows: tuple[Row, ...]) -> Iterator[tuple[Steps, Finding]]:
        for number, row in enumerate(rows):
            yield from self._not_rendered((*at, Nth(number)), row.name)
            if (
                at[-1] == "headers"
                and row.name.lower() in {"authorization", "proxy-authorization"}
                and row.value
                and not has_template(row.value)
            ):
                said = f"{row.name} stands in the file itself, and the file is shared"
                hint = "Make a preset for it, or write {{env:NAME}} and put the value into .env."
                yield (*at, Nth(number)), warn((), said, hint)

    def _segments(self, at: Steps, spec: RequestSpec) -> Iterator[tuple[Steps, Finding]]:
        if not spec.path:
            return
        # A variable may bring segments of its own.
        whole = self._constant(spec.url)
        if whole is None:
            return
        segments = set(re.split(r"[/?#]", whole))
        for number, row in enumerate(spec.path):
            if f":{row.name}" not in segments:
                said = f'"{row.name}" stands for nothing: the URL has no segment :{row.name}'
                yield (*at, Nth(number)), warn((), said)

    def _variable_names(self) -> Iterator[tuple[Steps, Finding]]:
        groups: list[tuple[Steps, Iterable[str]]] = [(("variables",), self.collection.variables)]
        for environment, variables in self.collection.environments.items():
            groups.append((("environments", environment), variables))
        for index, folder in enumerate(self.collection.folders):
            groups.append((("folder", index, "variables"), folder.variables))
        for at, names in groups:
            for name in names:
                if not _NAME.fullmatch(name):
                    said = f'"{name}" can stand in no template'
                    hint = "A name has letters, digits, _, . and -, and begins with a letter or _."
                    yield (*at, name), warn((), said, hint)

    def _constant(self, text: str) -> str | None:
        """Return a text with its variables filled in, None where it needs more than these."""
        for _ in range(_DEPTH):
            pieces = parse_template(text)
            if all(isinstance(piece, str) for piece in pieces):
                return text
            if any(
                isinstance(piece, SourceCall)
                or (isinstance(piece, Variable) and piece.name not in self.constants)
                for piece in pieces
            ):
                return None
            text = "".join(
                self.constants[piece.name] if isinstance(piece, Variable) else str(piece)
                for piece in pieces
            )
            if len(text) > 10_000:
                return None
        return None


def _argument(call: SourceCall) -> Finding | None:
    argument = call.argument.strip()
    if call.source in _ARGUMENTS:
        pattern, right = _ARGUMENTS[call.source]
        if not pattern.fullmatch(argument):
            said = f"{{{{{call.source}:{argument}}}}} has an argument that fits nothing"
            return warn((), said, f"Write {right}.")
    elif call.source in _NEEDED and not argument:
        return warn((), f"{{{{{call.source}:}}}} says no name")
    return None
