"""A text as a multi-line editor can hold it without losing a byte of it.

Textual's editor divides lines at more than line ends, has one kind of line end for all of them, and
shows characters raw. So each character that it would lose, or that the gate would not let pass, has
a stand-in of one cell here, and is put back when the text is read.

Must not draw; what the stand-ins look like says `shown`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from workbench.tui.field import one_cell_each
from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


def _free() -> Iterator[str]:
    """Give the characters that no standard gives a meaning (planes 15 and 16 of Unicode)."""
    return map(chr, chain(range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE)))


class ExactText:
    """Stand-ins given out so far, both ways; one for each editor."""

    def __init__(self) -> None:
        """Start with none."""
        self._free = _free()
        self._held: dict[int, str] = {}
        self._own: dict[int, str] = {}

    def hold(self, text: str) -> str:
        """Return a text for the editor; its line ends stay where all of them are alike."""
        if "\r" in text and not _all_crlf(text):
            self._add("\r")
            return self._held_text(text, keep="\t\n")
        return self._held_text(text, keep="\t\r\n")

    def hold_typed(self, text: str) -> str:
        """Return what was typed or pasted; its line ends become those of the text around."""
        return self._held_text(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n")

    def give_back(self, text: str) -> str:
        """Return what the editor holds as the text that it stands for."""
        return text.translate(self._own) if self._own else text

    def shown(self, line: str) -> str:
        """Return a line of the editor as it may be seen: one sign for each character, tabs kept."""
        own = self.give_back(line)
        if own.isascii() and own.isprintable():
            return own
        return "\t".join(one_cell_each(piece) for piece in own.split("\t"))

    def _held_text(self, text: str, *, keep: str) -> str:
        if text.isascii() and text.isprintable():
            return text
        for character in set(text):
            if character not in keep and visible(character) != character:
                self._add(character)
        kept = {ord(each): each for each in keep}
        return text.translate({**self._held, **kept})

    def _add(self, character: str) -> None:
        code = ord(character)
        if code not in self._held:
            self._held[code] = next(self._free)
            self._own[ord(self._held[code])] = character


def _all_crlf(text: str) -> bool:
    return text.count("\r\n") == text.count("\n") == text.count("\r")
