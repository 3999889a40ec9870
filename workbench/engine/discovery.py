"""What an authorization server says of itself (RFC 8414, OpenID Connect Discovery 1.0).

Must not send credentials, follow a redirect, or take a document for that of another issuer.

    issuer ──addresses──▶ GET, one after the other ──issuer matches?──▶ Metadata
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench import __version__
from workbench.domain.errors import TransportError, WorkbenchError
from workbench.domain.http import Header, HeaderOrigin, Request
from workbench.domain.origin import origin_of
from workbench.domain.secret import MASK, Rendered
from workbench.domain.settings import DEFAULT_SETTINGS
from workbench.engine.lenient_json import read_json
from workbench.engine.ports import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.origin import Origin
    from workbench.domain.settings import Settings
    from workbench.engine.ports import Transport

#: More than this is no metadata and no key set (bytes).
MAX_BODY = 1024 * 1024
_OAUTH = "/.well-known/oauth-authorization-server"
_OPENID = "/.well-known/openid-configuration"


class DiscoveryFailed(WorkbenchError):
    """A server did not say what it is, or said that it is another."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of an issuer and where it was found; `members` is all of it."""

    issuer: str
    found_at: str
    members: Mapping[str, Any] = field(default_factory=dict)

    def endpoint(self, name: str) -> str:
        """Return an address of the document, empty where it names none."""
        value = self.members.get(name)
        return value if isinstance(value, str) else ""


def metadata_addresses(issuer: str) -> tuple[str, ...]:
    """Return where an issuer's metadata may be, in the order to ask (RFC 8414 3 and 5).

    RFC 8414 puts the well-known part before the issuer's path, OpenID Connect behind it.
    """
    parts = urlsplit(issuer)
    host, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    found = (f"{host}{_OAUTH}{path}", f"{host}{path}{_OPENID}", f"{host}{_OPENID}{path}")
    return tuple(dict.fromkeys(found))


def issuer_of(address: str) -> str:
    """Return the issuer whose metadata an address is, or the address itself where it is none."""
    for part in (_OAUTH, _OPENID):
        before, known, behind = address.partition(part)
        if known:
            return before + behind.rstrip("/")
    return address


def issuers_of(url: str) -> tuple[str, ...]:
    """Return whose an endpoint may be: its origin, and what its path begins with."""
    if MASK in url or "://" not in url:
        return ()
    scheme, _, rest = url.partition("?")[0].partition("://")
    host, *segments = rest.split("/")
    starts = ["/".join(segments[:length]) for length in (0, 1, 2) if length < len(segments) + 1]
    return tuple(dict.fromkeys(f"{scheme}://{host}/{start}".rstrip("/") for start in starts))


def checked_address(address: str) -> str:
    """Return an address that may be asked: https, or http on this machine; else raises."""
    try:
        origin = origin_of(address)
    except ValueError as error:
        raise DiscoveryFailed(f"{address} is no address: {error}.") from None
    if origin.scheme != "https" and not (origin.scheme == "http" and origin.is_loopback):
        raise DiscoveryFailed(
            f"{address} is not https.",
            hint="What a server says over http can be changed by everybody on the way.",
            fix="Write https://.",
        )
    return address


def read_metadata(text: str, *, issuer: str, found_at: str) -> Metadata:
    """Return a document as the metadata of an issuer; raises `DiscoveryFailed` (RFC 8414 3.3)."""
    read = read_json(text.removeprefix("\ufeff"))
    if not read.ok or not isinstance(read.value, dict):
        raise DiscoveryFailed(f"What {found_at} answered is no JSON object.")
    said = read.value.get("issuer")
    if not isinstance(said, str) or said.rstrip("/") != issuer.rstrip("/"):
        raise DiscoveryFailed(
            f"{found_at} is the metadata of {said or 'nobody'}, not of {issuer}.",
            hint="A document that names another issuer must not be used (RFC 8414 3.3).",
            fix=f"Use {said} as the issuer, if that is meant." if said else "",
        )
    return Metadata(said, found_at, read.value)


async def discover(
    issuer: str, transport: Transport, *, settings: Settings = DEFAULT_SETTINGS
) -> Metadata:
    """Return an issuer's metadata; raises `DiscoveryFailed` with what each address answered."""
    asked = issuer_of(checked_address(issuer))
    told: list[str] = []
    for address in metadata_addresses(asked):
        try:
            text = await fetch(address, transport, settings=settings)
            return read_metadata(text, issuer=asked, found_at=address)
        except (DiscoveryFailed, TransportError) as error:
            told.append(f"{error.message} {error.hint}".strip())
            if isinstance(error, TransportError):
                break
    raise DiscoveryFailed(
        f"{asked} does not say what it is.",
        hint="\n".join(dict.fromkeys(told)),
        fix="Take the endpoints from the server's documentation.",
    )


async def fetch_resource_metadata(
    address: str, origin: Origin, transport: Transport, *, settings: Settings = DEFAULT_SETTINGS
) -> Mapping[str, Any]:
    """Return what an API says of itself (RFC 9728 3); raises `DiscoveryFailed` (3.3)."""
    read = read_json(await fetch(address, transport, settings=settings))
    if not read.ok or not isinstance(read.value, dict):
        raise DiscoveryFailed(f"What {address} answered is no JSON object.")
    said = read.value.get("resource")
    try:
        is_own = isinstance(said, str) and origin_of(said) == origin
    except ValueError:
        is_own = False
    if not is_own:
        raise DiscoveryFailed(
            f"{address} is the metadata of {said or 'nobody'}, not of {origin}.",
            hint="A document that names another resource must not be used (RFC 9728 3.3).",
        )
    return read.value


async def fetch(
    address: str, transport: Transport, *, settings: Settings = DEFAULT_SETTINGS
) -> str:
    """Return a JSON document; raises `DiscoveryFailed` where another answer than 200 came."""
    checked_address(address)
    request = Request(
        "GET",
        Rendered.of(address),
        origin_of(address),
        (
            Header("Accept", Rendered.of("application/json"), HeaderOrigin.CLIENT),
            Header("User-Agent", Rendered.of(f"workbench/{__version__}"), HeaderOrigin.CLIENT),
        ),
        settings=replace(settings, follow_redirects=False),
    )
    response, _ = await transport.send(request, limits=Limits(max_body=MAX_BODY))
    try:
        if response.status != 200:
            raise DiscoveryFailed(f"{address} answered {response.status}.")
        if response.incomplete:
            raise DiscoveryFailed(f"The answer of {address} ended early.", response.incomplete)
        return response.body.read(0, response.body.size).decode("utf-8", "replace")
    finally:
        response.body.close()
