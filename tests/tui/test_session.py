"""A whole session by keys alone, at 80x24: from an empty directory to a file as if by hand."""

from __future__ import annotations

from tests.tui.screens import Screen
from tests.tui.support import retyped
from workbench.domain.workspace import RequestRef


async def named(screen: Screen, text: str) -> None:
    """Type over what a window offers, and accept."""
    await retyped(screen, text)
    await screen.press("enter")


async def at(screen: Screen, label: str) -> None:
    await screen.press("1")
    (file,) = screen.app.workbench.workspace.collections
    await screen.until(lambda: RequestRef(file.path, label) in shown(screen), label)
    screen.main.point_at(RequestRef(file.path, label))
    await screen.pilot.pause()


def shown(screen: Screen) -> list[object]:
    (file,) = screen.app.workbench.workspace.collections
    drafts = list(screen.app.session.drafts)
    return [*drafts, *(RequestRef(file.path, each.label) for each in file.collection.requests)]
