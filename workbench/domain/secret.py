"""Text that must not be seen, and text that holds some of it.

Must not hand out what it hides except by `reveal`, which a contract test allows in few places.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Always eight: the length of a secret is a secret.
MASK = "••••••••"


class Secret:
    """A text that masks itself in `repr`, `str` and `format` and refuses pickle and JSON."""

    __slots__ = ("_hidden",)

    def __init__(self, hidden: str) -> None:
        """Hide the text."""
        self._hidden = hidden

    def reveal(self) -> str:
        """Return the text itself, for the edge where it leaves the process."""
        return self._hidden

    def map(self, change: Callable[[str], str]) -> Secret:
        """Return a secret of the changed text, such as its percent-encoded form."""
        return Secret(change(self._hidden))

    def digest(self, key: bytes) -> bytes:
        """Return the keyed hash of the text (HMAC-SHA-256, RFC 2104)."""
        return hmac.new(key, self._hidden.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()

    def __bool__(self) -> bool:
        """Tell whether there is any text."""
        return bool(self._hidden)

    def __repr__(self) -> str:
        """Return the mask."""
        return f"Secret({MASK})"

    def __str__(self) -> str:
        """Return the mask."""
        return MASK

    def __format__(self, spec: str) -> str:
        """Return the mask, whatever the format asks for."""
        return MASK

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(
            self._hidden.encode("utf-8", "surrogatepass"),
            other._hidden.encode("utf-8", "surrogatepass"),
        )

    def __hash__(self) -> int:
        """Hash without the text, so that no table's layout tells about it."""
        return hash(Secret)

    def __reduce__(self) -> NoReturn:
        """Refuse pickle."""
        raise TypeError("a Secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class SourceUse:
    """One use of a template source, such as `env:CRM_CLIENT_SECRET`."""

    source: str
    argument: str

    def __str__(self) -> str:
        """Return it as it is written between the braces."""
        return f"{self.source}:{self.argument}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Rendered text: plain pieces and secret ones in order, and the sources it was filled from."""

    pieces: tuple[str | Secret, ...] = ()
    sources: frozenset[SourceUse] = field(default_factory=frozenset)

    @classmethod
    def of(cls, *pieces: str | Secret) -> Rendered:
        """Make one from pieces that came from no source."""
        return cls(tuple(piece for piece in pieces if piece))

    @classmethod
    def join(cls, parts: Iterable[Rendered | str]) -> Rendered:
        """Put several together, keeping what is secret and where it came from."""
        pieces: list[str | Secret] = []
        sources: frozenset[SourceUse] = frozenset()
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            else:
                pieces.extend(part.pieces)
                sources |= part.sources
        return cls(tuple(piece for piece in pieces if piece), sources)

    @property
    def is_secret(self) -> bool:
        """Tell whether any piece is secret."""
        return any(isinstance(piece, Secret) for piece in self.pieces)

    def map(self, change: Callable[[str], str]) -> Rendered:
        """Return it with every piece changed, such as percent-encoded."""
        changed = tuple(
            piece.map(change) if isinstance(piece, Secret) else change(piece)
            for piece in self.pieces
        )
        return Rendered(changed, self.sources)

    def digest(self, key: bytes) -> bytes:
        """Return the keyed hash of the whole text."""
        return self.secret().digest(key)

    def secret(self) -> Secret:
        """Return the whole text as one secret."""
        return Secret(
            "".join(
                piece._hidden if isinstance(piece, Secret) else piece  # noqa: SLF001 (same module)
                for piece in self.pieces
            )
        )

    def reveal(self) -> str:
        """Return the text itself, for the edge where it leaves the process."""
        return self.secret().reveal()

    def __str__(self) -> str:
        """Return the text with its secret pieces masked."""
        return "".join(str(piece) for piece in self.pieces)

    def __bool__(self) -> bool:
        """Tell whether there is any text."""
        return any(self.pieces)
