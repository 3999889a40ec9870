"""What can complete the text that is typed into a field of a request.

    {{ba|       ──▶ {{base_url}}   https://api.example.com   from Customers API
    Con|        ──▶ Content-Type   (a header's name)
    gzip, b|    ──▶ gzip, br       (the last member of a list)

Must not call a source, or show more of one than its template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.template import Source
from workbench.engine.preview import plain_text, preview_text
from workbench.tui.request.well_known import HEADERS, LISTS, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.engine.effective import Defined

#: How many offers are made at most; more of them nobody reads.
MOST = 100


class Place(StrEnum):
    """What a field is for, as far as that says what belongs into it."""

    TEXT = "text"
    ADDRESS = "address"
    HEADER_NAME = "header name"
    HEADER_VALUE = "header value"
    AUTH = "auth"


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a field: `name` is the header whose value it is, `taken` are other names."""

    variables: Mapping[str, Defined] = field(default_factory=dict)
    name: str = ""
    taken: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    presets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A text to stand in place of `start` to `end`; afterwards the cursor is at `cursor` in it.

    `shown` is how the list names it, `note` what it says beside that.
    """

    text: str
    start: int
    end: int
    cursor: int
    shown: str
    note: str = ""

    def into(self, text: str) -> tuple[str, int]:
        """Return a text with it taken, and where the cursor is then."""
        return text[: self.start] + self.text + text[self.end :], self.start + self.cursor


#: What can stand behind each source, and what that is.
_SOURCES = (
    (f"{Source.ENV}:", "a variable of the process or of .env"),
    (f"{Source.FILE}:", "what a file has in it"),
    (f"{Source.PROMPT}:", "asked once, kept for the session"),
    (f"{Source.KEYRING}:", "from the keyring of this machine"),
    (f"{Source.COMMAND}:", "what a command prints"),
    (f"{Source.UUID}:", "another one at each send"),
    (f"{Source.NOW}:iso", "the time of the send"),
    (f"{Source.NOW}:unix", "the time of the send, in seconds"),
    (f"{Source.RANDOM}:16", "so many random characters"),
)
_CLOSED = frozenset({f"{Source.UUID}:"})
_OPEN = re.compile(r"(?<![\\{])\{\{(?!\{)[ \t]*([A-Za-z0-9_.:-]*)$")
_REST = re.compile(r"[A-Za-z0-9_.:-]*[ \t]*(?:\}\})?")


def offers(
    place: Place, text: str, cursor: int, around: Around, *, asked: bool = False
) -> tuple[Offer, ...]:
    """Return what can stand where the cursor is, the best first.

    Without a letter typed there is nothing, unless `asked`; what is there already is no offer.
    """
    before = text[:cursor]
    opened = _OPEN.search(before)
    if opened:
        return _templates(opened, text, cursor, around)
    match place:
        case Place.ADDRESS if cursor == len(text):
            found = _words(text, 0, len(text), ((each, "") for each in around.addresses))
            found = [each for each in found if asked or text]
        case Place.HEADER_NAME:
            free = (each for each in HEADERS if each.lower() not in around.taken)
            found = _words(text, 0, len(text), ((each, "") for each in free), inside=True)
        case Place.HEADER_VALUE:
            found = _values(text, cursor, around.name.lower())
        case Place.AUTH:
            found = _words(text, 0, len(text), around.presets, inside=True)
        case _:
            found = []
    if not asked and not before.strip():
        return ()
    if len(found) == 1 and found[0].into(text)[0] == text:
        return ()
    return tuple(found[:MOST])


def _templates(opened: re.Match[str], text: str, cursor: int, around: Around) -> tuple[Offer, ...]:
    typed = opened[1]
    end = cursor + len(_REST.match(text[cursor:])[0])  # type: ignore[index] # it matches nothing, too
    known = [(name, _said(defined, around)) for name, defined in around.variables.items()]
    ranked = [*_ranked(typed, sorted(known), inside=True), *_ranked(typed, _SOURCES, inside=False)]
    found = []
    for name, note in ranked:
        whole = "{{" + name + "}}"
        waits = name.endswith(":") and name not in _CLOSED
        at = len(whole) - 2 if waits else len(whole)
        found.append(Offer(whole, opened.start(), end, at, name, note))
    if len(found) == 1 and found[0].into(text)[0] == text:
        return ()
    return tuple(found[:MOST])


def _said(defined: Defined, around: Around) -> str:
    value = defined.value
    if not defined.literal:
        value = plain_text(preview_text(value, around.variables))
    return f"{value}  from {defined.whence}" if value else f"empty  from {defined.whence}"


def _values(text: str, cursor: int, name: str) -> list[Offer]:
    known = VALUES.get(name, ())
    start, end = 0, len(text)
    if name in LISTS:
        start = text.rfind(",", 0, cursor) + 1
        start += len(text[start:cursor]) - len(text[start:cursor].lstrip())
        following = text.find(",", cursor)
        end = following if following >= 0 else len(text)
    return _words(text, start, end, ((each, "") for each in known), inside=True)


def _words(
    text: str, start: int, end: int, known: Iterable[tuple[str, str]], *, inside: bool = False
) -> list[Offer]:
    typed = text[start:end]
    return [
        Offer(word, start, end, len(word), word, note)
        for word, note in _ranked(typed, known, inside=inside)
    ]


def _ranked(typed: str, known: Iterable[tuple[str, str]], *, inside: bool) -> list[tuple[str, str]]:
    """Return what begins with what was typed (any case), then what has it `inside`."""
    low = typed.strip().lower()
    every = tuple(known)
    first = [each for each in every if each[0].lower().startswith(low)]
    first.sort(key=lambda each: each[0].lower() != low)
    more = [each for each in every if inside and low and low in each[0].lower()[1:]]
    return [*first, *(each for each in more if each not in first)]
