"""The screen: panes, keys and the strip over the assembled workbench.

Must not decide anything about requests or tokens, reach an adapter, or be imported headless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.engine.trust import TrustGiven


def run(
    path: str | None = None,
    *,
    environment: str | None = None,
    variables: Mapping[str, str] | None = None,
    trust: TrustGiven | None = None,
) -> int:
    """Show the screen of a path (the current directory unless given) and return the exit status."""
    from workbench.tui.launch import launch

    return launch(path, environment=environment, variables=variables, trust=trust)
