"""The process that formats JSON: reads one file, writes another, says at its end what was wrong.

    python -m workbench.adapters.formatting_process SOURCE TARGET SKIP one|many    (file numbers)

It prints one JSON object: `offset` and `wanted` where the source stopped being JSON, `failed` where
it could not be done. Must not hold more than a slice of its source in memory.
"""

from __future__ import annotations

import json
import sys

from workbench.adapters.open_file import WholeFile, write_at
from workbench.views.formatting import Formatter
from workbench.views.json_slices import MOST, formatted_slices

#: Address space for a slice, its text and the program: what needs more fails here.
_MOST_MEMORY = 11 * MOST + (512 << 20)


def main(arguments: list[str]) -> int:
    """Format; 0 also where the source is no JSON."""
    source, target, skip = map(int, arguments[:3])
    many = arguments[3] == "many"
    told: dict[str, object] = {}
    try:
        if many or not _fast(source, target, skip):
            formatter = Formatter(WholeFile(source), skip=skip, many=many)
            at = 0
            for piece in formatter.pieces():
                write_at(target, piece, at)
                at += len(piece)
            if formatter.error is not None:
                told = {"offset": formatter.error.offset, "wanted": formatter.error.wanted}
    except OSError as error:
        told = {"failed": error.strerror or str(error)}
    sys.stdout.write(json.dumps(told))
    return 0


def _fast(source: int, target: int, skip: int) -> bool:
    """Format what is valid and not too deep, some thirty times as fast; False where it is not."""
    import msgspec

    _limit_memory(_MOST_MEMORY)
    at = 0
    try:
        for piece in formatted_slices(
            WholeFile(source), lambda text: msgspec.json.format(text, indent=2), skip=skip
        ):
            write_at(target, piece, at)
            at += len(piece)
    except (ValueError, RecursionError, MemoryError):
        # What was written is right, and is written once more.
        return False
    return True


def _limit_memory(most: int) -> None:
    """Let a text that would be far too long fail here, not press on the machine."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or hard > most:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        except (ValueError, OSError):
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
