"""What a text will be, as far as it is known before any source is called.

Must not call a source or fail: what is wrong is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.effective import PieceKind, Preview, PreviewPiece
from workbench.engine.expansion import Call, Plain, expand
from workbench.engine.url import UrlPart, encoded, url_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.collection import RequestSpec
    from workbench.engine.effective import Defined
    from workbench.engine.expansion import ExpandedPiece


def preview_text(text: str, variables: Mapping[str, Defined]) -> Preview:
    """Return any text of a collection as it will be."""
    return tuple(_piece(piece) for piece in expand(text, variables))


def preview_url(spec: RequestSpec, variables: Mapping[str, Defined]) -> Preview:
    """Return a request's address with its path and query rows filled in."""
    return tuple(_part(part) for part in url_parts(spec, variables))


def plain_text(preview: Preview) -> str:
    """Return a preview as one text, with sources and unknown names as written."""
    return "".join(piece.text for piece in preview)


def _part(part: UrlPart) -> PreviewPiece:
    if isinstance(part.piece, Plain):
        text = encoded(part.piece.text, part.encoding)
        return _piece(Plain(text, part.piece.written, part.piece.whence))
    return _piece(part.piece)


def _piece(piece: ExpandedPiece) -> PreviewPiece:
    if isinstance(piece, Plain):
        kind = PieceKind.VARIABLE if piece.written else PieceKind.TEXT
        return PreviewPiece(piece.text, kind, piece.written, piece.whence)
    if isinstance(piece, Call):
        return PreviewPiece(piece.text, PieceKind.SOURCE, piece.written or piece.text, piece.whence)
    return PreviewPiece(piece.text, PieceKind.UNKNOWN, piece.written or piece.text)
