"""What a server sends back of what a request hid: hidden again, before it is kept to be shown.

Must not change what is sent, decided or read: only what is looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from workbench.domain.http import MultipartContent, TextContent
from workbench.domain.secret import Secret
from workbench.engine.client_auth import conceal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.domain.http import Content, Request, Response
    from workbench.domain.secret import Rendered


def hidden_in(request: Request) -> tuple[Secret, ...]:
    """Return what a request hides, as it is sent and as it was before it was encoded."""
    texts = (request.url, *(each.value for each in request.headers), *_texts(request.content))
    pieces = [piece for text in texts for piece in text.pieces if isinstance(piece, Secret)]
    return (*pieces, *(piece.map(unquote_plus) for piece in pieces))


def _texts(content: Content) -> Iterator[Rendered]:
    match content:
        case TextContent(text=text):
            yield text
        case MultipartContent(parts=parts):
            for part in parts:
                yield part.head
                yield from _texts(part.content)


def without_echo(response: Response, secrets: Iterable[Secret]) -> Response:
    """Return an answer whose head shows nothing of what the request hid; the body is as it came."""
    hidden = tuple(secrets)
    if not hidden:
        return response
    return replace(
        response,
        reason=conceal(response.reason, hidden),
        headers=tuple((name, conceal(value, hidden)) for name, value in response.headers),
    )
