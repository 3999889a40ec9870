"""Auth presets as a collection file writes them: every text may still hold templates.

Must not render, send or check anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.domain.requirements import Requirements

if TYPE_CHECKING:
    from collections.abc import Mapping


class GrantType(StrEnum):
    """The grants a preset can name; the values are the file's words (RFC 6749 and others)."""

    CLIENT_CREDENTIALS = "client_credentials"
    AUTHORIZATION_CODE = "authorization_code"
    PASSWORD = "password"
    DEVICE_CODE = "device_code"
    REFRESH_TOKEN = "refresh_token"
    JWT_BEARER = "jwt_bearer"
    TOKEN_EXCHANGE = "token_exchange"


#: Grants that need somebody at the screen or in a browser for the first token.
INTERACTIVE_GRANTS = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE})


class ClientAuthentication(StrEnum):
    """How a client proves who it is at the token endpoint (IANA OAuth registry)."""

    CLIENT_SECRET_BASIC = "client_secret_basic"
    CLIENT_SECRET_POST = "client_secret_post"
    NONE = "none"
    CLIENT_SECRET_JWT = "client_secret_jwt"
    PRIVATE_KEY_JWT = "private_key_jwt"
    TLS_CLIENT_AUTH = "tls_client_auth"
    SELF_SIGNED_TLS_CLIENT_AUTH = "self_signed_tls_client_auth"


class BasicEncoding(StrEnum):
    """How id and secret are written before base64: RFC 6749 2.3.1 wants `form`."""

    FORM = "form"
    RAW = "raw"


class ApiKeyPlace(StrEnum):
    """Where an API key travels."""

    HEADER = "header"
    QUERY = "query"
    COOKIE = "cookie"


class TokenPlace(StrEnum):
    """Where a token travels (RFC 6750 2.1 and 2.3)."""

    HEADER = "header"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Inherit:
    """Take what the folder, the collection or the workspace says."""


@dataclass(frozen=True, slots=True)
class NoAuth:
    """Send no credentials, whatever the layers above say."""


@dataclass(frozen=True, slots=True)
class Named:
    """Use the preset of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Basic:
    """HTTP Basic (RFC 7617)."""

    username: str
    password: str
    requires: Requirements = Requirements()
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that the file or a source already has (RFC 6750)."""

    token: str
    prefix: str = "Bearer"
    requires: Requirements = Requirements()
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A named key in a header, the query or a cookie."""

    name: str
    value: str
    place: ApiKeyPlace = ApiKeyPlace.HEADER
    requires: Requirements = Requirements()
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class OAuth2:
    """A token that is fetched, kept and renewed (RFC 6749)."""

    grant: GrantType
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: tuple[str, ...] = ()
    client_authentication: ClientAuthentication | None = None
    basic_encoding: BasicEncoding | None = None
    audience: str = ""
    resource: tuple[str, ...] = ()
    issuer: str = ""
    authorization_url: str = ""
    redirect_uri: str = ""
    device_authorization_url: str = ""
    username: str = ""
    password: str = ""
    refresh_token: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    keep_fresh: bool = False
    token_in: TokenPlace = TokenPlace.HEADER
    token_name: str = ""
    token_prefix: str = "Bearer"
    requires: Requirements = Requirements()
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict, compare=False)


Preset = Basic | Bearer | ApiKey | OAuth2
#: What `auth = ...` can say, on a request, a folder or a collection.
AuthPreset = Inherit | NoAuth | Named | Preset


def auth_text(auth: AuthPreset) -> str | None:
    """Return how a file names an auth, None where the preset is written in place."""
    match auth:
        case Inherit():
            return "inherit"
        case NoAuth():
            return "none"
        case Named(name):
            return name
        case _:
            return None
