from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.fakes import START, fake_jwt, http_date
from tests.support.presets import credentials
from workbench.domain.errors import TokenRefused
from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.domain.token import Token, TokenState
from workbench.engine.client_auth import Method
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.grants.steps import Reply
from workbench.engine.token_response import read_token

BASIC = Method(ClientAuthentication.CLIENT_SECRET_BASIC, BasicEncoding.FORM)
TEN_YEARS = 10 * 365 * 86400
YEAR_9999 = 253_402_300_799


def reply(
    body: Any, status: int = 200, headers: dict[str, str] | None = None, *, date: float | None = 0
) -> Reply:
    content = json.dumps(body).encode() if isinstance(body, dict | list) else body
    lines = dict(headers or {})
    if date is not None:
        lines["Date"] = http_date(START + date)
    return Reply(status, tuple(lines.items()), content, START, START + 0.3, 300)


def read(body: Any = None, *, preset: OAuth2Credentials | None = None, **members: Any) -> Token:
    if body is None:
        full = {"access_token": "opaque-token", "token_type": "Bearer", "expires_in": 3600}
        merged = {**full, "scope": "read:customers write:orders", **members}
        body = {name: value for name, value in merged.items() if value is not ...}
    return read_token(reply(body), preset or credentials(), BASIC)


def test_a_plain_response_needs_no_tolerance() -> None:
    token = read(refresh_token="r", id_token="i")
    assert token.access_token.reveal() == "opaque-token"
    assert token.refresh_token is not None
    assert token.refresh_token.reveal() == "r"
    assert token.id_token is not None
    assert token.notes == ()
    assert token.expires_at == START + 3600
    assert token.granted == ("read:customers", "write:orders")
    assert (token.client_authentication, token.basic_encoding) == (
        ClientAuthentication.CLIENT_SECRET_BASIC,
        BasicEncoding.FORM,
    )
    assert token.elapsed_ms == 300


def test_life_counts_from_the_moment_the_request_was_sent() -> None:
    token = read()
    assert token.requested_at == START
    assert token.life == 3600


@pytest.mark.parametrize(
    ("value", "life", "note"),
    [
        ("3600", 3600, "expires_in came as text"),
        ("3599.5", 3599.5, "expires_in came as text"),
        (3599.5, 3599.5, "expires_in came with a fraction"),
        (3600.0, 3600, None),
        (10**9, 10**9, "expires_in was over ten years"),
        (0, 0, "expires_in was 0: the token is used once"),
        (-5, -5, "expires_in was -5: the token is used once"),
    ],
)
def test_expires_in_is_read_as_servers_write_it(
    value: object, life: float, note: str | None
) -> None:
    token = read(expires_in=value)
    assert token.life == life
    assert token.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    "literal", ["1e300", "1" + "0" * 30, "1" + "0" * 500, '"1e30"', f'"{"9" * 30}"', "1e999"]
)
def test_a_huge_expires_in_ends_with_the_calendar(literal: str) -> None:
    body = f'{{"access_token": "opaque", "token_type": "Bearer", "expires_in": {literal}}}'
    token = read(body.encode())
    assert token.expires_at == YEAR_9999
    assert "expires_in was over ten years" in token.notes


@pytest.mark.parametrize("value", [..., None, "", "soon", True, [], {}, "NaN"])
def test_without_a_usable_expires_in_the_life_of_an_opaque_token_is_unknown(value: object) -> None:
    token = read(expires_in=value)
    assert token.expires_at is None
    assert "nothing says when it ends" in token.notes
    assert token.state(START + TEN_YEARS) is TokenState.FRESH


def test_without_expires_in_the_life_is_exp_less_iat_of_a_jwt() -> None:
    text = fake_jwt({"iat": START, "exp": START + 120})
    token = read(access_token=text, expires_in=...)
    assert token.life == 120
    assert any("taken from exp and iat" in note for note in token.notes)


def test_exp_less_iat_is_right_on_a_clock_that_is_an_hour_behind() -> None:
    text = fake_jwt({"iat": START + 3600, "exp": START + 3600 + 120})
    body = {"access_token": text, "token_type": "Bearer"}
    token = read_token(reply(body, date=3600), credentials(), BASIC)
    assert token.life == pytest.approx(120, abs=1)
    assert token.clock_difference == pytest.approx(3600, abs=1)


def test_the_earlier_of_expires_in_and_exp_counts() -> None:
    early = read(access_token=fake_jwt({"iat": START, "exp": START + 60}), expires_in=3600)
    late = read(access_token=fake_jwt({"iat": START, "exp": START + 7200}), expires_in=3600)
    assert (early.life, late.life) == (60, 3600)


