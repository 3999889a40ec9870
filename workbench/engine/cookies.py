"""Cookies of a session, a jar for each environment: what is kept, and what goes where (RFC 6265).

    Set-Cookie ──judged──▶ kept | refused        request ──▶ sent | held back, each with its why

Must not write a cookie to disk, or let one reach a host that did not set it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.cookies import Cookie, CookieEvent, CookieFate
from workbench.domain.secret import Secret
from workbench.engine.set_cookie import SetCookie, read_set_cookie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.domain.origin import Origin

#: The longest name and value together (bytes), and the most cookies in a jar.
LONGEST = 4096
MOST = 3000


def _single_label(domain: str) -> bool:
    return "." not in domain


class Jar:
    """The cookies of one environment; `is_public` tells what many owners share, as `co.uk`."""

    def __init__(self, is_public: Callable[[str], bool] = _single_label) -> None:
        self._is_public = is_public
        self._kept: dict[tuple[str, str, str], Cookie] = {}

    def cookies(self, now: float) -> tuple[Cookie, ...]:
        """Return what is kept and has not ended, by domain, path and name."""
        self._kept = {key: each for key, each in self._kept.items() if _lives(each, now)}
        return tuple(self._kept[key] for key in sorted(self._kept))

    def put(self, cookie: Cookie) -> None:
        """Keep a cookie that a person wrote or changed."""
        self._kept[cookie.key] = cookie

    def remove(self, cookie: Cookie) -> None:
        """Forget one cookie."""
        self._kept.pop(cookie.key, None)

    def clear(self, domain: str | None = None) -> None:
        """Forget all cookies, or those of one domain."""
        self._kept = {key: each for key, each in self._kept.items() if domain not in (None, key[0])}

    def take(
        self, lines: Iterable[str], origin: Origin, path: str, now: float
    ) -> tuple[CookieEvent, ...]:
        """Keep what an answer sets and may set; say what became of each line."""
        return tuple(self._take(line, origin, path, now) for line in lines)

    def for_request(
        self, origin: Origin, path: str, now: float
    ) -> tuple[tuple[Cookie, ...], tuple[CookieEvent, ...]]:
        """Return the cookies that go with a request, in order, and why others of the host do not.

        Longer paths first, then older ones (RFC 6265 5.4).
        """
        sent: list[Cookie] = []
        held: list[CookieEvent] = []
        for cookie in self.cookies(now):
            if not _reaches(cookie, origin.host):
                continue
            if cookie.secure and not _is_safe(origin):
                why = "it is Secure, and this is http"
            elif not _path_matches(path, cookie.path):
                why = f"it is for {cookie.path}"
            else:
                sent.append(cookie)
                continue
            held.append(CookieEvent(CookieFate.HELD_BACK, cookie.name, why))
        sent.sort(key=lambda each: (-len(each.path), each.created_at))
        return tuple(sent), tuple(held)

    def _take(self, line: str, origin: Origin, path: str, now: float) -> CookieEvent:
        said = read_set_cookie(line, now)
        if said is None:
            return CookieEvent(CookieFate.REFUSED, "", "it names no cookie")
        domain = said.domain
        if domain and domain == origin.host and self._is_public(domain):
            domain = ""  # a host that is itself a public suffix keeps its own (5.3, step 5)
        why = self._refused(said, domain, origin)
        if why:
            return CookieEvent(CookieFate.REFUSED, said.name, why)
        cookie = Cookie(
            said.name,
            Secret(said.value),
            domain or origin.host,
            said.path or _default_path(path),
            host_only=not domain,
            secure=said.secure,
            http_only=said.http_only,
            expires_at=said.lives_until,
            created_at=now,
        )
        before = self._kept.get(cookie.key)
        if before is not None and before.secure and not _is_safe(origin):
            why = "it would replace a Secure one over http"
            return CookieEvent(CookieFate.REFUSED, said.name, why)
        if before is not None and _lives(before, now):
            cookie = replace(cookie, created_at=before.created_at)  # 5.3, step 11.3
        self._kept.pop(cookie.key, None)
        if not _lives(cookie, now):
            return CookieEvent(CookieFate.REMOVED, said.name, "it has ended")
        self._kept[cookie.key] = cookie
        if len(self._kept) > MOST:
            self.remove(min(self._kept.values(), key=lambda each: each.created_at))
        return CookieEvent(CookieFate.KEPT, said.name)

    def _refused(self, said: SetCookie, domain: str, origin: Origin) -> str:
        if len(f"{said.name}{said.value}".encode("utf-8", "replace")) > LONGEST:
            return f"it is longer than {LONGEST:,} bytes"
        if any(ord(each) < 32 or ord(each) == 127 for each in said.name + said.value):
            return "it holds a control character"
        if domain and domain != origin.host:
            if _is_address(origin.host) or not origin.host.endswith(f".{domain}"):
                return f"{origin.host} may not set one for {domain}"
            if self._is_public(domain):
                return f"{domain} belongs to many owners (a public suffix)"
        if said.secure and not _is_safe(origin):
            return "it is Secure, and came over http"
        return _prefix_broken(said, domain)


class CookieJars:
    """A jar for each environment."""

    def __init__(self, is_public: Callable[[str], bool] = _single_label) -> None:
        self._is_public = is_public
        self._jars: dict[str | None, Jar] = {}

    def jar(self, environment: str | None) -> Jar:
        """Return the jar of an environment, a new one where there was none."""
        return self._jars.setdefault(environment, Jar(self._is_public))


def _prefix_broken(said: SetCookie, domain: str) -> str:
    """Return what a promise in the name needs and is not there (rfc6265bis 4.1.3)."""
    name = said.name.lower()
    if name.startswith("__secure-") and not said.secure:
        return "its name promises Secure"
    if name.startswith("__host-") and not (said.secure and said.path == "/" and not domain):
        return "its name promises Secure, Path=/ and no Domain"
    return ""


def _lives(cookie: Cookie, now: float) -> bool:
    return cookie.expires_at is None or cookie.expires_at > now


def _reaches(cookie: Cookie, host: str) -> bool:
    if host == cookie.domain:
        return True
    return not cookie.host_only and not _is_address(host) and host.endswith(f".{cookie.domain}")


def _is_safe(origin: Origin) -> bool:
    """Tell whether nobody on the way can read along; this machine counts, as in browsers."""
    return origin.is_encrypted or origin.is_loopback


def _path_matches(path: str, wanted: str) -> bool:
    """RFC 6265 5.1.4."""
    if path == wanted:
        return True
    return path.startswith(wanted) and (wanted.endswith("/") or path[len(wanted)] == "/")


def _default_path(path: str) -> str:
    """Return the directory of a request's path (RFC 6265 5.1.4)."""
    before = path.rpartition("/")[0]
    return before if path.startswith("/") and before else "/"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
