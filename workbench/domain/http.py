"""The life of a request as values: rendered, sent, answered (RFC 9110).

Must not send anything.

    RequestSpec ──render──▶ Request ──send──▶ Step, Step ... ──▶ Exchange

    Idle ▶ Rendering ▶ Authenticating ▶ Sending ▶ Receiving ▶ Done
                 └──────────┴──────────────┴─────────┴──────▶ Failed | Cancelled
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from workbench.domain.secret import Rendered
from workbench.domain.settings import DEFAULT_SETTINGS, Settings
from workbench.domain.token import TokenState

if TYPE_CHECKING:
    from workbench.domain.client_facts import ClientFacts
    from workbench.domain.cookies import CookieEvent
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.origin import Origin
    from workbench.domain.token import Token


class HeaderOrigin(StrEnum):
    """Which layer a header came from."""

    REQUEST = "request"
    FOLDER = "folder"
    BODY = "body"
    PRESET = "preset"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Header:
    """One header line as it will be sent; `whence` says more, such as `folder Customers`."""

    name: str
    value: Rendered
    layer: HeaderOrigin = HeaderOrigin.REQUEST
    whence: str = ""


@dataclass(frozen=True, slots=True)
class NoContent:
    """No body."""


@dataclass(frozen=True, slots=True)
class TextContent:
    """A body that is rendered text, sent as UTF-8."""

    text: Rendered


@dataclass(frozen=True, slots=True)
class FileContent:
    """A body that is the bytes of a file, streamed; `path` is absolute and already allowed."""

    path: str


@dataclass(frozen=True, slots=True)
class ContentPart:
    """One part of a multipart body, with what goes before its content."""

    head: Rendered
    content: TextContent | FileContent


@dataclass(frozen=True, slots=True)
class MultipartContent:
    """A multipart body (RFC 7578)."""

    boundary: str
    parts: tuple[ContentPart, ...]


Content = NoContent | TextContent | FileContent | MultipartContent


@dataclass(frozen=True, slots=True)
class Request:
    """A request ready to be sent; `origin` is where it was allowed to go."""

    method: str
    url: Rendered
    origin: Origin
    headers: tuple[Header, ...] = ()
    content: Content = NoContent()
    settings: Settings = DEFAULT_SETTINGS


class Body(Protocol):
    """The bytes of an answer, wherever they are kept; the reader of a view's `ByteSource`."""

    @property
    def size(self) -> int:
        """Return how many bytes there are so far."""
        ...

    @property
    def complete(self) -> bool:
        """Tell whether all have come."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of a range, fewer where it is not all there."""
        ...

    def close(self) -> None:
        """Give the memory or the file back."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """What an answer came over: the other end, its TLS version, whether it was kept from before.

    `proxy` is the proxy's address without its credentials, empty where there was none.
    """

    address: str = ""
    tls: str = ""
    reused: bool = False
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: head and body; header order, case and duplicates as they came.

    `received_at` in seconds since 1970. `incomplete` says why the body is not all there, `notes`
    what else was noticed on the way, such as bytes behind its end. `errors` are those that an
    answer to a GraphQL query tells, whatever its status.
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: Body
    received_at: float
    http_version: str = "HTTP/1.1"
    incomplete: str = ""
    notes: tuple[str, ...] = ()
    connection: Connection = Connection()
    errors: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of a name in any case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return all headers of a name in any case."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


@dataclass(frozen=True, slots=True)
class Timings:
    """Durations of the phases in milliseconds, None where a phase did not happen.

    In the order they happen: dns, connect, proxy, tls, send, wait, receive. `dns_ms` is the name
    lookup, `proxy_ms` what a proxy took to open the way, `wait_ms` ends with the head.
    """

    connect_ms: float | None = None
    tls_ms: float | None = None
    send_ms: float | None = None
    wait_ms: float | None = None
    receive_ms: float | None = None
    total_ms: float = 0.0
    dns_ms: float | None = None
    proxy_ms: float | None = None


class Purpose(StrEnum):
    """Why a request went over the wire."""

    REQUEST = "request"
    TOKEN = "token"
    REDIRECT = "redirect"
    RECOVERY = "recovery"
    #: A request that a kept connection lost, and that was sent once more.
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Step:
    """One request and its answer on the wire; exactly one of `response` and `error` is there.

    `started_at` in seconds since 1970. `remark` says in words what it was for, `cookies` what
    became of each cookie on the way out and in.
    """

    purpose: Purpose
    request: Request
    started_at: float
    response: Response | None = None
    error: WorkbenchError | None = None
    timings: Timings = Timings()
    remark: str = ""
    cookies: tuple[CookieEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthUse:
    """Which preset a request used, where that was written, and why its token was used as it was.

    `client` says what the token was asked with; `token` is None where none could be had.
    """

    preset: str | None = None
    inherited_from: str | None = None
    token_state: TokenState | None = None
    why: str = ""
    client: ClientFacts | None = None
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything that went over the wire for one send, in order; times in seconds since 1970."""

    label: str
    started_at: float
    elapsed_ms: float
    steps: tuple[Step, ...] = ()
    auth: AuthUse = AuthUse()
    error: WorkbenchError | None = None
    notes: tuple[str, ...] = ()

    @property
    def final(self) -> Step | None:
        """Return the last step of the request itself, None when it never left."""
        return next(
            (step for step in reversed(self.steps) if step.purpose is not Purpose.TOKEN), None
        )

    @property
    def response(self) -> Response | None:
        """Return the answer to the request itself, if one came."""
        return self.final.response if self.final else None


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing was sent yet."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Templates are being filled and the person may be asked."""

    since: float


@dataclass(frozen=True, slots=True)
class Authenticating:
    """A token is being had for the preset."""

    since: float
    preset: str
    why: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """The request is on its way and no byte of an answer has come; `sent` of `total` bytes."""

    since: float
    steps: tuple[Step, ...] = ()
    auth: AuthUse = AuthUse()
    timings: Timings = Timings()
    sent: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    """The head is there and the body is growing; `total` bytes where the head says so."""

    since: float
    response: Response
    steps: tuple[Step, ...] = ()
    auth: AuthUse = AuthUse()
    received: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The exchange is complete."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer came; the exchange has what happened until then."""

    exchange: Exchange
    error: WorkbenchError


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person stopped it; what had come is in the exchange."""

    exchange: Exchange


RequestState = Idle | Rendering | Authenticating | Sending | Receiving | Done | Failed | Cancelled
InFlight = Rendering | Authenticating | Sending | Receiving


def in_flight(state: RequestState) -> bool:
    """Tell whether a send is going on."""
    return isinstance(state, Rendering | Authenticating | Sending | Receiving)
