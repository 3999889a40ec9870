"""What a request sends besides its own rows: inherited headers, the body's, the preset's, ours.

Must not render: what a secret will fill is masked, whatever it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.domain.collection import (
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    TextBody,
    TextKind,
)
from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    Basic,
    Bearer,
    NoAuth,
    OAuth2,
    Preset,
    TokenPlace,
)
from workbench.domain.secret import MASK
from workbench.engine.effective import Effective, Layer
from workbench.engine.preview import plain_text

if TYPE_CHECKING:
    from workbench.domain.collection import Body

_AUTHORITY = re.compile(r"://(?:[^/?#@]*@)?([^/?#]+)")
_TEXT_TYPES = {
    TextKind.JSON: "application/json",
    TextKind.TEXT: "text/plain; charset=utf-8",
    TextKind.XML: "application/xml",
}


@dataclass(frozen=True, slots=True)
class Added:
    """One thing that is sent as well; `whence` is what stands after `from`, empty for our own.

    `removed` marks an inherited header that a folder takes away, `switch` one that the request can.
    `note` says what else there is to know of it.
    """

    kind: str
    name: str
    value: str
    whence: str = ""
    removed: bool = False
    switch: bool = False
    note: str = ""


def own_headers(effective: Effective) -> tuple[Added, ...]:
    """Return the request's own headers that are sent, as the other tabs list them."""
    return tuple(
        Added("header", each.row.name, each.row.value or "")
        for each in effective.headers
        if each.whence.layer is Layer.REQUEST and each.row.enabled
    )


def inherited_headers(effective: Effective) -> tuple[Added, ...]:
    """Return the headers that come from folders."""
    return tuple(
        Added(
            "header",
            each.row.name,
            each.row.value or "",
            str(each.whence),
            removed=not each.row.enabled,
            switch=each.row.enabled,
        )
        for each in effective.headers
        if each.whence.layer is not Layer.REQUEST
    )


def from_preset(effective: Effective) -> tuple[Added, ...]:
    """Return what the preset adds, unless the request's own headers say otherwise."""
    if isinstance(effective.auth, NoAuth):
        return ()
    kind, name, value = _injected(effective.auth)
    if kind == "header" and name.lower() in _named(effective):
        return ()
    whence = f"preset {effective.preset_name}" if effective.preset_name else "the preset"
    return (Added(kind, name, value, whence),)


def from_client(effective: Effective) -> tuple[Added, ...]:
    """Return the headers that the body and the workbench add."""
    ours = []
    if host := _AUTHORITY.search(plain_text(effective.url_preview)):
        # HTTP/1.1 has no request without it (RFC 9112 3.2).
        ours.append(Added("header", "Host", host[1], note="always sent"))
    content_type = content_type_of(effective.spec.body)
    if content_type:
        ours.append(Added("header", "Content-Type", content_type, "the body", switch=True))
    ours += [
        Added("header", "User-Agent", f"workbench/{__version__}", switch=True),
        Added("header", "Accept", "*/*", switch=True),
        Added("header", "Accept-Encoding", "gzip, deflate, br, zstd", switch=True),
    ]
    named = {each.row.name.lower() for each in effective.headers}
    return tuple(each for each in ours if each.name.lower() not in named)


def content_type_of(body: Body) -> str:
    """Return the content type that a body is sent with, empty where it has none."""
    return "" if isinstance(body, NoBody) else body.content_type or _standard_type(body)


def _standard_type(body: Body) -> str:
    match body:
        case NoBody():
            return ""
        case TextBody(kind=kind):
            return _TEXT_TYPES[kind]
        case FormBody():
            return "application/x-www-form-urlencoded"
        case FileBody():
            return "application/octet-stream"
        case MultipartBody():
            return "multipart/form-data"
        case GraphqlBody():
            return "application/json"


def _named(effective: Effective) -> set[str]:
    return {each.row.name.lower() for each in effective.headers if each.row.enabled}


def _injected(preset: Preset) -> tuple[str, str, str]:
    """Return kind, name and masked value of what a preset adds."""
    match preset:
        case Basic():
            return "header", "Authorization", f"Basic {MASK}"
        case Bearer(prefix=prefix):
            return "header", "Authorization", f"{prefix} {MASK}".strip()
        case ApiKey(name=name, place=place):
            kinds = {ApiKeyPlace.HEADER: "header", ApiKeyPlace.QUERY: "query"}
            return kinds.get(place, "cookie"), name, MASK
        case OAuth2(token_in=TokenPlace.QUERY, token_name=name):
            return "query", name or "access_token", MASK
        case OAuth2(token_name=name, token_prefix=prefix):
            return "header", name or "Authorization", f"{prefix} {MASK}".strip()
