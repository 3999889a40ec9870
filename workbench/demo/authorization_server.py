"""The authorization server: metadata, keys, token, introspection and revocation endpoints.

Must not serve the API or look at what a token is used for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from workbench.demo.client_check import (
    NO_STORE,
    presented_credentials,
    proven_client,
    refused_client,
    token_error,
)
from workbench.demo.clients import ALL_SCOPES, ExpiresIn, PracticeClient
from workbench.demo.clock import Clock
from workbench.demo.counters import Counters
from workbench.demo.switches import Switch, Switches
from workbench.demo.tokens import Issued, Mint, Renewable
from workbench.demo.wire import Request, Response, json_response, problem

_HTML = ("Content-Type", "text/html; charset=utf-8")
_SIGN_IN = b"""<!doctype html>
<title>Sign in</title>
<h1>Sign in</h1>
<p>An authorization endpoint sends a browser here. A token request belongs to the token endpoint.
"""
_CSRF = b"<!doctype html><title>Forbidden</title><h1>403</h1><p>CSRF verification failed."
GRANTS = ("client_credentials", "refresh_token")


class FormRefused(Exception):
    """A form that cannot be read; carries the response."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


class AuthorizationServer:
    """Answers everything under `/oauth` and `/.well-known`; `audiences` are the APIs it knows."""

    def __init__(
        self,
        *,
        clients: Mapping[str, PracticeClient],
        audiences: tuple[str, ...],
        mint: Mint,
        clock: Clock,
        switches: Switches,
        counters: Counters,
    ) -> None:
        self._clients = clients
        self._audiences = audiences
        self._mint = mint
        self._clock = clock
        self._switches = switches
        self._counters = counters

    def answer(self, request: Request) -> Response:
        """Return the response to a request for one of its endpoints; 404 for any other path."""
        match request.segments:
            case (".well-known", "oauth-authorization-server" | "openid-configuration"):
                return json_response(200, self.metadata())
            case ("oauth", "jwks.json"):
                return json_response(200, self._mint.published_keys())
            case ("oauth", "authorize"):
                return self._authorize(request)
            case ("oauth", "login"):
                return Response(200, (_HTML,), _SIGN_IN)
            case ("oauth", "token" | "introspect" | "revoke" as endpoint):
                if request.path.endswith("/"):
                    return Response(301, (("Location", f"/oauth/{endpoint}"),))
                return self._of_clients(request, endpoint)
        return problem(404, f"There is nothing at {request.path}.")

    def metadata(self) -> dict[str, Any]:
        """Return the metadata (RFC 8414 2)."""
        issuer = self._mint.issuer
        methods = ["client_secret_basic", "client_secret_post"]
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{issuer}/oauth/token",
            "jwks_uri": f"{issuer}/oauth/jwks.json",
            "introspection_endpoint": f"{issuer}/oauth/introspect",
            "revocation_endpoint": f"{issuer}/oauth/revoke",
            "scopes_supported": list(ALL_SCOPES),
            "response_types_supported": ["code"],
            "grant_types_supported": list(GRANTS),
            "token_endpoint_auth_methods_supported": methods,
            "introspection_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_methods_supported": methods,
        }

    def _authorize(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(302, (("Location", "/oauth/login"),))
        match self._switches[Switch.AUTHORIZE_POST]:
            case "html":
                return Response(200, (_HTML,), _SIGN_IN)
            case "json_200":
                return json_response(200, {"login": "/oauth/login"})
            case "403":
                return Response(403, (_HTML,), _CSRF)
            case "404":
                return Response(404, (("Content-Type", "text/plain"),), b"Not Found\n")
            case "response_type":
                return token_error("invalid_request", "The parameter response_type is missing")
        return Response(302, (("Location", "/oauth/login"),))

    def _of_clients(self, request: Request, endpoint: str) -> Response:
        if request.method != "POST":
            return problem(405, "This endpoint takes POST only.", ("Allow", "POST"))
        unfit = self._unfit(request) if endpoint == "token" else None
        if unfit is not None:
            self._counters.token_calls["?"] += 1
            return unfit
        try:
            form = self._form(request)
        except FormRefused as refused:
            if endpoint == "token":
                self._counters.token_calls["?"] += 1
                self._counters.token_errors["unreadable"] += 1
            return refused.answer
        presented = presented_credentials(request, form, self._switches)
        if isinstance(presented, Response):
            client, answer = None, presented
        else:
            client = proven_client(presented, self._clients)
            answer = refused_client(presented, self._switches)
        if endpoint == "token":
            self._counters.token_calls[client.client_id if client else "?"] += 1
            answer = self._token(client, form) if client else answer
            self._count_error(answer)
            return answer
        if client is None:
            return answer
        if "token" not in form:
            return token_error("invalid_request", "The parameter token is missing")
        if endpoint == "introspect":
            return self._introspect(form["token"])
        self._mint.revoke(form["token"], client.client_id)
        return Response(200, NO_STORE)

    def _unfit(self, request: Request) -> Response | None:
        """Return the refusal of a token request for what has nothing to do with its client."""
        if self._switches.take(Switch.TOKEN_FAILURES):
            return problem(503, "The token endpoint is not there now.", ("Retry-After", "1"))
        if self._switches.take(Switch.TOKEN_LIMIT):
            return problem(429, "Too many token requests.", ("Retry-After", "1"))
        match self._switches[Switch.PLAIN_HTTP]:
            case "refuse":
                return token_error("invalid_request", "HTTPS required", status=403)
            case "redirect":
                https = f"https{self._mint.issuer.removeprefix('http')}{request.path}"
                return Response(301, (("Location", https),))
        if self._switches[Switch.DPOP] == "token":
            words = "The authorization server requires a nonce in the DPoP proof"
            return token_error("use_dpop_nonce", words, ("DPoP-Nonce", "practice"))
        return None

    def _count_error(self, answer: Response) -> None:
        if answer.status != 200:
            try:
                code = str(json.loads(answer.body).get("error", answer.status))
            except ValueError:
                code = str(answer.status)
            self._counters.token_errors[code] += 1

    def _form(self, request: Request) -> dict[str, str]:
        if request.media_type == "application/json":
            return self._json_form(request)
        if request.media_type != "application/x-www-form-urlencoded":
            words = "The body is not application/x-www-form-urlencoded"
            raise FormRefused(token_error("invalid_request", words))
        charset = ";" in (request.header("content-type") or "")
        if charset and self._switches[Switch.FORM_CHARSET] == "refuse":
            raise FormRefused(problem(415, "The media type has a parameter"))
        try:
            pairs = parse_qsl(request.body.decode(), strict_parsing=False, max_num_fields=100)
        except (UnicodeDecodeError, ValueError) as error:
            words = "The form cannot be read"
            raise FormRefused(token_error("invalid_request", words)) from error
        names = [name for name, _ in pairs if name != "resource"]
        for name in names:
            if names.count(name) > 1:
                words = f"The parameter {name} came more than once"
                raise FormRefused(token_error("invalid_request", words))
        return dict(pairs)

    def _json_form(self, request: Request) -> dict[str, str]:
        words = "The body is not application/x-www-form-urlencoded"
        match self._switches[Switch.TOKEN_JSON]:
            case "accept":
                try:
                    given = json.loads(request.body)
                    return {str(name): str(value) for name, value in given.items() if value}
                except (ValueError, AttributeError) as error:
                    raise FormRefused(token_error("invalid_request", words)) from error
            case "415":
                raise FormRefused(problem(415, words))
            case "500":
                raise FormRefused(problem(500, "Something went wrong."))
            case "empty_400":
                raise FormRefused(Response(400))
            case "unsupported_grant_type":
                raise FormRefused(token_error("unsupported_grant_type", "No grant_type was found"))
        raise FormRefused(token_error("invalid_request", words))

    def _token(self, client: PracticeClient, form: Mapping[str, str]) -> Response:
        if client.error_in_200:
            return token_error(
                client.error_in_200, "An error with the status of a success", status=200
            )
        grant = form.get("grant_type")
        if grant in GRANTS and grant not in client.grants:
            return token_error("unauthorized_client", f"The client may not use {grant}")
        match grant:
            case None:
                return token_error("invalid_request", "The parameter grant_type is missing")
            case "client_credentials":
                return self._client_credentials(client, form)
            case "refresh_token":
                return self._refresh(client, form)
        return token_error("unsupported_grant_type", f"The grants are {' and '.join(GRANTS)}")

    def _client_credentials(self, client: PracticeClient, form: Mapping[str, str]) -> Response:
        audience = form.get("audience") or form.get("resource") or client.audience
        audience = audience or self._audiences[0]
        if audience not in {*self._audiences, client.audience}:
            return token_error("invalid_target", f"The audience {audience} is not known")
        asked = tuple(dict.fromkeys(form.get("scope", "").split()))
        scope = self._granted(client, asked)
        if isinstance(scope, Response):
            return scope
        refresh_token = ""
        if client.issue_refresh_token:
            refresh_token = self._mint.refresh_token(Renewable(client.client_id, scope, audience))
        return self._success(client, scope, audience, asked=asked, refresh_token=refresh_token)

    def _granted(
        self, client: PracticeClient, asked: tuple[str, ...]
    ) -> tuple[str, ...] | Response:
        if not asked:
            match self._switches[Switch.MISSING_SCOPE]:
                case "none":
                    return ()
                case "refuse":
                    return token_error("invalid_scope", "No scope was asked for")
            return tuple(each for each in client.scope if each not in client.drop_scope)
        unknown = [each for each in asked if each not in client.scope]
        if unknown and self._switches[Switch.UNKNOWN_SCOPE] == "other_code":
            return token_error("scope_not_allowed", "That is more than the client may have")
        if unknown and self._switches[Switch.UNKNOWN_SCOPE] == "refuse":
            return token_error("invalid_scope", f"The client may not have {' '.join(unknown)}")
        left_out = {*unknown, *client.drop_scope}
        return tuple(each for each in asked if each not in left_out)

    def _refresh(self, client: PracticeClient, form: Mapping[str, str]) -> Response:
        old = form.get("refresh_token")
        if old is None:
            return token_error("invalid_request", "The parameter refresh_token is missing")
        renewable = self._mint.renewable(old)
        if renewable is None or renewable.client_id != client.client_id:
            return token_error("invalid_grant", "The refresh token is unknown, used up or revoked")
        asked = tuple(form.get("scope", "").split()) or renewable.scope
        if not set(asked) <= set(renewable.scope):
            return token_error("invalid_scope", "A refresh cannot widen the scope")
        self._counters.refreshes += 1
        mode = self._switches[Switch.REFRESH]
        repeated = old if mode == "repeat" else ""
        if mode == "rotate":
            self._mint.forget_refresh_token(old)
            repeated = self._mint.refresh_token(renewable)
        return self._success(client, asked, renewable.audience, asked=asked, refresh_token=repeated)

    def _success(
        self,
        client: PracticeClient,
        scope: tuple[str, ...],
        audience: str,
        *,
        asked: tuple[str, ...],
        refresh_token: str,
    ) -> Response:
        now = self._clock.now()
        issued = self._mint.access_token(client, scope, audience, now)
        self._counters.tokens_issued[client.client_id] += 1
        body: dict[str, Any] = {"access_token": issued.token}
        if client.token_type_as:
            body["token_type"] = client.token_type_as
        body |= self._expires_in(client, issued.answered_expiry - now)
        mode = self._switches[Switch.SCOPE_IN_ANSWER]
        if mode == "always" or (mode == "changed" and set(asked) != set(scope)):
            body["scope"] = " ".join(scope)
        if refresh_token:
            body["refresh_token"] = refresh_token
        if client.form_encoded:
            kind = ("Content-Type", "application/x-www-form-urlencoded")
            return Response(200, (kind, *NO_STORE), urlencode(body).encode())
        answer = json_response(200, body, *NO_STORE)
        if client.byte_order_mark:
            return Response(200, answer.headers, b"\xef\xbb\xbf" + answer.body)
        return answer

    def _expires_in(self, client: PracticeClient, left_s: float) -> dict[str, Any]:
        left = max(0, round(left_s, 3))
        whole = int(left) if self._mint.whole_seconds else left
        match client.expires_in_as:
            case ExpiresIn.MISSING:
                return {}
            case ExpiresIn.STRING:
                return {"expires_in": str(whole)}
            case ExpiresIn.FLOAT:
                return {"expires_in": float(left)}
            case ExpiresIn.ZERO:
                return {"expires_in": 0}
            case ExpiresIn.NEGATIVE:
                return {"expires_in": -1}
            case ExpiresIn.HUGE:
                return {"expires_in": 10**18}
        return {"expires_in": whole}

    def _introspect(self, token: str) -> Response:
        issued = self._mint.look_up(token)
        if not isinstance(issued, Issued) or self._mint.fault(issued) is not None:
            return json_response(200, {"active": False}, *NO_STORE)
        claims = issued.claims(self._mint.issuer)
        return json_response(200, {"active": True, **claims, "token_type": "Bearer"}, *NO_STORE)
