"""Makes requests of one operation of curl: its options up to `--next`, and its addresses.

Must not read a word's quotes or an option's spelling: both are done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workbench.domain.collection import (
    Body,
    FileBody,
    NoBody,
    RequestSpec,
    Row,
    TextBody,
)
from workbench.domain.imported import Fate, Note
from workbench.domain.presets import AuthPreset, Basic, Bearer, Inherit, NoAuth
from workbench.domain.query_rows import row_of, split_address, split_pairs
from workbench.domain.template import escape_template
from workbench.formats import raw_multipart
from workbench.formats.curl_body import DataReader, Datum, body_of
from workbench.formats.curl_globs import MOST, expand
from workbench.formats.curl_settings import settings_of
from workbench.formats.shell_words import marks, shown, templated

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.formats.curl_options import Option

_DATA = frozenset({"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"})
_FORM = frozenset({"form", "form-string"})
#: Other schemes of HTTP authentication; the values are Postman's words for them.
_OTHER_AUTH = {"digest": "digest", "ntlm": "ntlm", "ntlm-wb": "ntlm"}
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
_USERINFO = re.compile(r"(?P<scheme>https?://)(?P<user>[^/?#@\s]*)@", re.IGNORECASE)
_WHERE = "the command"
_ESCAPED = re.compile(r"\\(\{\{[^{}]*\}\})")


@dataclass(frozen=True, slots=True)
class Operation:
    """The options of one operation, and the text that is fed to the command."""

    options: tuple[Option, ...]
    stdin: str | None = None

    def all(self, *names: str) -> list[Option]:
        """Return the options of these names in order."""
        return [each for each in self.options if each.name in names]

    def last(self, name: str) -> str | None:
        """Return the value that counts of an option that may stand several times."""
        found = self.all(name)
        return found[-1].value if found else None

    def on(self, name: str) -> bool:
        """Tell whether a flag is set."""
        found = self.all(name)
        return bool(found) and found[-1].on


@dataclass(slots=True)
class _Making:
    """One operation on its way to requests."""

    operation: Operation
    refuse: Callable[[int, str, str], Exception]
    where: str = _WHERE
    notes: list[Note] = field(default_factory=list)

    def say(self, what: str, why: str) -> None:
        self.notes.append(Note(self.where, shown(what), why))

    def keep(self, what: str, why: str) -> None:
        self.notes.append(Note(self.where, shown(what), why, Fate.KEPT))

    def leave(self, what: str, why: str) -> None:
        self.notes.append(Note(self.where, shown(what), why, Fate.LEFT_OUT))

    def text(self, word: str) -> str:
        """Return a word as text of a collection."""
        written, whole = templated(word)
        if not whole:
            self.say(marks(word), "It stands where a template cannot; put it right by hand.")
        elif escaped := _ESCAPED.findall(written):
            why = "It is plain text to curl and is escaped; remove the \\ to have it filled."
            self.say(" ".join(dict.fromkeys(escaped)), why)
        return written


def requests_of(
    operation: Operation, refuse: Callable[[int, str, str], Exception]
) -> tuple[list[RequestSpec], list[Note]]:
    """Return a request for each address; raises what `refuse` makes for one that is none."""
    making = _Making(operation, refuse)
    first = next(each for each in operation.options if each.name == "url")
    making.where = _shown_address(first.value or "")
    headers = _headers(making)
    auth, extensions = _auth(making)
    body = _body(making, headers)
    settings = settings_of(operation, making.leave, making.text)
    uploads = [each.value or "" for each in operation.all("upload-file")]
    specs: list[RequestSpec] = []
    for index, option in enumerate(operation.all("url")):
        upload = uploads[index] if index < len(uploads) else None
        for address in _addresses(making, option):
            spec = RequestSpec(
                name="", auth=auth, headers=headers, body=body, settings=settings,
                extensions=extensions, method=_method(operation, body),
            )  # fmt: skip
            spec = _addressed(making, _uploaded(making, spec, upload, address))
            specs.append(_with_parts(spec))
    return specs, making.notes


def _shown_address(word: str) -> str:
    """Return an address without what may be secret in it."""
    return re.sub(r"//[^/?#@]*@", "//", re.split(r"[?#]", shown(word))[0]) or "the command"


def _method(operation: Operation, body: Body) -> str:
    if custom := operation.last("request"):
        return escape_template(custom)
    if operation.on("head"):
        return "HEAD"
    sends = not isinstance(body, NoBody) or operation.all(*_DATA, *_FORM)
    return "POST" if sends and not operation.on("get") else "GET"


def _headers(making: _Making) -> tuple[Row, ...]:
    operation = making.operation
    rows: list[Row] = []
    for option in operation.all("header"):
        line = option.value or ""
        name, colon, value = line.partition(":")
        if line.startswith("@"):
            making.leave(f"-H {line}", "The headers of a file are not read.")
        elif colon and value.strip():
            rows.append(Row(name.strip(), making.text(value.strip())))
        elif colon:
            rows.append(Row(name.strip(), enabled=False))
        elif line.rstrip().endswith(";"):
            rows.append(Row(line.rstrip()[:-1].strip(), ""))
        else:
            making.leave("-H without a colon", "curl sends no such header either.")
    named = {row.name.lower() for row in rows}
    for name in ("User-Agent", "Referer"):
        given = operation.last(name.lower())
        if given is None or name.lower() in named:
            continue
        value = given
        if name == "Referer" and ";auto" in value:
            making.leave(f"-e {value}", ";auto (the address before a redirect) has no counterpart.")
            value = value.replace(";auto", "")
        rows.append(Row(name, making.text(value)) if value else Row(name, enabled=False))
    if "cookie" not in named:
        rows += _cookies(making)
    if operation.last("range") and "range" not in named:
        rows.append(Row("Range", f"bytes={operation.last('range')}"))
    if operation.all("json") and "accept" not in named:
        rows.append(Row("Accept", "application/json"))
    return tuple(row for row in rows if row.name)


def _cookies(making: _Making) -> list[Row]:
    texts: list[str] = []
    for option in making.operation.all("cookie"):
        value = option.value or ""
        if "=" in value:
            texts.append(making.text(value))
        elif value:
            making.leave(f"-b {value}", "The cookies of a file are not read.")
    return [Row("Cookie", "; ".join(texts))] if texts else []


def _auth(making: _Making) -> tuple[AuthPreset, dict[str, object]]:
    operation = making.operation
    user = operation.last("user")
    if (token := operation.last("oauth2-bearer")) is not None:
        return Bearer(making.text(token)), {}
    if user is None:
        return Inherit(), {}
    name, colon, password = user.partition(":")
    basic = Basic(making.text(name), making.text(password))
    if not colon:
        making.say("-u without a password", "curl asks for it, and so does {{prompt:}}.")
        basic = replace(basic, password="{{prompt:password}}")
    for flag, scheme in _OTHER_AUTH.items():
        if operation.on(flag):
            making.keep(f"--{flag}", "Only kept for an export; the request sends no credentials.")
            kept = {"type": scheme, "username": basic.username, "password": basic.password}
            return NoAuth(), {"curl": {"auth": kept}}
    for flag in ("negotiate", "anyauth", "aws-sigv4"):
        if operation.all(flag):
            making.say(f"--{flag}", "Has no counterpart; Basic is sent.")
    return basic, {}


def _body(making: _Making, headers: tuple[Row, ...]) -> Body:
    operation = making.operation
    reader = DataReader(operation.stdin, making.say, making.leave, making.text)
    if forms := operation.all(*_FORM):
        return reader.form(_data(forms))
    data = operation.all(*_DATA)
    if not data or operation.on("get"):
        return NoBody()
    content_type = next(
        (row.value or "" for row in headers if row.name.lower() == "content-type"), None
    )
    return body_of(reader.pieces(_data(data)), content_type)


def _with_parts(spec: RequestSpec) -> RequestSpec:
    """Return a request whose body is parts written out with the parts themselves."""
    if not isinstance(spec.body, TextBody):
        return spec
    for row in spec.headers:
        if row.name.lower() == "content-type" and row.value:
            parts = raw_multipart.read(spec.body.text, row.value)
            if parts is not None:
                # The boundary is made anew, so the header that names the old one goes.
                headers = tuple(each for each in spec.headers if each is not row)
                return replace(spec, body=parts, headers=headers)
    return spec


def _data(options: list[Option]) -> list[Datum]:
    return [Datum(each.name, each.value or "", each.offset) for each in options]


def _addresses(making: _Making, option: Option) -> list[str]:
    written = option.value or ""
    if not written.strip():
        raise making.refuse(option.offset, "The URL is empty", "Was all of it copied?")
    scheme = _SCHEME.match(written)
    if scheme and scheme["scheme"].lower() not in {"http", "https"}:
        hint = "The workbench speaks HTTP."
        raise making.refuse(option.offset, f"{scheme['scheme']} is not HTTP", hint)
    address = written if scheme else f"http://{written.removeprefix('//')}"
    if making.operation.on("globoff"):
        return [address]
    several = expand(address)
    if several is None:
        making.say(written, f"It stands for more than {MOST} addresses and is kept as one.")
        return [address]
    return list(several)


def _uploaded(making: _Making, spec: RequestSpec, upload: str | None, address: str) -> RequestSpec:
    if upload is None:
        return replace(spec, url=address)
    if not making.operation.last("request"):
        spec = replace(spec, method="PUT")
    if upload in {"-", "."}:
        making.leave(f"-T {upload}", "Standard input is not here; the body is empty.")
        return replace(spec, url=address)
    head, question, query = address.partition("?")
    if head.endswith("/") or head.count("/") == 2:
        head = f"{head.removesuffix('/')}/{upload.rpartition('/')[2]}"
    own = any(row.name.lower() == "content-type" for row in spec.headers)
    headers = spec.headers if own else (*spec.headers, Row("Content-Type", enabled=False))
    body = FileBody(making.text(upload))
    return replace(spec, url=head + question + query, body=body, headers=headers)


def _addressed(making: _Making, spec: RequestSpec) -> RequestSpec:
    """Return the request with its address as text: user out of it, query in rows where it can."""
    address = spec.url
    if match := _USERINFO.match(address):
        name, _, password = match["user"].partition(":")
        address = match["scheme"] + address[match.end() :]
        if isinstance(spec.auth, Inherit):
            known = Basic(making.text(unquote(name)), making.text(unquote(password)))
            spec = replace(spec, auth=known)
    operation = making.operation
    added: list[tuple[str, Row | None]] = []
    reader = DataReader(operation.stdin, making.say, making.leave, making.text)
    queries = [
        Datum("data-urlencode", each.value or "", each.offset)
        if not (each.value or "").startswith("+")
        else Datum("data-raw", (each.value or "")[1:], each.offset)
        for each in operation.all("url-query")
    ]
    data = _data(operation.all(*_DATA)) if operation.on("get") else []
    for text, _ in reader.pieces([*data, *queries]).texts:
        added += [(pair, row_of(pair)) for pair in text.split("&")]
    text = making.text(address)
    if not added:
        base, rows = split_address(text)
        return replace(spec, url=base, query=rows)
    base, question, query = text.partition("#")[0].partition("?")
    pairs = [(pair, row_of(pair)) for pair in query.split("&") if pair] if question else []
    kept, rows = split_pairs([*pairs, *added])
    return replace(spec, url=f"{base}?{'&'.join(kept)}" if kept else base, query=rows)
