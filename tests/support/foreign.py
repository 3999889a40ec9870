"""An authorization server and an API that another project wrote (Authlib on Flask), on loopback.

Nothing here decides whether a token request is good: Authlib does.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc6750 import BearerTokenValidator
from flask import Flask, jsonify
from werkzeug.serving import make_server

if TYPE_CHECKING:
    import pytest


@dataclass
class ForeignClient(ClientMixin):
    """A registered client: one way of authenticating, some scopes."""

    client_id: str
    client_secret: str
    method: str
    scopes: tuple[str, ...] = ("read",)
    grants: tuple[str, ...] = ("client_credentials",)

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or self.method in {method, "any"}

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.grants

    def get_default_redirect_uri(self) -> str:
        return "https://client.example.com/callback"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(each for each in (scope or "").split() if each in self.scopes)


@dataclass
class ForeignToken(TokenMixin):
    """A token it issued."""

    access_token: str
    scope: str
    expires_in: int
    client: ForeignClient

    def check_client(self, client: ClientMixin) -> bool:
        return client is self.client

    def get_scope(self) -> str:
        return self.scope

    def get_expires_in(self) -> int:
        return self.expires_in

    def is_revoked(self) -> bool:
        return False

    def is_expired(self) -> bool:
        return False


@dataclass
class ForeignServer:
    """Starts the server on a free port; a context manager."""

    clients: tuple[ForeignClient, ...]
    token_calls: int = 0
    tokens: dict[str, ForeignToken] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask("foreign")
        known = {client.client_id: client for client in self.clients}

        def save_token(token: dict[str, Any], request: Any) -> None:
            self.tokens[token["access_token"]] = ForeignToken(
                token["access_token"],
                token.get("scope", ""),
                token["expires_in"],
                request.client,
            )

        server = AuthorizationServer(app, query_client=known.get, save_token=save_token)

        class ClientCredentials(grants.ClientCredentialsGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        server.register_grant(ClientCredentials)

        @app.post("/oauth/token")
        def token() -> Any:
            self.token_calls += 1
            return server.create_token_response()

        @app.route("/oauth/authorize", methods=["GET", "POST"])
        def authorize() -> Any:
            return server.create_authorization_response(grant_user=None)

        protect = ResourceProtector()
        held = self.tokens

        class Validator(BearerTokenValidator):
            def authenticate_token(self, token_string: str) -> ForeignToken | None:
                return held.get(token_string)

        protect.register_token_validator(Validator())

        @app.get("/api/things")
        @protect("read")
        def things() -> Any:
            return jsonify([{"id": 1}, {"id": 2}])

        @app.route("/api/orders", methods=["GET", "POST"])
        @protect("write")
        def orders() -> Any:
            return jsonify([])

        return app


def allow_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Authlib serve without TLS, on loopback."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
