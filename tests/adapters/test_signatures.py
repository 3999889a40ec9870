"""Signatures of real tokens: which key decides, and what is never believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import get_default_algorithms

from workbench.adapters.signatures import keys_of_text, signed_by
from workbench.domain.errors import UsageError
from workbench.engine.inspection import decode
from workbench.engine.verification import Verdict, Verification, has_key_for, verify

RSA = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
SECRET = "0123456789abcdef0123456789abcdef"
CLAIMS = {"iss": "https://auth.example.com", "sub": "ada"}
PUBLIC = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo


def jwk(key: Any, algorithm: str, **members: Any) -> dict[str, Any]:
    made = get_default_algorithms()[algorithm].to_jwk(key, as_dict=True)
    return {name: value for name, value in made.items() if name != "key_ops"} | members


def judged(token: str, *keys: Mapping[str, Any]) -> Verification:
    return verify(token, decode(token), keys, signed_by)


def pem(key: Any) -> str:
    return key.public_key().public_bytes(*PUBLIC).decode()


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (RSA, "RS256"),
        (RSA, "RS512"),
        (RSA, "PS256"),
        (CURVE, "ES256"),
        (EDWARDS, "EdDSA"),
    ],
)
def test_the_issuers_key_verifies_and_another_does_not(key: Any, algorithm: str) -> None:
    token = jwt.encode(CLAIMS, key, algorithm, {"kid": "a"})
    own = jwk(key.public_key(), algorithm, kid="a")
    assert judged(token, own) == Verification(Verdict.VERIFIED, "by the key a")
    assert judged(token, *keys_of_text(pem(key), "key.pem")).verdict is Verdict.VERIFIED
    head, payload, signature = token.split(".")
    swapped = "A" if signature[5] != "A" else "B"
    changed = f"{head}.{payload}.{signature[:5]}{swapped}{signature[6:]}"
    assert judged(changed, own).verdict is Verdict.WRONG


def test_a_key_of_the_same_name_that_is_another_is_wrong() -> None:
    token = jwt.encode(CLAIMS, RSA, "RS256", {"kid": "a"})
    found = judged(token, jwk(OTHER.public_key(), "RS256", kid="a"))
    assert found == Verification(Verdict.WRONG, "it was not made with the key a")


def test_the_key_is_chosen_by_its_id() -> None:
    token = jwt.encode(CLAIMS, RSA, "RS256", {"kid": "b"})
    keys = [jwk(OTHER.public_key(), "RS256", kid="a"), jwk(RSA.public_key(), "RS256", kid="b")]
    assert judged(token, *keys).reason == "by the key b"
    assert has_key_for(decode(token), keys)
    assert not has_key_for(decode(token), keys[:1])
    assert judged(token, keys[0]) == Verification(Verdict.NOT_VERIFIABLE, "the issuer has no key b")


def test_a_key_for_encryption_verifies_nothing() -> None:
    token = jwt.encode(CLAIMS, RSA, "RS256")
    found = judged(token, jwk(RSA.public_key(), "RS256", use="enc"))
    assert found.verdict is Verdict.NOT_VERIFIABLE


def test_a_public_key_is_never_a_shared_secret() -> None:
    public = keys_of_text(pem(RSA), "key.pem")
    token = jwt.encode(CLAIMS, SECRET, "HS256")
    found = judged(token, *public)
    assert found.verdict is Verdict.NOT_VERIFIABLE
    assert found.reason.startswith("danger: HS256 wants a shared secret, and the key is public")


def test_a_shared_secret_verifies_and_a_short_one_is_named() -> None:
    token = jwt.encode(CLAIMS, SECRET, "HS256")
    assert judged(token, *keys_of_text(SECRET + "\n", "secret")).verdict is Verdict.VERIFIED
    assert judged(token, *keys_of_text(SECRET + "x", "secret")).verdict is Verdict.WRONG
    found = judged(token, *keys_of_text("short", "secret"))
    assert found.notes == (
        "danger: the shared secret is short enough to be guessed (RFC 8725 3.5)",
    )


def test_no_signature_is_no_signature() -> None:
    token = jwt.encode(CLAIMS, "", "none")
    found = judged(token, *keys_of_text(SECRET, "secret"))
    assert found.verdict is Verdict.NOT_VERIFIABLE
    assert any("RFC 8725 3.2" in note for note in found.notes)


def test_a_key_that_the_token_brings_along_is_not_used() -> None:
    brought = json.loads(json.dumps(jwk(OTHER.public_key(), "RS256")))
    header = {"jwk": brought, "jku": "https://evil.example.com/keys"}
    token = jwt.encode(CLAIMS, OTHER, "RS256", header)
    found = judged(token, jwk(RSA.public_key(), "RS256"))
    assert found.verdict is Verdict.WRONG
    assert [note.split(" in ")[0] for note in found.notes] == ["danger: jku", "danger: jwk"]


def test_what_must_be_understood_and_is_not_is_not_verified() -> None:
    token = jwt.encode(CLAIMS, RSA, "RS256", {"crit": ["exp"], "exp": 1})
    found = judged(token, jwk(RSA.public_key(), "RS256"))
    assert (found.verdict, "crit" in found.reason) == (Verdict.NOT_VERIFIABLE, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("{", "is no JSON"),
        ("-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", "holds no key"),
        (
            RSA.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode(),
            "holds a private key",
        ),
    ],
)
def test_what_is_no_key_is_said(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        keys_of_text(text, "key")
    assert words in caught.value.message
    assert "PRIVATE" not in caught.value.message + caught.value.hint


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_no_text_fails_and_none_is_verified(text: str) -> None:
    keys = (jwk(RSA.public_key(), "RS256"), *keys_of_text(SECRET, "secret"))
    assert judged(text, *keys).verdict is Verdict.NOT_VERIFIABLE


@given(
    st.dictionaries(st.sampled_from(["kty", "n", "e", "k", "crv", "x", "alg"]), st.text(max_size=9))
)
def test_no_key_fails(key: dict[str, Any]) -> None:
    token = jwt.encode(CLAIMS, RSA, "RS256")
    assert judged(token, {"kty": "RSA", **key}).verdict is not Verdict.VERIFIED
