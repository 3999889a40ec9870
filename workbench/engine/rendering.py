"""Templates filled: from expanded text to `Rendered`, by whatever fills the calls of sources.

Must not decide whether a source may be called: `Reading` is made only after trust was given, and
fills nothing that was not traced before. What a source returned is data and is never rendered.

    text ──expand──▶ pieces ──┬─ Tracing ──▶ which sources and files (for trust)
                              ├─ Reading ──▶ their values             (to send)
                              └─ Written ──▶ the templates again      (to show)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from workbench.domain.errors import RenderError, TrustRequired
from workbench.domain.secret import Rendered, Secret, SourceUse
from workbench.domain.template import Source
from workbench.engine.expansion import Call, Plain, Unknown, expand
from workbench.engine.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.engine.effective import Defined
    from workbench.engine.expansion import Expanded
    from workbench.engine.ports import Clock, Entropy, FileFacts, Place, Sources

#: Sources whose values are had before rendering, which waits for nothing.
SLOW = frozenset({Source.PROMPT, Source.COMMAND, Source.KEYRING})
#: What slow sources said where there are none.
NOTHING_HAD: Mapping[Call, Secret] = MappingProxyType({})
#: The most decimal digits that `random:N` makes.
MOST_RANDOM = 9999


@dataclass(frozen=True, slots=True)
class Where:
    """Where a text stands: the file's name, the request or preset, and the key path in it."""

    file: str
    label: str
    key: str = ""

    def at(self, key: str) -> Where:
        """Return the place of another key."""
        return Where(self.file, self.label, key)

    def __str__(self) -> str:
        """Return it as an error says it."""
        return ", ".join(part for part in (self.file, self.label, self.key) if part)


