"""What a server says of a token: asked with the client's own proof, shown as its words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.presets import credentials as oauth2
from workbench.domain.http import TextContent
from workbench.domain.presets import ClientAuthentication
from workbench.domain.secret import Rendered, Secret
from workbench.domain.token import Token
from workbench.engine.about_token import request_about
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.token_introspection import (
    Introspected,
    IntrospectionFailed,
    read_introspection,
)

WHERE = "https://auth.example.com/introspect"
TOKEN = Token(Secret("opaque-token-0123"), 1000.0)


def said(answer: bytes, status: int = 200, credentials: OAuth2Credentials | None = None) -> Any:
    return read_introspection(
        status, answer, credentials=credentials or oauth2(), token=TOKEN, where=WHERE, at=5.0
    )


def test_the_question_has_the_token_in_its_form_and_the_clients_own_proof() -> None:
    credentials = oauth2(secret="hush")
    token = Token(
        Secret("opaque-token-0123"),
        1000.0,
        client_authentication=ClientAuthentication.CLIENT_SECRET_BASIC,
    )
    request = request_about(credentials, token, WHERE)
    assert (request.method, str(request.url)) == ("POST", WHERE)
    assert request.settings.follow_redirects is False
    assert isinstance(request.content, TextContent)
    form = request.content.text
    assert "opaque-token-0123" not in str(form)
    assert form.reveal() == "token=opaque-token-0123&token_type_hint=access_token"
    headers = {header.name: header.value for header in request.headers}
    assert headers["Authorization"].reveal().startswith("Basic ")
    posted = Token(
        Secret("opaque-token-0123"),
        1000.0,
        client_authentication=ClientAuthentication.CLIENT_SECRET_POST,
    )
    other = request_about(credentials, posted, WHERE)
    assert isinstance(other.content, TextContent)
    assert "client_secret=hush" in other.content.text.reveal()


def test_what_a_person_looks_for_stands_first_and_dates_are_dates() -> None:
    found = said(b'{"jti": "a", "exp": 1795445366, "active": true, "scope": "read", "aud": ["x"]}')
    assert found == Introspected(
        True,
        5.0,
        WHERE,
        (("scope", "read"), ("exp", "1795445366"), ("aud", '["x"]'), ("jti", "a")),
        {"exp": 1795445366.0},
    )


def test_a_token_that_is_not_active_says_no_more() -> None:
    assert said(b'\xef\xbb\xbf{"active": false}') == Introspected(False, 5.0, WHERE)


def test_no_token_and_no_secret_is_in_what_is_shown() -> None:
    credentials = oauth2(secret="hush-hush")
    found = said(
        b'{"active": true, "token": "opaque-token-0123", "x": "is hush-hush", "exp": true}',
        credentials=credentials,
    )
    assert dict(found.members)["token"] == "••••••••"
    assert dict(found.members)["x"] == "is ••••••••"
    assert not found.times


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [
        (200, b"<html>", "does not say whether the token is active"),
        (200, b'{"active": "true"}', "does not say whether the token is active"),
        (401, b'{"error": "invalid_client"}', "answered 401"),
        (404, b"", "answered 404"),
        (200, b"[true]", "does not say whether the token is active"),
    ],
)
def test_an_answer_that_says_nothing_is_told(status: int, answer: bytes, told: str) -> None:
    with pytest.raises(IntrospectionFailed, match=told):
        said(answer, status)


def test_the_servers_words_are_quoted_without_the_token() -> None:
    with pytest.raises(IntrospectionFailed) as caught:
        said(b'{"error": "access_denied", "error_description": "not for opaque-token-0123"}', 403)
    assert caught.value.hint == 'The server says "access_denied: not for ••••••••".'
    assert str(Rendered.of(TOKEN.access_token)) == "••••••••"
