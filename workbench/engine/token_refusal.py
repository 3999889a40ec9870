"""What a token endpoint answered instead of a token, in its words and in plain ones.

Must not repeat a secret, or decide what happens next.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from workbench.domain.errors import TokenRefused
from workbench.domain.token import TokenError
from workbench.engine.client_auth import conceal, secrets_of
from workbench.engine.grants.redaction import redacted
from workbench.engine.http_date import retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.domain.secret import Secret
    from workbench.engine.client_auth import Method
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.grants.steps import Reply

#: Codes with a meaning of their own at a token endpoint (RFC 6749 5.2, RFC 8707 2, RFC 8628 3.5,
#: RFC 9449 5 and 8, RFC 6749 4.1.2.1 for servers that use those here).
OAUTH_CODES = frozenset(
    {
        "access_denied",
        "authorization_pending",
        "expired_token",
        "invalid_client",
        "invalid_dpop_proof",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "invalid_target",
        "server_error",
        "slow_down",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
        "use_dpop_nonce",
    }
)
_EXCERPT = 240
#: How much of a page is searched for its title, in characters.
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is known of one refusal, before it is put into words."""

    reply: Reply
    text: str
    members: Mapping[str, Any] | None
    credentials: OAuth2Credentials
    method: Method
    also_hide: tuple[Secret, ...] = ()

    def quiet(self, text: str, length: int = _EXCERPT) -> str:
        """Return text on one line, shortened, without secrets."""
        secrets = (*secrets_of(self.credentials), *self.also_hide)
        line = " ".join(conceal(text, secrets).split())
        return line if len(line) <= length else line[: length - 1] + "…"

    @property
    def endpoint(self) -> str:
        """Return the token endpoint as it may be shown."""
        return str(self.credentials.server.token_endpoint)

    @property
    def excerpt(self) -> str:
        """Return the beginning of a body; of a success nothing, for it may be a token."""
        if 200 <= self.reply.status < 300:
            return ""
        hidden = (*secrets_of(self.credentials), *self.also_hide)
        return self.quiet(redacted(self.text, hidden))


def refused(refusal: Refusal, because: str = "") -> TokenRefused:
    """Put a refusal into words; `because` says what is wrong with an answer that has a token."""
    reply = refusal.reply
    error = _token_error(refusal)
    who = f"{refusal.endpoint} answered {reply.status} to the token request of"
    start = f"{who} {refusal.credentials.key.name}"
    if because:
        message, hint, fix = f"{start}: {because}.", "", ""
    elif error.error:
        message = f"{start}: {_quoted(error)}."
        hint, fix = _reading(error, refusal)
    else:
        message, hint, fix = _unnamed(start, error, refusal)
    if reply.status == 429 or error.retry_after is not None:
        hint = " ".join(part for part in (hint, _later(error)) if part)
    return TokenRefused(message, hint, fix, error=error)


def with_evidence(tried: Sequence[tuple[Method, TokenRefused]]) -> TokenRefused:
    """Return the first refusal, with the answers to the other tries as its evidence."""
    (_, first), *others = tried
    if not others:
        return first
    answers = "; ".join(f"{method}: {_short(refusal)}" for method, refusal in others)
    hint = " ".join(part for part in (first.hint, f"Tried too: {answers}.") if part)
    return TokenRefused(first.message, hint, first.fix, error=first.error)


def _short(refusal: TokenRefused) -> str:
    error = refusal.error
    return "no answer" if error is None else " ".join((str(error.status), error.error)).strip()


def _token_error(refusal: Refusal) -> TokenError:
    reply, members = refusal.reply, refusal.members or {}
    content_type = reply.header("content-type") or ""
    code = members.get("error")
    inner = code if isinstance(code, dict) else {}
    if inner:
        code = inner.get("code") or inner.get("status") or inner.get("message")
    described = _first_text(
        {**members, **inner},
        ("error_description", "message", "detail", "error_message", "errorSummary", "title"),
    )
    return TokenError(
        status=reply.status,
        error="" if code in (None, "", False) else refusal.quiet(_as_text(code), 120),
        description=refusal.quiet(described),
        uri=refusal.quiet(_first_text(members, ("error_uri",))),
        content_type=content_type,
        excerpt="" if refusal.members and code else refusal.excerpt,
        retry_after=retry_after(reply.header("retry-after"), reply.received_at),
    )


def _first_text(members: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(members[name]) for name in names if isinstance(members.get(name), str)), "")


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _quoted(error: TokenError) -> str:
    code = error.error if re.fullmatch(r"[\w.-]+", error.error) else f'"{error.error}"'
    return f'{code}, "{error.description}"' if error.description else code


