"""Every key of the workbench: id, keys, label, what it does, and where it works.

The table is what is delivered now; footer, `?` and the user's keymap all read it. Must not act.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from workbench.engine.suggestion import did_you_mean

if TYPE_CHECKING:
    from workbench.domain.display import DisplaySettings


class Scope(StrEnum):
    """Where keys work; the value is the heading in the window of keys."""

    EVERYWHERE = "everywhere"
    FILES = "files"
    PANES = "panes"
    PROBLEMS = "problems"
    TABS = "tabs"
    LISTS = "lists"
    TREE = "collections"
    REQUEST = "request"
    RESPONSE = "response"
    DIAGNOSIS = "diagnosis"
    TOKEN = "token"
    PRESET = "preset"
    START = "start"
    IMPORT = "import"
    SCHEMA = "schema"
    ENVIRONMENT = "environments"
    HISTORY = "history"
    COMPARE = "compare"
    WINDOW = "windows"


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table; `action` is the id with its dot as an underscore.

    An empty `footer` keeps it out of the footer. `shown` is how the footer writes the keys where
    the first of them is not enough.
    """

    id: str
    keys: tuple[str, ...]
    footer: str
    does: str
    scope: Scope
    shown: str = ""

    @property
    def action(self) -> str:
        """Return the name of the action."""
        return self.id.replace(".", "_")

    @property
    def display(self) -> str:
        """Return the first key as the screen writes it."""
        return self.shown or shown_key(self.keys[0])


_NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "apostrophe": "'",
    "colon": ":",
    "exclamation_mark": "!",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "number_sign": "#",
    "full_stop": ".",
    "comma": ",",
    "equals_sign": "=",
    "vertical_line": "|",
    "minus": "-",
    "plus": "+",
    "pagedown": "pgdn",
    "pageup": "pgup",
}


