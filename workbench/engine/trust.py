"""Trust: what one send would hand to whom, and whether the person has allowed it (design 8).

Must not call a source: questions are computed from templates, before anything is rendered.

    needs ──▶ loopback? given? remembered? ──▶ the person, once for all ──▶ yes | TrustRequired
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.errors import TrustRequired, UsageError
from workbench.domain.origin import parse_origin
from workbench.domain.presets import OAuth2
from workbench.domain.template import Source
from workbench.domain.trust import Ask, AskKind, TrustQuestion
from workbench.engine.expansion import Plain, expand
from workbench.engine.gathering import NOBODY
from workbench.engine.rendering import SLOW, called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.domain.settings import Settings
    from workbench.engine.destination import Destination
    from workbench.engine.expansion import Call
    from workbench.engine.ports import FileFacts, TrustMemory, UserAgent
    from workbench.engine.rendering import Tracing
    from workbench.engine.resolution import EffectivePreset

#: Asks that a destination on this machine answers by itself.
_FREE_ON_LOOPBACK = frozenset({AskKind.SOURCE, AskKind.PRESET, AskKind.ISSUER})
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
#: What `--allow` calls the question about certificates.
VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class TrustGiven:
    """What the command line allows for one run: everything, or names to origins."""

    everything: bool = False
    allow: tuple[tuple[str, str], ...] = ()

    def checked(self) -> TrustGiven:
        """Return it with its origins in one form; raises `UsageError` for what is none."""
        pairs = []
        for name, origin in self.allow:
            try:
                pairs.append((name, origin if "{{" in origin else str(parse_origin(origin))))
            except ValueError:
                raise UsageError(
                    f"--allow {name}={origin} names no origin.",
                    fix=f"Write --allow {name}=https://api.example.com.",
                ) from None
        return TrustGiven(self.everything, tuple(pairs))


@dataclass(frozen=True, slots=True)
class Need:
    """One question with where its value goes and the names that `--allow` may call it by."""

    ask: Ask
    destination: Destination
    names: frozenset[str]

    @property
    def is_free(self) -> bool:
        """Tell whether nobody needs to be asked."""
        going = self.destination
        return self.ask.kind in _FREE_ON_LOOPBACK and going.known and going.origin.is_loopback

    def allowed_by(self, given: TrustGiven) -> bool:
        """Tell whether the command line allowed it."""
        return given.everything or any(
            name in self.names and origin == str(self.destination.origin)
            for name, origin in given.allow
        )

    @property
    def option(self) -> str:
        """Return the option that would allow it."""
        pair = f"{self.ask.name}={self.destination.origin}"
        # As any POSIX shell reads it back: a command has quotes of its own.
        quoted = "'" + pair.replace("'", "'\"'\"'") + "'"
        return f"--allow {pair if _PLAIN.fullmatch(pair) else quoted}"


def needs_of(
    traced: Tracing, going: Destination, settings: Settings, *, files_by_name: bool
) -> Iterator[Need]:
    """Return what travels with one request: its sources, its files, and how it is sent.

    `files_by_name` asks for every file by name, wherever it is (the workspace root is shared).
    """
    origin = str(going.origin)
    for call, facts in traced.calls.items():
        name = call.argument
        if call.source is Source.FILE and facts is not None:
            yield from _file(call.argument, facts, going, by_name=files_by_name)
            name = facts.real_path if _outside(facts, by_name=files_by_name) else name
        elif call.source is Source.COMMAND:
            yield _command(call, traced, going)
        if call.source in SLOW:
            # An answer about the variable crm says nothing about the entry crm of a keyring.
            name = called(call)
            yield Need(Ask(AskKind.SOURCE, name, origin), going, frozenset({name}))
        else:
            yield Need(Ask(AskKind.SOURCE, name, origin), going, frozenset({name, call.argument}))
    for (path, _), facts in traced.files.items():
        if _outside(facts, by_name=files_by_name):
            yield from _file(path, facts, going, by_name=files_by_name)
            sent = Ask(AskKind.SOURCE, facts.real_path, origin)
            yield Need(sent, going, frozenset({path, facts.real_path}))
    if settings.verify is False:
        yield Need(Ask(AskKind.VERIFY, VERIFY, origin), going, frozenset({VERIFY}))
    if settings.proxy:
        proxy = _without_user(settings.proxy)
        yield Need(Ask(AskKind.PROXY, proxy), going, frozenset({proxy}))
    # A certificate on its own has its key in the same file.
    if key := settings.client_key or settings.client_certificate:
        yield Need(Ask(AskKind.CLIENT_KEY, key, origin), going, frozenset({key}))


def _command(call: Call, traced: Tracing, going: Destination) -> Need:
    """Return the question about a command: its exact text, and the directory that it runs in."""
    directory = traced.place_of(call).file.rpartition("/")[0] or "/"
    names = frozenset({call.argument, called(call)})
    return Need(Ask(AskKind.COMMAND, call.argument, directory), going, names)


def _without_user(proxy: str) -> str:
    """Return a proxy's address without the password that may stand in it."""
    scheme, mark, rest = proxy.rpartition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


