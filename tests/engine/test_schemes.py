from __future__ import annotations

import base64

import pytest

from tests.support.fakes import START
from tests.support.presets import credentials
from workbench.domain.errors import UsageError
from workbench.domain.http import HeaderOrigin
from workbench.domain.presets import ApiKeyPlace, TokenPlace
from workbench.domain.secret import MASK, Rendered, Secret, SourceUse
from workbench.domain.token import Token
from workbench.engine.credentials import ApiKeyCredentials, BasicCredentials, BearerCredentials
from workbench.engine.schemes import Injection, inject, inject_token

TOKEN = Token(Secret("abc.def"), START, token_type="bearer")


def only_header(injection: Injection) -> tuple[str, str]:
    (header,) = injection.headers
    assert injection == Injection(headers=(header,))
    assert header.layer is HeaderOrigin.PRESET
    assert header.value.is_secret
    return header.name, header.value.reveal()


def test_basic_is_utf_8_in_base64() -> None:
    injection = inject(BasicCredentials(Rendered.of("Ada"), Rendered.of("p:ä ss")))
    name, value = only_header(injection)
    assert name == "Authorization"
    assert base64.b64decode(value.removeprefix("Basic ")).decode() == "Ada:p:ä ss"
    assert str(injection.headers[0].value) == f"Basic {MASK}"


def test_basic_refuses_a_user_name_that_it_cannot_carry() -> None:
    with pytest.raises(UsageError, match="holds a colon"):
        inject(BasicCredentials(Rendered.of("a:b"), Rendered.of("c")))


def test_bearer_puts_its_prefix_before_the_token() -> None:
    token = Rendered.of("abc")
    assert only_header(inject(BearerCredentials(token, Rendered.of("Bearer")))) == (
        "Authorization",
        "Bearer abc",
    )
    assert only_header(inject(BearerCredentials(token, Rendered.of("JWT"))))[1] == "JWT abc"


def test_an_empty_prefix_leaves_the_token_alone() -> None:
    credentials_ = BearerCredentials(Rendered.of("abc"), Rendered())
    assert only_header(inject(credentials_))[1] == "abc"


def test_an_api_key_goes_into_a_header_the_query_or_a_cookie() -> None:
    value = Rendered((Secret("k 1"),), frozenset({SourceUse("env", "KEY")}))
    header = inject(ApiKeyCredentials("X-API-Key", value, ApiKeyPlace.HEADER))
    assert only_header(header) == ("X-API-Key", "k 1")
    query = inject(ApiKeyCredentials("key", value, ApiKeyPlace.QUERY))
    assert query == Injection(query=(("key", value),))
    cookie = inject(ApiKeyCredentials("key", value, ApiKeyPlace.COOKIE))
    assert cookie == Injection(cookies=(("key", value),))


def test_a_key_written_in_the_file_is_masked_too() -> None:
    injection = inject(ApiKeyCredentials("key", Rendered.of("plain"), ApiKeyPlace.QUERY))
    assert str(injection.query[0][1]) == MASK


def test_a_token_is_sent_as_bearer_even_when_its_type_came_in_lower_case() -> None:
    assert only_header(inject_token(credentials(), TOKEN)) == ("Authorization", "Bearer abc.def")


def test_a_token_goes_where_its_preset_wants_it() -> None:
    named = credentials(token_name="X-Access-Token", token_prefix="")
    assert only_header(inject_token(named, TOKEN)) == ("X-Access-Token", "abc.def")
    query = inject_token(credentials(token_place=TokenPlace.QUERY), TOKEN)
    assert [(name, value.reveal()) for name, value in query.query] == [("access_token", "abc.def")]
    renamed = credentials(token_place=TokenPlace.QUERY, token_name="auth")
    assert inject_token(renamed, TOKEN).query[0][0] == "auth"


@pytest.mark.parametrize("place", [ApiKeyPlace.HEADER, ApiKeyPlace.COOKIE])
def test_a_line_break_in_a_value_is_named_and_the_value_is_not(place: ApiKeyPlace) -> None:
    key = ApiKeyCredentials("X-API-Key", Rendered.of(Secret("hush\n")), place)
    with pytest.raises(UsageError, match="X-API-Key of the preset would hold a line break") as told:
        inject(key)
    assert "hush" not in f"{told.value} {told.value.hint} {told.value.fix}"
