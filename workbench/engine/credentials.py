"""Presets after rendering: what the schemes and grants work with.

Must not send anything or say how it is written in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.presets import (
    ApiKeyPlace,
    BasicEncoding,
    ClientAuthentication,
    GrantType,
    TokenPlace,
)
from workbench.domain.secret import Rendered
from workbench.domain.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from workbench.domain.origin import Origin
    from workbench.engine.token_view import PresetKey


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """A user name and password for HTTP Basic (RFC 7617)."""

    username: Rendered
    password: Rendered


@dataclass(frozen=True, slots=True)
class BearerCredentials:
    """A token that needs no fetching (RFC 6750)."""

    token: Rendered
    prefix: Rendered


@dataclass(frozen=True, slots=True)
class ApiKeyCredentials:
    """A named key and its place."""

    name: str
    value: Rendered
    place: ApiKeyPlace


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client and how it authenticates (RFC 6749 2.3); None means find it by trying."""

    client_id: Rendered
    client_secret: Rendered | None = None
    authentication: ClientAuthentication | None = None
    basic_encoding: BasicEncoding | None = None


@dataclass(frozen=True, slots=True)
class AuthorizationServer:
    """Where tokens come from (RFC 8414); `origin` is that of the token endpoint, as allowed."""

    token_endpoint: Rendered
    origin: Origin


@dataclass(frozen=True, slots=True)
class OAuth2Credentials:
    """Everything that a token request is made of; `environment` tells tokens apart too."""

    key: PresetKey
    grant: GrantType
    server: AuthorizationServer
    client: Client
    scope: tuple[Rendered, ...] = ()
    audience: Rendered = Rendered()
    resource: tuple[Rendered, ...] = ()
    refresh_token: Rendered = Rendered()
    username: Rendered = Rendered()
    password: Rendered = Rendered()
    parameters: tuple[tuple[str, Rendered], ...] = ()
    token_place: TokenPlace = TokenPlace.HEADER
    token_name: str = ""
    token_prefix: str = "Bearer"
    keep_fresh: bool = False
    environment: str | None = None
    settings: Settings = DEFAULT_SETTINGS


Credentials = BasicCredentials | BearerCredentials | ApiKeyCredentials | OAuth2Credentials
