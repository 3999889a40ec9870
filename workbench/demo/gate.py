"""Who may pass at the API: bearer tokens and their challenges (RFC 6750), and three older ways.

Must not serve anything behind the gate.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hmac import compare_digest

from workbench.demo.clients import OtherCredentials, TokenKind
from workbench.demo.counters import Counters
from workbench.demo.switches import Switch, Switches
from workbench.demo.tokens import Fault, Issued, Mint
from workbench.demo.wire import Request, Response, json_response, problem

_REALM = 'realm="practice"'
_BAD_GATEWAY = b"<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a request through to the API, or returns the refusal; `audience` is the API's own."""

    mint: Mint
    audience: str
    others: OtherCredentials
    switches: Switches
    counters: Counters

    def admit(self, request: Request, scope: str) -> Issued | Response:
        """Return what the token stands for when it is good for `scope`, else the refusal."""
        header = request.header("authorization")
        token = None if header is None else self._bearer(header)
        if self.switches[Switch.QUERY_TOKEN] == "accept":
            in_query = request.parameter("access_token")
            if token and in_query:
                words = "The token came in the header and in the query"
                return self._refusal(400, "invalid_request", words, cause="two_tokens")
            token = token or in_query
        if self.switches.take(Switch.API_LIMIT):
            return problem(429, "Too many requests.", ("Retry-After", "1"))
        if self.switches.take(Switch.API_FAILURES):
            return Response(502, (("Content-Type", "text/html"),), _BAD_GATEWAY)
        if self.switches[Switch.DPOP] == "api":
            challenge = 'DPoP error="invalid_token", algs="ES256"'
            return problem(401, "This needs a DPoP proof.", ("WWW-Authenticate", challenge))
        if not token:
            return self._refusal(401, "", "", cause="no_token")
        issued = self.mint.look_up(token)
        if (
            isinstance(issued, Issued)
            and issued.kind is TokenKind.OPAQUE
            and self.switches[Switch.OPAQUE_TOKEN] == "refuse"
        ):
            issued = Fault.NOT_A_JWT
        if isinstance(issued, Fault):
            return self._refusal(401, "invalid_token", issued, cause=issued.name.lower())
        self.counters.api_by_client[issued.client_id] += 1
        fault = self._fault(issued)
        if fault is not None:
            return self._refusal(401, "invalid_token", fault, cause=fault.name.lower())
        if scope not in issued.scope:
            words = "The access token lacks a scope that this request needs"
            lacking = "insufficient_scope"
            return self._refusal(403, lacking, words, f'scope="{scope}"', cause=lacking)
        return issued

    def _bearer(self, header: str) -> str | None:
        scheme, _, token = header.partition(" ")
        exact = self.switches[Switch.LOWER_CASE_BEARER] == "refuse"
        return token.strip() if (scheme if exact else scheme.title()) == "Bearer" else None

    def _fault(self, issued: Issued) -> Fault | None:
        fault = self.mint.fault(issued)
        if fault is Fault.REVOKED and self.switches[Switch.REVOKED_JWT] == "accept":
            fault = Fault.EXPIRED if self.mint.has_expired(issued) else None
        if fault is None and issued.audience != self.audience:
            return Fault.WRONG_AUDIENCE if self.switches[Switch.AUDIENCE] == "check" else None
        return fault

    def _refusal(self, status: int, error: str, words: str, *members: str, cause: str) -> Response:
        self.counters.refused[cause] += 1
        mode = self.switches[Switch.API_CHALLENGE]
        if mode == "empty_403":
            return Response(403)
        parts = [_REALM]
        if error:
            parts += [f'error="{error}"', f'error_description="{words}"', *members]
        challenge = "Bearer" if mode == "bare" else f"Bearer {', '.join(parts)}"
        if not error:
            detail = "This needs an access token: Authorization: Bearer ..."
            return problem(status, detail, ("WWW-Authenticate", challenge))
        body = {"error": error, "error_description": words}
        return json_response(status, body, ("WWW-Authenticate", challenge))

    def admit_user(self, request: Request) -> Response | None:
        """Return the refusal of HTTP Basic (RFC 7617), or None when name and password are right."""
        scheme, _, encoded = (request.header("authorization") or "").partition(" ")
        try:
            pair = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            pair = b""
        wanted = f"{self.others.username}:{self.others.password}".encode()
        if scheme.lower() == "basic" and compare_digest(pair, wanted):
            return None
        challenge = ("WWW-Authenticate", f'Basic {_REALM}, charset="UTF-8"')
        return problem(401, "This needs a user name and a password.", challenge)

    def admit_key(self, request: Request) -> Response | None:
        """Return the refusal of an API key, or None when the header, query or cookie has it."""
        given = [request.header("x-api-key"), request.parameter("api_key")]
        for pair in (request.header("cookie") or "").split(";"):
            name, _, value = pair.strip().partition("=")
            given.append(value if name == "api_key" else None)
        if any(
            compare_digest((each or "").encode(), self.others.api_key.encode()) for each in given
        ):
            return None
        return problem(401, "This needs an API key: X-API-Key, ?api_key= or the cookie api_key.")

    def admit_fixed(self, request: Request) -> Response | None:
        """Return the refusal of the fixed bearer token, or None when it is right."""
        token = self._bearer(request.header("authorization") or "")
        if token and compare_digest(token.encode(), self.others.bearer_token.encode()):
            return None
        return problem(401, "This needs the fixed token.", ("WWW-Authenticate", f"Bearer {_REALM}"))
