"""The arithmetic of signatures, by PyJWT and cryptography; and keys read from files.

Must not choose a key or judge a claim.
"""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate
from jwt.api_jws import PyJWS

from workbench.domain.errors import UsageError
from workbench.engine.verification import KeyUnusable


def signed_by(token: str, key: Mapping[str, Any], algorithm: str) -> bool:
    """Fulfil `SignatureCheck`."""
    try:
        usable = jwt.PyJWK(dict(key), algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"its key cannot be used: {type(error).__name__}") from error
    try:
        with warnings.catch_warnings():
            # A short secret is named by the engine, in words for a person.
            warnings.simplefilter("ignore")
            PyJWS().decode_complete(token, usable, algorithms=[algorithm])
    except jwt.InvalidKeyError as error:
        raise KeyUnusable("its key is not one for this algorithm") from error
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


def keys_of_text(text: str, where: str) -> tuple[Mapping[str, Any], ...]:
    """Return the keys of a key set, a key, a PEM, or else the text as a shared secret."""
    bare = text.strip()
    if bare.startswith("{"):
        try:
            members = json.loads(bare)
        except ValueError as error:
            raise UsageError(f"{where} is no JSON: {error}.") from None
        keys = members.get("keys", [members])
        return tuple(each for each in keys if isinstance(each, dict))
    if bare.startswith("-----BEGIN"):
        return (_of_pem(bare, where),)
    if not bare:
        raise UsageError(f"{where} is empty.")
    encoded = base64.urlsafe_b64encode(bare.encode()).rstrip(b"=").decode()
    return ({"kty": "oct", "k": encoded},)


def _of_pem(text: str, where: str) -> Mapping[str, Any]:
    content = text.encode()
    try:
        if "CERTIFICATE" in text.partition("\n")[0]:
            public: Any = load_pem_x509_certificate(content).public_key()
        elif "PRIVATE" in text.partition("\n")[0]:
            raise UsageError(
                f"{where} holds a private key.",
                hint="A signature is checked with the public one.",
                fix="Give the public key or the certificate.",
            )
        else:
            public = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{where} holds no key that can be read.") from error
    for algorithm in ("RS256", "ES256", "EdDSA"):
        try:
            made = jwt.get_algorithm_by_name(algorithm).to_jwk(public, as_dict=True)
        except (TypeError, AttributeError, jwt.PyJWTError):
            continue
        return {name: value for name, value in made.items() if name not in {"key_ops", "use"}}
    raise UsageError(f"{where} holds a key of a type that signs no tokens.")
