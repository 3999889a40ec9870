"""Rendered presets for tests, short to write.

Must not read a file.
"""

from __future__ import annotations

from typing import Any

from workbench.domain.origin import origin_of
from workbench.domain.presets import BasicEncoding, ClientAuthentication, GrantType
from workbench.domain.secret import Rendered, Secret, SourceUse
from workbench.engine.credentials import AuthorizationServer, Client, OAuth2Credentials
from workbench.engine.token_view import PresetKey

TOKEN_URL = "https://auth.example.com/oauth/token"
CRM = PresetKey("/api/customers.toml", "crm")


def credentials(
    *,
    url: str = TOKEN_URL,
    client_id: str = "k7nf3p2q9m8w1",
    secret: str | None = "s3cr3t-of-crm",
    method: ClientAuthentication | None = ClientAuthentication.CLIENT_SECRET_BASIC,
    encoding: BasicEncoding | None = None,
    scope: tuple[str, ...] = ("read:customers", "write:orders"),
    **more: Any,
) -> OAuth2Credentials:
    """A client_credentials preset named crm; its secret came from the environment."""
    hidden = None
    if secret is not None:
        hidden = Rendered((Secret(secret),), frozenset({SourceUse("env", "CRM_CLIENT_SECRET")}))
    return OAuth2Credentials(
        key=more.pop("key", CRM),
        grant=more.pop("grant", GrantType.CLIENT_CREDENTIALS),
        server=AuthorizationServer(Rendered.of(url), origin_of(url)),
        client=Client(Rendered.of(client_id), hidden, method, encoding),
        scope=tuple(Rendered.of(each) for each in scope),
        **more,
    )
