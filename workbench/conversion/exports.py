"""Exports put together: requests as other tools read them, and their secrets where one asks.

Must not decide what a format means, send anything, or be imported before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError
from workbench.domain.imported import Imported, ImportFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.assembly import Workbench
    from workbench.domain.collection import Collection
    from workbench.domain.imported import Note
    from workbench.domain.workspace import CollectionFile, RequestRef, Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """An export as text, and what it could not say."""

    text: str
    notes: tuple[Note, ...] = ()


def export_postman(workspace: Workspace, refs: Sequence[RequestRef], *, reveal: bool) -> Exported:
    """Return requests of one file as a Postman collection; secrets in clear where `reveal`."""
    from workbench.formats.postman.dump import dump
    from workbench.formats.secrets_out import move_secrets

    file = _one_file(workspace, refs)
    collection: Collection = file.collection
    layer = workspace.layer
    if not reveal:
        moved = move_secrets(Imported(collection, ImportFormat.POSTMAN), {})
        collection = moved.collection
    labels = {ref.label for ref in refs}
    content, notes = dump(
        collection,
        layer=layer,
        labels=None if len(labels) == len(collection.requests) else labels,
        value_of=_Values(workspace, file.path).of if reveal else _no_value,
    )
    return Exported(content.decode("utf-8"), notes)


def export_curl(workbench: Workbench, refs: Sequence[RequestRef], *, reveal: bool) -> Exported:
    """Return requests as curl commands; secrets in clear where `reveal`.

    A token is not fetched: the command has the one that `workbench token` prints when it runs.
    """
    commands = [
        _revealed_curl(workbench, ref) if reveal else workbench.curl_of(ref) for ref in refs
    ]
    return Exported("\n\n".join(commands) + "\n")


def write_export(exported: Exported, path: str, *, private: bool) -> str:
    """Write an export to a new file, for nobody else to read where `private`; raises."""
    from workbench.adapters import import_files

    target = Path(path).expanduser()
    import_files.refuse_what_is_there(target)
    return import_files.write_whole(target, exported.text, private=private)


def _one_file(workspace: Workspace, refs: Sequence[RequestRef]) -> CollectionFile:
    files = {ref.file for ref in refs}
    if len(files) != 1:
        raise UsageError(
            f"A Postman collection is made of one file, not of {len(files)}.",
            fix="Name the file instead of the directory.",
        )
    found = workspace.request(refs[0])
    if found is None:
        raise UsageError(f"There is no request {refs[0].label}.")
    return found[0]


def _no_value(_: str) -> str:
    return ""


class _Values:
    """The values of sources, because a person asked for them."""

    def __init__(self, workspace: Workspace, file: str) -> None:
        from workbench.adapters.sources import DiskSources
        from workbench.engine.plan import Root

        self._sources = DiskSources()
        self._place = Root(workspace.root, shared=workspace.root_is_shared).place(file)

    def of(self, source: str) -> str:
        """Return the value of `env:NAME`, nothing for another source."""
        kind, _, name = source.partition(":")
        return (self._sources.env(name, self._place) or "") if kind == "env" else ""


def _revealed_curl(workbench: Workbench, ref: RequestRef) -> str:
    import shlex

    from workbench.adapters.clear import in_clear
    from workbench.adapters.sources import DiskSources
    from workbench.adapters.system import SystemClock, SystemEntropy
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.building import with_injection
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.gathering import as_written
    from workbench.engine.plan import Root, plan_send
    from workbench.engine.resolution import preset_of
    from workbench.engine.schemes import inject, inject_token
    from workbench.formats import curl

    workspace = workbench.workspace
    effective = workbench.effective(ref)
    preset = preset_of(workspace, effective)
    root = Root(workspace.root, shared=workspace.root_is_shared)
    plan = plan_send(effective, preset, DiskSources(), root)
    clock, entropy = SystemClock(), SystemEntropy()
    # Nobody is asked and nothing runs for a line of text.
    request = plan.read(clock, entropy, as_written(plan.traced))
    if plan.preset is None:
        return curl.dump(request, show=in_clear)
    credentials = plan.preset.credentials
    if not isinstance(credentials, OAuth2Credentials):
        had = as_written(plan.preset.traced)
        injection = inject(plan.preset.read(clock, entropy, had))  # type: ignore[arg-type]
        return curl.dump(with_injection(request, injection)[0], show=in_clear)
    mark = "WORKBENCH-TOKEN-" + entropy.bytes(8).hex()
    injection = inject_token(credentials, Token(Secret(mark), 0.0))
    text = curl.dump(with_injection(request, injection)[0], show=in_clear)
    fetched = shlex.join(("workbench", "token", ref.file, credentials.key.name))
    # The mark stands between single quotes: a header and a query are never without.
    return text.replace(mark, f"'\"$({fetched})\"'")
