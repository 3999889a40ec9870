"""The ports of the engine: what it needs of the world, as protocols that adapters fulfil.

Must not hold any implementation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.domain.http import Request, Response, Timings
    from workbench.domain.prompt import PromptQuestion
    from workbench.domain.secret import Secret
    from workbench.domain.trust import Ask, TrustQuestion


class Clock(Protocol):
    """Time, and waiting for it."""

    def now(self) -> float:
        """Return the wall clock's seconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back, for durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Entropy(Protocol):
    """Randomness."""

    def bytes(self, count: int) -> bytes:
        """Return so many random bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """From where a source is read: absolute paths of the collection file and the workspace root.

    `env_files` false means that no `.env` is looked at (the root is $HOME, / or the temporary
    directory).
    """

    file: str
    root: str
    env_files: bool = True


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known about a path before it is read.

    `real_path` has its symlinks followed; `inside` tells whether it stays below the collection's
    directory with no component that starts with a dot.
    """

    real_path: str
    exists: bool
    regular: bool
    inside: bool
    size: int = 0


class Sources(Protocol):
    """Reads what sources name; only after trust was given."""

    def env(self, name: str, place: Place) -> str | None:
        """Return a variable of the process, else of the `.env` files of a place, else None."""
        ...

    def file_facts(self, path: str, place: Place) -> FileFacts:
        """Return what is known about a path written in a collection file, without reading it."""
        ...

    def file_text(self, path: str, place: Place) -> str:
        """Return a file's text without its last newline; raises `UsageError`."""
        ...

    async def command(self, command: str, place: Place) -> Secret:
        """Return what a command prints, without its last newline; raises `UsageError`.

        No shell reads it; it runs in the directory of the place's file. Cancelling ends it.
        """
        ...

    async def keyring(self, service: str, name: str) -> Secret | None:
        """Return an entry of the person's keyring, None where it has none; raises `UsageError`."""
        ...


class TrustMemory(Protocol):
    """Keeps the person's answers for a workspace."""

    def allowed(self, file: str, asks: Iterable[Ask]) -> frozenset[Ask]:
        """Return those of the questions that were answered with yes for this file's workspace."""
        ...

    def remember(self, file: str, asks: Iterable[Ask]) -> None:
        """Keep the answers."""
        ...


class UserAgent(Protocol):
    """The person, as far as the engine may ask."""

    async def allow(self, question: TrustQuestion) -> bool:
        """Ask whether all of it may be done; a front end that cannot ask returns False."""
        ...

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        """Have a value typed, unseen; None where nobody can be asked, or nobody answered."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one transfer; None means that the request's settings hold."""

    max_body: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is; the response is there from the moment its head is.

    `lost` has the times of an attempt that a kept connection lost; it is reported once, and the
    request goes out again.
    """

    sent: int = 0
    to_send: int | None = None
    response: Response | None = None
    received: int = 0
    to_receive: int | None = None
    timings: Timings | None = None
    lost: Timings | None = None


class Transport(Protocol):
    """Sends one finished request and returns its one answer; follows nothing.

    It repeats only what a kept connection lost before anything came of it, and tells so.
    """

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = Limits(),
        progress: Callable[[Progress], None] | None = None,
    ) -> tuple[Response, Timings]:
        """Send and receive all; raises `TransportError`; on cancelling it leaves nothing behind.

        A body that ends early is no error: the response says `incomplete`.
        """
        ...
