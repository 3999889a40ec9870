"""A GraphQL server that another project wrote (Ariadne), behind tokens of the practice server.

    with GraphqlApi(server.jwks_url) as api:
        api.url ...

It must not import the workbench.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Self

import ariadne
import jwt
from ariadne.wsgi import GraphQL
from werkzeug.serving import make_server

TYPES = '''
"""What there is to ask."""
type Query {
  "A customer by its id."
  customer(id: ID!): Customer
  old: String @deprecated(reason: "Use customer.")
}

type Customer {
  id: ID!
  name(upper: Boolean = false): String!
}
'''


class GraphqlApi:
    """Serves on a free port; `scope` is wanted in each token, the next `refusals` are refused."""

    def __init__(
        self, jwks_url: str, *, scope: str = "", introspection: bool = True, types: str = TYPES
    ) -> None:
        self.scope = scope
        self.refusals = 0
        self.asked: list[str] = []
        self._keys = jwt.PyJWKClient(jwks_url)
        query = ariadne.QueryType()
        query.set_field("customer", lambda *_, **asked: {"id": asked["id"]})
        customer = ariadne.ObjectType("Customer")
        customer.set_field("name", lambda *_, upper=False: "ADA" if upper else "Ada")
        schema = ariadne.make_executable_schema(
            types, query, *([customer] if types == TYPES else [])
        )
        self._app = GraphQL(schema, introspection=introspection)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/graphql"

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._guarded, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _guarded(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        self.asked.append(token)
        challenge = self._challenge(token)
        if not challenge:
            return list(self._app(environ, start_response))
        status = "403 Forbidden" if "insufficient_scope" in challenge else "401 Unauthorized"
        start_response(status, [("WWW-Authenticate", challenge), ("Content-Length", "0")])
        return [b""]

    def _challenge(self, token: str) -> str:
        """Return why a token is refused, nothing where it is not."""
        if self.refusals:
            self.refusals -= 1
            return 'Bearer error="invalid_token", error_description="The token expired"'
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key, ["RS256"], options={"verify_aud": False})
        except jwt.PyJWTError:
            return 'Bearer error="invalid_token"'
        if self.scope and self.scope not in claims.get("scope", "").split():
            return f'Bearer error="insufficient_scope", scope="{self.scope}"'
        return ""
