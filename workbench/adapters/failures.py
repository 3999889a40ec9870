"""What httpcore, sockets and TLS raise, in the words of the domain.

Must not decide what to do about it, and must not quote a request: h11 does, secrets included.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h11
import httpcore

from workbench.domain.errors import (
    ConnectFailed,
    ConnectionLost,
    NameNotResolved,
    ProtocolBroken,
    ProxyFailed,
    TimedOut,
    TlsFailed,
    UsageError,
    WorkbenchError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.adapters.stopwatch import Stopwatch
    from workbench.domain.origin import Origin
    from workbench.domain.settings import Settings

#: What the transport raises when an exchange fails; anything else is a defect.
FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    h11.ProtocolError,
    ssl.SSLError,
    OSError,
    UnicodeError,
)

#: What TLS raises on its way to the next bytes.
_NO_FAILURE = (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError)
_UNREACHABLE = {
    errno.ENETUNREACH: "No network leads there.",
    errno.EHOSTUNREACH: "No way leads to that host.",
    errno.ENETDOWN: "The network is down.",
    errno.EADDRNOTAVAIL: "This machine has no address that could reach it.",
    errno.EMFILE: "This process has too many files open.",
    errno.ENFILE: "This machine has too many files open.",
}
#: Words of h11, and what they mean.
_HTTP_SAID = (
    ("Receive buffer too long", "The head of its answer is longer than 1,280 KiB."),
    ("Content-Length", "It says twice, and differently, how long the answer is, or no number."),
    ("without a pending proposal", "It switches to a protocol that nobody asked for (101)."),
    ("Transfer-Encoding", "It frames the answer in a way that HTTP/1.1 does not have."),
)
#: Words of OpenSSL: what they mean, and what to do.
_TLS_SAID = (
    (
        ("wrong version number", "http request", "record layer failure"),
        (
            "It does not speak TLS on this port; it may speak plain http.",
            "Compare the URL's scheme.",
        ),
    ),
    (
        ("certificate required", "bad certificate", "unknown ca", "certificate unknown"),
        (
            "The server wants a client certificate, or another one.",
            "Name one as client_certificate and client_key under [settings].",
        ),
    ),
    (
        ("unsupported protocol", "protocol version", "no protocols available"),
        ("The server and this machine have no version of TLS in common.", ""),
    ),
    (
        ("handshake failure", "no shared cipher", "no ciphers", "dh key too small"),
        ("They agree about no cipher, or the server wants a client certificate.", ""),
    ),
    (("unrecognized name",), ("The server knows no host of that name.", "Compare the host.")),
    (("unexpected eof", "eof occurred"), ("The other side ended the connection.", "")),
)
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
    """What was tried when it failed: where to, how, and how far it had come.

    `proxy` is the proxy's address, empty without one; `reused` tells of a kept connection.
    """

    origin: Origin
    settings: Settings
    watch: Stopwatch
    proxy: str = ""
    reused: bool = False

    @property
    def at_proxy(self) -> bool:
        """Tell whether the proxy was as far as it came."""
        opened = self.watch.connected and not self.watch.going_on("proxy")
        return bool(self.proxy) and not opened

    @property
    def host(self) -> str:
        """Return the host as a person may see it."""
        return self.proxy if self.at_proxy else self.origin.host

    @property
    def place(self) -> str:
        """Return host and port as a sentence has them."""
        if self.at_proxy:
            return f"the proxy {self.proxy}"
        if not self.origin.scheme:
            return self.origin.host
        return f"{self.origin.host}, port {self.origin.port}"

    @property
    def subject(self) -> str:
        """Return the same where the sentence goes on behind it."""
        return f"{self.place}," if self.origin.scheme and not self.at_proxy else self.place


def translated(error: Exception, where: Where) -> WorkbenchError:
    """Return the domain's error for what was raised before an answer came."""
    if isinstance(error, httpcore.TimeoutException | TimeoutError):
        return timed_out(error, where)
    if isinstance(error, httpcore.LocalProtocolError | h11.LocalProtocolError):
        return _not_sendable(error)
    if isinstance(error, UnicodeError):
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
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _NO_FAILURE):
            return _tls_failed(cause, where)
    if where.at_proxy:
        return _proxy_failed(chain, where)
    if where.watch.going_on("tls"):
        return TlsFailed(
            f"{where.subject} ended the connection during the TLS handshake.",
            hint="It may not speak TLS on this port, or may want a client certificate.",
        )
    said = str(error)
    if isinstance(error, httpcore.RemoteProtocolError) and "disconnected" not in said:
        return _http2_ended(said, where) or _not_http(said, where)
    if where.watch.connected:
        return ConnectionLost(
            f"The connection to {where.subject} ended before an answer came.",
            hint=_lost_how(chain, where),
            fix="Send again; if it stays, look at the server's log.",
        )
    return _not_connected(chain, where)


