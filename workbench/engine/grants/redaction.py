"""The body of a token response as it may be shown: tokens and secrets masked.

Must not be read for the token: the grant gets the bytes as they came.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from workbench.domain.secret import MASK, Secret
from workbench.engine.client_auth import conceal

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECRET_NAME = r"[\w.-]*(?:token|secret|password|assertion|jwt)"
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}")
#: One word of this length and nothing else may be a token.
_BARE_LENGTH = 16
_JSON_MEMBER = re.compile(
    rf'("{_SECRET_NAME}"\s*:\s*)"(?:[^"\\]|\\.)*"?', re.IGNORECASE | re.DOTALL
)
_FORM_MEMBER = re.compile(rf"((?:^|&){_SECRET_NAME}=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeldBody:
    """A short body in memory."""

    content: bytes

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        return len(self.content)

    @property
    def complete(self) -> bool:
        """Tell that all is there."""
        return True

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of a range."""
        return self.content[start:end]

    def close(self) -> None:
        """Give nothing back: the bytes go with the last who holds them."""


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """Return text with what it names as a token, what looks like one, and every secret masked."""
    bare = text.strip()
    # A token of base64 may end with its padding.
    if len(bare) >= _BARE_LENGTH and not re.search(r"[\s<{=]", bare.rstrip("=")):
        return MASK
    masked = _JSON_MEMBER.sub(rf'\g<1>"{MASK}"', text)
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[", "<")):
        masked = _FORM_MEMBER.sub(rf"\g<1>{MASK}", masked)
    # A token can stand a second time, under a name that says nothing.
    tokens = [Secret(value) for value in _named_tokens(text)]
    return conceal(_JWT.sub(MASK, masked), (*tokens, *secrets))


def redacted_bytes(body: bytes, secrets: Iterable[Secret]) -> bytes:
    """Return the same of a body's bytes."""
    text = body.decode("utf-8", "surrogateescape")
    return redacted(text, secrets).encode("utf-8", "surrogateescape")


def _named_tokens(text: str) -> list[str]:
    bare = text.lstrip("\ufeff")
    try:
        members = json.loads(bare)
    except (ValueError, RecursionError):
        members = dict(parse_qsl(bare)) if "=" in bare[:4096] else {}
    if not isinstance(members, dict):
        return []
    return [
        value
        for name, value in members.items()
        if isinstance(value, str)
        and len(value) >= 8
        and re.fullmatch(_SECRET_NAME, str(name), re.IGNORECASE)
    ]
