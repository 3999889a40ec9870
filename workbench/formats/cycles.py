"""Variables that stand for themselves, directly or through others.

Must not render anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.template import Variable, parse_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.domain.collection import Collection, Folder, WorkspaceLayer
    from workbench.formats.positions import KeyPath

#: A variable's text and where it stands; no place where it is in `workbench.toml`.
Definition = tuple[str, "KeyPath | None"]


def references(text: str) -> tuple[str, ...]:
    """Return the names that a text's templates have."""
    return tuple(piece.name for piece in parse_template(text) if isinstance(piece, Variable))


def cycles(collection: Collection, layer: WorkspaceLayer) -> list[tuple[KeyPath, list[str]]]:
    """Return each cycle once: the place of one of its variables, and the names in order."""
    found: dict[frozenset[KeyPath], tuple[KeyPath, list[str]]] = {}
    for scope in _scopes(collection, layer):
        for names in _cycles_in({name: text for name, (text, _) in scope.items()}):
            places = [place for name in names[:-1] if (place := scope[name][1])]
            if places:
                found.setdefault(frozenset(places), (places[0], names))
    return list(found.values())


def _scopes(collection: Collection, layer: WorkspaceLayer) -> Iterable[dict[str, Definition]]:
    """Yield what each name stands for, for every environment and folder that can be chosen."""
    environments = dict.fromkeys((*layer.environments, *collection.environments))
    folders = collection.folders
    chains = [[], *(_chain(folders, folder) for folder in folders if folder.variables)]
    for environment in (None, *environments):
        for chain in chains:
            scope: dict[str, Definition] = {
                name: (text, None) for name, text in layer.variables.items()
            }
            _add(scope, collection.variables, ("variables",))
            for index in chain:
                _add(scope, collection.folders[index].variables, ("folder", index, "variables"))
            if environment is not None:
                outer = layer.environments.get(environment, {})
                scope.update({name: (text, None) for name, text in outer.items()})
                inner = collection.environments.get(environment, {})
                _add(scope, inner, ("environments", environment))
            yield scope


def _add(scope: dict[str, Definition], variables: Mapping[str, str], at: KeyPath) -> None:
    scope.update({name: (text, (*at, name)) for name, text in variables.items()})


def _chain(folders: tuple[Folder, ...], folder: Folder) -> list[int]:
    """Return the folders around a folder and itself, outermost first."""
    around = [
        index
        for index, each in enumerate(folders)
        if folder.path[: len(each.path)] == each.path and each.variables
    ]
    return sorted(around, key=lambda index: len(folders[index].path))


def _cycles_in(variables: Mapping[str, str]) -> Iterable[list[str]]:
    done: set[str] = set()
    for start, text in variables.items():
        if "{{" not in text or start in done:
            continue
        # Depth first with a list of its own, so that a chain of any length is followed.
        path: list[str] = [start]
        on_path = {start}
        ahead = [list(references(text))]
        while path:
            if not ahead[-1]:
                left = path.pop()
                done.add(left)
                on_path.discard(left)
                ahead.pop()
                continue
            name = ahead[-1].pop()
            if name in on_path:
                yield [*path[path.index(name) :], name]
            elif name in variables and name not in done:
                path.append(name)
                on_path.add(name)
                ahead.append(list(references(variables[name])))
