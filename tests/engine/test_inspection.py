from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import lines_of
from tests.support.fakes import fake_jwt
from workbench.domain.jwt import TokenKind
from workbench.engine.inspection import decode


def segment(content: str | bytes) -> str:
    raw = content if isinstance(content, bytes) else content.encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(payload: str | bytes, header: str = '{"alg": "RS256"}') -> str:
    return f"{segment(header)}.{segment(payload)}.c2ln"


@pytest.mark.parametrize("case", lines_of("jwt/cases.jsonl"), ids=lambda case: case["id"])
def test_the_corpus_is_decoded_as_expected(case: dict[str, Any]) -> None:
    decoded = decode(case["token"])
    assert dict(decoded.header) == (case["expected"]["header"] or {})
    assert dict(decoded.claims) == (case["expected"]["claims"] or {})
    times = case["expected"]["times"] or {}
    if isinstance(times.get("exp"), int):
        assert decoded.expires_at == times["exp"]


@given(st.text(max_size=200))
def test_any_text_is_shown_for_what_it_is(text: str) -> None:
    decoded = decode(text)
    assert decoded.length <= len(text)
    assert all(isinstance(note, str) for note in decoded.notes)


@given(st.binary(max_size=120), st.binary(max_size=120), st.integers(1, 6))
def test_any_bytes_in_the_parts_are_shown_for_what_they_are(
    header: bytes, payload: bytes, parts: int
) -> None:
    text = ".".join([segment(header), *[segment(payload)] * (parts - 1)])
    assert json.dumps(dict(decode(text).claims)) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_what_went_into_a_token_comes_out(claims: dict[str, Any]) -> None:
    claims = {name: value for name, value in claims.items() if name not in {"exp", "iat", "nbf"}}
    decoded = decode(fake_jwt(claims))
    assert decoded.kind is TokenKind.JWT
    assert dict(decoded.claims) == claims


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Bearer " + fake_jwt({"a": 1}), 'it began with "Bearer", which is not part of the token'),
        ("authorization: bearer " + fake_jwt({"a": 1}), 'it began with "bearer", which'),
        (f'"{fake_jwt({"a": 1})}"', "it stood in quotes"),
        (fake_jwt({"a": 1}).replace(".", ".\n  "), "white space inside it was dropped"),
        (signed('{"a": 1, "a": 2}'), "a stands there 2 times; the last one counts"),
        (signed('{"a": {"b": 1, "b": 2}}'), "b stands there 2 times"),
        (signed("hello world"), "the payload is no JSON object, so it has no claims"),
        (signed("[1, 2]"), "the payload is no JSON object"),
        (signed(b'{"a": "\xff"}'), "the payload is not UTF-8"),
        (signed("\ufeff" + '{"a": 1}'), "the payload: it begins with a byte order mark"),
        (signed('{"a":' * 500 + "1" + "}" * 500), "it is nested deeper than 100 levels"),
        (signed('{"a":' + "9" * 5000 + "}"), "a number of 5,000 digits, shown as text"),
        (signed('{"a": 1e400}'), "a number that is too large, shown as text"),
        (signed('{"a": NaN}'), "it has NaN, which is no JSON number"),
        (signed('{"exp": 1.5}'), "exp has a fraction of a second"),
        (signed('{"exp": "1300819380"}'), "exp is text, not a number"),
        (signed('{"exp": "soon"}'), "exp is no number, so it is no date"),
        (signed('{"exp": true}'), "exp is no number, so it is no date"),
        (signed('{"exp": 1e300}'), "exp is no date that a calendar has"),
        (signed('{"exp": -1}'), "exp lies before 1970"),
        (signed('{"exp": 1767225600000}'), "exp is no date that a calendar has: it may be in"),
        (signed('{"exp": 99999999999}'), "exp lies after the year 3000"),
        (signed('{"iat": 5, "exp": 5}'), "exp is not later than iat: it never was usable"),
        (signed('{"nbf": 9, "exp": 5}'), "exp is not later than nbf: it never was usable"),
        (fake_jwt({"a": 1}, {"alg": "none"}), "its algorithm is none: it has no signature"),
        (fake_jwt({"a": 1}, {"alg": "XYZ"}), "its algorithm is not a registered signature"),
        (fake_jwt({"a": 1}, {"typ": "JWT"}), "the header names no algorithm"),
        (fake_jwt({"a": 1}, {"alg": "RS256", "zip": "DEF"}), "the payload is compressed"),
        (segment('{"alg": "none"}') + "." + segment('{"a": 1}'), "two parts: the signature is"),
        (signed('{"a": 1}') + ".more", "4 parts; a signed token has three"),
        ("eyJ*bad*." + segment('{"a": 1}') + ".c2ln", "the header is no base64url"),
        (segment('{"alg": "RS256"}') + ".a*b.c2ln", "the payload is no base64url"),
        (segment('{"alg": "RS256"}') + "..c2ln", "the payload is empty; it may be kept apart"),
        (segment('{"alg": "RS256"}'), "it begins like a JWT, but has only one part"),
        ("a.b.c", "it has three parts like a JWT, but the first cannot be read"),
        ("tökén", "it has characters that are not ASCII"),
        ("   ", "it is empty"),
    ],
)
def test_every_oddity_is_a_note(text: str, note: str) -> None:
    assert any(note in each for each in decode(text).notes), decode(text).notes


def test_padding_and_the_other_alphabet_are_read_and_noted() -> None:
    payload = base64.b64encode('{"a": "??>>~~éé"}'.encode()).decode()
    decoded = decode(f"{segment('{}')}.{payload}.c2ln")
    assert decoded.claims == {"a": "??>>~~éé"}
    assert "the payload is base64, not base64url" in decoded.notes


def test_five_parts_are_encrypted_and_show_their_header() -> None:
    header = segment('{"alg": "RSA-OAEP", "enc": "A256GCM"}')
    decoded = decode(f"{header}.a2V5.aXY.Y2lwaGVy.dGFn")
    assert decoded.kind is TokenKind.JWE
    assert decoded.header["enc"] == "A256GCM"
    assert decoded.claims == {}
    assert "five parts: it is encrypted (JWE), only its recipient can" in " ".join(decoded.notes)


def test_a_plain_token_has_no_notes_and_keeps_its_raw_parts() -> None:
    token = fake_jwt({"iat": 100, "exp": 160, "nbf": 90, "sub": "Ünï"})
    decoded = decode(token)
    assert decoded.notes == ()
    assert (decoded.issued_at, decoded.expires_at, decoded.not_before) == (100, 160, 90)
    header, payload, signature = token.split(".")
    assert (decoded.header_text, decoded.payload_text) == (header, payload)
    assert decoded.signature_text is not None
    assert decoded.signature_text.reveal() == signature
    assert signature not in repr(decoded)


def test_an_opaque_token_is_opaque_and_not_odd() -> None:
    decoded = decode("ya29.a0AfH6SMBx-_opaque")
    assert (decoded.kind, decoded.notes, decoded.length) == (TokenKind.OPAQUE, (), 23)
