"""What a curl command becomes that was pasted where something else is typed: the person chooses.

Must not write a file: that the screen of an import does.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.collection import Collection
from workbench.domain.presets import Inherit
from workbench.tui import handing_out, intents
from workbench.tui.paint import Role, Row, Run
from workbench.tui.session import Notice
from workbench.tui.windows.window import Window, hints
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.collection import RequestSpec
    from workbench.domain.imported import Imported
    from workbench.tui.app import WorkbenchApp


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    note: str
    take: Callable[[], None]


async def offer(app: WorkbenchApp, text: str) -> None:
    """Read a command and ask what it is to become; raises `FormatError` for a broken one."""
    from workbench.conversion.imports import read_pasted

    imported = await asyncio.to_thread(read_pasted, text)
    ways = _ways(app, text, imported)
    window: Window[int] = Window(
        "Curl command",
        lambda _typed, _width: [
            row
            for index, way in enumerate(ways)
            for row in (
                Row((Run(f" {way.name}", bold=True),), key=index),
                Row((Run(f"   {way.note}", Role.MUTED),), selectable=False),
            )
        ],
        hint=hints(("enter", "chooses"), ("esc", "closes")),
    )

    def take(index: int | None) -> None:
        if index is not None:
            ways[index].take()

    app.push_screen(window, take)


def _ways(app: WorkbenchApp, text: str, imported: Imported) -> list[_Way]:
    ways: list[_Way] = []
    ref = app.session.ref
    requests = imported.collection.requests
    presets = imported.collection.presets
    if presets:
        ways.append(
            _Way(
                f"Copy the preset {next(iter(presets))} as TOML",
                "it gets the same token; secrets stand in the copy as they were pasted",
                lambda: _copy_presets(app, imported),
            )
        )
    if ref is not None and len(requests) == 1:
        name = ref.label.rpartition("/")[2]
        ways.append(
            _Way(
                f'Make it the request "{name}"',
                "its address, headers, body and settings; unsaved, its name stays",
                lambda: _become(app, imported),
            )
        )
    count = counted(len(requests), "request")
    said = f"{count}, shown before anything is written"
    ways.append(_Way("Write it to a file of its own", said, lambda: app.opening.import_(text)))
    return ways


def _become(app: WorkbenchApp, imported: Imported) -> None:
    ref = app.session.ref
    spec = app.session.spec(app.workbench.workspace, ref)
    if ref is None or spec is None:
        return
    (given,) = imported.collection.requests
    app.post_message(intents.DraftEdited(ref, merged(spec, given)))
    now = app.workbench.clock.now()
    for note in imported.notes:
        app.note(Notice(now, f"{note.where}: {note.what}. {note.why}", error=False))
    notes = len(imported.notes)
    more = f" {counted(notes, 'note')}: ! shows them." if notes else ""
    app.say(f"Took the curl command.{more}")


def merged(spec: RequestSpec, given: RequestSpec) -> RequestSpec:
    """Return a request that sends what another does, under its own name.

    Where the other says nothing of auth, its own stays.
    """
    return replace(
        spec,
        method=given.method,
        url=given.url,
        auth=spec.auth if isinstance(given.auth, Inherit) else given.auth,
        path=given.path,
        query=given.query,
        headers=given.headers,
        body=given.body,
        settings=given.settings,
    )


def _copy_presets(app: WorkbenchApp, imported: Imported) -> None:
    from workbench.conversion.imports import toml_of

    presets = imported.collection.presets
    text = toml_of(Collection("", presets=presets))
    start = text.index("[auth.")
    handing_out.copy(app, text[start:], f"the preset {next(iter(presets))} as TOML")
