"""What a body is called as a file.

Must not touch a disk.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from workbench.domain.http import Exchange, Response

_ENDINGS = frozenset({"json", "xml", "html", "csv", "pdf", "png"})


def file_name(exchange: Exchange | None, response: Response) -> str:
    """Return a name for a body's file: the last part of the path, with an ending."""
    final = exchange.final if exchange else None
    path = urlsplit(str(final.request.url)).path if final else ""
    name = PurePosixPath(path).name or "body"
    name = "".join(each for each in name if each.isalnum() or each in "-_.").lstrip(".") or "body"
    if "." in name:
        return name
    kind = (response.header("content-type") or "").split(";")[0].strip().lower()
    ending = kind.rpartition("/")[2].rpartition("+")[2]
    return f"{name}.{ending}" if ending in _ENDINGS else name
