"""Makes the body that a curl command sends of its data and form options.

Must not read a file: `@file` becomes a body of that file, or `{{file:...}}` inside a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_plus

from workbench.domain.collection import (
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    Part,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.query_rows import row_of
from workbench.formats.shell_words import CLOSE, OPEN, has_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORM_TYPE = "application/x-www-form-urlencoded"
#: What curl calls a file by its name, in a form.
_TYPES = {
    ".gif": "image/gif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
    ".svg": "image/svg+xml", ".txt": "text/plain", ".htm": "text/html", ".html": "text/html",
    ".pdf": "application/pdf", ".xml": "application/xml",
}  # fmt: skip
_STDIN = f"{OPEN}<{CLOSE}"
_PART_OPTION = re.compile(r";[ \t]*(?P<name>type|filename|headers|encoder)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Datum:
    """One data option: its long name, its value as a word, and where it stands."""

    option: str
    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the data options come to: texts to be joined, and the rows of those that are encoded.

    `file` is the one file that is the whole body.
    """

    texts: tuple[tuple[str, Row | None], ...] = ()
    file: str | None = None
    json: bool = False


class DataReader:
    """Reads data and form options.

    `say` notes what is otherwise and why, `leave` what is left out; `text` makes a template.
    """

    def __init__(
        self,
        stdin: str | None,
        say: Callable[[str, str], None],
        leave: Callable[[str, str], None],
        text: Callable[[str], str],
    ) -> None:
        """Keep what feeds the command, and the ways out."""
        self._stdin = stdin
        self._say = say
        self._leave = leave
        self._text = text

    def pieces(self, options: Sequence[Datum]) -> Pieces:
        """Return what the data options send together."""
        json = any(each.option == "json" for each in options)
        if len(options) == 1 and (file := self._whole_file(options[0])):
            return Pieces(file=file, json=json)
        return Pieces(tuple(self._piece(each) for each in options), json=json)

    def _whole_file(self, datum: Datum) -> str | None:
        value = datum.value
        if datum.option in {"data-raw", "data-urlencode"} or not value.startswith("@"):
            return None
        name = value[1:]
        if name == "-" and self._stdin is not None and self._stdin.startswith(_STDIN):
            name = self._stdin.removeprefix(_STDIN)
        if name in {"", "-"}:
            return None
        if datum.option in {"data", "data-ascii"}:
            self._say(f"-d @{name}", "curl leaves out its line ends; here it is sent as it is.")
        return self._text(name)

    def _piece(self, datum: Datum) -> tuple[str, Row | None]:
        if datum.option == "data-urlencode":
            return self._encoded(datum.value)
        if datum.option == "data-raw" or not datum.value.startswith("@"):
            text = self._text(datum.value)
            return text, row_of(text, quote_plus, unquote_plus)
        content = self._content(datum.value[1:])
        if datum.option in {"data", "data-ascii"} and not content.startswith("{{file:"):
            content = re.sub(r"[\r\n\0]", "", content)
        return content, None

    def _content(self, file: str) -> str:
        """Return what stands for the content of a file or of standard input."""
        if file == "-":
            if self._stdin is not None and not self._stdin.startswith(_STDIN):
                return self._text(self._stdin)
            self._leave("@-", "Standard input is not here; the body is empty.")
            return ""
        self._say(f"@{file}", "The file is read when the request is sent.")
        return f"{{{{file:{self._text(file)}}}}}"

    def _encoded(self, value: str) -> tuple[str, Row | None]:
        """Return `content`, `=content`, `name=content`, `@file` or `name@file` encoded."""
        found = re.search(r"[=@]", value)
        name = value[: found.start()] if found else ""
        content = value[found.end() :] if found else value
        if found and found[0] == "@":
            text = self._content(content)
            row = Row(name, text) if name and quote_plus(name) == name else None
            return (f"{name}={text}" if name else text), row
        text = self._text(content)
        encoded = text if has_mark(content) else quote_plus(content)
        if not name:
            return encoded, None if has_mark(content) or not content else Row(content)
        row = Row(name, text) if quote_plus(name) == name else None
        return f"{self._text(name)}={encoded}", row

    def form(self, options: Sequence[Datum]) -> MultipartBody:
        """Return the parts of `-F` and `--form-string`."""
        parts: list[Part] = []
        for each in options:
            name, equals, value = each.value.partition("=")
            if not equals:
                self._leave("-F without =", "A part is name=value; it is left out.")
            elif each.option == "form-string":
                parts.append(Part(name, self._text(value)))
            else:
                parts += self._parts(name, value)
        return MultipartBody(tuple(parts))

    def _parts(self, name: str, value: str) -> list[Part]:
        if value.startswith(("=(", "(", ")")) and not value.startswith("()"):
            self._leave(f"-F {name}", "Parts inside parts have no counterpart.")
        content, options = _part_options(value[1:] if value[:1] in {"@", "<"} else value)
        for option in ("headers", "encoder"):
            if option in options:
                self._leave(f"-F {name}", f";{option}= of a part has no counterpart.")
        kind = self._text(options.get("type", ""))
        filename = self._text(options.get("filename", ""))
        if value.startswith("<"):
            return [Part(name, self._content(content), content_type=kind, filename=filename)]
        if not value.startswith("@"):
            return [Part(name, self._text(content), content_type=kind, filename=filename)]
        several = [content] if value[1:2] == '"' else content.split(",")
        return [self._file_part(name, file, filename, kind) for file in several]

    def _file_part(self, name: str, file: str, filename: str, kind: str) -> Part:
        if file == "-":
            return Part(name, self._content("-"), filename=filename or "-", content_type=kind)
        kind = kind or _TYPES.get(PurePosixPath(file).suffix.lower(), "")
        return Part(name, file=self._text(file), filename=filename, content_type=kind)


