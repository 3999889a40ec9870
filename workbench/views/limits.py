"""How far a body is laid out, where that is not to its end: said on the screen, never left out.

Must not lay out anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.durations import size
from workbench.views.tidy import MOST, TIDY

if TYPE_CHECKING:
    from workbench.views.media import Media
    from workbench.views.source import ByteSource

#: Bytes of JSON that are laid out by the screen itself; of more, only the head.
BIG = 8 << 20


def stream_note(media: Media | None, source: ByteSource) -> str:
    """The sentence for values that come one after another, laid out up to `BIG`."""
    if media is None or not media.many or source.complete or source.size <= BIG:
        return ""
    return (
        f"Laid out up to {size(BIG)} while more comes; all is kept, v shows the newest as it came."
    )


def markup_note(media: Media | None, source: ByteSource) -> str:
    """The sentence for markup and form data that is too big to be indented."""
    if media is None or media.language not in TIDY or source.size <= MOST:
        return ""
    return f"Not indented: that is done up to {size(MOST)}."
