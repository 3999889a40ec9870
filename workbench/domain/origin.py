"""Origins: where a request goes, as far as trust is concerned (RFC 6454 section 4).

Must not resolve names.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Scheme, host and port; of an address that holds a source, the template text as `host`."""

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Tell whether it is this machine: 127.0.0.0/8, ::1 or localhost (RFC 6761 6.3)."""
        return _is_loopback(self.host)

    @property
    def is_encrypted(self) -> bool:
        """Tell whether what travels there is encrypted."""
        return self.scheme in {"https", "wss"}

    def __str__(self) -> str:
        """Return its ASCII serialization, without a port that goes without saying."""
        if not self.scheme:
            return self.host
        host = f"[{self.host}]" if ":" in self.host else self.host
        if DEFAULT_PORTS.get(self.scheme) == self.port:
            return f"{self.scheme}://{host}"
        return f"{self.scheme}://{host}:{self.port}"


@lru_cache(maxsize=256)
def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> Origin:
    """Return the origin of an absolute URL; raises `ValueError` when it has none."""
    # `urlsplit` drops tabs and newlines and parsers differ about a backslash: what two parsers
    # could read as two hosts is no address at all here.
    authority = url.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    if any(character in authority for character in "\\ \t\r\n") or not url.isprintable():
        raise ValueError(f"{url!r} has a character that no address may have")
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if not scheme or not host:
        raise ValueError(f"{url!r} is no absolute URL")
    port = parts.port or DEFAULT_PORTS.get(scheme)
    if port is None:
        raise ValueError(f"{url!r} has a scheme without a usual port")
    return Origin(scheme, host, port)


def parse_origin(text: str) -> Origin:
    """Return the origin written as `https://host[:port]`; raises `ValueError`."""
    return origin_of(text if "://" in text else f"https://{text}")
