"""The hand-off to the person's own programs: a file or a text to the editor, a body to the pager.

The screen steps aside as long as they run. Must not start a process itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from workbench.domain.collection import GraphqlBody, TextBody
from workbench.domain.errors import UsageError
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.tui.intents import DraftEdited
from workbench.tui.layout import PaneName
from workbench.tui.request.edits import body_text, set_body_text
from workbench.tui.response.body_pane import BodyPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.http import Body
    from workbench.tui.app import WorkbenchApp
    from workbench.views.body import BodyView


_SUFFIXES = {"json": ".json", "text": ".txt", "xml": ".xml"}
#: By what a view calls a body, so that editors and pagers know how to colour it.
_ENDINGS = {"JSON": ".json", "JSON lines": ".jsonl", "HTML": ".html", "XML": ".xml", "CSV": ".csv"}


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


def look_at_body(app: WorkbenchApp, view: BodyView, body: Body, *, pager: bool) -> None:
    """Open what has come of a body in the pager, or a copy of it in the editor."""
    suffix = _ENDINGS.get(view.label, ".txt")
    files = app.workbench.files

    async def looking() -> None:
        if pager:
            charset = view.charset or "utf-8"
            _suspended(app, lambda: files.page_outside(body, suffix, charset, view.bom))
        else:
            _suspended(app, lambda: files.edit_copy_outside(body, suffix))

    app.attempt(looking())


def edit_answer(app: WorkbenchApp) -> None:
    """Open a copy of the body that the Response pane shows in the editor."""
    pane = app.main.panes[PaneName.RESPONSE] if app.main is not None else None
    reading = pane.whole if isinstance(pane, BodyPane) else None
    if reading is None or not reading.body.size:
        app.say("There is no body to open.")
        return
    look_at_body(app, reading.view, reading.body, pager=False)


def _suspended(app: WorkbenchApp, work: Callable[[], None]) -> None:
    try:
        with app.suspend():
            work()
    except SuspendNotSupported as error:
        raise UsageError(
            "Nothing can be opened outside from here.", "There is no terminal."
        ) from error
    app.refresh(layout=True)
