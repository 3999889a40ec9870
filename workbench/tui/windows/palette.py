"""The window of commands: commands, requests, presets and environments, found by a few letters.

A first character narrows: `>` command, `#` request, `@` preset. Must not run what is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.presets import ApiKey, Basic, Bearer, OAuth2
from workbench.tui.fuzzy import emphasised, match
from workbench.tui.keys import BY_ID
from workbench.tui.looks import method_run, token_look
from workbench.tui.paint import Line, Role, Row, Run, pad
from workbench.tui.windows.window import no_row

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from workbench.domain.presets import Preset
    from workbench.domain.workspace import Workspace
    from workbench.engine.token_view import TokenView
    from workbench.tui.session import Session

#: How wide the column of kinds is.
KIND_WIDTH = 11
NARROWING = {">": "command", "#": "request", "@": "preset"}


@dataclass(frozen=True, slots=True)
class Act:
    """A command by the id of its key, or one that has no key."""

    id: str


@dataclass(frozen=True, slots=True)
class CurlText:
    """A curl command that was pasted instead of a name."""

    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that can be found: its kind, its name as matched, what stands around it."""

    kind: str
    name: str
    key: Hashable
    narrows: str
    before: Line = ()
    after: Line = ()
    right: Line = ()


#: What the commands without a label of their own are called.
_NAMES = {
    "request.send": "Request: send the open one",
    "request.cancel": "Request: cancel what is in flight",
    "request.url": "Request: edit the URL",
    "request.method": "Request: choose the method",
    "file.import": "Import: Postman, or a curl command",
    "app.jump": "Jump to anything with a letter",
    "app.keys": "Keys: show all that work",
    "app.log": "Log: errors and notices",
    "app.quit": "Quit",
    "secret.unmask": "Unmask for 10 s",
    "copy.value": "Copy: this value",
    "copy.as": "Copy as: curl, URL, headers, body, token, TOML",
    "environment.choose": "Environment: choose",
    "token.open": "Token: open the pane",
    "token.renew": "Token: renew now",
    "token.forget": "Token: forget this one",
    "token.paste": "Token: paste one to look at",
    "history.open": "History: earlier exchanges",
    "schema.open": "GraphQL: the schema behind this request",
    "auth.open": "Auth: the preset that applies",
    "pane.zoom": "Zoom: this pane, and back",
    "pane.collections": "Pane: collections",
    "pane.request": "Pane: request",
    "pane.response": "Pane: response",
    "pane.token": "Pane: token",
    "body.view": "Body: another view",
    "body.save": "Body: save to a file",
    "body.pager": "Body: open the answer in $PAGER",
    "body.fold_all": "Body: fold all",
    "body.unfold_all": "Body: unfold all",
    "search.open": "Search, filter",
    "file.save": "File: save what is unsaved",
    "file.edit": "File: open in $EDITOR",
    "edit.undo": "Edit: undo",
    "edit.redo": "Edit: redo",
    "request.new": "Request: a new one after this",
    "tree.add": "Collections: add a request, folder or collection",
    "tree.rename": "Collections: rename",
    "tree.duplicate": "Collections: duplicate",
    "tree.move": "Collections: move",
    "tree.delete": "Collections: delete",
    "preset.edit": "Preset: open its form",
    "problem.fix": "Problem: write what was meant into the file",
}
#: What has no key.
_KEYLESS = {
    "token.forget_all": "Token: forget all in memory",
    "cookies.open": "Cookies: look at, change, forget",
    "typed.forget": "Prompts: forget what was typed",
    "cookies.clear": "Cookies: clear those of this environment",
    "theme.dark": "Theme: dark",
    "theme.light": "Theme: light",
    "theme.ansi": "Theme: 16 colours",
    "response.compare": "Response: compare with an earlier one",
    "body.answer_outside": "Body: open a copy of the answer in $EDITOR",
    "body.edit_outside": "Body: edit its text in $EDITOR",
    "body.find": "Body: find in the text that is edited",
    "body.lay_out": "Body: lay its JSON out, values untouched",
    "app.redraw": "Redraw the screen",
    "practice.start": "Practice server: start and open it",
    "workspace.open": "Open another folder",
}