def _part_options(value: str) -> tuple[str, dict[str, str]]:
    """Return the content of a part and its `;type=` and other options."""
    content, rest = _quoted(value)
    if content is None:
        match = _PART_OPTION.search(value)
        content, rest = (value[: match.start()], value[match.start() :]) if match else (value, "")
    options: dict[str, str] = {}
    while match := _PART_OPTION.match(rest):
        rest = rest[match.end() :]
        said, after = _quoted(rest)
        if said is None:
            following = _PART_OPTION.search(rest)
            cut = following.start() if following else len(rest)
            said, after = rest[:cut], rest[cut:]
        options[match["name"].lower()] = said
        rest = after
    return content, options


def _quoted(text: str) -> tuple[str | None, str]:
    match = re.match(r'"((?:[^"\\]|\\.)*)"', text, re.DOTALL)
    if match is None:
        return None, text
    return re.sub(r'\\(["\\])', r"\1", match[1]), text[match.end() :]


def body_of(pieces: Pieces, content_type: str | None) -> Body:
    """Return the body of data pieces; `content_type` is that of a header the person wrote."""
    kind = kind_of("application/json" if pieces.json and content_type is None else content_type)
    own = "" if content_type is not None or pieces.json else FORM_TYPE
    if pieces.file is not None:
        return FileBody(pieces.file, content_type="application/json" if pieces.json else own)
    rows = [row for _, row in pieces.texts]
    whole = "".join(text for text, _ in pieces.texts)
    form = content_type is None or content_type.lower().startswith(FORM_TYPE)
    if len(rows) == 1 and form and not pieces.json and "&" in whole:
        rows = [row_of(pair, quote_plus, unquote_plus) for pair in whole.split("&")]
    if form and not pieces.json and rows and all(row is not None for row in rows):
        return FormBody(tuple(row for row in rows if row is not None))
    if not pieces.json:
        whole = "&".join(text for text, _ in pieces.texts)
    return TextBody(kind, whole, content_type=own)


def kind_of(content_type: str | None) -> TextKind:
    """Return the kind of text that a content type speaks of."""
    media = (content_type or "").partition(";")[0].strip().lower()
    if media.endswith(("/json", "+json")):
        return TextKind.JSON
    return TextKind.XML if media.endswith(("/xml", "+xml")) else TextKind.TEXT
