"""Client authentication at the token endpoint, by its registered name (RFC 6749 2.3).

Must not send anything or judge an answer.
"""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from workbench.domain.client_facts import ClientFacts, SecretOddity
from workbench.domain.errors import NotYet
from workbench.domain.http import Header, HeaderOrigin
from workbench.domain.presets import BasicEncoding, ClientAuthentication
from workbench.domain.secret import Rendered, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbench.engine.credentials import Client, OAuth2Credentials
    from workbench.engine.grants.steps import Form

#: What is shorter than this is masked only where it stands as a word of its own.
_SURE_LENGTH = 4
#: No pattern is made of what is longer (characters).
_LONG = 4096


@dataclass(frozen=True, slots=True)
class Method:
    """A way to authenticate: the registered name and, for Basic, the encoding."""

    authentication: ClientAuthentication
    basic_encoding: BasicEncoding | None = None

    def __str__(self) -> str:
        """Return it in the words of the file."""
        if self.basic_encoding is BasicEncoding.RAW:
            return f"{self.authentication}, not encoded"
        if self.authentication is ClientAuthentication.NONE:
            return "the client_id only"
        return str(self.authentication)


def methods_to_try(client: Client, remembered: Method | None = None) -> tuple[Method, ...]:
    """Return the ways to authenticate, in the order to try them; one where nothing is left open."""
    if remembered is not None:
        return (remembered,)
    if client.authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
        return (_basic(client.basic_encoding or BasicEncoding.FORM),)
    if client.authentication is not None:
        return (Method(client.authentication),)
    if not client.client_secret:
        return (Method(ClientAuthentication.NONE),)
    post = Method(ClientAuthentication.CLIENT_SECRET_POST)
    if client.basic_encoding is not None:
        return (_basic(client.basic_encoding), post)
    if not _encoding_matters(client):
        return (_basic(BasicEncoding.FORM), post)
    return (_basic(BasicEncoding.FORM), _basic(BasicEncoding.RAW), post)


def authenticate(client: Client, method: Method, form: Form) -> tuple[tuple[Header, ...], Form]:
    """Return the headers and the form with the client's proof added.

    Raises `NotYet` for a method that is read and checked only.
    """
    match method.authentication:
        case ClientAuthentication.CLIENT_SECRET_BASIC:
            return (_basic_header(client, method.basic_encoding or BasicEncoding.FORM),), form
        case ClientAuthentication.CLIENT_SECRET_POST:
            secret = client.client_secret or Rendered()
            hidden = Rendered((secret.secret(),), secret.sources)
            return (), (*form, ("client_id", client.client_id), ("client_secret", hidden))
        case ClientAuthentication.NONE:
            return (), (*form, ("client_id", client.client_id))
        case _:
            raise NotYet(
                f'client_authentication = "{method.authentication}" is read and checked,'
                " but not built yet.",
                fix="client_secret_basic, client_secret_post and none work now.",
            )


def encoded_form(form: Form) -> Rendered:
    """Return a form as `application/x-www-form-urlencoded` text, a space as `%20`."""
    parts: list[Rendered | str] = []
    for name, value in form:
        parts += ["&" if parts else "", _percent(name), "=", value.map(_percent)]
    return Rendered.join(parts)


def secrets_of(credentials: OAuth2Credentials) -> tuple[Secret, ...]:
    """Return all that must never be quoted of what a token request is made of."""
    client = credentials.client
    fields = [
        credentials.server.token_endpoint,
        client.client_id,
        credentials.audience,
        credentials.username,
        *credentials.scope,
        *credentials.resource,
        *(value for _, value in credentials.parameters),
    ]
    pieces = [piece for each in fields for piece in each.pieces if isinstance(piece, Secret)]
    always = (client.client_secret or Rendered(), credentials.password, credentials.refresh_token)
    basic = [
        Secret(_basic_text(client, encoding)) for encoding in BasicEncoding if client.client_secret
    ]
    whole = [each.secret() for each in always if each]
    inside = [piece for each in always for piece in each.pieces if isinstance(piece, Secret)]
    return tuple(secret for secret in (*whole, *inside, *pieces, *basic) if secret)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def facts_of(credentials: OAuth2Credentials) -> ClientFacts:
    """Return what a token is asked with, without any value that came from a secret."""
    client = credentials.client
    return ClientFacts(
        grant=credentials.grant,
        token_url=str(credentials.server.token_endpoint),
        client_id=str(client.client_id),
        has_secret=client.client_secret is not None,
        scope=tuple(str(each) for each in credentials.scope),
        audience=str(credentials.audience),
        resource=tuple(str(each) for each in credentials.resource),
        authentication=client.authentication,
        basic_encoding=client.basic_encoding,
        oddities=_oddities(client),
    )