def commands(working: Iterable[str]) -> list[Found]:
    """Return the commands that work now, by the ids of their keys."""
    found = []
    works = set(working)
    for identity, name in _NAMES.items():
        if identity in works:
            kind = identity.split(".", 1)[0]
            key = Run(BY_ID[identity].display, Role.ACCENT, bold=True)
            found.append(Found(kind, name, Act(identity), "command", right=(key,)))
    found += [
        Found(identity.split(".", 1)[0], name, Act(identity), "command")
        for identity, name in _KEYLESS.items()
    ]
    return found


def everything(
    workspace: Workspace,
    session: Session,
    views: Sequence[TokenView],
    working: Iterable[str],
    now: float,
) -> list[Found]:
    """Return all that can be found."""
    return [
        *commands(working),
        *_requests(workspace, session),
        *(_preset(view, now) for view in views),
        *_environments(workspace),
    ]


def _requests(workspace: Workspace, session: Session) -> list[Found]:
    from workbench.domain.workspace import RequestRef

    found = []
    for file in workspace.collections:
        name = PurePath(file.path).name
        for spec in file.collection.requests:
            ref = RequestRef(file.path, spec.label)
            shown = session.draft(ref) or spec
            found.append(
                Found(
                    "request",
                    spec.label,
                    ref,
                    "request",
                    before=(method_run(shown.method), Run(" ")),
                    right=(Run(name, Role.MUTED),),
                )
            )
    return found


def _preset(view: TokenView, now: float) -> Found:
    look = token_look(view.status, now)
    says = (Run(f" {preset_kind(view.preset)}", Role.MUTED), Run(f"  {look.sign} ", look.role))
    return Found(
        "preset",
        view.key.name,
        view.key,
        "preset",
        after=(*says, Run(look.text.strip())),
        right=(Run(PurePath(view.key.file).name, Role.MUTED),),
    )


def preset_kind(preset: Preset) -> str:
    """Return what a preset is, in the file's words."""
    match preset:
        case OAuth2(grant=grant):
            return f"oauth2 {grant}"
        case Basic():
            return "basic"
        case Bearer():
            return "bearer"
        case ApiKey():
            return "api_key"


@dataclass(frozen=True, slots=True)
class EnvironmentKey:
    """An environment in the window, or None for none."""

    name: str | None


def _environments(workspace: Workspace) -> list[Found]:
    names: list[str | None] = [*workspace.environment_names]
    if names:
        names.append(None)
    return [
        Found("env", f"Environment: {name or 'none'}", EnvironmentKey(name), "command")
        for name in names
    ]


def found_rows(things: Sequence[Found], typed: str) -> list[Row]:
    """Return what matches, the best first; in the order given as long as nothing is typed."""
    narrowed = NARROWING.get(typed[:1], "")
    if narrowed:
        typed = typed[1:]
    scored = []
    for place, thing in enumerate(things):
        if narrowed and thing.narrows != narrowed:
            continue
        matched = match(typed.strip(), thing.name)
        if matched is not None:
            scored.append((-matched.score, place, thing, matched.positions))
    scored.sort(key=lambda each: each[:2])
    rows = [_row(thing, positions) for _, _, thing, positions in scored]
    return rows or [no_row(f'Nothing is called "{typed.strip()}".')]


def curl_rows(typed: str) -> list[Row]:
    """Return what can be done with a curl command that was pasted here."""
    found = Found("import", "Import: this curl command", CurlText(typed), "command")
    return [_row(found, ())]


def _row(thing: Found, positions: tuple[int, ...]) -> Row:
    left: Line = (
        Run(" " + pad(thing.kind, KIND_WIDTH), Role.MUTED),
        *thing.before,
        *emphasised(thing.name, positions, Run("")),
        *thing.after,
    )
    return Row(left, (*thing.right, Run(" ")), key=thing.key)


def narrowing_hint() -> Line:
    """Return the window's last line."""
    runs: list[Run] = [Run("first letter narrows: ", Role.MUTED)]
    for sign, kind in NARROWING.items():
        runs += [Run(sign, Role.ACCENT, bold=True), Run(f" {kind} ", Role.MUTED)]
    return tuple(runs)
