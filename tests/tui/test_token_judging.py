"""How what a token claims stands against what is required."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fakes import fake_jwt
from tests.tui.token_fakes import CLAIMS, OPAQUE, token
from workbench.domain.jwt import Decoded
from workbench.domain.requirements import Requirements
from workbench.engine.inspection import decode
from workbench.tui.token.judging import (
    Mark,
    judge_audience,
    judge_claim,
    judge_type,
    scope_lines,
    signature_judgement,
)

JWE = ".".join([fake_jwt({}).split(".", maxsplit=1)[0], "a2V5", "aXY", "Y2lwaGVy", "dGFn"])


def claims(**members: Any) -> Decoded:
    return decode(fake_jwt(members))


@pytest.mark.parametrize(
    ("aud", "mark"),
    [
        ("https://api", Mark.MET),
        (["https://other", "https://api"], Mark.MET),
        ("https://api/", Mark.MISSING),
        (["https://other"], Mark.MISSING),
        (17, Mark.MISSING),
    ],
)
def test_one_of_the_audiences_must_be_one_of_the_required(aud: object, mark: Mark) -> None:
    assert judge_audience(claims(aud=aud), Requirements(audience=("https://api",))).mark is mark


def test_a_token_that_shows_nothing_is_not_judged() -> None:
    wanted = Requirements(audience=("https://api",), issuer="https://as", typ="at+jwt")
    for text in (OPAQUE, JWE):
        assert judge_audience(decode(text), wanted).mark is Mark.UNKNOWN
        assert judge_claim("iss", decode(text), wanted).mark is Mark.UNKNOWN
    assert judge_type(decode(OPAQUE), wanted).mark is Mark.UNKNOWN


@pytest.mark.parametrize(
    ("value", "mark"),
    [("gold", Mark.MET), (["silver", "gold"], Mark.MET), ("Gold", Mark.MISSING), (1, Mark.MISSING)],
)
def test_any_other_claim_is_met_by_its_value_or_by_one_of_a_list(value: object, mark: Mark) -> None:
    wanted = Requirements(claims=(("plan", "gold"),))
    assert judge_claim("plan", claims(plan=value), wanted).mark is mark
    assert judge_claim("plan", claims(), wanted).mark is Mark.MISSING
    assert judge_claim("free", claims(free=1), wanted).mark is Mark.NONE


def test_claims_that_are_no_text_are_compared_as_they_are_written() -> None:
    wanted = Requirements(claims=(("admin", "true"), ("level", "3")))
    assert judge_claim("admin", claims(admin=True), wanted).mark is Mark.MET
    assert judge_claim("level", claims(level=3), wanted).mark is Mark.MET
    assert judge_claim("level", claims(level=None), wanted).mark is Mark.MISSING


@pytest.mark.parametrize(
    ("typ", "mark"),
    [("at+jwt", Mark.MET), ("application/AT+JWT", Mark.MET), ("JWT", Mark.MISSING)],
)
def test_the_type_is_compared_as_a_media_type(typ: str, mark: Mark) -> None:
    decoded = decode(fake_jwt({}, {"alg": "RS256", "typ": typ}))
    assert judge_type(decoded, Requirements(typ="at+jwt")).mark is mark


def test_a_jwt_with_scopes_shows_which_required_one_is_missing() -> None:
    lines = {
        each.name: each for each in scope_lines(token(), decode(fake_jwt(CLAIMS)), ("read:cards",))
    }
    assert list(lines) == ["read:customers", "write:orders", "read:cards"]
    assert lines["read:customers"].required is Mark.NONE
    assert lines["read:cards"].required is Mark.MISSING
    assert lines["read:cards"].asked is Mark.NONE


def test_an_opaque_token_leaves_a_required_scope_open_unless_it_was_not_granted() -> None:
    given = token(OPAQUE, granted=("a",), requested_scope=("a", "b"))
    lines = {each.name: each for each in scope_lines(given, decode(OPAQUE), ("a", "b"))}
    assert lines["a"].required is Mark.UNKNOWN
    assert lines["a"].why == "granted in the response; the token does not show it"
    assert (lines["b"].required, lines["b"].why) == (Mark.MISSING, "not granted")


def test_a_response_without_scope_granted_what_was_asked_for() -> None:
    given = token(OPAQUE, granted=None, requested_scope=("a",))
    lines = {each.name: each for each in scope_lines(given, decode(OPAQUE), ("a", "b"))}
    assert lines["a"].granted is Mark.MET
    assert lines["a"].why == "asked for; the token does not show it"
    assert lines["b"].required is Mark.MISSING


def test_where_nothing_was_asked_the_servers_default_is_not_known() -> None:
    given = token(OPAQUE, granted=None, requested_scope=())
    (line,) = scope_lines(given, decode(OPAQUE), ("a",))
    assert (line.granted, line.required) == (Mark.UNKNOWN, Mark.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        (fake_jwt({}), "claimed, not verified", ""),
        (fake_jwt({}, {"alg": "none"}), "not verifiable", "its algorithm is none"),
        (fake_jwt({}).rpartition(".")[0] + ".", "not verifiable", "it has no signature"),
        (OPAQUE, "not verifiable", "only the server that issued it can say"),
        (JWE, "not verifiable", "it is encrypted, only its recipient can read it"),
    ],
)
def test_no_signature_is_called_more_than_claimed(text: str, words: str, reason: str) -> None:
    assert signature_judgement(decode(text))[2:] == (words, reason)