def timed_out(error: Exception, where: Where) -> TimedOut:
    """Return which phase took too long, and the setting that bounds it."""
    settings, watch = where.settings, where.watch
    if not isinstance(error, httpcore.TimeoutException):
        hint = f"connect_timeout is {settings.connect_timeout or 0:g} s."
        if watch.going_on("lookup"):
            return TimedOut(
                f"The name {where.host} was not looked up in time.",
                hint=f"The resolver did not answer; {hint}",
                fix="Look whether the network or a VPN is up.",
            )
        if watch.going_on("tls"):
            return TimedOut(f"{where.subject} did not finish the TLS handshake.", hint=hint)
        if watch.going_on("proxy"):
            return TimedOut(f"The proxy {where.proxy} opened no way in time.", hint=hint)
        return TimedOut(
            f"No connection to {where.place}.",
            hint=f"Nothing answered there; {hint} A VPN or a firewall may be in between.",
        )
    hint = f"timeout is {settings.timeout or 0:g} s without a byte."
    if isinstance(error, httpcore.WriteTimeout):
        return TimedOut(f"{where.subject} stopped taking the request.", hint=hint)
    return TimedOut(
        f"No answer from {where.place}.",
        hint=f"The request was sent; {hint}",
        fix="A longer timeout stands under [settings].",
    )


def total_time_over(where: Where) -> TimedOut:
    """Return the error of an exchange that took longer than `total_timeout`."""
    doing = "No answer from" if where.watch.sent else "The request was not sent to"
    if not where.watch.connected:
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
    hint, fix = next(
        (said for words, said in _TLS_SAID if any(each in reason for each in words)), ("", "")
    )
    if not hint and reason:
        hint = f"OpenSSL said: {reason}."
    return TlsFailed(f"No TLS with {where.place}.", hint=hint, fix=fix)


def _proxy_failed(chain: tuple[BaseException, ...], where: Where) -> ProxyFailed:
    if where.watch.going_on("proxy"):
        return ProxyFailed(
            f"The proxy {where.proxy} ended the connection.",
            hint="It may be another kind of proxy, or want TLS.",
            fix="Compare the scheme and port of proxy.",
        )
    failed = _not_connected(chain, where)
    fix = 'Compare proxy under [settings], or HTTPS_PROXY; proxy = "" goes without one.'
    return ProxyFailed(failed.message, hint=failed.hint, fix=fix)


def _http2_ended(said: str, where: Where) -> ConnectionLost | None:
    """Return what a stream that was reset or a connection that was closed by name means."""
    if not said.startswith(("<StreamReset", "<ConnectionTerminated")):
        return None
    number = re.search(r"error_code:(?:<ErrorCodes\.(\w+)|(\w+))", said)
    name = next((each for each in number.groups() if each), "") if number else ""
    return ConnectionLost(
        f"{where.subject} gave the request back without an answer.",
        hint=f"HTTP/2 said {name}." if name else "",
        fix="Send again; http2 = false under [settings] speaks HTTP/1.1.",
    )


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
    if any(isinstance(cause, ConnectionResetError) for cause in chain):
        hint = "The other side reset it as soon as it was made."
        return ConnectFailed(message, hint=hint, fix="Look at the server's log.")
    numbers = [cause.errno for cause in chain if isinstance(cause, OSError)]
    hint = next((_UNREACHABLE[each] for each in numbers if each in _UNREACHABLE), "")
    return ConnectFailed(message, hint=hint, fix="Compare the URL; a VPN may be needed.")


def _lost_how(chain: tuple[BaseException, ...], where: Where) -> str:
    how = "The other side closed it."
    if any(isinstance(cause, ConnectionResetError) for cause in chain):
        how = "The other side reset it."
    elif any(isinstance(cause, BrokenPipeError) for cause in chain):
        how = "The other side closed it while the request was sent."
    if any("middle of the head" in str(cause) for cause in chain):
        how = "The head of the answer was not all there when it ended."
    elif where.origin.is_encrypted and not where.reused and not where.settings.client_certificate:
        how += " It may want a client certificate."
    if where.reused:
        how += " The connection was kept from an earlier request; this method is not repeated."
    return how if where.watch.sent else f"{how} The request was not sent in full."


def _not_http(said: str, where: Where) -> ProtocolBroken:
    hint = f"{said[:160]}."
    # h11's words for a first byte that is no text.
    if said == "illegal request line":
        hint = "It answered in bytes that are no text"
        hint += "." if where.origin.is_encrypted else "; it may speak TLS on this port."
    for words, meant in _HTTP_SAID:
        if words in said:
            hint = meant
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
