"""Tokens of the practice server: what they say, how long they hold, how they are renewed."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from tests.support.practice import PracticeServer, start

Ask = Callable[..., httpx.Response]
Bearer = Callable[..., dict[str, str]]


def verified(server: PracticeServer, token: str) -> dict:
    keys = jwt.PyJWKSet.from_dict(server.http.get(server.jwks_url).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(
        token, key, algorithms=["RS256"], audience=server.api_url, issuer=server.issuer
    )


def customers(server: PracticeServer, headers: dict[str, str]) -> httpx.Response:
    return server.http.get(f"{server.api_url}/customers/1", headers=headers)


def test_a_jwt_verifies_against_the_published_keys(server: PracticeServer, ask: Ask) -> None:
    answer = ask("practice-fast", scope="read:customers").json()
    claims = verified(server, answer["access_token"])
    assert jwt.get_unverified_header(answer["access_token"])["typ"] == "at+jwt"
    assert claims["sub"] == claims["client_id"] == "practice-fast"
    assert claims["scope"] == answer["scope"] == "read:customers"
    assert claims["exp"] - claims["iat"] == answer["expires_in"] == 45
    assert claims["jti"]


def test_two_servers_sign_with_different_keys(server: PracticeServer, bearer: Bearer) -> None:
    headers = bearer()
    with start() as other:
        refused = customers(other, headers)
    assert refused.status_code == 401
    assert "malformed or was not issued here" in refused.headers["WWW-Authenticate"]


def test_a_token_dies_to_the_second(server: PracticeServer, bearer: Bearer) -> None:
    moment = float(int(time.time()))
    server.set_clock(stopped_at=moment)
    headers = bearer()
    server.set_clock(stopped_at=moment + 44.999)
    assert customers(server, headers).status_code == 200
    server.set_clock(stopped_at=moment + 45)
    refused = customers(server, headers)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert refused.json()["error_description"] == "The access token expired"


@pytest.mark.parametrize(("mode", "life"), [("on", 44.25), ("off", 45)])
def test_whole_seconds_shorten_a_life(
    server: PracticeServer, ask: Ask, mode: str, life: float
) -> None:
    moment = 1_900_000_000.75
    server.set_clock(stopped_at=moment)
    with server.switched(whole_seconds=mode):
        token = ask("practice-fast").json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - moment == pytest.approx(life)
    assert isinstance(claims["iat"], int) is (mode == "on")


def test_the_date_header_follows_the_clock(server: PracticeServer) -> None:
    server.set_clock(stopped_at=0)
    answer = server.http.get(f"{server.issuer}/health")
    assert answer.headers["Date"] == "Thu, 01 Jan 1970 00:00:00 GMT"


def test_an_opaque_token_works_and_is_no_jwt(server: PracticeServer, ask: Ask) -> None:
    token = ask("practice-opaque").json()["access_token"]
    assert "." not in token
    assert customers(server, {"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_token_minted_in_the_past_is_expired_at_once(server: PracticeServer, ask: Ask) -> None:
    answer = ask("practice-expired").json()
    refused = customers(server, {"Authorization": f"Bearer {answer['access_token']}"})
    assert answer["expires_in"] == 3600
    assert refused.json()["error_description"] == "The access token expired"


def test_a_token_revoked_at_issue_looks_good_and_is_refused(
    server: PracticeServer, ask: Ask
) -> None:
    token = ask("practice-revoked").json()["access_token"]
    assert verified(server, token)["exp"] > time.time()
    headers = {"Authorization": f"Bearer {token}"}
    assert customers(server, headers).json()["error_description"] == "The access token was revoked"
    with server.switched(revoked_jwt="accept"):
        assert customers(server, headers).status_code == 200


def test_revoking_ends_a_token_and_introspection_says_so(server: PracticeServer, ask: Ask) -> None:
    token = ask("practice-hour").json()["access_token"]
    auth = server.secret_of("practice-hour")

    def introspected() -> dict:
        url = f"{server.issuer}/oauth/introspect"
        return server.http.post(url, auth=auth, data={"token": token}).json()

    assert introspected()["active"] is True
    assert introspected()["client_id"] == "practice-hour"
    revoked = server.http.post(f"{server.issuer}/oauth/revoke", auth=auth, data={"token": token})
    assert revoked.status_code == 200
    assert introspected() == {"active": False}
    assert customers(server, {"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_client_cannot_revoke_the_token_of_another(server: PracticeServer, ask: Ask) -> None:
    token = ask("practice-hour").json()["access_token"]
    auth = server.secret_of("practice-fast")
    server.http.post(f"{server.issuer}/oauth/revoke", auth=auth, data={"token": token})
    assert customers(server, {"Authorization": f"Bearer {token}"}).status_code == 200


def test_revoke_all_spares_what_is_issued_later(server: PracticeServer, bearer: Bearer) -> None:
    old = bearer()
    server.revoke_all()
    assert customers(server, old).status_code == 401
    assert customers(server, bearer()).status_code == 200


def test_a_refresh_keeps_the_refresh_token_unless_switched(
    server: PracticeServer, ask: Ask
) -> None:
    first = ask("practice-refresh").json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    kept = ask("practice-refresh", **refresh).json()
    assert "refresh_token" not in kept
    assert kept["access_token"] != first["access_token"]
    with server.switched(refresh="repeat"):
        assert ask("practice-refresh", **refresh).json()["refresh_token"] == first["refresh_token"]
    with server.switched(refresh="rotate"):
        rotated = ask("practice-refresh", **refresh).json()
    assert rotated["refresh_token"] != first["refresh_token"]
    reused = ask("practice-refresh", **refresh)
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert server.counters()["refreshes"] == 3


def test_a_refresh_token_is_good_for_its_client_only(ask: Ask) -> None:
    token = ask("practice-refresh").json()["refresh_token"]
    stolen = ask("practice-hour", grant_type="refresh_token", refresh_token=token)
    assert stolen.json()["error"] == "invalid_grant"


def test_a_refresh_cannot_widen_the_scope(ask: Ask) -> None:
    token = ask("practice-refresh", scope="read:customers").json()["refresh_token"]
    wider = ask(
        "practice-refresh",
        grant_type="refresh_token",
        refresh_token=token,
        scope="read:customers read:orders",
    )
    assert wider.json()["error"] == "invalid_scope"


def test_some_servers_repeat_a_token_until_it_dies(server: PracticeServer, ask: Ask) -> None:
    moment = 1_900_000_000.0
    server.set_clock(stopped_at=moment)
    first = ask("repeating").json()
    server.set_clock(stopped_at=moment + 20)
    again = ask("repeating").json()
    assert again["access_token"] == first["access_token"]
    assert (first["expires_in"], again["expires_in"]) == (30, 10)
    server.set_clock(stopped_at=moment + 30)
    assert ask("repeating").json()["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("client_id", "expected"),
    [("as-string", "3600"), ("as-float", 3600.0), ("as-missing", None), ("as-zero", 0)],
)
def test_expires_in_comes_as_it_was_configured(
    ask: Ask, client_id: str, expected: float | str | None
) -> None:
    found = ask(client_id).json().get("expires_in")
    assert found == expected
    assert type(found) is type(expected)


def test_sloppy_successes(ask: Ask) -> None:
    assert ask("lower-case").json()["token_type"] == "bearer"
    assert parse_qs(ask("form").text)["token_type"] == ["Bearer"]
    assert ask("marked").content.startswith(b"\xef\xbb\xbf{")
    lying = ask("lying")
    assert (lying.status_code, lying.json()["error"]) == (200, "invalid_grant")
