"""Reads TOML with `tomllib` and turns its refusals into problems with places.

Must not know what a collection is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain.problem import Place, Problem
from workbench.formats.findings import show_path
from workbench.formats.positions import Span, scan

if TYPE_CHECKING:
    from workbench.formats.positions import KeyPath, Positions

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_PAIR = re.compile(r"[ \t]*[A-Za-z0-9_.\"'-]+[ \t]*=")
_BARE_WORD = re.compile(r"=[ \t]*([^\s\"'\[{#][^\"'\[{#\n]*?)[ \t\r]*(?:#.*)?$")
#: What may be a key of very many parts, for which `tomllib` takes time by the square.
_ENDLESS = re.compile(
    r"(?:\.[ \t]*+(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+){100}",
)
#: How many broken lines are told at once; in a huge file fewer, for each costs a reading.
_MOST = 20
_MOST_CHARACTERS = 8_000_000
_PLAIN = {
    "Invalid value": "No TOML value",
    "Invalid statement": "Neither a key nor a table",
    "Expected '=' after a key in a key/value pair": "No = after the key",
    "Expected newline or end of document after a statement": "More text after the value",
    "Unterminated string": "A string without its end",
    "Illegal character '\\n'": "A string without its end",
    "Unclosed array": "An array without its ]",
    "Unclosed inline table": "An inline table without its }",
    "Unescaped '\\' in a string": "A backslash in a string that needs another one before it",
    "Expected ']' at the end of a table declaration": "A table's name without its ]",
    "Expected ']]' at the end of an array declaration": "A table's name without its ]]",
    "Invalid initial character for a key part": "No key",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What `tomllib` read; `holed` tells that broken lines were left out to read the others.

    `positions` are there as soon as something had to be placed.
    """

    document: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    positions: Positions | None = None

    @property
    def holed(self) -> bool:
        """Tell whether something was left out."""
        return bool(self.problems)


def decode(content: str | bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text without a byte order mark, and where its bytes are not UTF-8 (RFC 3629)."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff"), ()
    try:
        return content.decode("utf-8").removeprefix("\ufeff"), ()
    except UnicodeDecodeError as error:
        shown = content.decode("utf-8", errors="replace").removeprefix("\ufeff")
        return shown, (_not_utf8(content, error, file),)


def _not_utf8(content: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    wrong = " ".join(f"{byte:02X}" for byte in content[error.start : error.end])
    hint = "Save the file as UTF-8."
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "It looks like UTF-16. " + hint
    place = Place(line, column, column + 1)
    return Problem(file, place, "", f"Bytes that are no UTF-8: {wrong}", hint)


def parse(text: str, file: str) -> Parsed:
    """Return the document; of a broken one what can be read without its broken lines."""
    refused: list[_Refused] = []
    reading = text
    document: dict[str, Any] | None = None
    found: Positions | None = None
    if _ENDLESS.search(text):
        found = scan(text)
        if found.endless:
            place = found.place(found.endless)
            problem = Problem(file, place, "", "A key of more than 100 parts")
            return Parsed(None, (problem,), found)
    most = max(3, min(_MOST, _MOST_CHARACTERS // (len(text) + 1)))
    while len(refused) < most:
        try:
            document = tomllib.loads(reading)
            break
        except RecursionError:
            found = found or scan(text)
            refused.append(_too_deep(found, file))
            break
        except ValueError as error:
            # A line that is left out becomes blanks, so that all places stay as they are.
            found = found or scan(text)
            one = _refused(found, error, file)
            refused.append(one)
            if one.hole is None:
                break
            start, end = one.hole
            reading = reading[:start] + " " * (end - start) + reading[end:]
    problems = tuple(replace(one.problem, key=show_path(one.path, document)) for one in refused)
    return Parsed(document, problems, found)


@dataclass(frozen=True, slots=True)
class _Refused:
    """One refusal, the key it stands at, and the line to leave out in order to read on."""

    problem: Problem
    path: KeyPath
    hole: Span | None = None


def _too_deep(found: Positions, file: str) -> _Refused:
    deepest = re.search(r"[\[{](?:[ \t\r\n]*+[\[{]){50}", found.text)
    place = found.place(Span(*deepest.span()) if deepest else Span(0, 0))
    path = found.path_at(deepest.start() if deepest else 0)[:10]
    return _Refused(Problem(file, place, "", "Nested too deeply to be read"), path)


def _refused(found: Positions, error: ValueError, file: str) -> _Refused:
    text = found.text
    said = str(error)
    at = _AT.search(said)
    if at is None:
        return _number_too_long(found, said, file)
    end = len(text.rstrip())
    offset = found.offset(int(at[1]), int(at[2])) if at[1] else end
    if ("overwrite" in said or "twice" in said or "mutate" in said) and found.duplicates:
        return _duplicate(found, offset, file)
    message = _PLAIN.get(said[: at.start()], said[: at.start()])
    place = found.place(Span(offset, offset + 1))
    line = _line(text, offset)
    hole, hint, replacement = None, "", None
    if _PAIR.match(text, line.start) and message != _PLAIN["Unclosed array"]:
        hole = line
        word = _BARE_WORD.search(text[line.start : min(line.end, line.start + 1000)])
        if word and message in {"No TOML value", "More text after the value"}:
            replacement = '"' + word[1].replace("\\", "\\\\") + '"'
            place = found.place(Span(line.start + word.start(1), line.start + word.end(1)))
            hint = f"Write it between quotes: {replacement}."
    problem = Problem(file, place, "", message, hint, replacement=replacement)
    return _Refused(problem, found.path_at(offset), hole)


def _number_too_long(found: Positions, said: str, file: str) -> _Refused:
    digits = re.search(r"\d{4000,}", found.text)
    span = Span(*digits.span()) if digits else Span(0, 0)
    message = "A number with too many digits" if digits else said
    hole = _line(found.text, span.start) if digits else None
    problem = Problem(file, found.place(span), "", message)
    return _Refused(problem, found.path_at(span.start), hole)


def _duplicate(found: Positions, offset: int, file: str) -> _Refused:
    before = [each for each in found.duplicates if each.again.start <= offset]
    twice = (before or found.duplicates)[-1 if before else 0]
    first = found.place(twice.first)
    place = found.place(twice.again)
    name = next(step for step in reversed(twice.path) if isinstance(step, str))
    line = _line(found.text, twice.again.start)
    whole = _PAIR.match(found.text, line.start) and found.text[line.start : line.end].count("=") < 2
    problem = Problem(
        file,
        place,
        "",
        f'"{name}" is there twice',
        f"It stands on line {first.line} already.",
    )
    return _Refused(problem, twice.path, line if whole else None)


def _line(text: str, offset: int) -> Span:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end < 0 else end)
