"""The token endpoint: whom it believes, what it refuses, and in which words."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.support.practice import PracticeServer

Ask = Callable[..., httpx.Response]
GRANT = {"grant_type": "client_credentials"}


def by_basic(server: PracticeServer, client_id: str, secret: str) -> httpx.Response:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return server.http.post(
        server.token_url, headers={"Authorization": f"Basic {pair}"}, data=GRANT
    )


def by_form(server: PracticeServer, client_id: str, secret: str) -> httpx.Response:
    fields = GRANT | {"client_id": client_id, "client_secret": secret}
    return server.http.post(server.token_url, data=fields)


def test_success_must_not_be_stored(ask: Ask) -> None:
    answer = ask("practice-hour")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


def test_placements_are_told_apart(server: PracticeServer) -> None:
    body, basic = server.secret_of("practice-body"), server.secret_of("practice-basic")
    hour = server.secret_of("practice-hour")
    assert by_form(server, *body).status_code == 200
    assert by_basic(server, *body).status_code == 401
    assert by_basic(server, *basic).status_code == 200
    assert by_form(server, *basic).status_code == 400
    assert by_basic(server, *hour).status_code == by_form(server, *hour).status_code == 200


def test_a_wrong_secret_an_unknown_client_and_a_wrong_placement_look_the_same(
    server: PracticeServer,
) -> None:
    answers = [
        by_basic(server, "practice-hour", "wrong"),
        by_basic(server, "nobody", "wrong"),
        by_basic(server, *server.secret_of("practice-body")),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Basic realm="practice"'}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"] == "invalid_client"


def test_a_wrong_secret_in_the_form_is_400_without_a_challenge(server: PracticeServer) -> None:
    answer = by_form(server, "practice-hour", "wrong")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(
    ("mode", "status", "challenge"),
    [
        ("bearer_401", 401, 'Bearer realm="practice"'),
        ("empty_403", 403, None),
        ("html_401", 401, None),
    ],
)
def test_servers_refuse_a_wrong_secret_in_many_ways(
    server: PracticeServer, mode: str, status: int, challenge: str | None
) -> None:
    with server.switched(wrong_secret=mode):
        answer = by_basic(server, "practice-hour", "wrong")
    assert answer.status_code == status
    assert answer.headers.get("WWW-Authenticate") == challenge


@pytest.mark.parametrize(
    ("decoding", "works"),
    [
        ("form", {"plus", "percent"}),
        ("percent", {"percent"}),
        ("raw", {"raw"}),
        ("broken", set()),
    ],
)
def test_basic_is_decoded_in_four_ways(
    server: PracticeServer, decoding: str, works: set[str]
) -> None:
    client_id, secret = server.secret_of("practice-encoded")
    assert set("+%:&/# é") <= set(secret)
    spellings = {"plus": quote_plus(secret), "percent": quote(secret, safe=""), "raw": secret}
    with server.switched(basic_decoding=decoding):
        found = {
            name
            for name, spelling in spellings.items()
            if by_basic(server, client_id, spelling).status_code == 200
        }
        assert by_form(server, client_id, secret).status_code == 200
    assert found == works


def test_credentials_in_both_places_are_refused_unless_switched(server: PracticeServer) -> None:
    auth = server.secret_of("practice-hour")
    fields = GRANT | {"client_id": auth[0], "client_secret": auth[1]}
    refused = server.http.post(server.token_url, auth=auth, data=fields)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    with server.switched(both_placements="accept"):
        assert server.http.post(server.token_url, auth=auth, data=fields).status_code == 200


def test_a_public_client_says_who_it_is_and_no_more(server: PracticeServer) -> None:
    assert (
        server.http.post(server.token_url, data=GRANT | {"client_id": "public"}).status_code == 200
    )
    unproven = server.http.post(server.token_url, data=GRANT | {"client_id": "practice-hour"})
    assert unproven.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"scope": "read:moon"}, "invalid_scope"),
        ({"audience": "https://elsewhere.example"}, "invalid_target"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
    ],
)
def test_each_error_has_its_code(ask: Ask, form: dict[str, str], error: str) -> None:
    answer = ask("practice-hour", **form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


def test_a_parameter_that_comes_twice_is_an_invalid_request(server: PracticeServer) -> None:
    answer = server.http.post(
        server.token_url,
        auth=server.secret_of("practice-hour"),
        content="grant_type=client_credentials&scope=a&scope=b",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("mode", "status", "error"),
    [
        ("invalid_request", 400, "invalid_request"),
        ("415", 415, None),
        ("unsupported_grant_type", 400, "unsupported_grant_type"),
        ("500", 500, None),
        ("accept", 200, None),
    ],
)
def test_json_to_the_token_endpoint(
    server: PracticeServer, mode: str, status: int, error: str | None
) -> None:
    with server.switched(token_json=mode):
        answer = server.http.post(
            server.token_url, auth=server.secret_of("practice-hour"), json=GRANT
        )
    assert (answer.status_code, answer.json().get("error")) == (status, error)


@pytest.mark.parametrize(
    ("mode", "status"),
    [("redirect", 302), ("html", 200), ("json_200", 200), ("403", 403), ("404", 404)],
)
def test_a_token_request_to_the_authorization_endpoint_gets_no_token(
    server: PracticeServer, mode: str, status: int
) -> None:
    with server.switched(authorize_post=mode):
        auth = server.secret_of("practice-hour")
        answer = server.http.post(server.authorization_url, auth=auth, data=GRANT)
    assert answer.status_code == status
    assert "access_token" not in answer.text


def test_scopes_are_dropped_without_a_word_by_some(server: PracticeServer, ask: Ask) -> None:
    reduced = ask("practice-reduced", scope="read:orders write:orders")
    assert (reduced.status_code, reduced.json()["scope"]) == (200, "read:orders")
    assert ask("narrow", scope="read:orders").json()["error"] == "invalid_scope"
    with server.switched(unknown_scope="drop"):
        dropped = ask("narrow", scope="read:customers read:orders")
    assert dropped.json()["scope"] == "read:customers"


def test_no_scope_asked_is_all_none_or_an_error(server: PracticeServer, ask: Ask) -> None:
    assert ask("narrow").json()["scope"] == "read:customers"
    with server.switched(missing_scope="none"):
        assert ask("narrow").json()["scope"] == ""
    with server.switched(missing_scope="refuse"):
        assert ask("narrow").json()["error"] == "invalid_scope"


def test_the_answer_names_the_scope_always_when_changed_or_never(
    server: PracticeServer, ask: Ask
) -> None:
    with server.switched(scope_in_answer="changed"):
        assert "scope" not in ask("practice-hour", scope="read:orders").json()
        changed = ask("practice-reduced", scope="read:orders write:orders").json()
    assert changed["scope"] == "read:orders"
    with server.switched(scope_in_answer="never"):
        assert "scope" not in ask("practice-hour").json()


def test_token_failures_are_counted_down(server: PracticeServer, ask: Ask) -> None:
    server.switch(token_failures=2)
    assert [ask("practice-hour").status_code for _ in range(3)] == [503, 503, 200]
    assert server.counters()["token_calls"] == 3


def test_the_token_endpoint_takes_post_only_and_names_a_stray_slash(
    server: PracticeServer,
) -> None:
    assert server.http.get(server.token_url).status_code == 405
    moved = server.http.post(f"{server.token_url}/", data=GRANT)
    assert (moved.status_code, moved.headers["Location"]) == (301, "/oauth/token")


def test_both_metadata_documents_name_the_endpoints(server: PracticeServer) -> None:
    for name in ("oauth-authorization-server", "openid-configuration"):
        found = server.http.get(f"{server.issuer}/.well-known/{name}").json()
        assert found["issuer"] == server.issuer
        assert found["token_endpoint"] == server.token_url
        assert found["authorization_endpoint"] == server.authorization_url
        assert found["jwks_uri"] == server.jwks_url


def test_the_counters_tell_clients_and_errors_apart(server: PracticeServer, ask: Ask) -> None:
    ask("practice-hour")
    ask("practice-hour")
    ask("narrow", scope="read:moon")
    by_basic(server, "nobody", "wrong")
    found = server.counters()
    assert found["token_calls"] == 4
    assert found["token_calls_by_client"] == {"practice-hour": 2, "narrow": 1, "?": 1}
    assert found["tokens_issued_by_client"] == {"practice-hour": 2}
    assert found["token_errors"] == {"invalid_scope": 1, "invalid_client": 1}
