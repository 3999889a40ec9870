"""Who a client is at the token endpoint: HTTP Basic or the form (RFC 6749 2.3.1).

Must not issue tokens.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import unquote, unquote_plus

from workbench.demo.clients import PracticeClient
from workbench.demo.switches import Switch, Switches
from workbench.demo.wire import Request, Response, json_response

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
REFUSED_PAGE = b"<!doctype html><title>Sign-in refused</title><h1>401</h1><p>Unknown application."


@dataclass(frozen=True, slots=True)
class Presented:
    """The id and secret that came with a request; `secret` None when there was none."""

    client_id: str
    secret: str | None
    basic: bool


def token_error(
    code: str, description: str, *headers: tuple[str, str], status: int = 400
) -> Response:
    """Return an error of the token endpoint (RFC 6749 5.2)."""
    body = {"error": code, "error_description": description}
    return json_response(status, body, *NO_STORE, *headers)


def presented_credentials(
    request: Request, form: Mapping[str, str], switches: Switches
) -> Presented | Response:
    """Return what a client presented, or the error response for what cannot be read."""
    scheme, _, encoded = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        if "client_id" not in form:
            return token_error("invalid_client", "No client authentication was sent")
        return Presented(form["client_id"], form.get("client_secret"), basic=False)
    if "client_secret" in form and switches[Switch.BOTH_PLACEMENTS] == "refuse":
        return token_error("invalid_request", "Client credentials came in the header and the form")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return token_error("invalid_request", "The Basic credentials cannot be decoded")
    match switches[Switch.BASIC_DECODING]:
        case "broken":
            client_id, _, secret = pair.rpartition(":")
        case _:
            client_id, _, secret = pair.partition(":")
    match switches[Switch.BASIC_DECODING]:
        case "form":
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        case "percent":
            client_id, secret = unquote(client_id), unquote(secret)
    return Presented(client_id, secret, basic=True)


def proven_client(
    presented: Presented, clients: Mapping[str, PracticeClient]
) -> PracticeClient | None:
    """Return the client when its secret and the way it came are right, else None."""
    client = clients.get(presented.client_id)
    if client is None:
        return None
    if client.client_authentication == "none":
        return client if presented.secret in {None, ""} else None
    way = "client_secret_basic" if presented.basic else "client_secret_post"
    if presented.secret is None or client.client_authentication not in {"any", way}:
        return None
    right = compare_digest(presented.secret.encode(), client.client_secret.encode())
    return client if right else None


def refused_client(presented: Presented, switches: Switches) -> Response:
    """Return one answer for a wrong secret, a wrong placement and an unknown client alike."""
    words = ("invalid_client", "Client authentication failed")
    match switches[Switch.WRONG_SECRET]:
        case "bearer_401":
            return token_error(*words, ("WWW-Authenticate", 'Bearer realm="practice"'), status=401)
        case "empty_403":
            return Response(403)
        case "html_401":
            return Response(401, (("Content-Type", "text/html; charset=utf-8"),), REFUSED_PAGE)
    if presented.basic:
        return token_error(*words, ("WWW-Authenticate", 'Basic realm="practice"'), status=401)
    return token_error(*words)
