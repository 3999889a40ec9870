"""Switches that make the practice server as strict or as sloppy as real servers are.

Must not act on them: each is asked where its behaviour is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Switch(StrEnum):
    """What can be switched; the first value of its table is the default."""

    TOKEN_JSON = "token_json"
    AUTHORIZE_POST = "authorize_post"
    WRONG_SECRET = "wrong_secret"
    BASIC_DECODING = "basic_decoding"
    BOTH_PLACEMENTS = "both_placements"
    UNKNOWN_SCOPE = "unknown_scope"
    MISSING_SCOPE = "missing_scope"
    SCOPE_IN_ANSWER = "scope_in_answer"
    REFRESH = "refresh"
    WHOLE_SECONDS = "whole_seconds"
    TOKEN_FAILURES = "token_failures"
    TOKEN_DELAY_MS = "token_delay_ms"
    API_CHALLENGE = "api_challenge"
    LOWER_CASE_BEARER = "lower_case_bearer"
    QUERY_TOKEN = "query_token"
    AUDIENCE = "audience"
    REVOKED_JWT = "revoked_jwt"
    FORM_CHARSET = "form_charset"
    OPAQUE_TOKEN = "opaque_token"
    DPOP = "dpop"
    PLAIN_HTTP = "plain_http"
    TOKEN_LIMIT = "token_limit"
    API_LIMIT = "api_limit"
    API_FAILURES = "api_failures"


#: Values and what they do; a table with the one key `N` takes a whole number, default 0.
MEANINGS: Mapping[Switch, Mapping[str, str]] = {
    Switch.TOKEN_JSON: {
        "invalid_request": "JSON to the token endpoint is 400 invalid_request",
        "415": "... 415 without an `error`",
        "unsupported_grant_type": "... 400 unsupported_grant_type",
        "500": "... 500",
        "empty_400": "... 400 with an empty body",
        "accept": "... taken as if it were a form",
    },
    Switch.AUTHORIZE_POST: {
        "redirect": "a token request to the authorization endpoint is a 302 to the sign-in page",
        "html": "... 200 with that page",
        "json_200": "... 200 with JSON that has no token",
        "403": "... 403 with a page about CSRF",
        "404": "... 404 in plain text",
        "response_type": "... 400 invalid_request, for response_type is missing",
    },
    Switch.WRONG_SECRET: {
        "rfc": "401 with a Basic challenge when Basic was used, else 400 (RFC 6749 5.2)",
        "bearer_401": "401 with a Bearer challenge",
        "empty_403": "403 with an empty body",
        "html_401": "401 with an HTML page",
    },
    Switch.BASIC_DECODING: {
        "form": "id and secret in Basic are form-urlencoded (RFC 6749 2.3.1)",
        "percent": "... percent-decoded, a plus stays a plus",
        "raw": "... taken as they are",
        "broken": "... split at the last colon, so that some secrets never work",
    },
    Switch.BOTH_PLACEMENTS: {
        "refuse": "credentials in header and form at once are invalid_request",
        "accept": "... taken from the header",
    },
    Switch.UNKNOWN_SCOPE: {
        "refuse": "a scope that the client may not have is invalid_scope",
        "drop": "... left out without a word",
        "other_code": "... 400 with a code of its own",
    },
    Switch.MISSING_SCOPE: {
        "all": "no scope asked: all that the client may have",
        "none": "... a token without any",
        "refuse": "... invalid_scope",
    },
    Switch.SCOPE_IN_ANSWER: {
        "always": "the answer names the scope",
        "changed": "... when it differs from the one asked (RFC 6749 5.1)",
        "never": "... never",
    },
    Switch.REFRESH: {
        "keep": "a refresh answers without a refresh token, the old one stays (RFC 6749 6)",
        "repeat": "... repeats the old one",
        "rotate": "... hands out a new one, the old one is dead",
    },
    Switch.WHOLE_SECONDS: {
        "on": "iat and exp are cut to whole seconds",
        "off": "... keep their fractions",
    },
    Switch.TOKEN_FAILURES: {"N": "so many token requests to come are 503 with Retry-After: 1"},
    Switch.TOKEN_DELAY_MS: {"N": "the token endpoint takes so much longer, in milliseconds"},
    Switch.API_CHALLENGE: {
        "full": "a refusal of the API carries a challenge with all members (RFC 6750 3)",
        "bare": "... says `Bearer`, nothing more",
        "empty_403": "... is 403 with nothing at all, whatever the cause",
    },
    Switch.LOWER_CASE_BEARER: {
        "accept": "the API takes the scheme in any case (RFC 9110 11.1)",
        "refuse": "... only as `Bearer`",
    },
    Switch.QUERY_TOKEN: {
        "accept": "the API takes access_token from the query (RFC 6750 2.3)",
        "refuse": "... does not look there",
    },
    Switch.AUDIENCE: {
        "check": "a token for another audience is refused (RFC 9068 4)",
        "ignore": "... accepted",
    },
    Switch.REVOKED_JWT: {
        "refuse": "a revoked JWT is refused",
        "accept": "... accepted until it expires: the API looks at signatures only",
    },
    Switch.FORM_CHARSET: {
        "accept": "a form may say which charset it is in",
        "refuse": "... is 415 then",
    },
    Switch.OPAQUE_TOKEN: {
        "accept": "the API takes opaque tokens and asks the authorization server about them",
        "refuse": "... wants a JWT",
    },
    Switch.DPOP: {
        "off": "bearer tokens are enough",
        "api": "the API wants a DPoP proof (RFC 9449 7.1)",
        "token": "the token endpoint wants one (RFC 9449 8)",
    },
    Switch.PLAIN_HTTP: {
        "accept": "http is good enough on this machine",
        "refuse": "the token endpoint says that https is required",
        "redirect": "... is 301 to https",
    },
    Switch.TOKEN_LIMIT: {"N": "so many token requests to come are 429 with Retry-After: 1"},
    Switch.API_LIMIT: {"N": "so many requests of the API to come are 429 with Retry-After: 1"},
    Switch.API_FAILURES: {"N": "so many requests of the API to come are 502 with a page"},
}


class Switches:
    """The switches as they are set now."""

    def __init__(self) -> None:
        self._values = {
            switch: "0" if "N" in table else next(iter(table)) for switch, table in MEANINGS.items()
        }

    def __getitem__(self, switch: Switch) -> str:
        return self._values[switch]

    def number(self, switch: Switch) -> int:
        """Return the value of a switch that takes a whole number."""
        return int(self._values[switch])

    def take(self, switch: Switch) -> bool:
        """Tell whether one of so many is left, and count it."""
        left = self.number(switch)
        if left:
            self._values[switch] = str(left - 1)
        return left > 0

    def put(self, name: str, value: str) -> str:
        """Set a switch by name and return what it was; raises ValueError for what it cannot be."""
        try:
            switch = Switch(name)
        except ValueError as error:
            raise ValueError(f"No switch is called {name}: {', '.join(Switch)}.") from error
        table = MEANINGS[switch]
        fits = (value.isascii() and value.isdigit()) if "N" in table else value in table
        if not fits:
            raise ValueError(f"{name} is one of {', '.join(table)}; it was {value!r}.")
        before, self._values[switch] = self._values[switch], value
        return before


def described() -> str:
    """Return all switches as lines for `--help`."""
    lines: list[str] = []
    for switch, table in MEANINGS.items():
        lines.append(f"  {switch}")
        lines += [f"    {value:<16}{meaning}" for value, meaning in table.items()]
    return "\n".join(lines)
