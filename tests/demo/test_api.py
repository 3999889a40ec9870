"""The practice API: who may pass, what it keeps, and the answers that are there to be looked at."""

from __future__ import annotations

import base64
from collections.abc import Callable

import httpx
import pytest

from tests.support.practice import PracticeServer

Bearer = Callable[..., dict[str, str]]


def test_no_token_is_challenged_without_an_error(server: PracticeServer) -> None:
    answer = server.http.get(f"{server.api_url}/customers")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="practice"'


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "é", "e30.e30."])
def test_garbage_is_an_invalid_token(server: PracticeServer, token: str) -> None:
    headers = {b"Authorization": f"Bearer {token}".encode()}
    answer = server.http.get(f"{server.api_url}/customers", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_client_credentials_sent_to_the_api_get_a_bearer_challenge(server: PracticeServer) -> None:
    auth = server.secret_of("practice-hour")
    answer = server.http.get(f"{server.api_url}/customers", auth=auth)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_missing_scope_is_403_and_the_challenge_names_it(
    server: PracticeServer, bearer: Bearer
) -> None:
    headers = bearer("practice-reduced", scope="read:orders write:orders")
    order = {"customer": 1}
    answer = server.http.post(f"{server.api_url}/orders", headers=headers, json=order)
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert answer.headers["WWW-Authenticate"].endswith('scope="write:orders"')
    assert server.http.get(f"{server.api_url}/orders", headers=headers).status_code == 200


def test_a_token_for_another_audience_is_refused(server: PracticeServer, bearer: Bearer) -> None:
    headers = bearer(audience=f"{server.issuer}/billing")
    url = f"{server.api_url}/customers/1"
    answer = server.http.get(url, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error_description"] == "The access token is for another audience"
    with server.switched(audience="ignore"):
        assert server.http.get(url, headers=headers).status_code == 200


def test_the_scheme_is_taken_in_any_case_unless_switched(
    server: PracticeServer, bearer: Bearer
) -> None:
    lower = {"Authorization": bearer()["Authorization"].replace("Bearer", "bearer")}
    url = f"{server.api_url}/customers/1"
    assert server.http.get(url, headers=lower).status_code == 200
    with server.switched(lower_case_bearer="refuse"):
        assert server.http.get(url, headers=lower).status_code == 401


def test_a_token_in_the_query_works_but_not_twice(server: PracticeServer, bearer: Bearer) -> None:
    headers = bearer()
    query = {"access_token": headers["Authorization"].split()[1]}
    url = f"{server.api_url}/customers/1"
    assert server.http.get(url, params=query).status_code == 200
    twice = server.http.get(url, params=query, headers=headers)
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
    with server.switched(query_token="refuse"):
        assert server.http.get(url, params=query).status_code == 401


def test_refusals_can_be_bare_or_say_nothing(server: PracticeServer) -> None:
    url = f"{server.api_url}/customers"
    with server.switched(api_challenge="bare"):
        assert server.http.get(url).headers["WWW-Authenticate"] == "Bearer"
    with server.switched(api_challenge="empty_403"):
        silent = server.http.get(url)
    assert (silent.status_code, silent.content) == (403, b"")


def test_what_is_posted_is_kept_for_the_next_get(server: PracticeServer, bearer: Bearer) -> None:
    http, headers = server.http, bearer()
    made = http.post(
        f"{server.api_url}/customers", headers=headers, json={"name": "Annie", "vip": True}
    )
    assert made.status_code == 201
    where = made.headers["Location"]
    assert where == f"{server.api_url}/customers/{made.json()['id']}"
    assert http.get(where, headers=headers).json() == made.json()
    patched = http.patch(where, headers=headers, json={"vip": False})
    assert patched.json() == made.json() | {"vip": False}
    assert http.put(where, headers=headers, json={"name": "Ann"}).json() == {
        "id": made.json()["id"],
        "name": "Ann",
    }
    assert http.delete(where, headers=headers).status_code == 204
    assert http.get(where, headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": {"name": "Ada"}}, 415),
        ({"json": {}}, 422),
        ({"json": []}, 422),
    ],
)
def test_the_api_has_errors_of_its_own(
    server: PracticeServer, bearer: Bearer, sent: dict, status: int
) -> None:
    headers = bearer() | sent.pop("headers", {})
    answer = server.http.post(f"{server.api_url}/customers", headers=headers, **sent)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" not in answer.headers


def test_the_list_can_be_scrolled_or_paged(server: PracticeServer, bearer: Bearer) -> None:
    url, headers = f"{server.api_url}/customers", bearer()
    everything = server.http.get(url, headers=headers).json()
    assert (everything["total"], len(everything["customers"])) == (200, 200)
    assert len({each["name"] for each in everything["customers"]}) > 150
    page = server.http.get(url, headers=headers, params={"page": 2, "per_page": 20})
    assert [each["id"] for each in page.json()["customers"]] == list(range(21, 41))
    assert page.links["next"]["url"] == "/api/customers?page=3&per_page=20"
    assert server.http.get(url, headers=headers, params={"page": "0"}).status_code == 400


def test_expand_adds_what_belongs_to_a_customer(server: PracticeServer, bearer: Bearer) -> None:
    url, headers = f"{server.api_url}/customers/14", bearer()
    plain = server.http.get(url, headers=headers).json()
    expanded = server.http.get(url, headers=headers, params={"expand": ["orders", "cards"]}).json()
    assert set(expanded) - set(plain) == {"orders", "cards"}
    assert {order["customer"] for order in expanded["orders"]} == {14}


def test_the_report_is_five_megabytes_of_json(server: PracticeServer, bearer: Bearer) -> None:
    answer = server.http.get(f"{server.api_url}/report", headers=bearer())
    assert 5_000_000 <= len(answer.content) < 5_001_000
    report = answer.json()
    assert len(report["rows"]) == report["count"]


def test_graphql_answers_its_one_query(server: PracticeServer, bearer: Bearer) -> None:
    query = {"query": "{ customers(first: 2) { id name } }"}
    url = f"{server.api_url}/graphql"
    assert server.http.post(url, json=query).status_code == 401
    answer = server.http.post(url, headers=bearer(), json=query).json()
    assert answer["data"]["customers"][0] == {"id": 1, "name": "Ada Lovelace"}
    assert len(answer["data"]["customers"]) == 2


def test_echo_shows_the_request_as_it_came(server: PracticeServer) -> None:
    headers = [("X-Twice", "1"), ("X-Twice", "2")]
    target = f"{server.api_url}/echo?a=1&a=%20"
    answer = server.http.request("REPORT", target, headers=headers, content=b"\xff").json()
    assert (answer["method"], answer["target"]) == ("REPORT", "/api/echo?a=1&a=%20")
    assert [pair for pair in answer["headers"] if pair[0] == "X-Twice"] == [
        ["X-Twice", "1"],
        ["X-Twice", "2"],
    ]
    assert base64.b64decode(answer["body_base64"]) == b"\xff"


def test_echo_is_there_below_its_path_too(server: PracticeServer) -> None:
    answer = server.http.get(f"{server.api_url}/echo/a%20b%2Fc/d").json()
    assert answer["target"] == "/api/echo/a%20b%2Fc/d"


def test_a_chunked_upload_arrives_whole(server: PracticeServer) -> None:
    pieces = [b"one ", b"two ", b"three"]
    answer = server.http.post(f"{server.api_url}/echo", content=iter(pieces)).json()
    assert answer["body"] == "one two three"
    assert ["Transfer-Encoding", "chunked"] in answer["headers"]


def test_a_slow_answer_drips(server: PracticeServer) -> None:
    with server.http.stream("GET", f"{server.api_url}/slow", params={"seconds": "0.5"}) as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == b"1 of 2\n2 of 2\n"
    assert answer.headers["Transfer-Encoding"] == "chunked"


def test_redirects_stay_or_leave_the_origin(server: PracticeServer) -> None:
    stays = server.http.get(f"{server.api_url}/redirect", params={"times": 2, "status": 307})
    assert stays.status_code == 307
    assert stays.headers["Location"].startswith(f"{server.api_url}/redirect?")
    away = server.http.get(f"{server.api_url}/redirect-away")
    elsewhere = server.api_url.replace("127.0.0.1", "localhost")
    assert away.headers["Location"] == f"{elsewhere}/echo"


def test_any_status_can_be_had(server: PracticeServer) -> None:
    busy = server.http.get(f"{server.api_url}/status/429", params={"retry_after": "7"})
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "7")
    assert server.http.get(f"{server.api_url}/status/204").content == b""
    assert server.http.get(f"{server.api_url}/status/299").status_code == 299


