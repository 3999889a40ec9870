from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.fakes import START, http_date
from tests.support.presets import TOKEN_URL, credentials
from workbench.domain.errors import ExitCode, TokenRefused
from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.domain.secret import MASK, Secret
from workbench.engine.client_auth import Method
from workbench.engine.grants.steps import Reply
from workbench.engine.token_response import read_token

BASIC = Method(ClientAuthentication.CLIENT_SECRET_BASIC, BasicEncoding.FORM)
ANSWERED = f"{TOKEN_URL} answered"


def refusal(
    status: int, body: Any = b"", headers: dict[str, str] | None = None, **preset: Any
) -> TokenRefused:
    content = json.dumps(body).encode() if isinstance(body, dict | list) else body
    reply = Reply(status, tuple((headers or {}).items()), content, START, START + 0.3)
    with pytest.raises(TokenRefused) as told:
        read_token(reply, credentials(**preset), BASIC, also_hide=(Secret("the-refresh-token"),))
    assert told.value.error is not None
    assert told.value.error.status == status
    assert told.value.exit_code is ExitCode.TOKEN
    return told.value


def test_the_servers_own_words_are_quoted() -> None:
    body = {"error": "invalid_client", "error_description": "Client authentication failed"}
    told = refusal(401, {**body, "error_uri": "https://docs.example.com/e"})
    assert told.message == (
        f'{ANSWERED} 401 to the token request of crm: invalid_client, "Client authentication'
        ' failed".'
    )
    assert "client_secret_basic" in told.hint
    assert "Compare client_id and client_secret" in told.fix
    assert told.error is not None
    assert told.error.uri == "https://docs.example.com/e"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("invalid_client", "did not accept the client"),
        ("invalid_scope", "Asked for: read:customers write:orders."),
        ("unauthorized_client", "may not use this grant"),
        ("unsupported_grant_type", "does not have this grant"),
        ("invalid_target", "resource or audience"),
        ("invalid_request", "misses a parameter"),
        ("invalid_grant", "expired, revoked or another client's"),
    ],
)
def test_an_oauth_code_is_read_in_plain_words(code: str, hint: str) -> None:
    told = refusal(400, {"error": code})
    assert told.message.endswith(f": {code}.")
    assert hint in told.hint
    assert told.fix


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("9", "9"),
        (9, "9"),
        ("Not Found", '"Not Found"'),
        ("scope_invalid", "scope_invalid"),
        ({"code": 404, "message": "No such API"}, '404, "No such API"'),
        ("A whole sentence about what is wrong.", '"A whole sentence about what is wrong."'),
    ],
)
def test_an_error_that_is_no_oauth_code_is_said_to_be_none(member: object, shown: str) -> None:
    told = refusal(404, {"error": member})
    assert told.message == f"{ANSWERED} 404 to the token request of crm: {shown}."
    assert "is no OAuth error code" in told.hint
    assert "may not be the token endpoint" in told.hint


def test_a_success_with_an_error_is_a_refusal() -> None:
    told = refusal(200, {"error": "invalid_client", "error_description": "no"})
    assert told.message == f'{ANSWERED} 200 to the token request of crm: invalid_client, "no".'


def test_a_form_encoded_error_is_read_too() -> None:
    told = refusal(400, b"error=invalid_scope&error_description=No+such+scope")
    assert told.error is not None
    assert (told.error.error, told.error.description) == ("invalid_scope", "No such scope")


def test_a_success_without_a_token_names_what_it_has_instead() -> None:
    told = refusal(200, {"status": "ok", "user": "ada"})
    assert told.message == (
        f"{ANSWERED} 200 to the token request of crm with JSON that has no access_token."
    )
    assert told.hint == "It has status, user. The address may be another endpoint of the server."


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE html><title>Sign &amp; in</title>", b"  <html><head><title>Sign &amp; in</title>"],
)
def test_a_page_is_said_to_be_one(content: bytes) -> None:
    told = refusal(200, content)
    assert 'with an HTML page titled "Sign & in", not with a token.' in told.message
    assert "may not be the token endpoint" in told.hint


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 415, 500])
def test_an_empty_body_is_said_to_be_empty(status: int) -> None:
    told = refusal(status)
    assert told.message == f"{ANSWERED} {status} to the token request of crm with an empty body."
    assert told.hint
    assert told.fix


