"""Heads of requests as bytes, and heads of answers as text (RFC 9112 3, 5).

Must not add a header but Host and Content-Length, without which there is no request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.adapters.http1 import Head
from workbench.adapters.outgoing import as_bytes
from workbench.domain.http import NoContent

if TYPE_CHECKING:
    from workbench.adapters.connecting import Route
    from workbench.adapters.http1 import Headers
    from workbench.domain.http import Request

_AUTHORITY = re.compile(r"[^:/?#]*://[^/?#]*")
_NOT_SENT_RAW = re.compile(rb"[^\x21-\x7e]")
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})


def head_of(request: Request, route: Route, length: int) -> Head:
    """Return the head of a request whose content has so many bytes."""
    headers = _headers(request, route, length)
    wanted = target(request.url.reveal())
    proxy = route.proxy
    if proxy is not None and not proxy.is_socks and route.tls is None:
        # Absolute form, which is how an HTTP proxy learns where to go (RFC 9112 3.2.2).
        wanted = _authority(route) + wanted
        if proxy.authorization is not None and not _has(headers, b"proxy-authorization"):
            headers.append((b"Proxy-Authorization", proxy.authorization))
    method = request.method.encode("ascii", "replace")
    return Head(method, wanted, headers, request.settings.timeout or None)


def target(address: str) -> bytes:
    """Return what goes on the request line: path and query as written (RFC 9112 3.2.1)."""
    rest = _AUTHORITY.sub("", address, count=1).partition("#")[0]
    if not rest.startswith("/"):
        rest = f"/{rest}"
    return _NOT_SENT_RAW.sub(
        lambda each: b"%%%02X" % each[0][0], rest.encode("utf-8", "surrogateescape")
    )


def as_text(raw: bytes) -> str:
    """Return bytes of a head as text: UTF-8, or else one character a byte."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _headers(request: Request, route: Route, length: int) -> Headers:
    headers = [
        (
            header.name.encode("ascii", "replace"),
            as_bytes(header.value, f"The header {header.name}").strip(b" \t"),
        )
        for header in request.headers
    ]
    if not _has(headers, b"host"):
        headers.insert(0, (b"Host", _authority(route).partition(b"://")[2]))
    framed = _has(headers, b"content-length") or _has(headers, b"transfer-encoding")
    empty = isinstance(request.content, NoContent)
    if not framed and (not empty or request.method.upper() in _WITH_LENGTH):
        headers.append((b"Content-Length", b"%d" % length))
    return headers


def _has(headers: Headers, name: bytes) -> bool:
    return any(each.lower() == name for each, _ in headers)


def _authority(route: Route) -> bytes:
    text = str(route.origin)
    return text.encode("ascii" if text.isascii() else "idna")
