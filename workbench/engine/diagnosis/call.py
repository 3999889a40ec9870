"""One request and its answer as a rule reads them: plain facts, with every secret masked.

Must not judge.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from workbench.domain.challenge import parse_challenges
from workbench.domain.http import MultipartContent, TextContent
from workbench.engine.client_auth import conceal
from workbench.engine.grants.redaction import redacted
from workbench.engine.http_date import clock_difference
from workbench.engine.http_date import retry_after as read_retry_after
from workbench.engine.lenient_json import read_json
from workbench.engine.schemes.presented import Presented, presented

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.domain.challenge import Challenge
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Step
    from workbench.domain.secret import Secret

#: How much of a body is read for evidence, in bytes.
MOST_READ = 64 * 1024
_SHORT = 200
#: How much of a server's own words is searched, in characters.
_LONG = 2000
#: RFC 6750 3.1's own definition of invalid_token, which many servers send as their description.
_SAYS_NOTHING = re.compile(
    r"expired, revoked, malformed,? or invalid for other reasons"
    r"|invalid,? (or )?expired( or revoked)?"
    r"|expired or (invalid|revoked)|(missing|invalid) or expired",
    re.IGNORECASE,
)
_TOKEN_WORD = re.compile(r"\b(token|jwt|jws|bearer)\b", re.IGNORECASE)
_ACCESS_TOKEN = re.compile(r"\baccess[ _]token\b", re.IGNORECASE)
_DESCRIPTIONS = (
    "error_description",
    "message",
    "detail",
    "error_message",
    "errorSummary",
    "error_summary",
    "title",
    "msg",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Call:
    """What was sent and what came back; `text` is the beginning of the body.

    `fields` are the names and masked values of a token request, however its body was written.
    """

    method: str
    url: str
    carried: Presented
    request_type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    members: Mapping[str, Any] | None = None
    challenges: tuple[Challenge, ...] = ()
    retry_after: float | None = None
    clock_difference: float | None = None
    failure: WorkbenchError | None = None
    remark: str = ""

    @property
    def scheme(self) -> str:
        """Return the URL's scheme."""
        return self.url.partition("://")[0].lower()

    @property
    def path(self) -> str:
        """Return the URL's path."""
        return _split(self.url)[1]

    @property
    def host(self) -> str:
        """Return the URL's host, in lower case."""
        return _split(self.url)[0].lower()

    @property
    def answered(self) -> bool:
        """Tell whether an answer came."""
        return self.status > 0

    @property
    def media_type(self) -> str:
        """Return the answer's media type, in lower case."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def sent_media_type(self) -> str:
        """Return the request's media type, in lower case."""
        return self.request_type.partition(";")[0].strip().lower()

    def header(self, name: str) -> str | None:
        """Return the answer's first header of a name in any case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def is_page(self) -> bool:
        """Tell whether the answer is an HTML page."""
        return ("html" in self.media_type and bool(self.text.strip())) or bool(
            re.match(r"\s*<(!doctype html|html|head|body)", self.text[:200], re.IGNORECASE)
        )

    @property
    def page_title(self) -> str:
        """Return the title of an HTML page, on one line."""
        found = re.search(r"<title[^>]*>([^<]{1,400})", self.text[:8192], re.IGNORECASE)
        return " ".join(html.unescape(found[1]).split())[:_SHORT] if found else ""

    @property
    def error(self) -> str:
        """Return the `error` of a JSON or form answer, or the code inside of it."""
        value = (self.members or {}).get("error")
        if isinstance(value, dict):
            value = next((value[n] for n in ("code", "status", "type") if value.get(n)), "")
        return str(value)[:_SHORT] if isinstance(value, str | int) and value else ""

    @property
    def description(self) -> str:
        """Return the answer's own words, on one line."""
        members = dict(self.members or {})
        inner = members.get("error")
        if isinstance(inner, dict):
            members |= inner
        found = (members[name] for name in _DESCRIPTIONS if isinstance(members.get(name), str))
        return next((each[:_LONG] for each in found if each.strip()), "")

    @property
    def said(self) -> str:
        """Return all words of the answer that may tell why, in one text."""
        return _SAYS_NOTHING.sub("", self._words)

    @property
    def says_only_invalid(self) -> bool:
        """Tell whether it describes `invalid_token` in words, as RFC 6750 3.1 does."""
        found = _SAYS_NOTHING.search(self._words)
        return found is not None and "missing" not in found[0].lower()

    @property
    def _words(self) -> str:
        challenged = (
            f"{each.error[:_SHORT]} {each.parameters.get('error_description', '')[:_LONG]}"
            for each in self.challenges
        )
        plain = "" if self.members is not None or self.is_page else self.text[:_LONG]
        return " ".join((self.error, self.description, *challenged, plain)).strip()

    @property
    def challenge_error(self) -> str:
        """Return the first error code of a bearer or DPoP challenge, in lower case."""
        return next((each.error.lower() for each in self.token_challenges if each.error), "")

    @property
    def token_challenges(self) -> tuple[Challenge, ...]:
        """Return the challenges that ask for a token."""
        return tuple(
            each
            for each in self.challenges
            if each.scheme.lower() in {"bearer", "dpop"} or (not each.scheme and each.error)
        )

    def challenged(self, scheme: str) -> bool:
        """Tell whether the answer has a challenge of this scheme."""
        return any(each.scheme.lower() == scheme for each in self.challenges)

    @property
    def speaks_of_the_token(self) -> bool:
        """Tell whether the refusal's words can be meant of the token that was sent."""
        if self.challenge_error == "invalid_token":
            return True
        if self.status == 401:
            return True
        if self.status == 400:
            # Some APIs refuse a token with 400; any other token of theirs is not called that.
            return bool(_ACCESS_TOKEN.search(self.said))
        return self.status == 403 and bool(_TOKEN_WORD.search(self.said))

    @property
    def asks_for_a_token(self) -> bool:
        """Tell whether a request of a person is itself a token request."""
        sends_a_token = self.carried.scheme.lower() not in {"", "basic"}
        return "grant_type" in self.fields and not sends_a_token


