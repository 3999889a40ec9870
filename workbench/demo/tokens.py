"""Tokens of the practice server: minted, looked up, revoked, renewed.

    minted -> current -> expired | revoked

JWTs follow RFC 9068. The signing key is made at start and lives in this process only.
Must not decide who may have a token: that is the authorization server's.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from workbench.demo.clients import PracticeClient, TokenKind
from workbench.demo.clock import Clock

ALGORITHM = "RS256"
_KEPT = 20_000
#: How far ahead a token may begin, in seconds: clocks differ.
_LEEWAY_S = 5
_SIGNATURE_ONLY = {"verify_signature": True} | dict.fromkeys(
    ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub"), False
)


class Fault(StrEnum):
    """Why a token cannot be used; the values are what the API says in `error_description`."""

    MALFORMED = "The access token is malformed or was not issued here"
    EXPIRED = "The access token expired"
    REVOKED = "The access token was revoked"
    WRONG_AUDIENCE = "The access token is for another audience"
    NOT_YET = "The access token is not valid yet"
    WRONG_ISSUER = "The issuer of the access token is not accepted here"
    WRONG_TYPE = "An ID token is not an access token"
    NOT_A_JWT = "The access token is not a JWT"


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token and what it stands for; times in seconds since the epoch."""

    token: str
    token_id: str
    client_id: str
    scope: tuple[str, ...]
    audience: str
    issued_at: float
    expires_at: float
    answered_expiry: float
    kind: TokenKind

    def claims(self, issuer: str) -> dict[str, Any]:
        """Return the claims of RFC 9068 2.2."""
        return {
            "iss": issuer,
            "sub": self.client_id,
            "client_id": self.client_id,
            "aud": self.audience,
            "iat": self.issued_at,
            "nbf": self.issued_at,
            "exp": self.expires_at,
            "jti": self.token_id,
            "scope": " ".join(self.scope),
        }


@dataclass(frozen=True, slots=True)
class Renewable:
    """What a refresh token stands for."""

    client_id: str
    scope: tuple[str, ...]
    audience: str


class Mint:
    """Makes tokens with a fresh RSA key and remembers what became of them."""

    def __init__(self, issuer: str, clock: Clock) -> None:
        self.issuer = issuer
        self.whole_seconds = True
        self._clock = clock
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key_id = secrets.token_urlsafe(8)
        self._opaque: dict[str, Issued] = {}
        self._latest: dict[tuple[str, tuple[str, ...], str], Issued] = {}
        self._revoked: set[str] = set()
        self._refresh_tokens: dict[str, Renewable] = {}
        self._generation = 0

    def published_keys(self) -> dict[str, Any]:
        """Return the key set with the public key (RFC 7517 5)."""
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [key | {"kid": self._key_id, "use": "sig", "alg": ALGORITHM}]}

    def access_token(
        self, client: PracticeClient, scope: tuple[str, ...], audience: str, now: float
    ) -> Issued:
        """Return a token of the client's kind and lifetime, or its current one where it repeats."""
        wanted = (client.client_id, scope, audience)
        latest = self._latest.get(wanted)
        if client.same_token_until_expiry and latest and self.fault(latest) is None:
            return latest
        issued = self._mint(client, scope, audience, now)
        self._latest[wanted] = issued
        if client.revoked_at_issue:
            self._revoked.add(issued.token_id)
        return issued

    def _mint(
        self,
        client: PracticeClient,
        scope: tuple[str, ...],
        audience: str,
        now: float,
    ) -> Issued:
        cut: Callable[[float], float] = math.floor if self.whole_seconds else float
        begun = cut(now - client.minted_ago_s)
        issued = Issued(
            token=secrets.token_urlsafe(32),
            token_id=f"{self._generation}-{secrets.token_urlsafe(16)}",
            client_id=client.client_id,
            scope=scope,
            audience=audience,
            issued_at=begun,
            expires_at=cut(begun + client.lifetime_s),
            answered_expiry=now + client.lifetime_s,
            kind=client.kind,
        )
        if client.kind is TokenKind.OPAQUE:
            self._opaque[issued.token] = issued
            if len(self._opaque) > _KEPT:
                del self._opaque[next(iter(self._opaque))]
            return issued
        headers = {"typ": "at+jwt", "kid": self._key_id}
        claims = issued.claims(client.issuer_as or self.issuer)
        if client.id_token_as_access_token:
            headers["typ"] = "JWT"
            claims |= {"aud": client.client_id, "nonce": secrets.token_urlsafe(8)}
        token = jwt.encode(claims, self._key, ALGORITHM, headers)
        return replace(issued, token=token)

    def look_up(self, token: str) -> Issued | Fault:
        """Return what a token stands for, or MALFORMED; its time is not looked at."""
        if token in self._opaque:
            return self._opaque[token]
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=[ALGORITHM],
                options=_SIGNATURE_ONLY,  # type: ignore[arg-type] # a dict where a TypedDict is asked
            )
            if "nonce" in claims:
                return Fault.WRONG_TYPE
            if claims.get("iss") != self.issuer:
                return Fault.WRONG_ISSUER
            if header.get("typ") != "at+jwt":
                return Fault.MALFORMED
            return _of_claims(token, claims)
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return Fault.MALFORMED

    def fault(self, issued: Issued) -> Fault | None:
        """Return why a token of ours cannot be used now: without leeway, to the fraction."""
        if self.was_revoked(issued):
            return Fault.REVOKED
        if issued.issued_at > self._clock.now() + _LEEWAY_S:
            return Fault.NOT_YET
        return Fault.EXPIRED if self.has_expired(issued) else None

    def has_expired(self, issued: Issued) -> bool:
        """Tell whether its time is over."""
        return self._clock.now() >= issued.expires_at

    def was_revoked(self, issued: Issued) -> bool:
        """Tell whether this token was revoked, alone or with all others."""
        generation = int(issued.token_id.partition("-")[0])
        return generation < self._generation or issued.token_id in self._revoked

    def revoke(self, token: str, client_id: str) -> None:
        """Revoke an access or refresh token, if it is this client's own (RFC 7009 2.1)."""
        renewable = self._refresh_tokens.get(token)
        if renewable is not None and renewable.client_id == client_id:
            del self._refresh_tokens[token]
            return
        issued = self.look_up(token)
        if isinstance(issued, Issued) and issued.client_id == client_id:
            self._revoked.add(issued.token_id)

    def revoke_all(self) -> None:
        """Revoke every access token issued so far, and forget the refresh tokens."""
        self._generation += 1
        self._revoked.clear()
        self._latest.clear()
        self._refresh_tokens.clear()

    def refresh_token(self, renewable: Renewable) -> str:
        """Return a new refresh token."""
        token = secrets.token_urlsafe(32)
        self._refresh_tokens[token] = renewable
        return token

    def renewable(self, token: str) -> Renewable | None:
        """Return what a refresh token stands for, or None."""
        return self._refresh_tokens.get(token)

    def forget_refresh_token(self, token: str) -> None:
        """Make a refresh token useless."""
        self._refresh_tokens.pop(token, None)


def _of_claims(token: str, claims: Mapping[str, Any]) -> Issued:
    return Issued(
        token=token,
        token_id=claims["jti"],
        client_id=claims["client_id"],
        scope=tuple(claims["scope"].split()),
        audience=claims["aud"],
        issued_at=claims["iat"],
        expires_at=claims["exp"],
        answered_expiry=claims["exp"],
        kind=TokenKind.JWT,
    )