def test_the_hostile_answer_is_hostile_and_legal(server: PracticeServer) -> None:
    answer = server.http.get(f"{server.api_url}/escape")
    for piece in (b"\x1b[2J", b"\x1b]52;", b"\x00", "\u202e".encode(), "\x9b".encode()):
        assert piece in answer.content
    raw = dict(answer.headers.raw)
    assert "\u202e".encode() in raw[b"X-Bidi"]
    assert b"\x9b31m as one byte" in raw[b"X-Eight-Bit"]
    assert answer.extensions["reason_phrase"].startswith(b"[/nope]")
    as_json = server.http.get(f"{server.api_url}/escape", params={"as": "json"})
    assert "\x1b]52;" in as_json.json()["text"]


def test_head_has_the_headers_of_get_and_no_body(server: PracticeServer, bearer: Bearer) -> None:
    url, headers = f"{server.api_url}/customers/1", bearer()
    got, headed = server.http.get(url, headers=headers), server.http.head(url, headers=headers)
    assert headed.headers["Content-Length"] == str(len(got.content))
    assert headed.content == b""


def test_the_older_schemes_each_take_their_own(server: PracticeServer) -> None:
    known = server.environment()
    key = known["PRACTICE_API_KEY"]

    def status(path: str, **sent: object) -> int:
        headers = sent.get("headers", {})
        assert isinstance(headers, dict)
        return server.http.get(f"{server.api_url}/{path}", headers=headers).status_code

    pair = base64.b64encode(f"ada:{known['PRACTICE_PASSWORD']}".encode()).decode()
    token = known["PRACTICE_BEARER_TOKEN"]
    assert status("basic") == status("key") == status("bearer") == 401
    assert status("basic", headers={"Authorization": f"Basic {pair}"}) == 200
    assert status("bearer", headers={"Authorization": f"Bearer {token}"}) == 200
    assert status("key", headers={"X-API-Key": key}) == 200
    assert status(f"key?api_key={key}") == 200
    assert status("key", headers={"Cookie": f"a=b; api_key={key}"}) == 200
    assert status("key", headers={"X-API-Key": "wrong"}) == 401


def test_the_counters_tell_statuses_clients_and_refusals(
    server: PracticeServer, bearer: Bearer
) -> None:
    url = f"{server.api_url}/customers/1"
    server.http.get(url, headers=bearer("practice-fast"))
    server.http.get(url, headers=bearer("practice-revoked"))
    server.http.get(url)
    found = server.counters()
    assert found["api_by_status"] == {"200": 1, "401": 2}
    assert found["api_by_client"] == {"practice-fast": 1, "practice-revoked": 1}
    assert found["refused_by_cause"] == {"revoked": 1, "no_token": 1}


def test_reset_puts_records_and_counters_back(server: PracticeServer, bearer: Bearer) -> None:
    url, headers = f"{server.api_url}/customers", bearer()
    server.http.post(url, headers=headers, json={"name": "Annie"})
    server.reset()
    assert server.counters()["api_calls"] == 0
    assert server.http.get(url, headers=headers).json()["total"] == 200


def test_health_needs_no_token(server: PracticeServer) -> None:
    answer: httpx.Response = server.http.get(f"{server.issuer}/health")
    assert answer.status_code == 204