def test_a_redirect_for_a_trailing_slash_is_named_with_its_fix() -> None:
    told = refusal(301, headers={"Location": "/oauth/token/"})
    assert told.message == (
        f"{ANSWERED} 301 to the token request of crm, a redirect to {TOKEN_URL}/."
    )
    assert "ends with a slash" in told.hint
    assert told.fix == f'token_url = "{TOKEN_URL}/"'


def test_a_redirect_to_https_is_named_with_its_fix() -> None:
    told = refusal(308, headers={"Location": TOKEN_URL}, url="http" + TOKEN_URL[5:])
    assert told.fix == f'token_url = "{TOKEN_URL}"'


def test_a_redirect_elsewhere_may_be_a_login() -> None:
    told = refusal(302, headers={"Location": "https://login.example.com/?next=x"})
    assert "a redirect to https://login.example.com/?next=x." in told.message
    assert "login page" in told.hint
    assert refusal(302).message.endswith("a redirect to nowhere.")


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    seconds = refusal(429, headers={"Retry-After": "17"})
    assert "The server asks to wait 17 s." in seconds.hint
    date = refusal(503, headers={"Retry-After": http_date(START + 60)})
    assert date.error is not None
    assert date.error.retry_after == pytest.approx(60, abs=1)
    odd = refusal(429, headers={"Retry-After": "soon"})
    assert odd.error is not None
    assert odd.error.retry_after is None


def test_text_of_an_error_is_shown_shortened_on_one_line() -> None:
    told = refusal(422, b"first line\n" + b"word " * 400)
    assert told.error is not None
    assert told.error.excerpt.startswith("first line word")
    assert len(told.error.excerpt) <= 240


def test_json_that_is_too_deep_or_broken_is_a_refusal_like_any_other() -> None:
    assert "which is no token response" in refusal(200, b"[" * 100_000).message
    assert "which is no token response" in refusal(200, b'{"access_token": "abc').message


SECRET = "s3cr3t +of%crm"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": "invalid_client", "error_description": f"bad secret {SECRET}"}),
        (401, {"error": f"bad secret {SECRET}"}),
        (400, f"you sent client_secret={SECRET}".encode()),
        (400, b"you sent s3cr3t%20%2Bof%25crm"),
        (400, b"<html><title>s3cr3t%20%2Bof%25crm s3cr3t +of%crm</title></html>"),
        (400, b"refresh_token the-refresh-token is bad"),
        (400, {"detail": "the-refresh-token"}),
        (200, b'{"access_token": "the-access-token'),
        (200, b"the-access-token"),
        (404, b'{"x": {"access_token": "the-access-token"}}'),
        (404, b"access_token=the-access-token&x=1"),
        (500, b"trace: eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.the-access-token"),
        (302, b""),
    ],
)
def test_no_token_and_no_secret_is_ever_quoted(status: int, body: Any) -> None:
    headers = {"Location": f"/login?s={SECRET.replace(' ', '%20')}&secret=s3cr3t%20%2Bof%25crm"}
    told = refusal(status, body, headers if status == 302 else None, secret=SECRET)
    text = f"{told.message} {told.hint} {told.fix} {told.error!r} {told!r}"
    for hidden in (
        SECRET,
        "s3cr3t%20%2Bof%25crm",
        "the-refresh-token",
        "the-access-token",
    ):
        assert hidden not in text


def test_where_a_secret_was_a_mask_is() -> None:
    told = refusal(401, {"error": "invalid_client", "error_description": "no: s3cr3t-of-crm"})
    assert f"no: {MASK}" in told.message