def shown_key(key: str) -> str:
    """Return a key as the screen writes it: `^r`, `esc`, letters as typed."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _NAMES.get(key, key)


def _keys(scope: Scope, *rows: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(
        Key(row[0], tuple(row[1].split()), row[2], row[3], scope, *row[4:]) for row in rows
    )


TABLE: tuple[Key, ...] = (
    *_keys(
        Scope.EVERYWHERE,
        ("request.send", "ctrl+r S", "Send", "sends the open request"),
        ("request.cancel", "escape ctrl+g", "Cancel", "stops what is in flight"),
        ("app.back", "escape ctrl+g", "Back", "leaves the search, then the zoom"),
        ("app.commands", "ctrl+p :", "Commands", "finds anything by name"),
        ("app.jump", "ctrl+o '", "Jump", "letters on every target"),
        ("app.keys", "?", "Keys", "all keys that work here, then the rest"),
        ("app.log", "!", "Log", "errors and notices since the start"),
        ("app.quit", "q", "Quit", "asks when something is unsaved or in flight"),
        ("file.import", "i", "Import", "brings in Postman or a curl command"),
        ("schema.open", "I", "Schema", "the schema behind this GraphQL request"),
        ("secret.unmask", "u", "Unmask", "shows what is hidden here for 10 s"),
        ("copy.value", "y", "Copy", "copies this value"),
        ("copy.as", "Y", "Copy as", "chooses: curl, URL, header, body, token, TOML"),
        ("environment.choose", "e", "Env", "lists environments with what they override"),
        ("token.open", "t ctrl+t", "Token", "the token of the open request"),
        ("history.open", "H", "History", "earlier exchanges of this session"),
        ("diagnosis.open", "D", "Diagnosis", "what is wrong with the auth, with evidence"),
        ("request.url", "ctrl+l L", "URL", "edits the URL from anywhere"),
    ),
    *_keys(
        Scope.FILES,
        ("file.save", "w ctrl+s", "Save", "writes what is unsaved in this file"),
        ("file.edit", "o", "Editor", "opens the file at this request in $EDITOR"),
        ("edit.undo", "U", "Undo", "takes the last change back"),
        ("edit.redo", "R", "Redo", "does again what was taken back"),
        ("request.new", "ctrl+n", "New", "a request after this one"),
    ),
    *_keys(
        Scope.PANES,
        ("pane.collections", "1", "", "to the collections"),
        ("pane.request", "2", "", "to the request"),
        ("pane.response", "3", "", "to the response"),
        ("pane.token", "4", "", "to the token"),
        ("pane.next", "tab", "", "to the next pane"),
        ("pane.previous", "shift+tab", "", "to the pane before"),
        ("pane.zoom", "z", "Zoom", "this pane in the whole area, and back"),
    ),
    *_keys(
        Scope.TABS,
        ("tab.next", "l right ]", "Tab", "the next tab or preset", "h l"),
        ("tab.previous", "h left [", "", "the tab or preset before"),
    ),
    *_keys(
        Scope.LISTS,
        ("cursor.down", "j down", "Move", "one row down", "j k"),
        ("cursor.up", "k up", "", "one row up"),
        ("cursor.page_down", "pagedown J", "", "one screen down"),
        ("cursor.page_up", "pageup K", "", "one screen up"),
        ("cursor.first", "g home", "", "to the first row"),
        ("cursor.last", "G end", "", "to the last row"),
    ),
    *_keys(
        Scope.TREE,
        ("tree.open", "enter", "Open", "opens the request; opens or closes a folder"),
        ("tree.expand", "l right", "", "opens the folder"),
        ("tree.collapse", "h left", "", "closes the folder, or goes to it"),
        ("tree.add", "a", "Add", "adds a request, a folder or a collection"),
        ("tree.rename", "r", "Rename", "gives it another name"),
        ("tree.duplicate", "c", "Duplicate", "adds a copy after it"),
        ("tree.move", "m", "Move", "puts it elsewhere, also into another file"),
        ("tree.up", "comma", "", "puts it one place further up in its file"),
        ("tree.down", "full_stop", "", "puts it one place further down in its file"),
        ("tree.delete", "d", "Delete", "deletes it; asks before"),
    ),
    *_keys(
        Scope.PROBLEMS,
        ("problem.fix", "f", "Fix", "writes what was meant into the file"),
    ),
    *_keys(
        Scope.REQUEST,
        ("row.edit", "enter", "Edit", "edits the cell"),
        ("row.toggle", "space", "On/off", "switches the row on or off"),
        ("row.add", "a", "Add", "adds a row"),
        ("row.delete", "d", "Delete", "deletes the row"),
        ("row.up", "comma", "", "puts the row one place further up"),
        ("row.down", "full_stop", "", "puts the row one place further down"),
        ("request.method", "m", "Method", "chooses the method"),
        ("auth.open", "A", "Auth", "the preset that applies, wherever it was set"),
    ),
    *_keys(
        Scope.RESPONSE,
        ("body.fold", "space enter", "Fold", "folds or unfolds this node"),
        ("body.fold_all", "-", "", "folds all nodes"),
        ("body.unfold_all", "+", "", "unfolds all nodes"),
        ("body.fold_more", "less_than_sign", "", "folds nodes one level further out"),
        ("body.fold_less", "greater_than_sign", "", "opens nodes one level more"),
        ("body.view", "v", "View", "the next way to look at the body"),
        ("body.go_to", "number_sign", "Line", "goes to a line by its number"),
        ("body.wrap", "W", "", "folds long lines, or shows only how they begin"),
        ("body.charset", "C", "", "reads the text in another charset"),
        ("body.mark", "V", "", "marks this line: y then copies the lines from there"),
        ("body.inspect", "T", "Inspect", "looks at the JWT on this line in the Token pane"),
        ("body.pager", "vertical_line", "", "opens the text in $PAGER"),
        ("body.save", "s", "Save body", "writes the bytes as received to a file"),
    ),
    *_keys(
        Scope.DIAGNOSIS,
        ("diagnosis.fix", "f", "Fix", "applies the change in memory and sends again"),
        ("diagnosis.try", "c", "Try", "runs the experiments that tell causes apart"),
        ("diagnosis.preset", "enter", "Preset", "to the preset in the Token pane"),
    ),
    *_keys(
        Scope.TOKEN,
        ("token.renew", "r", "Renew", "gets a token now, whatever its state"),
        ("token.check", "c", "Check", "checks it with the issuer's keys, or asks the server"),
        ("token.fix", "f", "Fix", "asks for the missing scope, or keeps what was found by trying"),
        ("token.metadata", "m", "Metadata", "fetches what the API says of itself"),
        ("token.forget", "x", "Forget", "takes the token from memory"),
        ("token.revoke", "X", "", "revokes the token at its server; asks before"),
        ("preset.edit", "enter", "Preset", "the form of the preset"),
        ("token.paste", "p", "Paste", "inspects any string, sends nothing"),
    ),
    *_keys(
        Scope.PRESET,
        ("preset.field", "enter", "Edit", "edits the field, or chooses its value"),
        ("preset.try", "ctrl+r S", "Try it", "gets a token with what is written here"),
        ("preset.found", "f", "Keep", "takes over what was found by trying"),
        ("preset.save", "w ctrl+s", "Save", "writes the preset into its file"),
        ("preset.rename", "r", "Rename", "gives it another name, also where it is named"),
        ("preset.duplicate", "c", "Duplicate", "adds a copy to its file"),
        ("preset.delete", "d", "Delete", "deletes it from its file; asks before"),
        ("preset.close", "escape ctrl+g", "Back", "closes the form"),
    ),
    *_keys(
        Scope.START,
        ("start.choose", "enter", "Choose", "takes this row"),
        ("start.practice", "p", "", "starts the practice server and opens it"),
        ("start.new", "a", "", "writes a new collection"),
        ("start.request", "n ctrl+n", "", "writes a request that has no file yet"),
        ("start.open", "o", "", "opens another folder"),
    ),
    *_keys(
        Scope.IMPORT,
        ("import.write", "w", "Import", "writes what is marked; nothing is written before"),
        ("import.take", "space", "Take or leave", "takes or leaves this request or folder"),
        ("import.next_note", "n", "Next note", "to the next row that has a note"),
        ("import.rename", "r", "Rename", "names the new file; of a directory the one of this row"),
    ),
    *_keys(
        Scope.SCHEMA,
        ("schema.go", "enter", "Go", "to the fields of the type, or the type of the field"),
        ("schema.query", "w", "Use", "makes a query of this field the body of the request"),
        ("schema.renew", "r", "Ask again", "asks the API for its schema anew"),
    ),
    *_keys(
        Scope.ENVIRONMENT,
        ("environment.use", "enter", "Choose", "makes it the environment that holds"),
        ("environment.edit", "enter", "Edit", "edits the value, in its file"),
        ("environment.add", "a", "Add", "adds an environment, or a variable"),
        ("environment.rename", "r", "Rename", "gives it another name"),
        ("environment.duplicate", "c", "Duplicate", "adds a copy of the environment"),
        ("environment.delete", "d", "Delete", "deletes it from its file; asks before"),
        ("environment.session", "equals_sign", "Session", "sets a value for this session only"),
        ("environment.forget", "x", "Forget", "takes the session's value away"),
        ("environment.other", "space", "Next", "compares with the next environment"),
    ),
    *_keys(
        Scope.HISTORY,
        ("history.compare", "equals_sign", "Compare", "compares it with the answer shown"),
    ),
    *_keys(
        Scope.COMPARE,
        ("compare.next", "n", "Next", "to the next difference", "n N"),
        ("compare.previous", "N", "", "to the difference before"),
        ("compare.view", "v", "View", "all lines, or the differences alone"),
    ),
    *_keys(
        Scope.WINDOW,
        ("window.choose", "enter", "Choose", "takes this row"),
        ("window.close", "escape ctrl+g", "Close", "closes the window"),
    ),
)

#: Searching belongs to lists, but only those that can: each pane that does binds it itself.
SEARCH: tuple[Key, ...] = _keys(
    Scope.LISTS,
    ("search.open", "/", "Search", "filters the tree, searches the rest"),
    ("search.next", "n", "", "the next match"),
    ("search.previous", "N", "", "the match before"),
)

BY_ID: dict[str, Key] = {key.id: key for key in (*TABLE, *SEARCH)}


def unknown_keys(settings: DisplaySettings) -> tuple[str, ...]:
    """Return a sentence for each id of a person's keymap that is none."""
    return tuple(
        f"{settings.places.get(name, 'keymap')}: There is no key {name}. "
        + (did_you_mean(name, BY_ID) or "The ids are in docs/configuration.md.")
        for name in settings.keymap
        if name not in BY_ID
    )


def bindings(scope: Scope) -> list[BindingType]:
    """Return the bindings of a scope, for the `BINDINGS` of the widget it works in."""
    return [binding(key) for key in TABLE if key.scope is scope]


def search_bindings() -> list[BindingType]:
    """Return the bindings of a pane that can be searched or filtered."""
    return [binding(key) for key in SEARCH]


def binding(key: Key) -> Binding:
    """Return a key as Textual binds it; remapped by its id."""
    return Binding(
        ",".join(key.keys),
        key.action,
        key.footer or key.does,
        show=bool(key.footer),
        tooltip=key.does,
        id=key.id,
    )
