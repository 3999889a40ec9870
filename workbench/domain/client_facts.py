"""What a token was asked with, as far as it may be told: no value that came from a secret.

Must not hold a secret, or judge it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.presets import BasicEncoding, ClientAuthentication, GrantType


class SecretOddity(StrEnum):
    """What about a secret's form may be the reason that a server refuses it."""

    EMPTY = "it is empty"
    WHITE_SPACE = "white space stands around it"
    QUOTED = "it stands in quotes"
    LOOKS_LIKE_AN_ID = "it has the form of an identifier (a UUID)"
    NEEDS_ENCODING = "it has characters that HTTP Basic encodes"
    IS_A_TEMPLATE = "it still has braces around it"


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A preset as rendered, with what came from a secret masked."""

    grant: GrantType
    token_url: str
    client_id: str
    has_secret: bool
    scope: tuple[str, ...] = ()
    audience: str = ""
    resource: tuple[str, ...] = ()
    authentication: ClientAuthentication | None = None
    basic_encoding: BasicEncoding | None = None
    oddities: frozenset[SecretOddity] = frozenset()
