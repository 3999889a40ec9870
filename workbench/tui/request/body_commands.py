"""What Commands can do with the text of a body: lay its JSON out, find in it.

Must not change a value, or a text that is no JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.intents import DraftEdited
from workbench.tui.request.body_editor import BodyEditor, why_not_laid_out
from workbench.tui.request.edits import body_text, set_body_text
from workbench.tui.request.values import language_of
from workbench.tui.windows.window import Prompt
from workbench.views.templated_json import laid_out

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp


def lay_out_body(app: WorkbenchApp) -> None:
    """Lay the body of the open request out; say why where that cannot be."""
    editor = next(iter(app.base.query(BodyEditor)), None)
    ref, spec = app.session.ref, app.session.spec(app.workbench.workspace)
    text = body_text(spec, "text") if spec else None
    if editor is not None:
        error = editor.lay_out()
    elif ref is None or spec is None or not text:
        app.say("This request has no text as its body.")
        return
    else:
        error = why_not_laid_out(text, language_of(spec.body, "text"))
        if error is None:
            app.post_message(DraftEdited(ref, set_body_text(spec, "text", laid_out(text))))
    if error is not None:
        app.went_wrong(error)
    else:
        app.say("The body is laid out; every value is as it was.")


def find_in_body(app: WorkbenchApp) -> None:
    """Ask for a text and go to its next place in the editor that is open."""
    editor = next(iter(app.base.query(BodyEditor)), None)
    if editor is None:
        app.say("Open the body's text first: enter on the tab Body.")
        return

    def take(text: str | None) -> None:
        if text and not editor.find(text):
            app.say(f'No match for "{text}" in this text.')

    app.push_screen(
        Prompt("Find", "a text of the body; a capital makes it exact", editor.found), take
    )
