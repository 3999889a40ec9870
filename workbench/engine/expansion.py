"""Templates with their variables filled in, down to literal text and calls of sources.

Must not call a source: what is left is exactly what previews show, trust asks about and
rendering fills.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.template import GENERATORS, Source, SourceCall, parse_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.engine.effective import Defined, Whence

#: How deep variables may stand in variables, and how much one text may grow.
MAX_DEPTH = 50
MAX_PIECES = 10_000
MAX_CHARACTERS = 16_777_216


@dataclass(frozen=True, slots=True)
class Plain:
    """Text that is known; `written` is the variable it came from, `literal` marks data."""

    text: str
    written: str = ""
    whence: Whence | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A source to be called; `shared` tells that `workbench.toml` wrote the call."""

    source: Source
    argument: str
    written: str = ""
    whence: Whence | None = None
    shared: bool = False

    @property
    def text(self) -> str:
        """Return it as a template."""
        return f"{{{{{self.source}:{self.argument}}}}}"

    @property
    def is_generator(self) -> bool:
        """Tell whether it makes a value instead of reading one."""
        return self.source in GENERATORS


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that stands for nothing, with the reason where it is another than that."""

    name: str
    written: str
    reason: str = ""

    @property
    def text(self) -> str:
        """Return it as a template."""
        return f"{{{{{self.name}}}}}"


ExpandedPiece = Plain | Call | Unknown
Expanded = tuple[ExpandedPiece, ...]


def expand(text: str, variables: Mapping[str, Defined], *, shared: bool = False) -> Expanded:
    """Return the text with its variables filled in; what cannot be filled in is `Unknown`."""
    expansion = _Expansion(variables)
    expansion.add(text, shared=shared)
    return tuple(expansion.pieces)


class _Expansion:
    def __init__(self, variables: Mapping[str, Defined]) -> None:
        self.variables = variables
        self.pieces: list[ExpandedPiece] = []
        self.characters = 0
        self.full = False
        self.path: list[str] = []
        self.written = ""
        self.whence: Whence | None = None

    def add(self, text: str, *, shared: bool) -> None:
        for piece in parse_template(text):
            if isinstance(piece, str):
                self.plain(piece, literal=False)
            elif isinstance(piece, SourceCall):
                self.keep(
                    Call(piece.source, piece.argument, self.written, self.whence, shared=shared)
                )
            else:
                self.variable(piece.name)
            if self.full:
                return

    def variable(self, name: str) -> None:
        outermost = not self.path
        if outermost:
            self.written = f"{{{{{name}}}}}"
        found = self.variables.get(name)
        if found is None:
            self.keep(Unknown(name, self.written))
        elif name in self.path:
            round_trip = " → ".join((*self.path[self.path.index(name) :], name))
            self.keep(Unknown(name, self.written, f"it stands for itself: {round_trip}"))
        elif len(self.path) >= MAX_DEPTH:
            self.keep(Unknown(name, self.written, f"variables stand {MAX_DEPTH} deep in it"))
        else:
            if outermost:
                self.whence = found.whence
            if found.literal:
                self.plain(found.value, literal=True)
            else:
                self.path.append(name)
                self.add(found.value, shared=found.shared)
                self.path.pop()
        if outermost:
            self.written = ""
            self.whence = None

    def plain(self, text: str, *, literal: bool) -> None:
        self.characters += len(text)
        self.keep(Plain(text, self.written, self.whence, literal))

    def keep(self, piece: ExpandedPiece) -> None:
        if self.full:
            return
        if len(self.pieces) >= MAX_PIECES or self.characters > MAX_CHARACTERS:
            self.full = True
            name = self.path[0] if self.path else "the text"
            piece = Unknown(name, self.written, "it grows beyond all bounds")
        self.pieces.append(piece)
