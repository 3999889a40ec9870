"""Verdicts on the tokens of other projects, and on arbitrary bytes, keys and headers."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import MISSING, lines_of
from workbench.adapters.signatures import keys_of_text, signed_by
from workbench.engine.inspection import decode
from workbench.engine.verification import Verdict, Verification, verify

CASES = lines_of("jwt/cases.jsonl")


def judged(case: dict[str, Any]) -> Verification:
    key = case["key"]
    if key is None:
        keys: tuple[Any, ...] = ()
    else:
        value = key["value"]
        keys = keys_of_text(value if isinstance(value, str) else json.dumps(value), "the case")
    return verify(case["token"], decode(case["token"]), keys, signed_by)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_verdict_agrees_with_what_peers_agree_on(case: dict[str, Any]) -> None:
    found, expected = judged(case), case["expected"]["signature"]
    assert found.reason
    if expected == "valid":
        assert found.verdict is Verdict.VERIFIED
    elif expected == "invalid":
        assert found.verdict is not Verdict.VERIFIED
    else:
        assert found.verdict is Verdict.NOT_VERIFIABLE


def test_most_wrong_signatures_are_called_wrong_and_not_only_not_verifiable() -> None:
    if not CASES:
        pytest.skip(MISSING)
    counted = Counter(
        judged(each).verdict for each in CASES if each["expected"]["signature"] == "invalid"
    )
    assert counted[Verdict.WRONG] >= 25
    assert counted[Verdict.VERIFIED] == 0


def segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


HEADERS = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "zip", "enc", "cty"]),
    st.sampled_from(["RS256", "HS256", "ES256", "EdDSA", "none", "NONE", "at+jwt", "dir", ""])
    | st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.lists(st.text(max_size=4), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    max_size=5,
)
KEYS = st.lists(
    st.dictionaries(
        st.sampled_from(["kty", "kid", "alg", "use", "key_ops", "k", "n", "e", "crv", "x", "y"]),
        st.sampled_from(["RSA", "oct", "EC", "OKP", "sig", "P-256", "Ed25519", "RS256", "HS256"])
        | st.text(max_size=8)
        | st.lists(st.text(max_size=6), max_size=2)
        | st.none(),
        max_size=6,
    ),
    max_size=3,
)


@given(HEADERS, st.binary(max_size=60), st.binary(max_size=70), KEYS)
def test_no_header_payload_signature_or_key_fails_or_is_believed(
    header: dict[str, Any], payload: bytes, signature: bytes, keys: list[dict[str, Any]]
) -> None:
    token = f"{segment(json.dumps(header).encode())}.{segment(payload)}.{segment(signature)}"
    found = verify(token, decode(token), keys, signed_by)
    assert found.verdict is not Verdict.VERIFIED
    assert found.reason


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_not_verifiable_and_say_why(raw: bytes) -> None:
    text = raw.decode("latin-1")
    found = verify(text, decode(text), keys_of_text("a shared secret", "secret"), signed_by)
    assert found.verdict is not Verdict.VERIFIED
    assert found.reason
