"""What httpx, sockets and TLS raise, in the words of the domain.

Must not decide what to do about it, and must not quote a request: h11 does, secrets included.
"""

from __future__ import annotations

import errno
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h11
import httpx

from workbench.domain.errors import (
    ConnectFailed,
    ConnectionLost,
    NameNotResolved,
    ProtocolBroken,
    TimedOut,
    TlsFailed,
    UsageError,
    WorkbenchError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.origin import Origin
    from workbench.domain.settings import Settings

#: What the transport raises when an exchange fails; anything else is a defect.
FAILURES = (
    httpx.TransportError,
    httpx.InvalidURL,
    h11.ProtocolError,  # httpcore lets those of a body through as they are
    ssl.SSLError,
    OSError,
    UnicodeError,
)

_UNREACHABLE = {
    errno.ENETUNREACH: "No network leads there.",
    errno.EHOSTUNREACH: "No way leads to that host.",
    errno.ENETDOWN: "The network is down.",
    errno.EADDRNOTAVAIL: "This machine has no address that could reach it.",
    errno.EMFILE: "This process has too many files open.",
    errno.ENFILE: "This machine has too many files open.",
}
_AUTHORITY_FIX = (
    "Name the authority's certificate as ca_file under [settings], or set verify = false there"
    " where that is known to be safe."
)
#: OpenSSL's X509_V_ERR numbers: what is wrong, why, and what to do.
_CERTIFICATE = {
    9: ("is not valid yet", "The clock of this machine or of the server may be wrong.", ""),
    10: ("has expired", "", "Whoever runs the server has to renew it."),
    18: ("is self-signed", "No authority vouches for it.", _AUTHORITY_FIX),
    19: ("comes from an authority that signed itself", "It is not trusted here.", _AUTHORITY_FIX),
    20: ("comes from an unknown authority", "A middle certificate may be missing.", _AUTHORITY_FIX),
    21: ("comes from an unknown authority", "A middle certificate may be missing.", _AUTHORITY_FIX),
    62: ("is for another host", "", "Compare the host in the URL with the certificate's names."),
    64: ("is for another address", "", "Use the host name that the certificate is for."),
}


@dataclass(frozen=True, slots=True)
class Where:
    """What was tried when it failed: where to, how, and how far it had come."""

    origin: Origin
    settings: Settings
    connected: bool
    encrypting: bool
    sent: bool

    @property
    def host(self) -> str:
        """Return the host as a person may see it."""
        return self.origin.host

    @property
    def place(self) -> str:
        """Return host and port as a sentence has them."""
        if not self.origin.scheme:
            return self.origin.host
        return f"{self.origin.host}, port {self.origin.port}"

    @property
    def subject(self) -> str:
        """Return the same where the sentence goes on behind it."""
        return f"{self.place}," if self.origin.scheme else self.place


def translated(error: Exception, where: Where) -> WorkbenchError:
    """Return the domain's error for what was raised before an answer came."""
    if isinstance(error, httpx.TimeoutException):
        return timed_out(error, where)
    if isinstance(error, httpx.LocalProtocolError | h11.LocalProtocolError):
        return _not_sendable(error)
    if isinstance(error, httpx.InvalidURL | UnicodeError):
        return NameNotResolved(
            f"{where.host} is no host name.", fix="Compare the host in the URL with its origin."
        )
    chain = tuple(_causes(error))
    for cause in chain:
        if isinstance(cause, socket.gaierror):
            return _not_resolved(cause, where)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _bad_certificate(cause, where)
    for cause in chain:
        if isinstance(cause, ssl.SSLError):
            return _tls_failed(cause, where)
    if where.encrypting:
        return TlsFailed(
            f"{where.subject} ended the connection during the TLS handshake.",
            hint="It may not speak TLS on this port, or may want a client certificate.",
        )
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return _not_http(error, where)
    if where.connected:
        return ConnectionLost(
            f"The connection to {where.subject} ended before an answer came.",
            hint=_lost_how(chain, where),
            fix="Send again; if it stays, look at the server's log.",
        )
    return _not_connected(chain, where)


def timed_out(error: httpx.TimeoutException, where: Where) -> TimedOut:
    """Return which phase took too long, and the setting that bounds it."""
    settings = where.settings
    if isinstance(error, httpx.ConnectTimeout):
        hint = f"connect_timeout is {settings.connect_timeout or 0:g} s."
        if where.encrypting:
            return TimedOut(f"{where.subject} did not finish the TLS handshake.", hint=hint)
        return TimedOut(
            f"No connection to {where.place}.",
            hint=f"Nothing answered there; {hint} A VPN or a firewall may be in between.",
        )
    hint = f"timeout is {settings.timeout or 0:g} s without a byte."
    if isinstance(error, httpx.WriteTimeout):
        return TimedOut(f"{where.subject} stopped taking the request.", hint=hint)
    return TimedOut(
        f"No answer from {where.place}.",
        hint=f"The request was sent; {hint}",
        fix="A longer timeout stands under [settings].",
    )


def total_time_over(where: Where) -> TimedOut:
    """Return the error of an exchange that took longer than `total_timeout`."""
    doing = "No answer from" if where.sent else "The request was not sent to"
    if not where.connected:
        doing = "No connection to"
    return TimedOut(
        f"{doing} {where.place}.", hint=f"total_timeout is {where.settings.total_timeout or 0:g} s."
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Return the error and everything that led to it, groups included, each once."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _not_resolved(cause: socket.gaierror, where: Where) -> NameNotResolved:
    if cause.errno == socket.EAI_AGAIN:
        return NameNotResolved(
            f"The name {where.host} could not be looked up.",
            hint="The resolver did not answer; the network may be down.",
            fix="Send again when the network is there.",
        )
    return NameNotResolved(
        f"The name {where.host} has no address.",
        hint="It may be misspelled, or known only inside another network.",
        fix="Compare the host in the URL; an environment may set it.",
    )


def _bad_certificate(cause: ssl.SSLCertVerificationError, where: Where) -> TlsFailed:
    known = _CERTIFICATE.get(getattr(cause, "verify_code", 0))
    if known is None:
        return TlsFailed(
            f"The certificate of {where.subject} was not accepted.",
            hint=f"{getattr(cause, 'verify_message', '') or 'The check failed'}.",
        )
    what, hint, fix = known
    return TlsFailed(f"The certificate of {where.subject} {what}.", hint=hint, fix=fix)


def _tls_failed(cause: ssl.SSLError, where: Where) -> TlsFailed:
    reason = (cause.reason or "").replace("_", " ").lower()
    if reason in {"wrong version number", "http request", "record layer failure"}:
        hint = "It does not speak TLS on this port; it may speak plain http."
        return TlsFailed(f"No TLS with {where.place}.", hint=hint, fix="Compare the URL's scheme.")
    hint = f"OpenSSL said: {reason}." if reason else ""
    if "certificate required" in reason or "bad certificate" in reason:
        hint = "The server wants a client certificate."
    return TlsFailed(f"No TLS with {where.place}.", hint=hint)


def _not_connected(chain: tuple[BaseException, ...], where: Where) -> ConnectFailed:
    message = f"No connection to {where.place}."
    refused = "Nothing listens there: the connection was refused."
    if any(isinstance(cause, ConnectionRefusedError) for cause in chain):
        if where.origin.is_loopback:
            fix = (
                "Start the server that belongs there; `workbench demo` starts the practice server."
            )
        else:
            fix = "Compare host and port in the URL; an environment may set them."
        return ConnectFailed(message, hint=refused, fix=fix)
    numbers = [cause.errno for cause in chain if isinstance(cause, OSError)]
    hint = next((_UNREACHABLE[each] for each in numbers if each in _UNREACHABLE), "")
    return ConnectFailed(message, hint=hint, fix="Compare the URL; a VPN may be needed.")


def _lost_how(chain: tuple[BaseException, ...], where: Where) -> str:
    how = "The other side closed it."
    if any(isinstance(cause, ConnectionResetError) for cause in chain):
        how = "The other side reset it."
    elif any(isinstance(cause, BrokenPipeError) for cause in chain):
        how = "The other side closed it while the request was sent."
    return how if where.sent else f"{how} The request was not sent in full."


def _not_http(error: httpx.RemoteProtocolError, where: Where) -> ProtocolBroken:
    said = str(error)
    hint = f"{said[:160]}."
    # h11's words for a first byte that is no text.
    if said == "illegal request line":
        hint = "It answered in bytes that are no text"
        hint += "." if where.origin.is_encrypted else "; it may speak TLS on this port."
    fix = "Compare scheme and port in the URL."
    return ProtocolBroken(f"What {where.subject} sent is not HTTP.", hint=hint, fix=fix)


def _not_sendable(error: Exception) -> UsageError:
    said = str(error)
    if "Content-Length" in said and "data" in said:
        hint = "The Content-Length header is not the length of the body."
        fix = "Remove the header: the right one is added."
    else:
        hint = "The method, a header's name or value, or the framing headers break RFC 9112."
        fix = "Compare the method and the headers."
    return UsageError("The request cannot be sent as HTTP.", hint=hint, fix=fix)
