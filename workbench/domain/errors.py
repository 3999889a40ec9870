"""The tree of errors that a person can meet, each with what happened, why, and what to do next.

Must not format for a terminal: front ends do that.

    WorkbenchError
    ├── UsageError              2   a name, path or option that fits nothing
    ├── FormatError             2   a file that cannot be used, with all its problems
    ├── RenderError             2   a template that cannot be rendered
    │   └── Unanswered              nobody typed what a template asks for
    ├── SaveFailed              2   a file could not be written; the edit is kept
    ├── NotYet                  2   read and checked, but no issue has delivered it
    ├── TrustRequired           2   a secret would travel where nobody allowed it
    ├── TransportError          3   no HTTP answer came
    │   ├── ConnectFailed
    │   ├── NameNotResolved
    │   ├── TlsFailed
    │   ├── ProxyFailed
    │   ├── TimedOut
    │   ├── ConnectionLost
    │   ├── ProtocolBroken
    │   └── BodyTooLarge
    ├── TokenUnavailable        4   no token could be had
    │   ├── TokenRefused            the authorization server said no
    │   └── PersonNeeded            only a person can go on
    └── ExpectationFailed       5
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.problem import Problem
    from workbench.domain.token import TokenError
    from workbench.domain.trust import Ask


class ExitCode(IntEnum):
    """What a command's exit status means (design section 10)."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    TRANSPORT = 3
    TOKEN = 4
    EXPECTATION = 5
    INTERRUPTED = 130


#: Of several exit codes the first of these wins.
EXIT_ORDER = (
    ExitCode.INTERRUPTED,
    ExitCode.USAGE,
    ExitCode.TRANSPORT,
    ExitCode.TOKEN,
    ExitCode.EXPECTATION,
    ExitCode.OK,
)


class WorkbenchError(Exception):
    """Something that went wrong, told in three parts: message, hint and fix."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "", fix: str = "") -> None:
        """Keep the parts: what happened, why as far as known, and what to do next."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.fix = fix


class UsageError(WorkbenchError):
    """A name, path or option fits nothing."""


class FormatError(WorkbenchError):
    """A file cannot be used; `problems` has every error in it."""

    def __init__(
        self, message: str, hint: str = "", fix: str = "", *, problems: Sequence[Problem] = ()
    ) -> None:
        """Keep the problems beside the three parts."""
        super().__init__(message, hint, fix)
        self.problems = tuple(problems)


class SaveFailed(WorkbenchError):
    """A file could not be written; what was to be in it is kept where it was edited."""


class RenderError(WorkbenchError):
    """A template names something unknown, or names itself."""


class Unanswered(RenderError):
    """Nobody typed what a template asks a person for."""


class NotYet(WorkbenchError):
    """A collection asks for something that is read and checked but not delivered yet."""


class TrustRequired(WorkbenchError):
    """A value would travel to an origin that the person has not allowed."""

    def __init__(
        self, message: str, hint: str = "", fix: str = "", *, asks: Sequence[Ask] = ()
    ) -> None:
        """Keep the open questions beside the three parts."""
        super().__init__(message, hint, fix)
        self.asks = tuple(asks)


class TransportError(WorkbenchError):
    """No complete HTTP answer came."""

    exit_code = ExitCode.TRANSPORT


class ConnectFailed(TransportError):
    """No connection could be made."""


class NameNotResolved(TransportError):
    """The host's name has no address."""


class TlsFailed(TransportError):
    """The TLS handshake failed."""


class ProxyFailed(TransportError):
    """A proxy could not be reached or would not open the way."""


class TimedOut(TransportError):
    """A phase of the exchange took longer than its setting allows."""


class ConnectionLost(TransportError):
    """The connection ended in the middle."""


class ProtocolBroken(TransportError):
    """What came is not HTTP as RFC 9112 has it."""


class BodyTooLarge(TransportError):
    """The answer is longer than `max_body`."""


class TokenUnavailable(WorkbenchError):
    """No token could be had."""

    exit_code = ExitCode.TOKEN


class TokenRefused(TokenUnavailable):
    """The authorization server answered the token request with something else than a token."""

    def __init__(
        self, message: str, hint: str = "", fix: str = "", *, error: TokenError | None = None
    ) -> None:
        """Keep the server's own answer beside the three parts."""
        super().__init__(message, hint, fix)
        self.error = error


class PersonNeeded(TokenUnavailable):
    """Only a person can get this token."""


class ExpectationFailed(WorkbenchError):
    """An answer came and is not the one that was expected."""

    exit_code = ExitCode.EXPECTATION
