"""The entry point: picks a front end lazily, and is the one file that knows both.

Must not do anything else.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, cast

from workbench import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The words that are commands and not paths; a directory of such a name is opened as `./run`.
COMMANDS = frozenset(
    (
        "run diagnose discover token inspect check list new schema demo open completion"
        " import export graphql config"
    ).split()
)

#: What the scripts of `workbench completion` set.
COMPLETION = "_WORKBENCH_COMPLETE"


def _open_screen(**options: object) -> int:
    screen = importlib.import_module("workbench.tui")
    return cast("int", screen.run(**options))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line or the screen and return the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        sys.stdout.write(f"workbench {__version__}\n")
        return 0
    # A shell that completes a line calls us without words, and is answered by the command line.
    if COMPLETION not in os.environ:
        # The commonest start, `workbench [PATH]`, goes straight to the screen.
        if not words:
            return _open_screen(path=None)
        if len(words) == 1 and not words[0].startswith("-") and words[0] not in COMMANDS:
            return _open_screen(path=words[0])
    command_line = importlib.import_module("workbench.cli")
    return cast("int", command_line.main(words, open_screen=_open_screen))


if __name__ == "__main__":
    sys.exit(main())