def preset_need(name: str, going: Destination) -> Need:
    """Return the question whether a preset's token or key may go somewhere."""
    return Need(Ask(AskKind.PRESET, name, str(going.origin)), going, frozenset({name}))


def has_written_secret(effective: EffectivePreset) -> bool:
    """Tell whether a preset's own file holds some of what its token requests must prove."""
    preset = effective.preset
    if not isinstance(preset, OAuth2):
        return True
    fields = (
        preset.client_secret,
        preset.password,
        preset.refresh_token,
        *(value for _, value in preset.parameters),
    )
    return any(
        isinstance(piece, Plain) and piece.text.strip()
        for field in fields
        for piece in expand(field, effective.variables, shared=effective.shared)
    )


def _outside(facts: FileFacts, *, by_name: bool) -> bool:
    return by_name or not facts.inside


def _file(path: str, facts: FileFacts, going: Destination, *, by_name: bool) -> Iterator[Need]:
    if _outside(facts, by_name=by_name):
        ask = Ask(AskKind.FILE, facts.real_path)
        yield Need(ask, going, frozenset({path, facts.real_path}))


class TrustDesk:
    """Where the questions of all sends of a session are settled, one person at a time."""

    def __init__(self, memory: TrustMemory, agent: UserAgent, given: TrustGiven) -> None:
        """Keep who answers: the command line, what was answered before, and the person."""
        self._memory = memory
        self._agent = agent
        self._given = given.checked()
        self._asking = asyncio.Lock()
        self._told: dict[str, None] = {}

    def unasked(self) -> TrustDesk:
        """Return the same trust for what goes on without a person: what is open is refused."""
        alone = TrustDesk(self._memory, NOBODY, self._given)
        alone._told = self._told
        return alone

    @property
    def told(self) -> tuple[str, ...]:
        """Return what `--trust` has allowed so far, a sentence for each question."""
        return tuple(self._told)

    async def settle(self, file: str, needs: Iterable[Need]) -> tuple[str, ...]:
        """Return what `--trust` allowed once everything is allowed; raises `TrustRequired`.

        The person is asked once for all that is open, and a yes is remembered.
        """
        mine = [need for need in dict.fromkeys(needs) if not need.is_free]
        notes = self._tell(file, mine) if self._given.everything and mine else ()
        mine = [need for need in mine if not need.allowed_by(self._given)]
        if not self._open(file, mine):
            return notes
        async with self._asking:
            # Whoever was asked meanwhile may have answered this too.
            still = self._open(file, mine)
            if not still:
                return notes
            question = TrustQuestion(file, _asks(still))
            if await self._agent.allow(question):
                self._memory.remember(file, question.asks)
                return notes
        named = file.rpartition("/")[2]
        raise TrustRequired(
            f"Nothing was sent: {question.sentence(named)}",
            hint="Nobody has allowed that for this workspace.",
            fix=" ".join(dict.fromkeys(need.option for need in still)),
            asks=question.asks,
        )

    def _tell(self, file: str, needs: list[Need]) -> tuple[str, ...]:
        """Return what `--trust` allows now and has not been said yet."""
        said = TrustQuestion(file, _asks(needs)).sentence(file.rpartition("/")[2])
        note = f"--trust allowed: {said}"
        if note in self._told:
            return ()
        self._told[note] = None
        return (note,)

    def _open(self, file: str, needs: list[Need]) -> list[Need]:
        if not needs:
            return []
        allowed = self._memory.allowed(file, _asks(needs))
        return [need for need in needs if need.ask not in allowed]


def _asks(needs: Iterable[Need]) -> tuple[Ask, ...]:
    return tuple(dict.fromkeys(need.ask for need in needs))