def _oddities(client: Client) -> frozenset[SecretOddity]:
    if client.client_secret is None:
        return frozenset()
    hidden = client.client_secret.reveal()
    bare = hidden.strip()
    found = {
        SecretOddity.EMPTY: not bare,
        SecretOddity.WHITE_SPACE: bool(bare) and bare != hidden,
        SecretOddity.QUOTED: len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'`",
        SecretOddity.LOOKS_LIKE_AN_ID: _UUID.fullmatch(bare) is not None,
        SecretOddity.NEEDS_ENCODING: bool(bare) and _percent(bare) != bare,
        SecretOddity.IS_A_TEMPLATE: bare.startswith(("{{", "${", "<")),
    }
    return frozenset(each for each, holds in found.items() if holds)


def conceal(text: str, secrets: Iterable[Secret]) -> str:
    """Return text with every secret masked, also where it stands encoded."""
    return str(hidden_again(text, secrets))


def hidden_again(text: str, secrets: Iterable[Secret]) -> Rendered:
    """Return text with every secret in it hidden and not lost, also where it stands encoded."""
    return _hidden_by(_any_spelling(secrets), text)


def concealer(secrets: Iterable[Secret]) -> Callable[[str], str]:
    """Return what masks the secrets in one text after the other, as `conceal` does."""
    spelled = _any_spelling(secrets)
    return lambda text: str(_hidden_by(spelled, text))


@dataclass(frozen=True, slots=True)
class _Spelled:
    """What is looked for, longest first: the long as texts, for their pattern is slow to make."""

    long: tuple[str, ...] = ()
    short: re.Pattern[str] | None = None


def _any_spelling(secrets: Iterable[Secret]) -> _Spelled:
    spellings = {form for secret in secrets for form in _spellings(secret.reveal()) if form}
    longest_first = sorted(spellings, key=len, reverse=True)
    long = tuple(each for each in longest_first if len(each) > _LONG)
    short = "|".join(map(_pattern, longest_first[len(long) :]))
    return _Spelled(long, re.compile(f"({short})") if short else None)


def _hidden_by(spelled: _Spelled, text: str) -> Rendered:
    pieces: list[str | Secret] = [text]
    for each in spelled.long:
        pieces = [part for piece in pieces for part in _around(each, piece)]
    if spelled.short is not None:
        pieces = [part for piece in pieces for part in _found(spelled.short, piece)]
    return Rendered.of(*pieces)


def _around(long: str, piece: str | Secret) -> Iterator[str | Secret]:
    if isinstance(piece, Secret):
        yield piece
        return
    for at, part in enumerate(piece.split(long)):
        if at:
            yield Secret(long)
        yield part


def _found(short: re.Pattern[str], piece: str | Secret) -> Iterator[str | Secret]:
    if isinstance(piece, Secret):
        yield piece
        return
    # What was found stands at the odd places.
    for at, part in enumerate(short.split(piece)):
        yield Secret(part) if at % 2 else part


def _pattern(spelling: str) -> str:
    escaped = re.escape(spelling)
    return escaped if len(spelling) >= _SURE_LENGTH else rf"(?<!\w){escaped}(?!\w)"


def _spellings(hidden: str) -> tuple[str, ...]:
    stripped = hidden.strip()
    return (
        hidden,
        stripped,
        _percent(stripped),
        _percent(stripped).lower(),
        quote_plus(stripped, errors="surrogateescape"),
        json.dumps(stripped)[1:-1],
        json.dumps(stripped, ensure_ascii=False)[1:-1],
        html.escape(stripped),
        _base64(stripped),
    )


def _percent(text: str) -> str:
    return quote(text, safe="", errors="surrogateescape")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


def _basic(encoding: BasicEncoding) -> Method:
    return Method(ClientAuthentication.CLIENT_SECRET_BASIC, encoding)


def _encoding_matters(client: Client) -> bool:
    return _basic_text(client, BasicEncoding.FORM) != _basic_text(client, BasicEncoding.RAW)


def _basic_text(client: Client, encoding: BasicEncoding) -> str:
    identifier = client.client_id.reveal()
    secret = client.client_secret.reveal() if client.client_secret else ""
    if encoding is BasicEncoding.FORM:
        identifier, secret = _percent(identifier), _percent(secret)
    return _base64(f"{identifier}:{secret}")


def _basic_header(client: Client, encoding: BasicEncoding) -> Header:
    sources = client.client_id.sources
    if client.client_secret is not None:
        sources |= client.client_secret.sources
    value = Rendered(("Basic ", Secret(_basic_text(client, encoding))), sources)
    return Header("Authorization", value, HeaderOrigin.PRESET)
