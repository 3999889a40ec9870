"""Imports put together: what other tools wrote, read from the disk and written as collections.

Must not decide what a format means, and must not be imported before it is used.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.imported import Imported, ImportFormat, NotWritten, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from workbench.domain.collection import Collection
    from workbench.domain.imported import MovedSecret


def read_import(
    source: str,
    format: ImportFormat | None = None,
    *,
    directory: Path | None = None,
    seen: Callable[[int], None] | None = None,
) -> Imported:
    """Return what one source says, before anything is written; raises `WorkbenchError`.

    A relative path is below `directory`. `seen` is told how many requests were read so far; what
    it raises ends the reading.
    """
    from workbench.adapters import import_files
    from workbench.formats import importing

    label, content = import_files.source_of(source, directory)
    read = importing.read(content, file=label, format=format, seen=seen)
    return importing.with_offers(read)


def is_directory(source: str, directory: Path | None = None) -> bool:
    """Tell whether a source names a directory, of which there are several files to read."""
    from workbench.adapters import import_files

    return import_files.directory_of(source, directory) is not None


def read_each(
    source: str,
    format: ImportFormat | None = None,
    *,
    directory: Path | None = None,
    seen: Callable[[int], None] | None = None,
) -> Iterator[tuple[str, Imported | WorkbenchError]]:
    """Read what can be imported below a directory, file by file: its path, and what it says.

    What is in none of the formats is passed over. `seen` as for `read_import`, for each file.
    """
    from workbench.adapters import import_files
    from workbench.formats import importing

    top = import_files.directory_of(source, directory)
    for path in import_files.below(top) if top is not None else ():
        try:
            content = import_files.content_of(path)
            if format is None and importing.sniff(content) is None:
                continue
            read = importing.read(content, file=str(path), format=format, seen=seen)
            yield str(path), importing.with_offers(read)
        except WorkbenchError as error:
            yield str(path), error


def read_pasted(text: str, *, seen: Callable[[int], None] | None = None) -> Imported:
    """Return what a pasted text says, a command or a document; raises `WorkbenchError`."""
    from workbench.formats import importing

    content = text.encode("utf-8", "surrogateescape")
    return importing.with_offers(importing.read(content, file="what was pasted", seen=seen))


def is_curl(text: str) -> bool:
    """Tell whether a text looks like a curl command."""
    from workbench.formats import curl_in

    return curl_in.sniff(text[:4096].encode("utf-8", "surrogateescape"))


def previewed(imported: Imported, directory: Path, before: Iterable[MovedSecret] = ()) -> Imported:
    """Return an import as it would be written after those with some secrets; raises."""
    from workbench.adapters import import_files
    from workbench.formats.secrets_out import move_secrets

    known = import_files.env_names(directory) | {each.name: each.value for each in before}
    return move_secrets(imported, known)


def only(imported: Imported, labels: Container[str]) -> Imported:
    """Return an import with these of its requests."""
    from workbench.formats import importing

    return importing.only(imported, labels)


def completions(typed: str, directory: Path) -> tuple[str, ...]:
    """Return the paths that what was typed can become, directories with a `/` at their end."""
    from workbench.adapters import import_files

    return import_files.completions(typed, directory)


def toml_of(collection: Collection) -> str:
    """Return a collection as its file would say it."""
    from workbench.formats.toml_blocks import dump_collection

    return dump_collection(collection)


def import_source(
    source: str,
    *,
    output: str | None = None,
    format: ImportFormat | None = None,
    keep_secrets: bool = False,
) -> Iterator[Written | NotWritten]:
    """Import a source and write it; of a directory one after the other what was found in it.

    `output` is a file, of a directory a directory. Raises `WorkbenchError` for a single source.
    """
    from workbench.adapters import import_files

    if not is_directory(source):
        imported = read_import(source, format)
        target = Path(output).expanduser() if output else new_file(Path.cwd(), imported)
        yield write_import(imported, target, keep_secrets=keep_secrets)
        return
    directory = import_files.make_directory(output or ".")
    yield from write_each(
        read_each(source, format),
        lambda _, imported: new_file(directory, imported),
        keep_secrets=keep_secrets,
    )


def write_each(
    found: Iterable[tuple[str, Imported | WorkbenchError]],
    target_of: Callable[[str, Imported], Path],
    *,
    keep_secrets: bool = False,
    before_writing: Callable[[], None] | None = None,
) -> Iterator[Written | NotWritten]:
    """Write what was read of several files, each to a file of its own, environments to one."""
    environments: list[tuple[str, Imported]] = []

    def write(label: str, imported: Imported, target: Path) -> Written | NotWritten:
        try:
            return write_import(
                imported, target, keep_secrets=keep_secrets, before_writing=before_writing
            )
        except WorkbenchError as error:
            return NotWritten(label, error)

    for label, imported in found:
        if isinstance(imported, WorkbenchError):
            yield NotWritten(label, imported)
        elif imported.format is ImportFormat.POSTMAN_ENVIRONMENT:
            environments.append((label, imported))
        else:
            yield write(label, imported, target_of(label, imported))
    if environments:
        target = target_of(*environments[0])
        yield write("environments", _together([each for _, each in environments]), target)


def write_import(
    imported: Imported,
    target: Path,
    *,
    keep_secrets: bool,
    before_writing: Callable[[], None] | None = None,
) -> Written:
    """Write what was read to a new file, its secrets into `.env` beside it; raises.

    `before_writing` is called once all is made up; what it raises leaves the disk as it is.
    """
    from workbench.adapters import import_files
    from workbench.formats import importing
    from workbench.formats.secrets_out import move_secrets

    import_files.refuse_what_is_there(target)
    if not keep_secrets:
        imported = move_secrets(imported, import_files.env_names(target.parent))
    text = importing.written(imported)
    if before_writing is not None:
        before_writing()
    env_file = ""
    if imported.secrets:
        env_file = import_files.add_to_env(target.parent, imported.secrets)
    file = import_files.write_whole(target, text)
    return Written(
        file,
        imported.format,
        len(imported.collection.requests),
        imported.notes,
        env_file,
        tuple(each.name for each in imported.secrets),
    )


def new_file(directory: Path, imported: Imported, taken: Container[Path] = ()) -> Path:
    """Return a path in a directory that nothing has or will have, named after the collection."""
    from workbench.formats import importing

    wanted = directory / importing.file_name(imported)
    if imported.format is ImportFormat.POSTMAN_ENVIRONMENT:
        return wanted
    found, number = wanted, 1
    while found.exists() or found.is_symlink() or found in taken:
        number += 1
        found = wanted.with_name(f"{wanted.stem}-{number}.toml")
    return found


def named_file(directory: Path, name: str, taken: Container[Path] = ()) -> Path:
    """Return the path of a new collection with a name that a person typed; raises `UsageError`."""
    from workbench.adapters import import_files
    from workbench.formats.distinct import file_stem

    found = directory / f"{file_stem(name.removesuffix('.toml'))}.toml"
    if found.name == "workbench.toml":
        raise UsageError(
            "workbench.toml is what all collections of a directory share, so it is none itself.",
            fix="Name another file.",
        )
    import_files.refuse_what_is_there(found)
    if found in taken:
        raise UsageError(f"Another file becomes {found.name} already.", fix="Name another file.")
    return found


def _together(environments: Sequence[Imported]) -> Imported:
    """Return several environments as one import."""
    from workbench.formats.distinct import distinct

    variables: dict[str, str] = {}
    named: dict[str, dict[str, str]] = {}
    for each in environments:
        variables |= each.collection.variables
        for name, values in each.collection.environments.items():
            named[distinct(name, named)] = dict(values)
    first = environments[0]
    return replace(
        first,
        collection=replace(first.collection, variables=variables, environments=named),
        notes=tuple(note for each in environments for note in each.notes),
        hidden=frozenset(name for each in environments for name in each.hidden),
    )
