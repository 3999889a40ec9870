"""Which proxy a request goes through: the one that its settings name, else the environment's.

Must not open a connection.
"""

from __future__ import annotations

import base64
import ipaddress
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from workbench.domain.errors import UsageError

if TYPE_CHECKING:
    from workbench.domain.origin import Origin
    from workbench.domain.settings import Settings

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; its credentials are in no `repr`."""

    scheme: str
    host: str
    port: int
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_socks(self) -> bool:
        """Tell whether it speaks SOCKS (RFC 1928), else HTTP."""
        return self.scheme.startswith("socks")

    @property
    def authorization(self) -> bytes | None:
        """Return the value of Proxy-Authorization (RFC 7617)."""
        if not self.username and not self.password:
            return None
        pair = f"{self.username}:{self.password}".encode("utf-8", "surrogateescape")
        return b"Basic " + base64.b64encode(pair)

    def __str__(self) -> str:
        """Return its address without credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def proxy_for(settings: Settings, origin: Origin) -> Proxy | None:
    """Return the proxy of a request, None where it goes there directly.

    `proxy = ""` is none. The environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`) is never
    used for this machine itself; `NO_PROXY` holds for both. Raises `UsageError`.
    """
    if settings.proxy == "":
        return None
    written = settings.proxy
    if written is None:
        if origin.is_loopback:
            return None
        written = _variable(f"{origin.scheme}_proxy") or _variable("all_proxy")
    if not written or bypassed(origin, _variable("no_proxy")):
        return None
    return parse_proxy(written)


def _variable(name: str) -> str:
    """Return a variable of the environment; the lower-case one wins, as everywhere."""
    return os.environ.get(name) or os.environ.get(name.upper()) or ""


def parse_proxy(address: str) -> Proxy:
    """Return a proxy from its address; raises `UsageError` without repeating what it holds."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        scheme = parts.scheme.lower().replace("socks5a", "socks5h")
        usual = _PORTS[scheme]
        host, port = parts.hostname, parts.port or usual
    except (ValueError, KeyError):
        raise _no_proxy() from None
    if not host:
        raise _no_proxy()
    return Proxy(scheme, host, port, unquote(parts.username or ""), unquote(parts.password or ""))


def _no_proxy() -> UsageError:
    return UsageError(
        "The address of the proxy is none that can be used.",
        hint="Known are http://, https://, socks5:// and socks5h://.",
        fix='Write it in full, such as proxy = "http://proxy.example.com:8080".',
    )


def bypassed(origin: Origin, no_proxy: str) -> bool:
    """Tell whether a list such as `localhost, .example.com, 10.0.0.0/8, host:8443` names a host."""
    host = origin.host.lower()
    for each in no_proxy.split(","):
        entry = each.strip().lower()
        if entry == "*":
            return True
        name, _, port = entry.rpartition(":")
        if name and port.isdecimal() and ":" not in name:
            if int(port) != origin.port:
                continue
            entry = name
        entry = entry.removeprefix("*").removeprefix(".")
        if entry and (host == entry or host.endswith(f".{entry}") or _within(host, entry)):
            return True
    return False


def _within(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network.strip("[]"), strict=False)
    except ValueError:
        return False
