"""Reads curl commands as a person pasted them: requests, and a note for all that they cannot say.

Must not run anything, and must not read a file that a command names.

    text ──foreign_shells──▶ POSIX ──shell_words──▶ words ──curl_options──▶ options ──▶ requests
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from workbench.domain.collection import Collection
from workbench.domain.imported import Fate, Imported, ImportFormat, Note
from workbench.domain.settings import Settings
from workbench.formats.curl_offers import offers
from workbench.formats.curl_options import Option, read_options
from workbench.formats.curl_request import Operation, requests_of
from workbench.formats.distinct import distinct
from workbench.formats.foreign_shells import as_posix
from workbench.formats.refusals import decoded, refusal
from workbench.formats.shell_words import Command, shown, split_commands

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.formats.foreign_shells import Posix
    from workbench.formats.shell_words import Word

_CURL = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE)
_BEFORE = frozenset({"$", "#", "%", ">", "sudo", "time", "exec", "command", "env", "then", "do"})
_SNIFFED = re.compile(
    r"\A(?:\s|#[^\n]*\n|[A-Za-z_]\w*=\S*\s|[$%>]\s|sudo\s|time\s)*(?:\S*[/\\])?curl(?:\.exe)?\s",
    re.IGNORECASE,
)


def sniff(content: bytes) -> bool:
    """Tell whether the bytes look like a curl command."""
    head = content[:4096].decode("utf-8", "replace").removeprefix("\ufeff")
    return _SNIFFED.match(head + "\n") is not None


def load(content: bytes, *, file: str = "the curl command") -> Imported:
    """Return the requests of the commands in a text.

    Raises `FormatError` with the place of what is broken.
    """
    given = decoded(content, file)
    posix = as_posix(given)
    commands, said = split_commands(posix.text, file)
    # Only what was put together anew has its words elsewhere.
    reading = _Reading(file, given if posix.starts else posix.text, posix, [*posix.notes, *said])
    for index, command in enumerate(commands):
        reading.command(command, commands[index - 1] if index else None)
    if not reading.found:
        raise refusal(file, given, 0, "There is no curl command", "It begins with curl.")
    reading.name_them()
    collection = _shared(Collection(_name_of(reading.requests), requests=tuple(reading.requests)))
    return Imported(
        collection, ImportFormat.CURL, tuple(dict.fromkeys(reading.notes)), offers(collection)
    )


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    file: str
    text: str
    posix: Posix
    notes: list[Note]
    requests: list[RequestSpec] = field(default_factory=list)
    found: bool = False

    def command(self, command: Command, before: Command | None) -> None:
        words = list(command.words)
        while words and (words[0].text in _BEFORE or re.match(r"[A-Za-z_]\w*=", words[0].text)):
            words.pop(0)
        if not words or not _CURL.fullmatch(words[0].text):
            self._left_out(command, before)
            return
        self.found = True
        options = read_options(words[1:], self.refuse)
        for operation in self._operations(options, command.stdin, words[0]):
            requests, notes = requests_of(operation, self.refuse)
            self.requests += requests
            self.notes += notes

    def refuse(self, offset: int, message: str, hint: str) -> Exception:
        return refusal(self.file, self.text, self.posix.was_at(offset), message, hint)

    def _operations(self, options: list[Option], stdin: str | None, curl: Word) -> list[Operation]:
        parts: list[list[Option]] = [[]]
        for option in options:
            if option.name == "next":
                parts.append([])
            else:
                parts[-1].append(option)
        operations = []
        for part in parts:
            if not any(each.name == "url" for each in part):
                offset = part[-1].offset if part else curl.offset
                raise self.refuse(offset, "The command has no URL", "Was all of it copied?")
            operations.append(Operation(tuple(part), stdin))
        return operations

    def _left_out(self, command: Command, before: Command | None) -> None:
        first = command.words[0]
        line = self.text.count("\n", 0, self.posix.was_at(first.offset)) + 1
        # No more than its first word: behind it may be a secret.
        what = shown(first.text.split("=")[0])
        why = "It is no curl command and was left out."
        if before is not None and before.ended_by == "|":
            why = "What the answer is handed on to is not imported."
        elif command.ended_by == "|":
            why = "What it would feed to curl is not known here."
        elif before is not None and before.ended_by == "&":
            why = "An & without quotes ends the command; put the address between quotes."
        elif before is not None and first.text.startswith("-"):
            why = "The line before does not end with \\, so a shell takes it for another command."
        self.notes.append(Note(f"line {line}", what, why, Fate.LEFT_OUT))

    def name_them(self) -> None:
        """Give every request a name of its own."""
        taken: set[str] = set()
        for index, spec in enumerate(self.requests):
            name = distinct(_name(spec), taken)
            taken.add(name)
            self.requests[index] = replace(spec, name=name)


def _name(spec: RequestSpec) -> str:
    """Return the last part of the path, else the host."""
    address = re.sub(r"\\?\{\{.*?\}\}", lambda found: found[0].strip("\\{}"), spec.url)
    path = re.sub(r"^[a-z]+://[^/?#]*", "", address, flags=re.IGNORECASE)
    segments = [each for each in re.split(r"[?#]", path)[0].split("/") if each.strip()]
    host = re.sub(r"^[a-z]+://", "", address).split("/")[0]
    return unquote(segments[-1]) if segments else host or "Request"


def _shared(collection: Collection) -> Collection:
    """Return the collection with settings that all of several requests have said once."""
    settings = {spec.settings for spec in collection.requests}
    if len(settings) != 1 or len(collection.requests) < 2:
        return collection
    requests = tuple(replace(spec, settings=Settings()) for spec in collection.requests)
    return replace(collection, settings=settings.pop(), requests=requests)


def _name_of(requests: list[RequestSpec]) -> str:
    try:
        host = urlsplit(requests[0].url).hostname if requests else None
    except ValueError:
        host = None
    return host if host and "{" not in host else "curl"
