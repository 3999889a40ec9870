"""What a server sends back of what a request hid: hidden again, before it is kept to be shown.

Must not change what is sent, decided or read: only what is looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from workbench.domain.http import MultipartContent, TextContent
from workbench.domain.secret import Secret
from workbench.engine.client_auth import concealer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


class Mask:
    """Masks secrets in one text after the other; without any it changes nothing."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        """Keep what has to be hidden."""
        self._secrets = tuple(secrets)
        self._masked: Callable[[str], str] | None = None

    def with_more(self, secrets: Iterable[Secret]) -> Mask:
        """Return what hides these too."""
        more = [each for each in dict.fromkeys(secrets) if each not in self._secrets]
        return Mask((*self._secrets, *more)) if more else self

    def __bool__(self) -> bool:
        """Tell whether there is anything to hide."""
        return bool(self._secrets)

    def __call__(self, text: str) -> str:
        """Return a text with every secret masked, also where it stands encoded."""
        if self._masked is None:
            self._masked = concealer(self._secrets)
        return self._masked(text)


class EchoHider:
    """Hides in the heads of one step's answer what its request hid; a head is read once.

    While a body comes the same head is shown again and again.
    """

    def __init__(self, mask: Mask) -> None:
        """Keep what hides."""
        self._mask = mask
        self._seen: Response | None = None
        self._shown: Response | None = None

    def __call__(self, response: Response) -> Response:
        """Return an answer whose head shows nothing of it; the body is as it came."""
        if not self._mask:
            return response
        seen, shown = self._seen, self._shown
        if seen is None or shown is None or seen.headers is not response.headers:
            mask = self._mask
            shown = replace(
                response,
                reason=mask(response.reason),
                headers=tuple((name, mask(value)) for name, value in response.headers),
            )
            self._seen, self._shown = response, shown
            return shown
        return replace(response, reason=shown.reason, headers=shown.headers)


def without_echo(response: Response, secrets: Iterable[Secret]) -> Response:
    """Return an answer whose head shows nothing of what the request hid; the body is as it came."""
    return EchoHider(Mask(secrets))(response)
