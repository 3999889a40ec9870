"""Where a request goes: its origin, known before any source is called or as far as written.

Must not show what a source returned: a rendered address is judged without being read out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.errors import RenderError, TrustRequired
from workbench.domain.origin import Origin, origin_of
from workbench.domain.secret import Rendered, Secret
from workbench.engine.expansion import Plain
from workbench.engine.url import Encoding, UrlPart, encoded, requoted

if TYPE_CHECKING:
    from workbench.engine.rendering import Renderer, Where

_AUTHORITY = re.compile(r"(?:[^/?#\\:]*://)?[^/?#\\]*")
_HOST = re.compile(r"[A-Za-z0-9._~-]+|[0-9a-fA-F:.]+")
#: Stands for a call while an address is taken apart: no address may hold it.
_HOLE = "\x00"


@dataclass(frozen=True, slots=True)
class Destination:
    """An address with its origin; `known` false where a source decides about the origin.

    Then the origin is the template's text, which is what a person is asked about.
    """

    origin: Origin
    known: bool

    @property
    def is_safe(self) -> bool:
        """Tell whether what travels there is encrypted or stays on this machine."""
        if self.known:
            return self.origin.is_encrypted or self.origin.is_loopback
        return not self.origin.host.lower().startswith("http://")


def destination(parts: tuple[UrlPart, ...], where: Where) -> Destination:
    """Return where an address goes; raises `RenderError` where it goes nowhere."""
    holed, calls = _holed(parts)
    match = _AUTHORITY.match(holed)
    authority = match[0] if match else ""
    if _HOLE not in authority:
        try:
            return Destination(strict_origin(holed), known=True)
        except ValueError as error:
            raise RenderError(
                f"{authority or 'The address'} is no address that can be called: {error}.",
                hint=f"In {where}.",
                fix="Write it in full, such as https://api.example.com/path.",
            ) from None
    filled = iter(calls)
    text = "".join(next(filled) if each == _HOLE else each for each in authority)
    if not text.isprintable() or any(each in authority for each in " @"):
        raise RenderError(f"{text!r} is no address that can be called.", hint=f"In {where}.")
    return Destination(Origin("", text, 0), known=False)


def strict_origin(address: str) -> Origin:
    """Return the origin of an http address that all readers of addresses agree about.

    Raises `ValueError` without a word of the address, which may come from a source.
    """
    match = _AUTHORITY.match(address)
    authority = match[0] if match else ""
    if "://" not in authority:
        raise ValueError("it has no scheme and host")
    if authority.partition("://")[0].lower() not in ("http", "https"):
        raise ValueError("it is neither http nor https")
    if "@" in authority:
        raise ValueError("it has a user name in front of the host; that is a basic preset's")
    if address[len(authority) :].startswith("\\") or not authority.isprintable():
        raise ValueError("it has a character that no address may have")
    try:
        origin = origin_of(authority)
    except ValueError:
        raise ValueError(
            "it has no host, or a port or character that no address may have"
        ) from None
    if origin.host.isascii() and not _HOST.fullmatch(origin.host):
        raise ValueError("its host has a character that no host may have")
    return origin


def render_address(parts: tuple[UrlPart, ...], renderer: Renderer, going: Destination) -> Rendered:
    """Return an address rendered; raises `TrustRequired` where it goes elsewhere than `going`."""
    holed, _ = _holed(parts)
    match = _AUTHORITY.match(holed)
    rest = len(match[0]) if match else 0
    rendered: list[Rendered] = []
    for part in parts:
        value = renderer.fill((part.piece,), part.key)
        length = _length(part)
        if part.encoding is not Encoding.KEPT:
            value = value.map(partial(encoded, encoding=part.encoding))
        else:
            value = _kept(value, max(rest, 0), renderer.where.at(part.key))
        rest -= length
        rendered.append(value)
    address = Rendered.join(rendered)
    if renderer.filling.final:
        confirm(address, going, renderer.where)
    return address


def confirm(address: Rendered, going: Destination, where: Where) -> None:
    """Raise unless a rendered address goes where it was allowed to go."""
    try:
        came = secret_origin(address)
    except ValueError as error:
        raise RenderError(
            f"{address} is no address that can be called: {error}.", hint=f"In {where}."
        ) from None
    if going.known and came != Secret(str(going.origin)):
        raise TrustRequired(
            f"{address} goes to another origin than {going.origin}, which was allowed.",
            hint=f"In {where}. A value that was filled in moved it.",
        )


def secret_origin(address: Rendered) -> Secret:
    """Return the origin of an address as a secret, to be compared; raises `ValueError`."""
    return address.secret().map(lambda text: str(strict_origin(text)))


def _holed(parts: tuple[UrlPart, ...]) -> tuple[str, list[str]]:
    text, calls = "", []
    for part in parts:
        if isinstance(part.piece, Plain):
            text += encoded(part.piece.text, part.encoding).replace(_HOLE, "\ufffd")
        else:
            text += _HOLE
            calls.append(part.piece.text)
    return text, calls


def _length(part: UrlPart) -> int:
    return len(encoded(part.piece.text, part.encoding)) if isinstance(part.piece, Plain) else 1


def _kept(value: Rendered, authority: int, where: Where) -> Rendered:
    """Encode what cannot stand behind the authority, which keeps its first characters."""

    def change(text: str) -> str:
        if any(ord(each) < 32 or ord(each) == 127 for each in text):
            raise RenderError(
                "The address holds a line break or another control character.", hint=f"In {where}."
            )
        return text[:authority] + requoted(text[authority:])

    return value.map(change)
