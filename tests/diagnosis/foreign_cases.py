"""Cases for the two authorization servers that other projects wrote: the same mistakes at both.

Must not hold what a server answers: it is asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from tests.diagnosis.live import Live
from tests.support.fakes import fake_jwt

BOTH = ("authlib", "toolkit")
#: How the client proves itself in a case; left out means that it is found by trying.
WAYS: dict[str, dict[str, str]] = {
    "found by trying": {},
    "basic": {"client_authentication": "client_secret_basic"},
    "post": {"client_authentication": "client_secret_post"},
}
_FORM = {
    "grant_type": "client_credentials",
    "client_id": "any",
    "client_secret": "{{env:THEIR_SECRET}}",
}


def signed_alike(typ: str = "at+jwt", **claims: Any) -> str:
    now = int(time.time())
    moved = {
        name: now + value if name in {"exp", "nbf", "iat"} else value
        for name, value in claims.items()
    }
    return fake_jwt(moved, {"alg": "RS256", "typ": typ})


def foreign_cases() -> list[Live]:
    """All of them."""
    return [
        *_endpoints(),
        *_clients(),
        *_by_hand(),
        *_forms_by_hand(),
        *_scopes(),
        *_grants(),
        *_tokens(),
        *_at_authlib(),
        *_transport(),
        *_healthy(),
        *_undecidable(),
    ]


def _endpoints() -> Iterator[Live]:
    for server in BOTH:
        for way, preset in WAYS.items():
            for name, url in (
                ("authorization endpoint", "{authorize}"),
                ("the API", "{api}/things"),
                ("nowhere", "{url}/nowhere"),
                ("the server itself", "{url}/"),
                ("an API that writes", "{api}/orders"),
            ):
                yield Live(
                    f"{name}, {way}", "wrong_endpoint", server, preset={**preset, "token_url": url}
                )
        yield Live(
            "token_url as the request's url", "wrong_endpoint", server, request={"url": "{token}"}
        )
    for name, url in (("introspection", "introspect/"), ("revocation", "revoke_token/")):
        yield Live(f"{name} endpoint", "wrong_endpoint", "toolkit",
                   preset={"token_url": f"{{url}}/o/{url}"})  # fmt: skip
    yield Live("slash left out", "wrong_endpoint", "toolkit", preset={"token_url": "{url}/o/token"})
    yield Live(
        "discovery document",
        "wrong_endpoint",
        "toolkit",
        preset={"token_url": "{url}/o/.well-known/openid-configuration"},
    )


def _clients() -> Iterator[Live]:
    for server in BOTH:
        for way, preset in WAYS.items():
            for name, secret in (
                ("wrong secret", "no-such-secret"),
                ("blank behind the secret", "s3cret+/%: é "),
                ("secret in quotes", "'s3cret+/%: é'"),
                ("placeholder left", "<your-client-secret>"),
            ):
                yield Live(
                    f"{name}, {way}", "wrong_credentials", server, secret=secret, preset=preset
                )
            yield Live(
                f"unknown client, {way}",
                "wrong_credentials",
                server,
                client="nobody",
                secret="s3cret-of-nobody",
                preset=preset,
            )
    for client, way in (("basic", "post"), ("post", "basic")):
        yield Live(
            f"{client} is wanted",
            "wrong_client_authentication",
            "authlib",
            client=client,
            preset=WAYS[way],
        )
        yield Live(
            f"{client} is wanted, for a POST",
            "wrong_client_authentication",
            "authlib",
            client=client,
            preset={**WAYS[way], "scope": "read write"},
            request={"method": "POST", "url": "{api}/orders"},
        )
    for way in ("basic", "found by trying"):
        yield Live(
            f"basic without encoding, {way}",
            "wrong_client_authentication",
            "toolkit",
            preset={**WAYS["basic"], "basic_encoding": "raw"},
            request={"method": "GET" if way == "basic" else "HEAD"},
        )


def _by_hand() -> Iterator[Live]:
    for server in BOTH:
        common = {"method": "POST", "url": "{token}", "auth": "none"}
        parts = [{"name": name, "value": value} for name, value in _FORM.items()]
        written = "&".join(f"{name}={value}" for name, value in _FORM.items())
        text = json.dumps(_FORM)
        bodies: dict[str, dict[str, Any]] = {
            "json": {"type": "json", "text": text},
            "multipart": {"type": "multipart", "part": parts},
            "text": {"type": "text", "text": written},
            "json with a scope": {"type": "json", "text": json.dumps({**_FORM, "scope": "read"})},
        }
        for name, body in bodies.items():
            # Both read multipart as if it were a form, and give a token for it.
            kind = None if name == "multipart" else "wrong_content_type"
            yield Live(f"{name} by hand", kind, server, request={**common, "body": body})


def _forms_by_hand() -> Iterator[Live]:
    for server in BOTH:
        drops = server == "authlib"
        for name, kind, url, changed in (
            ("right", None, "{token}", {}),
            ("wrong secret", "wrong_credentials", "{token}", {"client_secret": "no-such-secret"}),
            ("no client", "wrong_client_authentication", "{token}", {"client_id": None}),
            ("no such grant", "wrong_grant", "{token}", {"grant_type": "nothing"}),
            ("no such scope", None if drops else "wrong_scope", "{token}", {"scope": "nope"}),
            ("authorization endpoint", "wrong_endpoint", "{authorize}", {}),
            ("nowhere", "wrong_endpoint", "{url}/nowhere", {}),
        ):
            fields = {**_FORM, **changed}
            if fields["client_id"] is None:
                fields = {"grant_type": "client_credentials"}
            request = {
                "method": "POST",
                "url": url,
                "auth": "none",
                "body": {"type": "form", "form": fields},
            }
            yield Live(f"{name}, form by hand", kind, server, request=request)


def _scopes() -> Iterator[Live]:
    for server in BOTH:
        for way, preset in WAYS.items():
            # Authlib leaves out what it does not know, without a word.
            drops = server == "authlib"
            for name, scope, kind in (
                ("unknown", "nope", "insufficient_scope" if drops else "wrong_scope"),
                ("commas", "read,write", "wrong_scope"),
                ("one of two", "read nope", None if drops else "wrong_scope"),
            ):
                yield Live(f"{name}, {way}", kind, server, preset={**preset, "scope": scope})
        for method in ("GET", "POST"):
            yield Live(
                f"{method} needs write",
                "insufficient_scope",
                server,
                request={
                    "method": method,
                    "url": "{api}/orders",
                    "requires": {"scope": "write"},
                },
            )


def _grants() -> Iterator[Live]:
    for server in BOTH:
        yield Live("client of another grant", "wrong_grant", server, client="coder")
        yield Live(
            "no such grant",
            "wrong_grant",
            server,
            preset={"parameters": {"grant_type": "client_credential"}},
        )


def _tokens() -> Iterator[Live]:
    for server in BOTH:
        for name, kind, token, requires in (
            ("expired", "expired_token", signed_alike(exp=-600, iat=-4200), {}),
            ("long expired", "expired_token", signed_alike(exp=-600_000), {}),
            ("for another API", "wrong_audience", signed_alike(exp=600, aud="x"), {"aud": "y"}),
            ("of another issuer", "wrong_issuer", signed_alike(exp=600, iss="x"), {"iss": "y"}),
            (
                "ID token",
                "wrong_token_type",
                signed_alike("JWT", exp=600, nonce="n", aud="any"),
                {},
            ),
            (
                "lacks a scope",
                "insufficient_scope",
                signed_alike(exp=600, scope="a"),
                {"scope": "b"},
            ),
        ):
            yield Live(name, kind, server, bearer=token, request={"requires": requires})
            writing = {"method": "PUT", "url": "{api}/orders", "requires": requires}
            if server == "authlib":
                writing["method"] = "POST"
            yield Live(f"{name}, writing", kind, server, bearer=token, request=writing)
    yield Live("valid in an hour", "token_not_yet_valid", "toolkit",
               bearer=signed_alike(nbf=3600, exp=7200))  # fmt: skip


def _at_authlib() -> Iterator[Live]:
    user = {"user": {"type": "basic", "username": "any", "password": "{{env:THEIR_SECRET}}"}}
    for method, url in (("GET", "{api}/things"), ("POST", "{api}/orders")):
        common = {"method": method, "url": url}
        wide = {"scope": "read write"}
        yield Live(f"{method} without auth", "missing_token", "authlib", preset=wide,
                   request={**common, "auth": "none"})  # fmt: skip
        yield Live(f"{method} with the client's own", "credentials_sent_to_api", "authlib",
                   preset=wide, more=user, request={**common, "auth": "user"})  # fmt: skip
        yield Live(f"{method} with the token in the query", "wrong_token_place", "authlib",
                   preset={"token_in": "query", **wide}, request=common)  # fmt: skip
        yield Live(f"{method} not yet valid", "token_not_yet_valid", "authlib",
                   bearer=signed_alike(nbf=900, exp=4000), request=common)  # fmt: skip
        yield Live(f"{method} with a token that is not known", "revoked_token", "authlib",
                   bearer=signed_alike(exp=900), request=common)  # fmt: skip
    yield Live("the API says insufficient_scope", "insufficient_scope", "authlib",
               request={"url": "{api}/orders"})  # fmt: skip


def _transport() -> Iterator[Live]:
    for server in BOTH:
        yield Live("https where http is spoken", "tls", server,
                   preset={"token_url": "https://{host}/token"})  # fmt: skip
        yield Live("https at the API", "tls", server, request={"url": "https://{host}/api"})
        yield Live("nobody listens at the API", "network", server,
                   request={"url": "http://127.0.0.1:9/"})  # fmt: skip


def _healthy() -> Iterator[Live]:
    for server in BOTH:
        for way, preset in WAYS.items():
            yield Live(f"200, {way}", None, server, preset=preset if way != "basic" else {})
            yield Live(f"404 of the API, {way}", None, server, client="basic",
                       preset={} if way == "post" else preset,
                       request={"url": "{api}/nothing"})  # fmt: skip
        for way, preset in WAYS.items():
            yield Live(f"200 with write, {way}", None, server,
                       preset={**(preset if way != "basic" else {}), "scope": "read write"},
                       request={"url": "{api}/orders", "requires": {"scope": "write"}})  # fmt: skip
        for method in ("HEAD", "OPTIONS"):
            yield Live(
                f"{method} with what is required",
                None,
                server,
                request={"method": method, "requires": {"scope": "read"}},
            )
        url = "{api}/things" if server == "authlib" else "{url}/x"
        yield Live(
            "405 or 404", None, server, request={"url": url, "method": "PUT"}, client="basic"
        )


def _undecidable() -> Iterator[Live]:
    """403 with nothing: no token, a dead one and garbage are answered alike, and show nothing."""
    for name, token in (("dead", "dead-token-0123456789"), ("garbage", "garbage-0123456789abc")):
        yield Live(f"{name} opaque token", None, "toolkit", bearer=token, undecidable=True)
    yield Live("no token", None, "toolkit", request={"auth": "none"}, undecidable=True)
