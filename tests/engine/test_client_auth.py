from __future__ import annotations

import base64
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.presets import credentials
from workbench.domain.errors import NotYet
from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.domain.secret import MASK, Rendered, Secret
from workbench.engine.client_auth import (
    Method,
    authenticate,
    conceal,
    encoded_form,
    hidden_again,
    methods_to_try,
    secrets_of,
)
from workbench.engine.credentials import OAuth2Credentials

BASIC = ClientAuthentication.CLIENT_SECRET_BASIC
POST = ClientAuthentication.CLIENT_SECRET_POST
NONE = ClientAuthentication.NONE
FORM = Method(BASIC, BasicEncoding.FORM)
RAW = Method(BASIC, BasicEncoding.RAW)
AWKWARD = "a+b %:&/# é"


def basic_pair(secret: str, method: Method, client_id: str = "id") -> str:
    client = credentials(client_id=client_id, secret=secret).client
    (header,), form = authenticate(client, method, ())
    assert form == ()
    assert header.name == "Authorization"
    scheme, _, encoded = header.value.reveal().partition(" ")
    assert scheme == "Basic"
    return base64.b64decode(encoded).decode()


def test_basic_percent_encodes_id_and_secret_with_percent_20_for_a_space() -> None:
    pair = basic_pair(AWKWARD, FORM, client_id="my id:1")
    assert pair == "my%20id%3A1:a%2Bb%20%25%3A%26%2F%23%20%C3%A9"


def test_basic_raw_sends_id_and_secret_as_they_are() -> None:
    assert basic_pair(AWKWARD, RAW) == f"id:{AWKWARD}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_secret_survives_both_encodings(secret: str) -> None:
    assert unquote(basic_pair(secret, FORM).partition(":")[2]) == secret
    assert basic_pair(secret, RAW).partition(":")[2] == secret


def test_the_basic_header_is_secret_and_knows_its_sources() -> None:
    (header,), _ = authenticate(credentials().client, FORM, ())
    assert str(header.value) == f"Basic {MASK}"
    assert {str(use) for use in header.value.sources} == {"env:CRM_CLIENT_SECRET"}


def test_client_secret_post_puts_both_into_the_form_with_the_secret_masked() -> None:
    client = credentials(client_id="id", secret="a b&c").client
    headers, form = authenticate(client, Method(POST), (("grant_type", Rendered.of("x")),))
    assert headers == ()
    assert encoded_form(form).reveal() == "grant_type=x&client_id=id&client_secret=a%20b%26c"
    assert str(encoded_form(form)) == f"grant_type=x&client_id=id&client_secret={MASK}"


def test_none_sends_the_client_id_only() -> None:
    headers, form = authenticate(credentials(client_id="id").client, Method(NONE), ())
    assert (headers, [name for name, _ in form]) == ((), ["client_id"])


def test_a_method_that_is_not_built_says_so() -> None:
    with pytest.raises(NotYet, match="private_key_jwt"):
        authenticate(credentials().client, Method(ClientAuthentication.PRIVATE_KEY_JWT), ())


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (credentials(method=None, secret="plain"), (FORM, Method(POST))),
        (credentials(method=None, secret="a+b"), (FORM, RAW, Method(POST))),
        (credentials(method=None, client_id="a b", secret="x"), (FORM, RAW, Method(POST))),
        (
            credentials(method=None, secret="a+b", encoding=BasicEncoding.RAW),
            (RAW, Method(POST)),
        ),
        (credentials(method=None, secret=None), (Method(NONE),)),
        (credentials(method=BASIC, secret="a+b"), (FORM,)),
        (credentials(method=BASIC, encoding=BasicEncoding.RAW), (RAW,)),
        (credentials(method=POST), (Method(POST),)),
    ],
)
def test_trying_is_only_for_what_the_preset_leaves_open(
    preset: OAuth2Credentials, expected: tuple[Method, ...]
) -> None:
    assert methods_to_try(preset.client) == expected


def test_a_method_found_before_is_the_only_one_tried() -> None:
    assert methods_to_try(credentials(method=None).client, Method(POST)) == (Method(POST),)


@pytest.mark.parametrize("secret", ["a+b %&/é", 'with"quote\\', "plain-secret", "trailing\n"])
def test_a_secret_is_masked_however_it_is_spelled(secret: str) -> None:
    preset = credentials(secret=secret)
    hidden = secrets_of(preset)
    (header,), _ = authenticate(preset.client, FORM, ())
    _, form = authenticate(preset.client, Method(POST), ())
    for text in (secret, header.value.reveal(), encoded_form(form).reveal()):
        shown = conceal(f"no: {text} was wrong", hidden)
        assert secret.strip() not in shown
        assert MASK in shown


def test_a_very_short_secret_is_masked_as_a_word_and_spares_the_others() -> None:
    assert conceal("a bad secret: a", (Secret("a"),)) == f"{MASK} bad secret: {MASK}"


def test_a_very_long_secret_is_hidden_without_a_pattern_as_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = re.compile

    def refusing(pattern: str, flags: int = 0) -> re.Pattern[str]:
        assert len(pattern) < 100_000
        return compiled(pattern, flags)

    monkeypatch.setattr(re, "compile", refusing)
    long, short = "a b" * 100_000, "hush!"
    hidden = (Secret(long), Secret(short))
    said = f"{long}, {long.replace(' ', '%20')}, {short} and {long}."
    assert conceal(said, hidden) == f"{MASK}, {MASK}, {MASK} and {MASK}."
    assert hidden_again(said, hidden).reveal() == said
