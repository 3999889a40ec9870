"""Cases for the practice server: its switches, one mistake at a time.

Must not hold what the server answers: it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.diagnosis.live import Live
from tests.support.fakes import fake_jwt

SERVER = "practice"
#: Clients beside those that the practice server has.
CLIENTS: tuple[dict[str, Any], ...] = (
    {"client_id": "any", "scope": "read:customers write:customers read:orders"},
    {"client_id": "narrow", "scope": "read:customers"},
    {"client_id": "later", "minted_ago_s": -600},
    {"client_id": "elsewhere", "issuer_as": "https://other.example.com"},
    {"client_id": "signed-in", "id_token_as_access_token": True},
    {"client_id": "no-grant", "grants": "refresh_token"},
    {"client_id": "in-200", "error_in_200": "invalid_client"},
)
_BASIC = {"client_authentication": "client_secret_basic"}
_POST = {"client_authentication": "client_secret_post"}
_BY_HAND = {"method": "POST", "url": "{token}", "auth": "none"}
_TEXT = (
    '{"grant_type": "client_credentials", "client_id": "any",'
    ' "client_secret": "{{env:THEIR_SECRET}}"}'
)
_FORM = "grant_type=client_credentials&client_id=any&client_secret={{env:THEIR_SECRET}}"


def case(id: str, kind: str | None, **more: Any) -> Live:
    """A case of the practice server; its request reads customers."""
    preset = {"scope": "read:customers", **more.pop("preset", {})}
    request = {"url": "{api}/customers/1", **more.pop("request", {})}
    return Live(id, kind, SERVER, preset=preset, request=request, **more)


def practice_cases() -> list[Live]:
    """All of them."""
    return [*_endpoints(), *_clients(), *_by_hand(), *_asked(), *_tokens(), *_places(), *_others()]


def _endpoints() -> Iterator[Live]:
    for value in ("redirect", "html", "json_200", "403", "404", "response_type"):
        yield case(
            f"authorization endpoint, {value}",
            "wrong_endpoint",
            preset={"token_url": "{authorize}"},
            switches={"authorize_post": value},
        )
    yield case("a slash too many", "wrong_endpoint", preset={"token_url": "{token}/"})
    yield case("nowhere", "wrong_endpoint", preset={"token_url": "{url}/oauth/tokens"})
    yield case("the API", "wrong_endpoint", preset={"token_url": "{api}/customers"})
    yield case("token_url as url", "wrong_endpoint", request={"url": "{token}"})


def _clients() -> Iterator[Live]:
    for value in ("rfc", "bearer_401", "empty_403", "html_401"):
        switches = {"wrong_secret": value}
        wrong: dict[str, Any] = {
            "kind": "wrong_credentials",
            "secret": "no-such-secret",
            "switches": switches,
        }
        yield case(f"wrong secret, found by trying, {value}", **wrong)
        yield case(f"wrong secret, post, {value}", preset=_POST, **wrong)
        place: dict[str, Any] = {"kind": "wrong_client_authentication", "switches": switches}
        yield case(f"basic is wanted, {value}", client="practice-basic", preset=_POST, **place)
        yield case(f"post is wanted, {value}", client="practice-body", preset=_BASIC, **place)
    yield case("line break behind the secret", "wrong_credentials", secret="s3cret-0123\n")
    raw = {**_BASIC, "basic_encoding": "raw"}
    encoded: dict[str, Any] = {"client": "practice-encoded", "kind": "wrong_client_authentication"}
    yield case("raw where encoded is read", preset=raw, **encoded)
    yield case("encoded where raw is read", preset={**_BASIC, "basic_encoding": "form"},
               switches={"basic_decoding": "raw"}, **encoded)  # fmt: skip
    yield case("basic that never works", preset=_BASIC, switches={"basic_decoding": "broken"},
               **encoded)  # fmt: skip
    twice = {"client_secret": "{{env:THEIR_SECRET}}"}
    yield case("both places", "wrong_client_authentication",
               preset={**_BASIC, "parameters": twice})  # fmt: skip
    yield case("200 with an error", "wrong_credentials", client="in-200")


def _by_hand() -> Iterator[Live]:
    for value in ("invalid_request", "415", "unsupported_grant_type", "500", "empty_400"):
        yield case(f"json, {value}", "wrong_content_type", switches={"token_json": value},
                   request={**_BY_HAND, "body": {"type": "json", "text": _TEXT}})  # fmt: skip
    yield case("json that is taken", None, switches={"token_json": "accept"},
               request={**_BY_HAND, "body": {"type": "json", "text": _TEXT}})  # fmt: skip
    parts = [{"name": name, "value": value} for name, value in (
        ("grant_type", "client_credentials"), ("client_id", "any"),
        ("client_secret", "{{env:THEIR_SECRET}}"))]  # fmt: skip
    yield case("multipart", "wrong_content_type",
               request={**_BY_HAND, "body": {"type": "multipart", "part": parts}})  # fmt: skip
    yield case("plain text", "wrong_content_type",
               request={**_BY_HAND, "body": {"type": "text", "text": _FORM}})  # fmt: skip
    form = {"type": "form", "form": {each["name"]: each["value"] for each in parts}}
    charset = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    yield case("a charset", "wrong_content_type", switches={"form_charset": "refuse"},
               request={**_BY_HAND, "headers": charset, "body": form})  # fmt: skip
    yield case("a form", None, request={**_BY_HAND, "body": form})


def _asked() -> Iterator[Live]:
    for value in ("refuse", "other_code"):
        switches = {"unknown_scope": value}
        yield case(f"one unknown scope of two, {value}", "wrong_scope", switches=switches,
                   preset={"scope": "read:customers read:everything"})  # fmt: skip
        yield case(f"commas, {value}", "wrong_scope", switches=switches,
                   preset={"scope": "read:customers,read:orders"})  # fmt: skip
    yield case("commas that are dropped", "wrong_scope", switches={"unknown_scope": "drop"},
               preset={"scope": "read:customers,read:orders"})  # fmt: skip
    yield case("no scope asked", "wrong_scope", preset={"scope": ""},
               switches={"missing_scope": "refuse"})  # fmt: skip
    yield case("unknown audience", "wrong_audience", preset={"audience": "https://nope"})
    yield case("client without the grant", "wrong_grant", client="no-grant")
    yield case("unknown grant", "wrong_grant",
               preset={"parameters": {"grant_type": "nothing"}})  # fmt: skip
    for value in ("token", "api"):
        yield case(f"DPoP, {value}", "dpop_required", switches={"dpop": value})


def _tokens() -> Iterator[Live]:
    for value in ("full", "bare", "empty_403"):
        switches = {"api_challenge": value}
        yield case(f"expired, {value}", "expired_token", client="practice-expired",
                   switches=switches)  # fmt: skip
        if value != "empty_403":
            yield case(f"not yet valid, {value}", "token_not_yet_valid", client="later",
                       switches=switches)  # fmt: skip
        needs = {"method": "POST", "url": "{api}/orders", "requires": {"scope": "write:orders"}}
        yield case(f"reduced, {value}", "insufficient_scope", client="practice-reduced",
                   preset={"scope": "read:orders write:orders"}, request=needs,
                   switches=switches)  # fmt: skip
        yield case(f"scope not asked, {value}", "insufficient_scope", client="any",
                   switches=switches, request={"url": "{api}/orders",
                                               "requires": {"scope": "read:orders"}})  # fmt: skip
        yield case(f"narrow client, {value}", "insufficient_scope", client="narrow",
                   switches=switches, request={"url": "{api}/orders",
                                               "requires": {"scope": "read:orders"}})  # fmt: skip
        yield case(f"billing's token, {value}", "wrong_audience", switches=switches,
                   preset={"audience": "{url}/billing", "requires": {"aud": "{api}"}})  # fmt: skip
    yield case("audience, not required", "wrong_audience", preset={"audience": "{url}/billing"})
    yield case("revoked", "revoked_token", client="practice-revoked")
    yield case("another issuer", "wrong_issuer", client="elsewhere")
    yield case("an ID token", "wrong_token_type", client="signed-in")
    yield case("opaque", "wrong_token_type", client="practice-opaque",
               switches={"opaque_token": "refuse"})  # fmt: skip
    yield case("expired long ago", "expired_token",
               bearer=fake_jwt({"exp": 1_700_000_000, "iat": 1_699_990_000}))  # fmt: skip


def _places() -> Iterator[Live]:
    user = {"user": {"type": "basic", "username": "any", "password": "{{env:THEIR_SECRET}}"}}
    for value in ("full", "bare"):
        switches = {"api_challenge": value}
        yield case(f"no token, {value}", "missing_token", request={"auth": "none"},
                   switches=switches)  # fmt: skip
        yield case(f"the client's own, {value}", "credentials_sent_to_api", more=user,
                   request={"auth": "user"}, switches=switches)  # fmt: skip
        yield case(f"in the query, {value}", "wrong_token_place", preset={"token_in": "query"},
                   switches={**switches, "query_token": "refuse"})  # fmt: skip
        yield case(f"lower case, {value}", "wrong_token_place", preset={"token_prefix": "bearer"},
                   switches={**switches, "lower_case_bearer": "refuse"})  # fmt: skip
    yield case("in the query twice", "wrong_token_place",
               request={"query": {"access_token": "abcdefgh12345678"}})  # fmt: skip
    yield case("a word of its own", "wrong_token_place", preset={"token_prefix": "Token"})


def _others() -> Iterator[Live]:
    yield case("token endpoint limited", "rate_limited", switches={"token_limit": 1})
    yield case("API limited", "rate_limited", switches={"api_limit": 1})
    yield case("token endpoint down", "server_fault", switches={"token_failures": 1})
    yield case("API behind a broken gateway", "server_fault", switches={"api_failures": 1})
    yield case("503 of the API", "server_fault", request={"url": "{api}/status/503"})
    yield case("nobody listens", "network", preset={"token_url": "http://127.0.0.1:9/token"})
    yield case("nobody listens at the API", "network", request={"url": "http://127.0.0.1:9/"})
    for value in ("refuse", "redirect"):
        yield case(f"https wanted, {value}", "insecure_transport", switches={"plain_http": value})
    for name, request in (
        ("list", {"url": "{api}/customers"}),
        ("one", {}),
        ("404", {"url": "{api}/customers/999"}),
        ("nothing there", {"url": "{api}/nothing"}),
        ("415", {"method": "POST", "url": "{api}/customers",
                 "body": {"type": "text", "text": "x"}}),
        ("422", {"method": "POST", "url": "{api}/customers",
                 "body": {"type": "json", "text": "{}"}}),
        ("405", {"method": "DELETE", "url": "{api}/customers"}),
        ("Basic API", {"url": "{api}/basic", "auth": "none"}),
        ("API key", {"url": "{api}/key", "auth": "none"}),
        ("403", {"url": "{api}/status/403"}),
        ("401", {"url": "{api}/status/401", "auth": "none"}),
        ("400", {"url": "{api}/status/400"}),
        ("redirect", {"url": "{api}/redirect"}),
        ("escapes", {"url": "{api}/escape"}),
        ("health", {"url": "{url}/health", "auth": "none"}),
    ):  # fmt: skip
        yield case(name, None, preset={"scope": "read:customers write:customers"}, request=request)