def _unnamed(start: str, error: TokenError, refusal: Refusal) -> tuple[str, str, str]:
    """Read an answer that names no error at all."""
    reply = refusal.reply
    if 300 <= reply.status < 400:
        return _redirect(start, refusal)
    if not refusal.text.strip():
        hint, fix = _reading(error, refusal)
        return f"{start} with an empty body.", hint, fix
    if _is_html(refusal.text, error.content_type):
        head = refusal.text[:_HEAD]
        title = re.search(r"<title[^>]*>(.*?)</title", head, re.IGNORECASE | re.DOTALL)
        named = refusal.quiet(html.unescape(title[1])) if title else ""
        page = f'an HTML page titled "{named}"' if named else "an HTML page"
        return (
            f"{start} with {page}, not with a token.",
            "A page is for people: the address may not be the token endpoint.",
            _COMPARE_URL,
        )
    if error.description:
        hint, fix = _reading(error, refusal)
        return f'{start}: "{error.description}".', hint, fix
    if refusal.members is not None and 200 <= reply.status < 300:
        names = refusal.quiet(", ".join(str(name) for name in refusal.members)) or "nothing"
        return (
            f"{start} with JSON that has no access_token.",
            f"It has {names}. The address may be another endpoint of the server.",
            _COMPARE_URL,
        )
    hint, fix = _reading(error, refusal)
    if not error.excerpt:
        kind = refusal.quiet(error.content_type.partition(";")[0]) or "unnamed content"
        return (
            f"{start} with {len(reply.body):,} bytes of {kind}, which is no token response.",
            hint or "It is neither JSON with an access_token nor a form.",
            fix or _COMPARE_URL,
        )
    return f'{start} with "{error.excerpt}".', hint, fix


def _is_html(text: str, content_type: str) -> bool:
    return "html" in content_type.lower() or bool(
        re.match(r"\s*<(!doctype html|html|head|body)", text, re.IGNORECASE)
    )


def _redirect(start: str, refusal: Refusal) -> tuple[str, str, str]:
    location = refusal.reply.header("location")
    if not location:
        return f"{start}, a redirect to nowhere.", "It has no Location header.", _COMPARE_URL
    asked = refusal.endpoint
    target = refusal.quiet(urljoin(asked, location), 2000)
    message = f"{start}, a redirect to {refusal.quiet(target)}."
    never = "A token request follows no redirect, for it carries the client's secret."
    if target.partition("?")[0].rstrip("/") == asked.partition("?")[0].rstrip("/"):
        slash = "ends with a slash" if target.partition("?")[0].endswith("/") else "has no slash"
        return message, f"{never} The address it names {slash}.", f'token_url = "{target}"'
    if urlsplit(asked).scheme == "http" and target == "https" + asked[4:]:
        return message, f"{never} The server wants https.", f'token_url = "{target}"'
    return message, f"{never} It may be the way to a login page.", _COMPARE_URL


def _later(error: TokenError) -> str:
    if error.retry_after is None:
        return "The server did not say when to try again."
    return f"The server asks to wait {error.retry_after:.0f} s."


_COMPARE_URL = "Compare token_url with the server's documentation."


def _reading(error: TokenError, refusal: Refusal) -> tuple[str, str]:
    """Return what the answer means as far as one answer can tell, and what to do next."""
    credentials, name = refusal.credentials, refusal.credentials.key.name
    if error.error in _MEANINGS:
        hint, fix = _MEANINGS[error.error]
        scope = refusal.quiet(" ".join(str(each) for each in credentials.scope)) or "none"
        filled = {"preset": name, "method": refusal.method, "scope": scope}
        return hint.format(**filled), fix.format(**filled)
    unknown = ""
    if error.error and error.error not in OAUTH_CODES:
        unknown = f'"{error.error}" is no OAuth error code.'
    hint, fix = _BY_STATUS.get(error.status, ("", ""))
    if error.status >= 500:
        hint, fix = "The server failed; the request may be right.", "Try again later."
    if not error.error and error.status in {400, 401, 403}:
        fix = fix or _COMPARE_URL
    return " ".join(part for part in (unknown, hint) if part), fix


_NOT_ACCEPTED = (
    "The server did not accept the client: its id, its secret, or the way they were sent"
    " ({method}). Most servers give the same answer for all three."
)
_CHECK_CLIENT = (
    "Compare client_id and client_secret with what the server shows for this client;"
    " then set client_authentication."
)
_MEANINGS = {
    "invalid_client": (_NOT_ACCEPTED, _CHECK_CLIENT),
    "invalid_scope": (
        "The client was accepted; a scope was not. Asked for: {scope}.",
        "Change scope of {preset} to what the server grants this client.",
    ),
    "unauthorized_client": (
        "The client was accepted, but may not use this grant.",
        "Allow client_credentials for the client at the server, or use another client.",
    ),
    "unsupported_grant_type": (
        "The server does not have this grant, or did not find grant_type in the request.",
        _COMPARE_URL,
    ),
    "invalid_target": (
        "The server does not know the resource or audience that the token is for.",
        "Compare audience and resource of {preset} with the name of the API at the server.",
    ),
    "invalid_request": (
        "The server misses a parameter, or does not take one that was sent.",
        "Compare the parameters of {preset} with the server's documentation.",
    ),
    "invalid_grant": (
        "What the token was asked with is expired, revoked or another client's.",
        "Forget the token and get a new one.",
    ),
    "use_dpop_nonce": ("The server wants DPoP proofs (RFC 9449).", ""),
    "invalid_dpop_proof": ("The server wants DPoP proofs (RFC 9449).", ""),
}
_BY_STATUS = {
    400: ("The server did not say what is wrong with the request.", ""),
    401: ("The server may not have accepted the client.", _CHECK_CLIENT),
    403: ("The server may not have accepted the client, or not this way to send it.", ""),
    404: ("There is nothing at this address: it may not be the token endpoint.", _COMPARE_URL),
    405: ("Nothing can be POSTed to this address: it may not be the token endpoint.", _COMPARE_URL),
    415: ("The server does not take a form here: it may not be the token endpoint.", _COMPARE_URL),
    422: ("The server could not use the form: it may not be the token endpoint.", _COMPARE_URL),
    429: ("The server had too many requests.", ""),
}
