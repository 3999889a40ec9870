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
    from collections.abc import Callable

    from workbench.domain.collection import Collection


def sniff(content: bytes) -> ImportFormat | None:
    """Return the format that the bytes look like, None where it is none of them."""
    from workbench.formats import curl_in
    from workbench.formats.postman import load

    if load.sniff(content):
        return ImportFormat.POSTMAN
    if load.sniff_environment(content):
        return ImportFormat.POSTMAN_ENVIRONMENT
    return ImportFormat.CURL if curl_in.sniff(content) else None


def read(content: bytes, *, file: str, format: ImportFormat | None = None) -> Imported:
    """Return what a source says; raises `FormatError` with the place of what is broken."""
    found = format or sniff(content)
    if found is None:
        raise FormatError(
            f"{file} is in no format that can be imported.",
            hint="Postman collections and environments, and curl commands can.",
            fix="Say which with --format.",
        )
    return _loader(found)(content, file=file)


def _loader(format: ImportFormat) -> Callable[..., Imported]:
    from workbench.formats import curl_in
    from workbench.formats.postman import load

    match format:
        case ImportFormat.CURL:
            return curl_in.load
        case ImportFormat.POSTMAN:
            return load.load
        case ImportFormat.POSTMAN_ENVIRONMENT:
            return load.load_environment


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