class Filling(Protocol):
    """Fills the calls of sources; `final` tells whether with their real values."""

    @property
    def final(self) -> bool:
        """Tell whether what is filled in is what will be sent."""
        ...

    def call(self, call: Call, where: Where) -> Rendered:
        """Return what stands for a call."""
        ...

    def file(self, path: str, where: Where, *, shared: bool) -> str:
        """Return the absolute path of a file that a body or a setting names."""
        ...

    def boundary(self) -> str:
        """Return a boundary for a multipart body."""
        ...


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders the texts of one request or preset; `shared` where `workbench.toml` wrote it."""

    variables: Mapping[str, Defined]
    filling: Filling
    where: Where
    shared: bool = False

    def text(self, template: str, key: str) -> Rendered:
        """Return a text rendered; raises `RenderError`."""
        return self.fill(expand(template, self.variables, shared=self.shared), key)

    def fill(self, expanded: Expanded, key: str) -> Rendered:
        """Return expanded text filled."""
        where = self.where.at(key)
        return Rendered.join(self._piece(piece, where) for piece in expanded)

    def plain(self, template: str, key: str) -> str:
        """Return a text that must be known before any source is called, such as a method."""
        expanded = expand(template, self.variables, shared=self.shared)
        for piece in expanded:
            if isinstance(piece, Call) and not piece.is_generator:
                raise RenderError(
                    f"{key} cannot hold {piece.text}.",
                    hint=f"{self.where.at(key)}. It must be known before anything is asked.",
                    fix="Write the value itself, or a variable.",
                )
        return str(self.fill(expanded, key))

    def file(self, template: str, key: str) -> str:
        """Return the absolute path of a file that is named relative to where it is written."""
        path = self.plain(template, key)
        return self.filling.file(path, self.where.at(key), shared=self.shared)

    def _piece(self, piece: Plain | Call | Unknown, where: Where) -> Rendered | str:
        if isinstance(piece, Plain):
            return piece.text
        if isinstance(piece, Call):
            return self.filling.call(piece, where)
        if piece.reason:
            raise RenderError(
                f"{piece.text} cannot be filled in: {piece.reason}.",
                hint=f"In {where}.",
            )
        near = did_you_mean(piece.name, self.variables)
        through = f" It stands in {piece.written}." if piece.written != piece.text else ""
        raise RenderError(
            f"{piece.text} stands for nothing.",
            hint=f"In {where}.{through}{f' {near}' if near else ''}",
            fix=f"Define {piece.name} under [variables], or give --var {piece.name}=VALUE.",
        )


@dataclass(slots=True)
class Tracing:
    """Calls nothing and notes what would be called and which files would be read."""

    sources: Sources
    place: Place
    shared_place: Place
    calls: dict[Call, FileFacts | None] = field(default_factory=dict)
    files: dict[tuple[str, bool], FileFacts] = field(default_factory=dict)
    made: bool = False

    @property
    def is_all(self) -> bool:
        """Tell whether reading could find nothing else: nothing was called, read or made."""
        return not (self.calls or self.files or self.made)

    @property
    def slow_calls(self) -> tuple[Call, ...]:
        """Return the calls whose values must be had before anything is read."""
        return tuple(call for call in self.calls if call.source in SLOW)

    def place_of(self, call: Call) -> Place:
        """Return from where a call is answered: beside the file that wrote it."""
        return self.shared_place if call.shared else self.place

    @property
    def looked_at_files(self) -> bool:
        """Tell whether the disk was asked about a file."""
        return bool(self.files) or any(facts is not None for facts in self.calls.values())

    @property
    def final(self) -> bool:
        """Tell that these are not the real values."""
        return False

    def call(self, call: Call, where: Where) -> Rendered:
        """Note the call; raises `RenderError` for one that names nothing."""
        if call.source in SLOW and not call.argument:
            raise RenderError(f"{call.text} says no name.", hint=f"In {where}.")
        if call.is_generator:
            self.made = True
            return Rendered.of("0")
        key = Call(call.source, call.argument, shared=call.shared)
        if key not in self.calls:
            facts = None
            if call.source is Source.FILE:
                facts = self._facts(call.argument, where, shared=call.shared)
            self.calls[key] = facts
        return hidden(call)

    def file(self, path: str, where: Where, *, shared: bool) -> str:
        """Note the file; raises `RenderError` where there is none."""
        facts = self._facts(path, where, shared=shared)
        self.files[(path, shared)] = facts
        return facts.real_path

    def boundary(self) -> str:
        """Return any boundary."""
        self.made = True
        return "boundary"

    def _facts(self, path: str, where: Where, *, shared: bool) -> FileFacts:
        if not path:
            raise RenderError("A file is named by an empty path.", hint=f"In {where}.")
        facts = self.sources.file_facts(path, self.shared_place if shared else self.place)
        if not facts.exists:
            raise RenderError(f"There is no file {path}.", hint=f"In {where}.")
        if not facts.regular:
            raise RenderError(f"{path} is no regular file.", hint=f"In {where}.")
        return facts


@dataclass(frozen=True, slots=True)
class Written:
    """Shows templates as they are written, or hides them where `masked`."""

    masked: bool = False

    @property
    def final(self) -> bool:
        """Tell that these are not the real values."""
        return False

    def call(self, call: Call, where: Where) -> Rendered:
        """Return the template itself."""
        if self.masked and not call.is_generator:
            return hidden(call)
        return Rendered.of(call.text)

    def file(self, path: str, where: Where, *, shared: bool) -> str:
        """Return the path as written."""
        return path

    def boundary(self) -> str:
        """Return a boundary that says so."""
        return "boundary"


class Reading:
    """Calls the sources that were traced; one moment and new randomness for one rendering.

    `had` holds what slow sources said.
    """

    def __init__(
        self,
        traced: Tracing,
        clock: Clock,
        entropy: Entropy,
        had: Mapping[Call, Secret] = NOTHING_HAD,
    ) -> None:
        """Keep what may be called."""
        self._traced = traced
        self._had = had
        self._now = clock.now()
        self._entropy = entropy

    @property
    def final(self) -> bool:
        """Tell that these are the real values."""
        return True

    def call(self, call: Call, where: Where) -> Rendered:
        """Return a source's value as data; raises `RenderError` where there is none."""
        if call.is_generator:
            return Rendered.of(_generated(call, where, self._now, self._entropy))
        key = Call(call.source, call.argument, shared=call.shared)
        if key not in self._traced.calls:
            raise TrustRequired(
                f"{call.text} was not read: it was not asked about.", hint=f"In {where}."
            )
        if call.source in SLOW:
            value = self._had[key]
        elif call.source is Source.FILE:
            value = Secret(self._file_text(call, where))
        else:
            value = Secret(self._env(call, where))
        used = frozenset({SourceUse(str(call.source), call.argument)})
        return Rendered((value,) if value else (), used)

    def _env(self, call: Call, where: Where) -> str:
        place = self._traced.place
        found = self._traced.sources.env(call.argument, place)
        if found is None:
            looked = "the process and in .env files" if place.env_files else "the process"
            raise RenderError(
                f"env:{call.argument} is not set.",
                hint=f"In {where}. Looked in {looked}.",
                fix=f"export {call.argument}=..., or write it into .env beside the collection.",
            )
        return found

    def file(self, path: str, where: Where, *, shared: bool) -> str:
        """Return the real path that was allowed."""
        allowed = self._traced.files.get((path, shared))
        if allowed is None:
            raise TrustRequired(
                f"{path} was not read: it was not asked about.", hint=f"In {where}."
            )
        place = self._traced.shared_place if shared else self._traced.place
        self._same(path, allowed, place, where)
        return allowed.real_path

    def boundary(self) -> str:
        """Return a boundary that stands in no body (RFC 2046 5.1.1)."""
        return f"workbench-{self._entropy.bytes(16).hex()}"

    def _file_text(self, call: Call, where: Where) -> str:
        place = self._traced.place_of(call)
        allowed = self._traced.calls[Call(call.source, call.argument, shared=call.shared)]
        if allowed is not None:
            self._same(call.argument, allowed, place, where)
        return self._traced.sources.file_text(call.argument, place)

    def _same(self, path: str, allowed: FileFacts, place: Place, where: Where) -> None:
        """Refuse a path that leads elsewhere than when it was asked about."""
        if self._traced.sources.file_facts(path, place).real_path != allowed.real_path:
            raise TrustRequired(
                f"{path} leads to another file than the one that was allowed.", hint=f"In {where}."
            )


