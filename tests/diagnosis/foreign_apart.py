"""Cases for the two foreign servers that were kept apart: written without a look at the rules.

Must not be used to adjust a rule: a case that was goes to `foreign_cases.py`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.diagnosis.foreign_cases import BOTH, WAYS, signed_alike
from tests.diagnosis.live import DIFFICULT, Live

#: What a person may take for the secret: the two, ready for a header.
_HEADER = base64.b64encode(f"any:{DIFFICULT}".encode()).decode("ascii")


def foreign_apart() -> list[Live]:
    """All of them."""
    return [*_endpoints(), *_clients(), *_scopes(), *_by_hand(), *_tokens(), *_healthy()]


def _endpoints() -> Iterator[Live]:
    for server in BOTH:
        yield Live("nobody listens at the token endpoint", "network", server,
                   preset={"token_url": "http://127.0.0.1:9/token"})  # fmt: skip


def _clients() -> Iterator[Live]:
    for server in BOTH:
        for way, preset in WAYS.items():
            yield Live(f"a blank before the client id, {way}", "wrong_credentials", server,
                       preset={**preset, "client_id": " any"})  # fmt: skip
            yield Live(f"id and secret in base64 as the secret, {way}", "wrong_credentials", server,
                       secret=_HEADER, preset=preset)  # fmt: skip
        yield Live("id and secret the wrong way round", "wrong_credentials", server,
                   client="s3cret-of-any-0123456789", secret="any")  # fmt: skip
        yield Live("a blank behind the client id", "wrong_credentials", server,
                   preset={**WAYS["post"], "client_id": "any "})  # fmt: skip
        yield Live("secret encoded beforehand", "wrong_credentials", server,
                   secret="s3cret%2B%2F%25%3A%20%C3%A9", preset=WAYS["post"])  # fmt: skip


def _scopes() -> Iterator[Live]:
    for name, scope in (
        ("in capitals", "READ"),
        ("semicolons", "read;write"),
        ("in quotes", '"read"'),
    ):
        yield Live(f"scope {name}", "wrong_scope", "toolkit", preset={"scope": scope})
    yield Live("scope in capitals", "insufficient_scope", "authlib", preset={"scope": "READ"})


def _by_hand() -> Iterator[Live]:
    for server in BOTH:
        form = {"type": "form", "form": {"grant_type": "client_credentials"}}
        common = {"method": "POST", "url": "{token}", "auth": "hand", "body": form}
        for name, kind, password in (
            ("right secret", None, "{{env:THEIR_SECRET}}"),
            ("wrong secret", "wrong_credentials", "no-such-secret"),
        ):
            client = "basic"
            user = {"type": "basic", "username": client, "password": password}
            yield Live(f"{name} as Basic by hand", kind, server, client=client,
                       more={"hand": user}, request=common)  # fmt: skip
        named = {"grant_type": "Client_Credentials", "client_id": "any"}
        fields = {**named, "client_secret": "{{env:THEIR_SECRET}}"}
        yield Live("grant in capitals by hand", "wrong_grant", server,
                   request={**common, "auth": "none",
                            "body": {"type": "form", "form": fields}})  # fmt: skip


def _tokens() -> Iterator[Live]:
    for server in BOTH:
        yield Live("expired a moment ago", "expired_token", server,
                   bearer=signed_alike(exp=-5, iat=-305))  # fmt: skip
        yield Live("ID token of a login", "wrong_token_type", server,
                   bearer=signed_alike("JWT", exp=600, at_hash="x", auth_time=1, aud="any",
                                       nonce="n"))  # fmt: skip
        yield Live("for other APIs", "wrong_audience", server,
                   bearer=signed_alike(exp=600, aud=["a", "b"]),
                   request={"requires": {"aud": "c"}})  # fmt: skip


def _healthy() -> Iterator[Live]:
    for server in BOTH:
        for name, request in (
            ("POST to nothing", {"method": "POST", "url": "{api}/nothing"}),
            ("HEAD of nothing", {"method": "HEAD", "url": "{api}/nothing"}),
            ("OPTIONS", {"method": "OPTIONS"}),
            ("PUT to nothing", {"method": "PUT", "url": "{api}/nothing"}),
            ("a query that nobody reads", {"url": "{api}/things?error=invalid_token&scope=x"}),
        ):
            yield Live(name, None, server, client="basic", request=request)