def test_exp_is_corrected_by_the_clock_difference_measured_from_date() -> None:
    text = fake_jwt({"iat": START - 600, "exp": START - 540})
    body = {"access_token": text, "token_type": "Bearer", "expires_in": 60}
    token = read_token(reply(body, date=-600), credentials(), BASIC)
    assert token.clock_difference == pytest.approx(-600, abs=1)
    assert token.life == pytest.approx(60, abs=1)


def test_what_the_whole_seconds_of_date_explain_is_no_clock_difference() -> None:
    assert read().clock_difference == 0


def test_without_date_there_is_no_clock_difference() -> None:
    body = {"access_token": fake_jwt({"exp": START + 60}), "token_type": "Bearer"}
    token = read_token(reply(body, date=None), credentials(), BASIC)
    assert token.clock_difference is None
    assert token.life == 60


@pytest.mark.parametrize("spelling", ["bearer", "BEARER", "Bearer "])
def test_a_token_type_in_any_case_is_bearer(spelling: str) -> None:
    token = read(token_type=spelling)
    assert token.token_type == "Bearer"
    assert f"token_type came as {spelling}; it is sent as Bearer" in token.notes


def test_a_missing_and_a_foreign_token_type_are_noted() -> None:
    assert "the response has no token_type; it is sent as Bearer" in read(token_type=...).notes
    foreign = read(token_type="DPoP")
    assert foreign.token_type == "DPoP"
    assert "token_type is not Bearer" in foreign.notes


def test_a_form_encoded_success_is_a_success() -> None:
    body = urlencode({"access_token": "abc", "token_type": "bearer", "expires_in": "60"})
    token = read(body.encode())
    assert token.access_token.reveal() == "abc"
    assert token.life == 60
    assert "the response is a form instead of JSON" in token.notes
    assert "expires_in came as text" not in token.notes


def test_a_byte_order_mark_is_dropped_and_noted() -> None:
    token = read(b'\xef\xbb\xbf{"access_token": "abc", "token_type": "Bearer", "expires_in": 60}')
    assert token.access_token.reveal() == "abc"
    assert token.notes == ("the response begins with a byte order mark",)


def test_a_body_that_is_not_utf_8_is_read_and_noted() -> None:
    body = '{"access_token": "abc", "token_type": "Bearer", "expires_in": 60}'
    assert read(body.encode("utf-16")).notes[0] == "the response is not UTF-8"
    latin = body.replace("}", ', "owner": "Zoé"}').encode("latin-1")
    assert read(latin).said["owner"] == "Zoé"


def test_a_duplicate_member_is_noted() -> None:
    token = read(b'{"access_token": "a", "access_token": "b", "token_type": "Bearer"}')
    assert token.access_token.reveal() == "b"
    assert any("access_token stands there 2 times" in note for note in token.notes)


def test_a_scope_that_was_silently_dropped_is_noted() -> None:
    token = read(scope="read:customers")
    assert token.notes == ("asked for, but not granted: write:orders",)
    assert token.requested_scope == ("read:customers", "write:orders")


def test_scope_may_be_absent_empty_or_a_list() -> None:
    assert read(scope=...).granted is None
    assert read(scope="").granted == ()
    assert read(scope=["read:customers", "write:orders"]).notes == ("scope came as a list",)


def test_another_success_status_and_an_error_beside_the_token_are_noted() -> None:
    body = {"access_token": "a", "token_type": "Bearer", "expires_in": 9, "error": "odd"}
    token = read_token(reply(body, 201), credentials(), BASIC)
    assert "the status was 201 instead of 200" in token.notes
    assert "the response has an error beside the token" in token.notes


def test_white_space_around_a_token_is_dropped_and_noted() -> None:
    token = read(access_token=" abc\n")
    assert token.access_token.reveal() == "abc"
    assert "white space around access_token was dropped" in token.notes


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("abc\r\nX-Injected: 1", "has characters that no header can carry"),
        (17, "its access_token is no text"),
        ({"a": "b"}, "its access_token is no text"),
        (None, "JSON that has no access_token"),
        ("", "JSON that has no access_token"),
    ],
)
def test_an_access_token_that_cannot_be_sent_is_a_failure(value: object, words: str) -> None:
    with pytest.raises(TokenRefused, match=words):
        read(access_token=value)


def test_what_the_response_said_is_kept_without_what_is_secret() -> None:
    token = read(
        refresh_token="refresh-secret",
        id_token="id-secret",
        device_secret="hidden-too",
        instance_url="https://x/?t=refresh-secret",
        nested={"a": 1},
    )
    assert token.said["expires_in"] == "3600"
    assert token.said["nested"] == '{"a": 1}'
    text = repr(token) + json.dumps(dict(token.said))
    assert "instance_url" in token.said
    for secret in ("opaque-token", "refresh-secret", "id-secret", "hidden-too"):
        assert secret not in text
