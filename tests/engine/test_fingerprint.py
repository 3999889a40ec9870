from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.presets import TOKEN_URL, credentials
from workbench.domain.presets import (
    BasicEncoding,
    ClientAuthentication,
    GrantType,
    TokenPlace,
)
from workbench.domain.secret import Rendered, Secret
from workbench.domain.settings import Settings
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.fingerprint import client_fingerprint, fingerprint
from workbench.engine.token_view import PresetKey

KEY = b"a key of this session"
PLAIN = credentials()

CHANGES = {
    "token_url": credentials(url="https://auth.example.com/other"),
    "client_id": credentials(client_id="another"),
    "client_secret": credentials(secret="another"),
    "no client_secret": credentials(secret=None),
    "empty client_secret": credentials(secret=""),
    "scope": credentials(scope=("read:customers",)),
    "scope split otherwise": credentials(scope=("read:customerswrite:orders",)),
    "audience": credentials(audience=Rendered.of("https://api.example.com")),
    "resource": credentials(resource=(Rendered.of("https://api.example.com"),)),
    "environment": credentials(environment="staging"),
    "empty environment": credentials(environment=""),
    "client_authentication": credentials(method=ClientAuthentication.CLIENT_SECRET_POST),
    "client_authentication left out": credentials(method=None),
    "basic_encoding": credentials(encoding=BasicEncoding.RAW),
    "grant": credentials(grant=GrantType.PASSWORD),
    "username": credentials(username=Rendered.of("ada")),
    "password": credentials(password=Rendered.of(Secret("ada"))),
    "refresh_token": credentials(refresh_token=Rendered.of(Secret("r"))),
    "parameters": credentials(parameters=(("tenant", Rendered.of("a")),)),
    "another parameter": credentials(parameters=(("tenan", Rendered.of("ta")),)),
    "token_in": credentials(token_place=TokenPlace.QUERY),
    "token_name": credentials(token_name="X-Token"),
    "token_prefix": credentials(token_prefix="JWT"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_changing_a_field_changes_the_fingerprint(field: str) -> None:
    assert fingerprint(CHANGES[field], KEY) != fingerprint(PLAIN, KEY)


def test_no_two_changes_share_a_fingerprint() -> None:
    assert len({fingerprint(each, KEY) for each in CHANGES.values()}) == len(CHANGES)


@pytest.mark.parametrize(
    "same",
    [
        replace(PLAIN, keep_fresh=True),
        replace(PLAIN, settings=Settings(timeout=1.0)),
        replace(PLAIN, key=PresetKey("/api/other.toml", "same")),
    ],
)
def test_what_does_not_change_the_token_does_not_change_the_fingerprint(
    same: OAuth2Credentials,
) -> None:
    assert fingerprint(same, KEY) == fingerprint(PLAIN, KEY)


def test_how_a_value_is_cut_into_pieces_does_not_matter() -> None:
    in_pieces = replace(
        PLAIN,
        server=replace(PLAIN.server, token_endpoint=Rendered.of(TOKEN_URL[:9], TOKEN_URL[9:])),
    )
    assert fingerprint(in_pieces, KEY) == fingerprint(PLAIN, KEY)


def test_another_key_gives_another_fingerprint_and_none_shows_a_field() -> None:
    mark = fingerprint(PLAIN, KEY)
    assert mark != fingerprint(PLAIN, b"other")
    assert len(mark) == 64
    assert int(mark, 16)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_of_scopes_agree_only_when_they_are_the_same(
    one: list[str], other: list[str]
) -> None:
    marks = [fingerprint(credentials(scope=tuple(each)), KEY) for each in (one, other)]
    assert (marks[0] == marks[1]) == (one == other)


def test_a_found_method_is_remembered_for_the_client_whatever_it_asks_for() -> None:
    other_scope = credentials(scope=("another",), audience=Rendered.of("x"))
    assert client_fingerprint(other_scope, KEY) == client_fingerprint(PLAIN, KEY)
    for field in ("token_url", "client_id", "client_secret", "environment"):
        assert client_fingerprint(CHANGES[field], KEY) != client_fingerprint(PLAIN, KEY)
