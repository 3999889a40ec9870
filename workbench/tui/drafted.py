"""The workspace as the tree shows it: with the requests that no file has yet.

Must not change the workspace itself: what is sent and saved goes by the files.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.workspace import CollectionFile, RequestRef, Workspace

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.tui.session import Session


class Drafted:
    """Remembers the workspace it made, so that what did not change stays the same object."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: tuple[Workspace, dict[RequestRef, RequestSpec], Workspace] | None = None

    def workspace(self, workspace: Workspace, session: Session) -> Workspace:
        """Return the workspace with the new requests of the session."""
        new = {ref: session.drafts[ref] for ref in session.new if not workspace.request(ref)}
        if not new:
            return workspace
        if self._made is None or self._made[0] is not workspace or self._made[1] != new:
            files = tuple(
                _with(file, [spec for ref, spec in new.items() if ref.file == file.path])
                if isinstance(file, CollectionFile)
                else file
                for file in workspace.files
            )
            homeless = [spec for ref, spec in new.items() if workspace.is_drafts(ref.file)]
            drafts = (_with(workspace.drafts, homeless),) if homeless else ()
            self._made = (workspace, new, replace(workspace, files=(*drafts, *files)))
        return self._made[2]


def _with(file: CollectionFile, specs: list[RequestSpec]) -> CollectionFile:
    if not specs:
        return file
    requests = (*file.collection.requests, *specs)
    return replace(file, collection=replace(file.collection, requests=requests))