def hidden(call: Call) -> Rendered:
    """Return what stands for a value that was not read."""
    return Rendered((Secret(call.text),), frozenset({SourceUse(str(call.source), call.argument)}))


def called(call: Call) -> str:
    """Return a call as sentences and questions say it, without braces."""
    return f"{call.source}:{call.argument}"


def _generated(call: Call, where: Where, now: float, entropy: Entropy) -> str:
    argument = call.argument.strip()
    match call.source:
        case Source.UUID if argument in ("", "4"):
            return _uuid(entropy)
        case Source.NOW if argument == "iso":
            moment = datetime.fromtimestamp(int(now), UTC)
            return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
        case Source.NOW if argument == "unix":
            return str(int(now))
        case Source.RANDOM if argument.isdecimal() and 0 < int(argument) <= MOST_RANDOM:
            return _digits(int(argument), entropy)
    known = {
        Source.UUID: "{{uuid:}}",
        Source.NOW: "{{now:iso}} and {{now:unix}}",
        Source.RANDOM: "{{random:8}}, with the number of digits from 1 to 9999",
    }[call.source]
    raise RenderError(f"{call.text} makes nothing.", hint=f"In {where}. Known: {known}.")


def _digits(count: int, entropy: Entropy) -> str:
    """Return decimal digits, the first of several not 0, so that they may stand for a number."""
    octets = entropy.bytes(2 * count)
    pairs = [octets[at] << 8 | octets[at + 1] for at in range(0, 2 * count, 2)]
    first = str(1 + pairs[0] % 9) if count > 1 else str(pairs[0] % 10)
    return first + "".join(str(pair % 10) for pair in pairs[1:])


def _uuid(entropy: Entropy) -> str:
    """Return a UUID of version 4 (RFC 9562 5.4)."""
    octets = bytearray(entropy.bytes(16))
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
