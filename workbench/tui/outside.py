"""The hand-off to the person's own programs: a file or a text to the editor, a body to the pager.

The screen steps aside as long as they run. Must not start a process itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from workbench.domain.collection import GraphqlBody, TextBody
from workbench.domain.errors import UsageError
from workbench.domain.http import Cancelled, Done, Failed
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.tui.intents import DraftEdited
from workbench.tui.request.edits import body_text, set_body_text
from workbench.tui.response.body_file import file_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.tui.app import WorkbenchApp


_SUFFIXES = {"json": ".json", "text": ".txt", "xml": ".xml"}


def edit_file(app: WorkbenchApp, path: str, ref: RequestRef | None) -> None:
    """Open a file at the line of a request, and read it again when the editor has ended."""
    files = app.workbench.files
    file = app.workbench.workspace.file(path)
    line = file.problems[0].place.line if file is not None and file.problems else 1
    if isinstance(file, CollectionFile):
        line = 1
        labels = [each.label for each in file.collection.requests]
        if ref is not None and ref.file == path and ref.label in labels:
            line = files.line_of(file.text, ("request", labels.index(ref.label)))

    async def editing() -> None:
        _suspended(app, lambda: files.edit_outside(path, line))
        await app.saves.read_again()

    app.attempt(editing())


def edit_body(app: WorkbenchApp) -> None:
    """Have the text of the open request's body edited, and take what comes back byte for byte."""
    ref = app.session.ref
    spec = app.session.spec(app.workbench.workspace, ref)
    text = body_text(spec, "query") if spec else None
    if ref is None or spec is None or text is None:
        app.say("This request's body is no text.")
        return
    kind = spec.body.kind if isinstance(spec.body, TextBody) else "json"
    suffix = ".graphql" if isinstance(spec.body, GraphqlBody) else _SUFFIXES[kind]

    async def editing() -> None:
        result: list[str] = []
        files = app.workbench.files
        _suspended(app, lambda: result.append(files.edit_text_outside(text, suffix)))
        now = app.session.spec(app.workbench.workspace, ref)
        if now is not None and result[0] != text:
            found = app.workbench.workspace.request(ref)
            changed = set_body_text(now, "query", result[0], found[1] if found else None)
            app.post_message(DraftEdited(ref, changed))

    app.attempt(editing())


def page_body(app: WorkbenchApp) -> None:
    """Show the answer's body in the pager."""
    state = app.session.state
    exchange = state.exchange if isinstance(state, Done | Failed | Cancelled) else None
    if exchange is None or exchange.response is None:
        app.say("There is no answer to read yet.")
        return
    body, name = exchange.response.body, file_name(exchange, exchange.response)

    async def paging() -> None:
        _suspended(app, lambda: app.workbench.files.page_outside(body, name), "A pager")

    app.attempt(paging())


def _suspended(app: WorkbenchApp, work: Callable[[], None], what: str = "An editor") -> None:
    try:
        with app.suspend():
            work()
    except SuspendNotSupported as error:
        raise UsageError(f"{what} cannot be opened from here.", "There is no terminal.") from error
    app.refresh(layout=True)
