"""What a grant can need of the world, and what it is sent back.

Must not do any of it.

    grant ──Post | Get | Authorize | Present | Wait──▶ driver
          ◀──Reply | AuthorizationResponse | None─────
          ──────────────Token─────────────────────▶
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from workbench.domain.http import Header
from workbench.domain.secret import Rendered
from workbench.domain.token import Token

#: Names and values of a form, in order, not yet encoded.
Form = tuple[tuple[str, Rendered], ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A form to send to an endpoint; `remark` says in words what it is for."""

    url: Rendered
    form: Form
    headers: tuple[Header, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Get:
    """A document to fetch."""

    url: Rendered
    headers: tuple[Header, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Authorize:
    """An address that a person must open, answered by an `AuthorizationResponse`."""

    url: Rendered
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """Words to show to the person; `until` in seconds since 1970."""

    instruction: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A time to let pass, in seconds."""

    seconds: float
    remark: str = ""


Step = Post | Get | Authorize | Present | Wait


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a `Post` or a `Get`; times in seconds since 1970.

    `sent_at` is when the request was sent: a token's life counts from there.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    sent_at: float = 0.0
    received_at: float = 0.0
    elapsed_ms: int = 0

    def header(self, name: str) -> str | None:
        """Return the first header of a name in any case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """What came back to the redirect URI (RFC 6749 4.1.2)."""

    parameters: Mapping[str, str] = field(default_factory=dict)


Grant = Generator[Step, Reply | AuthorizationResponse | None, Token]
