"""Takes any text apart as a token and says what is odd about it (RFC 7519, RFC 7515, RFC 7516).

Must not raise, verify a signature, or fetch what a token points to.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.jwt import Decoded, TokenKind
from workbench.domain.secret import Secret
from workbench.engine.lenient_json import read_json
from workbench.engine.token_life import LATEST

_PREFIX = re.compile(r"(?:authorization\s*:\s*)?(bearer|dpop|token|jwt)[\s:]+(?=\S)", re.IGNORECASE)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
#: Registered signature algorithms (IANA JOSE registry), besides `none`.
_SIGNATURES = frozenset(
    "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512 ES256K PS256 PS384 PS512 EdDSA"
    " Ed25519 Ed448".split()
)
_EARLIEST = -62_135_596_800.0
_YEAR_3000 = 32_503_680_000.0
_TIMES = ("exp", "iat", "nbf")


@dataclass(slots=True)
class _Notes:
    """What was odd, in the order it was met."""

    said: list[str] = field(default_factory=list)

    def add(self, note: str) -> None:
        if note not in self.said:
            self.said.append(note)


def decode(text: str) -> Decoded:
    """Return what a text says as a token; a text that is none comes back as opaque, with notes."""
    notes = _Notes()
    token = _cleaned(text, notes)
    parts = token.split(".")
    header = _header(parts[0], _Notes())
    if len(parts) == 1 or (header is None and not _looks_like_jwt(parts)):
        return _opaque(token, parts, header, notes)
    header = _header(parts[0], notes) or {}
    if not token.isascii():
        notes.add("it has characters that are not ASCII")
    if len(parts) == 5:
        return _encrypted(token, parts, header, notes)
    _count(parts, notes)
    _algorithm(header, notes)
    claims = _claims(parts[1], header, notes)
    times = {name: _time(name, claims, notes) for name in _TIMES}
    _order(times, notes)
    signature = ".".join(parts[2:])
    return Decoded(
        TokenKind.JWT,
        header=header,
        claims=claims,
        expires_at=times["exp"],
        issued_at=times["iat"],
        not_before=times["nbf"],
        notes=tuple(notes.said),
        header_text=parts[0],
        payload_text=parts[1],
        signature_text=Secret(signature) if signature else None,
        length=len(token),
    )


def _cleaned(text: str, notes: _Notes) -> str:
    token = text.strip().removeprefix("\ufeff").strip()
    if found := _PREFIX.match(token):
        token = token[found.end() :].strip()
        notes.add(f'it began with "{found[1]}", which is not part of the token')
    if len(token) >= 2 and token[0] == token[-1] and token[0] in "\"'`":
        token = token[1:-1].strip()
        notes.add("it stood in quotes")
    joined = "".join(token.split())
    if joined != token and joined.count(".") >= 2:
        notes.add("white space inside it was dropped")
        return joined
    return token


def _opaque(
    token: str, parts: list[str], header: Mapping[str, Any] | None, notes: _Notes
) -> Decoded:
    if not token:
        notes.add("it is empty")
    elif header is not None:
        notes.add("it begins like a JWT, but has only one part")
    elif len(parts) == 3:
        notes.add("it has three parts like a JWT, but the first cannot be read")
    if not token.isascii():
        notes.add("it has characters that are not ASCII")
    return Decoded(TokenKind.OPAQUE, notes=tuple(notes.said), length=len(token))


def _looks_like_jwt(parts: list[str]) -> bool:
    """Tell whether a broken header may still be one: the rest speaks for it."""
    if len(parts) not in {2, 3, 5}:
        return False
    return parts[0].startswith("eyJ") or isinstance(_object(parts[1], _Notes(), "payload"), dict)


def _encrypted(token: str, parts: list[str], header: Mapping[str, Any], notes: _Notes) -> Decoded:
    notes.add("five parts: it is encrypted (JWE), only its recipient can read the claims")
    return Decoded(
        TokenKind.JWE,
        header=header,
        notes=tuple(notes.said),
        header_text=parts[0],
        payload_text=parts[3],
        signature_text=Secret(parts[4]) if parts[4] else None,
        length=len(token),
    )


def _count(parts: list[str], notes: _Notes) -> None:
    if len(parts) == 2:
        notes.add("two parts: the signature is missing, with the dot before it")
    elif len(parts) != 3:
        notes.add(f"{len(parts)} parts; a signed token has three")


def _algorithm(header: Mapping[str, Any], notes: _Notes) -> None:
    algorithm = header.get("alg")
    if algorithm is None:
        notes.add("the header names no algorithm")
    elif str(algorithm).lower() == "none":
        notes.add("its algorithm is none: it has no signature")
    elif not isinstance(algorithm, str) or algorithm not in _SIGNATURES:
        notes.add("its algorithm is not a registered signature algorithm")
    if header.get("enc") is not None:
        notes.add("the header speaks of encryption, but it has not five parts")


def _header(part: str, notes: _Notes) -> Mapping[str, Any] | None:
    read = _object(part, notes, "header")
    if isinstance(read, dict):
        return read
    notes.add("the header is no JSON object")
    return None


def _claims(part: str, header: Mapping[str, Any], notes: _Notes) -> Mapping[str, Any]:
    if not part:
        notes.add("the payload is empty; it may be kept apart from the token (detached)")
        return {}
    if header.get("b64") is False:
        notes.add("the payload is not base64url encoded (b64 false)")
        read = read_json(part).value
    elif header.get("zip"):
        notes.add("the payload is compressed")
        return {}
    else:
        read = _object(part, notes, "payload")
    if isinstance(read, dict):
        return read
    notes.add("the payload is no JSON object, so it has no claims")
    if str(header.get("cty", "")).upper() == "JWT":
        notes.add("the payload is a token itself")
    return {}


def _object(part: str, notes: _Notes, name: str) -> object:
    content = _base64url(part, notes, name)
    if content is None:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        notes.add(f"the {name} is not UTF-8")
    read = read_json(text)
    for oddity in read.oddities:
        notes.add(f"the {name}: {oddity}")
    return read.value if read.ok else None


def _base64url(part: str, notes: _Notes, name: str) -> bytes | None:
    bare = part.rstrip("=")
    if bare != part:
        notes.add(f"the {name} is padded with =")
    translated = bare.replace("+", "-").replace("/", "_")
    if translated != bare:
        notes.add(f"the {name} is base64, not base64url")
    if not _BASE64URL.fullmatch(translated) or len(translated) % 4 == 1:
        notes.add(f"the {name} is no base64url")
        return None
    try:
        return base64.urlsafe_b64decode(translated + "=" * (-len(translated) % 4))
    except (binascii.Error, ValueError):
        notes.add(f"the {name} is no base64url")
        return None


def _time(name: str, claims: Mapping[str, Any], notes: _Notes) -> float | None:
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}(\.\d{1,9})?\s*", value):
        notes.add(f"{name} is text, not a number")
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        notes.add(f"{name} is no number, so it is no date")
        return None
    try:
        moment = float(value)
    except OverflowError:
        moment = math.inf
    if not _EARLIEST <= moment <= LATEST:
        milliseconds = LATEST < moment <= LATEST * 1000
        maybe = ": it may be in milliseconds" if milliseconds else ""
        notes.add(f"{name} is no date that a calendar has{maybe}")
        return None
    if not moment.is_integer():
        notes.add(f"{name} has a fraction of a second")
    if moment < 0:
        notes.add(f"{name} lies before 1970")
    elif moment > _YEAR_3000:
        notes.add(f"{name} lies after the year 3000")
    return moment


def _order(times: Mapping[str, float | None], notes: _Notes) -> None:
    issued, ends, begins = times["iat"], times["exp"], times["nbf"]
    if ends is not None and issued is not None and ends <= issued:
        notes.add("exp is not later than iat: it never was usable")
    if ends is not None and begins is not None and ends <= begins:
        notes.add("exp is not later than nbf: it never was usable")
