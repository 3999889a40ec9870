"""A workspace in memory with a world around it: sources, answers, a person; for tests of sending.

Must not touch a disk or a socket. What was read, asked and sent is kept to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from tests.support.fakes import Answer, FakeClock, FakeEntropy, FakeTransport, answer
from workbench.domain.collection import RequestSpec
from workbench.domain.http import Exchange, Request, RequestState
from workbench.domain.prompt import PromptQuestion
from workbench.domain.secret import Secret
from workbench.domain.trust import Ask, TrustQuestion
from workbench.domain.workspace import CollectionFile, RequestRef, Workspace
from workbench.engine.effective import Effective
from workbench.engine.gathering import Typed
from workbench.engine.issuers import Issuers
from workbench.engine.keeper import TokenKeeper
from workbench.engine.plan import Root, SendPlan, plan_send
from workbench.engine.ports import FileFacts, Place
from workbench.engine.rendering import Reading
from workbench.engine.resolution import preset_of, resolve
from workbench.engine.sender import Means, send
from workbench.engine.trust import TrustDesk, TrustGiven
from workbench.formats.toml_reader import read_collection, read_workspace_layer

ROOT = "/ws"
FILE = "/ws/api.toml"


@dataclass
class FakeSources:
    """Environment and files from dictionaries; `links` lead to other real paths."""

    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def env(self, name: str, place: Place) -> str | None:
        self.read.append(f"env:{name}")
        self.places.append(place)
        return self.environment.get(name)

    def file_facts(self, path: str, place: Place) -> FileFacts:
        real = self._real(path, place)
        directory = PurePosixPath(place.file).parent
        inside = PurePosixPath(real).is_relative_to(directory) and not any(
            part.startswith(".") for part in PurePosixPath(real).relative_to(directory).parts
        )
        there = real in self.files
        return FileFacts(real, exists=there, regular=there, inside=inside)

    def file_text(self, path: str, place: Place) -> str:
        real = self._real(path, place)
        self.read.append(f"file:{real}")
        return self.files[real].removesuffix("\n")

    async def command(self, command: str, place: Place) -> Secret:
        self.read.append(f"command:{command}")
        self.places.append(place)
        return Secret(self.printed[command])

    async def keyring(self, service: str, name: str) -> Secret | None:
        self.read.append(f"keyring:{service}/{name}")
        found = self.keys.get((service, name))
        return None if found is None else Secret(found)

    def _real(self, path: str, place: Place) -> str:
        joined = PurePosixPath(place.file).parent / path
        parts: list[str] = []
        for part in joined.parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        plain = str(PurePosixPath(*parts))
        return self.links.get(plain, plain)


@dataclass
class FakeMemory:
    """Answers kept in memory, as one workspace has them."""

    kept: set[Ask] = field(default_factory=set)

    def allowed(self, file: str, asks: Iterable[Ask]) -> frozenset[Ask]:
        return frozenset(self.kept & set(asks))

    def remember(self, file: str, asks: Iterable[Ask]) -> None:
        self.kept |= set(asks)


@dataclass
class FakePerson:
    """Somebody who answers every question the same way."""

    says: bool = False
    types: dict[str, str] = field(default_factory=dict, repr=False)
    asked: list[TrustQuestion] = field(default_factory=list)
    prompted: list[PromptQuestion] = field(default_factory=list)

    async def allow(self, question: TrustQuestion) -> bool:
        self.asked.append(question)
        return self.says

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        self.prompted.append(question)
        typed = self.types.get(question.label)
        return None if typed is None else Secret(typed)


def workspace_of(
    text: str | Mapping[str, str], *, layer: str = "", shared: bool = False
) -> Workspace:
    """A workspace of one collection text, or of several by absolute path."""
    texts = {FILE: text} if isinstance(text, str) else dict(text)
    files = []
    for path, each in texts.items():
        read = read_collection(each, file=path)
        assert read.collection is not None, read.problems
        files.append(CollectionFile(path, each, read.collection))
    workspace = Workspace(ROOT, tuple(files), root_is_shared=shared)
    if layer:
        outer, problems = read_workspace_layer(layer, file=f"{ROOT}/workbench.toml")
        assert outer is not None, problems
        workspace = replace(workspace, layer=outer)
    return workspace


class World:
    """A workspace, and all that a send of it can touch."""

    def __init__(
        self,
        text: str | Mapping[str, str],
        *,
        layer: str = "",
        shared: bool = False,
        env: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        links: Mapping[str, str] | None = None,
        answers: Iterable[Answer] | Callable[[Request], Answer] | None = None,
        says: bool = False,
        given: TrustGiven | None = None,
        environment: str | None = None,
        overrides: Mapping[str, str] | None = None,
        captured: Mapping[str, str] | None = None,
        session: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace = workspace_of(text, layer=layer, shared=shared)
        self.sources = FakeSources(dict(env or {}), dict(files or {}), dict(links or {}))
        self.memory = FakeMemory()
        self.person = FakePerson(says)
        self.clock = FakeClock()
        self.transport = FakeTransport((lambda _: answer()) if answers is None else answers)
        self.environment = environment
        self.overrides = overrides
        self.captured = captured
        self.session = session
        self.keeper = TokenKeeper(clock=self.clock, transport=self.transport, key=b"k" * 32)
        self.desk = TrustDesk(self.memory, self.person, given or TrustGiven())
        self.means = Means(
            self.clock,
            FakeEntropy(),
            self.sources,
            self.transport,
            self.keeper,
            self.desk,
            Issuers(self.transport),
            Typed(self.person),
        )
        self.root = Root(ROOT, shared=shared)
        self.states: list[RequestState] = []

    def effective(
        self, label: str = "", *, file: str = FILE, draft: RequestSpec | None = None
    ) -> Effective:
        return resolve(
            self.workspace,
            RequestRef(file, label or self.first(file)),
            draft=draft,
            environment=self.environment,
            overrides=self.overrides,
            captured=self.captured,
            session=self.session,
        )

    def first(self, file: str = FILE) -> str:
        """The label of a file's first request, which a test means when it names none."""
        found = self.workspace.file(file)
        assert isinstance(found, CollectionFile)
        return found.collection.requests[0].label

    def plan(self, label: str = "", *, file: str = FILE) -> SendPlan:
        effective = self.effective(label, file=file)
        preset = preset_of(self.workspace, effective)
        return plan_send(effective, preset, self.sources, self.root)

    def rendered(self, label: str = "") -> Request:
        return self.plan(label).read(self.clock, self.means.entropy)

    def reading(self, label: str = "") -> Reading:
        return Reading(self.plan(label).traced, self.clock, self.means.entropy)

    async def send(
        self, label: str = "", *, file: str = FILE, draft: RequestSpec | None = None
    ) -> Exchange:
        effective = self.effective(label, file=file, draft=draft)
        preset = preset_of(self.workspace, effective)
        return await send(
            effective, preset, root=self.root, means=self.means, on_state=self.states.append
        )

    @property
    def asked(self) -> set[Ask]:
        """Everything that the person was asked about."""
        return {ask for question in self.person.asked for ask in question.asks}

    @property
    def sent_to(self) -> list[str]:
        """Where requests went, in clear."""
        return [request.url.reveal() for request in self.transport.requests]
