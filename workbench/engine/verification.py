"""Whether a token's signature is an issuer's: which key may check it, and what is dangerous.

Must not do the arithmetic, or fetch what a token points to (RFC 8725 3).

    token, keys ──fit by kid, type, use──▶ candidates ──port──▶ verified | wrong
                        └─────────────────▶ not verifiable, because
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from workbench.domain.jwt import Decoded, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Which key type a signature algorithm wants (RFC 7518 3.1, RFC 8037 3.1).
_KEY_TYPES = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
#: Members of a header that lead to a key, or hold one: whoever made the token chose it.
_LEADING = ("jku", "x5u", "jwk", "x5c")


class Verdict(StrEnum):
    """What came of checking a signature."""

    VERIFIED = "verified"
    WRONG = "wrong"
    NOT_VERIFIABLE = "not verifiable"


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict with its reason; `notes` names what is dangerous about the token."""

    verdict: Verdict
    reason: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A verification, when it was made (seconds since 1970), and where the keys came from."""

    verification: Verification
    at: float
    where: str = ""


class KeyUnusable(Exception):
    """A key that cannot be used, for a reason that may be told."""


class SignatureCheck(Protocol):
    """Does the arithmetic of one signature and one key."""

    def __call__(self, token: str, key: Mapping[str, Any], algorithm: str) -> bool:
        """Tell whether the key signed the token; raises `KeyUnusable`."""
        ...


def verify(
    token: str, decoded: Decoded, keys: Iterable[Mapping[str, Any]], check: SignatureCheck
) -> Verification:
    """Return whether one of the keys signed a token; `keys` are JWKs (RFC 7517 4)."""
    known = tuple(keys)
    notes = (*dangers(decoded), *_short_secrets(known))
    why = unfit(token, decoded)
    if why:
        return Verification(Verdict.NOT_VERIFIABLE, why, notes)
    algorithm = str(decoded.header.get("alg"))
    fitting = [key for key in known if _fits(key, decoded, algorithm)]
    if not fitting:
        return Verification(Verdict.NOT_VERIFIABLE, _no_key(known, decoded, algorithm), notes)
    unusable: list[str] = []
    for key in fitting:
        try:
            if check(token, key, algorithm):
                return Verification(Verdict.VERIFIED, f"by the key {_name(key)}", notes)
        except KeyUnusable as error:
            unusable.append(str(error))
    if len(unusable) == len(fitting):
        return Verification(Verdict.NOT_VERIFIABLE, unusable[0], notes)
    if not token.split(".")[1]:
        kept = "its payload is empty, and may be kept apart from it (detached)"
        return Verification(Verdict.NOT_VERIFIABLE, kept, notes)
    names = ", ".join(_name(key) for key in fitting)
    return Verification(Verdict.WRONG, f"it was not made with the key {names}", notes)


def has_key_for(decoded: Decoded, keys: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a key set has the key that a token names, so that it need not be fetched."""
    algorithm = str(decoded.header.get("alg"))
    return any(_fits(key, decoded, algorithm) for key in keys)


def dangers(decoded: Decoded) -> tuple[str, ...]:
    """Return what RFC 8725 warns of, as far as a token shows it."""
    found = []
    if str(decoded.header.get("alg", "")).lower() == "none":
        found.append("danger: the algorithm none would make everybody an issuer (RFC 8725 3.2)")
    found += [
        f"danger: {name} in the header names a key of the token's own maker; it is not used"
        " (RFC 8725 3.10)"
        for name in _LEADING
        if name in decoded.header
    ]
    return tuple(found)


def _short_secrets(keys: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    """Return a warning where a shared secret is shorter than the shortest hash (32 bytes)."""
    short = any(key.get("kty") == "oct" and len(str(key.get("k", ""))) < 43 for key in keys)
    text = "danger: the shared secret is short enough to be guessed (RFC 8725 3.5)"
    return (text,) if short else ()


def unfit(token: str, decoded: Decoded) -> str:
    """Return why no key could decide about a token, empty where one could."""
    if decoded.kind is TokenKind.OPAQUE:
        return "it is opaque: only the server that issued it can say"
    if decoded.kind is TokenKind.JWE:
        return "it is encrypted (JWE): only its recipient can read it"
    parts = token.split(".")
    if len(parts) != 3 or not parts[2]:
        return "it has no signature" if len(parts) < 3 or not parts[2] else "it has not three parts"
    algorithm = decoded.header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        return "its algorithm is none: it has no signature"
    if _key_type(algorithm) is None:
        return f"its algorithm {algorithm[:20]} is none that is known here"
    if decoded.header.get("b64") is False:
        return "its payload is kept apart from it (detached)"
    if "crit" in decoded.header:
        return "its header has extensions that must be understood (crit), and are not"
    return ""


def _key_type(algorithm: str) -> str | None:
    return _KEY_TYPES.get(algorithm[:2])


def _fits(key: Mapping[str, Any], decoded: Decoded, algorithm: str) -> bool:
    wanted = decoded.header.get("kid")
    operations = key.get("key_ops")
    return (
        key.get("kty") == _key_type(algorithm)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (not isinstance(operations, list) or "verify" in operations)
        and (wanted is None or key.get("kid") in {None, wanted})
    )


def _no_key(keys: tuple[Mapping[str, Any], ...], decoded: Decoded, algorithm: str) -> str:
    wanted = decoded.header.get("kid")
    named = [key for key in keys if wanted is not None and key.get("kid") == wanted]
    if algorithm.startswith("HS") and any(key.get("kty") != "oct" for key in named or keys):
        return (
            f"danger: {algorithm} wants a shared secret, and the key is public; whoever knows it"
            " could have signed this (RFC 8725 2.1)"
        )
    if named:
        return f"the key {wanted} is not one for {algorithm} signatures"
    if wanted is not None and keys:
        return f"the issuer has no key {str(wanted)[:60]}"
    return f"there is no key for {algorithm}"


def _name(key: Mapping[str, Any]) -> str:
    kid = key.get("kid")
    return str(kid)[:60] if kid else f"of type {key.get('kty')}"
