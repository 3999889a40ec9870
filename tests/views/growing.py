"""A body that arrives piece by piece, for tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class GrowingSource:
    """Shows the first `size` bytes of `content`; `most_read` is the longest read so far."""

    content: bytes
    size: int = 0
    most_read: int = 0

    @property
    def complete(self) -> bool:
        return self.size >= len(self.content)

    def grow(self, count: int) -> None:
        self.size = min(len(self.content), self.size + count)

    def read(self, start: int, end: int) -> bytes:
        piece = self.content[start : min(end, self.size)]
        self.most_read = max(self.most_read, len(piece))
        return piece
