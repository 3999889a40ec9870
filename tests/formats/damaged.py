"""Real files cut and flipped at some places: what a reader makes of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from workbench.domain.errors import FormatError
from workbench.domain.imported import Imported
from workbench.formats.importing import with_offers, written
from workbench.formats.secrets_out import move_secrets


def damaged(content: bytes, places: int) -> Iterator[bytes]:
    """The content cut at some places and changed at as many, the same in every run."""
    chance = random.Random(len(content))
    for _ in range(places):
        at = chance.randrange(len(content) + 1)
        yield content[:at]
        if at < len(content):
            other = chance.choice(b"\x00\xff\"{}[],:\\\n 0tA$'")
            yield content[:at] + bytes([other]) + content[at + 1 :]
            end = min(len(content), at + chance.randrange(1, 60))
            yield content[:at] + content[end:]


def outcome(content: bytes, load: Callable[..., Imported]) -> str:
    """`read` where an import could be written, `refused` where an error has a place."""
    try:
        imported = load(content, file="damaged")
    except FormatError as error:
        return "refused" if has_place(error) else "refused without a place"
    imported = move_secrets(with_offers(imported), {})
    return "read" if written(imported) else "nothing written"


def has_place(error: FormatError) -> bool:
    """Whether an error says where."""
    places = [problem.place for problem in error.problems]
    return bool(places) and all(f"line {place.line}," in error.message for place in places)
