"""Short ways to say a request in tests of the transport."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.http import Content, Header, NoContent, Request, TextContent
from workbench.domain.origin import Origin, origin_of
from workbench.domain.secret import Rendered
from workbench.domain.settings import DEFAULT_SETTINGS

EMPTY = NoContent()


def text(value: str) -> TextContent:
    return TextContent(Rendered.of(value))


def ask(
    url: str,
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    content: Content = EMPTY,
    origin: Origin | None = None,
    **settings: object,
) -> Request:
    return Request(
        method=method,
        url=Rendered.of(url),
        origin=origin or origin_of(url),
        headers=tuple(Header(name, Rendered.of(value)) for name, value in headers),
        content=content,
        settings=replace(DEFAULT_SETTINGS, **settings),  # type: ignore[arg-type] # any setting
    )