def call_of(step: Step, secrets: Iterable[Secret]) -> Call:
    """Return a step as rules read it; `secrets` are masked wherever they stand."""
    hidden = tuple(secrets)

    def quiet(text: str) -> str:
        return conceal(text, hidden)

    request, response = step.request, step.response
    kind = next((str(h.value) for h in request.headers if h.name.lower() == "content-type"), "")
    common: dict[str, Any] = {
        "method": request.method,
        "url": _without_user(quiet(str(request.url))),
        "carried": presented(request),
        "request_type": kind,
        "fields": _fields(step, kind, quiet),
        "failure": step.error,
        "remark": step.remark,
    }
    if response is None:
        return Call(**common)
    text = _text(response.body.read(0, MOST_READ), response.header("content-type") or "")
    text = redacted(text, hidden)
    headers = tuple((name, quiet(value)) for name, value in response.headers)
    challenges = parse_challenges(value for n, value in headers if n.lower() == "www-authenticate")
    return Call(
        **common,
        status=response.status,
        reason=quiet(response.reason),
        headers=headers,
        text=text,
        members=_members(text),
        challenges=challenges,
        retry_after=read_retry_after(response.header("retry-after"), response.received_at),
        clock_difference=clock_difference(
            response.header("date"), step.started_at, response.received_at
        ),
    )


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def _without_user(url: str) -> str:
    return re.sub(r"(?<=://)[^/?#@]*@", "", url)


def _text(content: bytes, content_type: str) -> str:
    if "utf-16" in content_type.lower() or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _members(text: str) -> Mapping[str, Any] | None:
    bare = text.strip()
    if bare[:1] == "{":
        read = read_json(bare)
        return read.value if read.ok and isinstance(read.value, dict) else None
    if bare[:1] == "[":
        # Some APIs answer with a list of errors.
        read = read_json(bare)
        first = read.value[0] if read.ok and isinstance(read.value, list) and read.value else None
        return first if isinstance(first, dict) else None
    if re.match(r"(error|access_token)=", bare):
        return dict(parse_qsl(bare))
    return None


def _fields(step: Step, kind: str, quiet: Any) -> dict[str, str]:
    """Return the members of a body that may be a token request, by name; values masked."""
    content = step.request.content
    if isinstance(content, MultipartContent):
        found = {}
        for part in content.parts:
            named = re.search(r'name="([^"]{1,60})"', str(part.head))
            if named and isinstance(part.content, TextContent):
                found[named[1]] = quiet(str(part.content.text))
        return found
    if not isinstance(content, TextContent):
        return dict(parse_qsl(urlsplit(str(step.request.url)).query))
    text = quiet(str(content.text))[:MOST_READ]
    if "json" in kind.lower() or text.lstrip()[:1] == "{":
        members = _loaded(text)
        if isinstance(members, dict):
            return {str(name): str(value) for name, value in members.items()}
    if "=" in text[:200] and "\n" not in text.strip():
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=None))
    return {}


def _loaded(text: str) -> object:
    """Return a JSON text's value, or None where it only says that it is JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
