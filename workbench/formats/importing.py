"""Which format a text is in, and the file that an import becomes.

Must not read or write a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.collection import WorkspaceLayer
from workbench.domain.errors import FormatError
from workbench.domain.imported import Imported, ImportFormat, Note
from workbench.formats.distinct import distinct, file_stem

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from workbench.domain.collection import Collection, RequestSpec


def sniff(content: bytes) -> ImportFormat | None:
    """Return the format that the bytes look like, None where it is none of them."""
    from workbench.formats import curl_in
    from workbench.formats.postman import load

    if load.sniff(content):
        return ImportFormat.POSTMAN
    if load.sniff_environment(content):
        return ImportFormat.POSTMAN_ENVIRONMENT
    return ImportFormat.CURL if curl_in.sniff(content) else None


def read(
    content: bytes,
    *,
    file: str,
    format: ImportFormat | None = None,
    seen: Callable[[int], None] | None = None,
) -> Imported:
    """Return what a source says; raises `FormatError` with the place of what is broken.

    `seen` is told how many requests were read so far; what it raises ends the reading.
    """
    found = format or sniff(content)
    if found is None:
        raise FormatError(
            f"{file} is in no format that can be imported.",
            hint="Postman collections and environments, and curl commands can.",
            fix="Say which with --format.",
        )
    if found is ImportFormat.POSTMAN:
        from workbench.formats.postman import load

        return load.load(content, file=file, seen=seen)
    return _loader(found)(content, file=file)


def _loader(format: ImportFormat) -> Callable[..., Imported]:
    from workbench.formats import curl_in
    from workbench.formats.postman import load

    match format:
        case ImportFormat.POSTMAN_ENVIRONMENT:
            return load.load_environment
        case _:
            return curl_in.load


def with_offers(imported: Imported) -> Imported:
    """Return an import whose token requests are presets too."""
    collection = imported.collection
    presets = dict(collection.presets)
    notes = list(imported.notes)
    for offer in imported.offers:
        name = distinct(offer.name, presets, "{}_{}")
        presets[name] = offer.preset
        why = f'The preset {name} gets the same token; auth = "{name}" uses it.'
        notes.append(Note(offer.label, "a token request", why))
    return replace(
        imported, collection=replace(collection, presets=presets), notes=tuple(notes), offers=()
    )


def only(imported: Imported, labels: Container[str]) -> Imported:
    """Return an import with these of its requests, and without what was said about the others."""
    collection = imported.collection
    left = {spec.label for spec in collection.requests if spec.label not in labels}
    if not left:
        return imported
    kept = tuple(spec for spec in collection.requests if spec.label not in left)
    used = {spec.folder[:depth] for spec in kept for depth in _depths(spec)}
    gone = {spec.folder[:depth] for spec in collection.requests for depth in _depths(spec)} - used
    gone_labels = left | {"/".join(path) for path in gone}
    return replace(
        imported,
        collection=replace(
            collection,
            requests=kept,
            folders=tuple(each for each in collection.folders if each.path not in gone),
        ),
        notes=tuple(note for note in imported.notes if note.where not in gone_labels),
        offers=tuple(offer for offer in imported.offers if offer.label not in left),
    )


def _depths(spec: RequestSpec) -> range:
    return range(1, len(spec.folder) + 1)


def file_name(imported: Imported) -> str:
    """Return what a new file of an import is called; it never leaves a directory."""
    if imported.format is ImportFormat.POSTMAN_ENVIRONMENT:
        return "workbench.toml"
    return f"{file_stem(imported.collection.name)}.toml"


def written(imported: Imported) -> str:
    """Return the text of an import's file; raises `FormatError` where it would read otherwise."""
    from workbench.formats.toml_blocks import dump_collection, dump_workspace_layer

    if imported.format is ImportFormat.POSTMAN_ENVIRONMENT:
        return _checked_layer(dump_workspace_layer(layer_of(imported.collection)), imported)
    text = dump_collection(imported.collection)
    from workbench.formats.toml_reader import read_collection

    found = read_collection(text, file="import").collection
    if found != imported.collection or not _same_extensions(found, imported.collection):
        raise _otherwise()
    return text


def layer_of(collection: Collection) -> WorkspaceLayer:
    """Return what an environment adds to a workspace."""
    return WorkspaceLayer(variables=collection.variables, environments=collection.environments)


def _checked_layer(text: str, imported: Imported) -> str:
    from workbench.formats.toml_reader import read_workspace_layer

    found, _ = read_workspace_layer(text, file="import")
    if found != layer_of(imported.collection):
        raise _otherwise()
    return text


def _same_extensions(found: Collection | None, meant: Collection) -> bool:
    """Tell whether presets kept what equality does not look at."""
    return found is not None and all(
        found.presets[name].extensions == preset.extensions
        for name, preset in meant.presets.items()
    )


def _otherwise() -> FormatError:
    return FormatError(
        "The import could not be written: read again it would be another.",
        hint="Nothing was written.",
        fix="Please report it, with what the source says there.",
    )
