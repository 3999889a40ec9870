"""The process that formats JSON: reads one file, writes another, says at its end what was wrong.

    python -m workbench.adapters.formatting_process SOURCE TARGET SKIP one|many    (file numbers)

It prints one JSON object: `offset` and `wanted` where the source stopped being JSON, `failed` where
it could not be done. Must not hold a very big source in memory.
"""

from __future__ import annotations

import json
import mmap
import os
import sys

from workbench.adapters.open_file import WholeFile, write_at
from workbench.views.formatting import Formatter, inlined_pieces

#: Up to so many bytes all is formatted at once, by a library that is some thirty times as fast.
AT_ONCE = 256 << 20
#: Of that many times its size in free memory, also what is bigger.
_ROOM = 8
#: How much longer its text may be: deep nesting is mostly indentation.
_LONGEST = 8


def main(arguments: list[str]) -> int:
    """Format; 0 also where the source is no JSON."""
    source, target, skip = map(int, arguments[:3])
    many = arguments[3] == "many"
    told: dict[str, object] = {}
    try:
        if many or not _at_once(source, target, skip):
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


def _at_once(source: int, target: int, skip: int) -> bool:
    """Format what is valid and not too deep; False where nothing was written."""
    size = os.fstat(source).st_size
    if size > max(AT_ONCE, _free_memory() // _ROOM):
        return False
    import msgspec

    _limit_memory(size * (_LONGEST + 3) + (512 << 20))
    try:
        with (
            mmap.mmap(source, 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as whole,
            whole[skip:] as rest,
        ):
            text = msgspec.json.format(rest, indent=2)
    except (ValueError, RecursionError, MemoryError):
        return False
    at = 0
    for piece in inlined_pieces(text):
        write_at(target, piece, at)
        at += len(piece)
    return True


def _free_memory() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0


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
