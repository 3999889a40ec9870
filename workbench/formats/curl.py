"""Writes a request as a curl command for a POSIX shell.

Must not reveal a secret by itself: `show` decides what a rendered text looks like.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from workbench.domain.http import (
    ContentPart,
    FileContent,
    HeaderOrigin,
    MultipartContent,
    NoContent,
    TextContent,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.http import Request
    from workbench.domain.secret import Rendered

#: What may not stand raw between quotes: controls but the newline, which quotes hold well, and
#: what changes the direction of a line or is not seen at all.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "'": "\\'", "\\": "\\\\"}
_DISPOSITION = re.compile(
    r"content-disposition:[ \t]*form-data;[ \t]*name=\"(?P<name>[^\"]*)\""
    r"(?:;[ \t]*filename=\"(?P<filename>[^\"]*)\")?[ \t]*",
    re.IGNORECASE,
)


def dump(request: Request, *, show: Callable[[Rendered], str] = str) -> str:
    """Return the command, one option a line, safe to paste; secrets as `show` gives them.

    It sends what the request sends: method, address as it is, headers in order, body. The
    boundary of a multipart body is curl's own, so its `Content-Type` is left to curl.
    """
    address = show(request.url)
    options = [quote(address)]
    if any(character in address for character in "[]{}"):
        options.append("--globoff")
    if "/." in address:
        options.append("--path-as-is")
    empty = isinstance(request.content, NoContent)
    if request.method == "HEAD" and empty:
        options.append("--head")
    elif request.method != ("GET" if empty else "POST"):
        options.append(f"--request {quote(request.method)}")
    options += _headers(request, show)
    options += _content(request, show)
    if request.settings.verify is False:
        options.append("--insecure")
    return _fed(request, show) + " \\\n  ".join([f"curl {options[0]}", *options[1:]])


def _headers(request: Request, show: Callable[[Rendered], str]) -> list[str]:
    options: list[str] = []
    names = {header.name.lower() for header in request.headers}
    left_to_curl = {"content-length"}
    if isinstance(request.content, MultipartContent):
        left_to_curl.add("content-type")
    for header in request.headers:
        name = header.name.lower()
        value = show(header.value)
        own = header.layer is HeaderOrigin.CLIENT and (
            name == "host" or (name, value) == ("accept", "*/*")
        )
        if own or name in left_to_curl:
            continue
        options.append(
            f"--header {quote(f'{header.name}: {value}' if value else f'{header.name};')}"
        )
    if isinstance(request.content, TextContent | FileContent) and "content-type" not in names:
        # Without this curl would call any body a form.
        options.append("--header 'Content-Type:'")
    if "accept-encoding" in names:
        options.append("--compressed")
    return options


def _fed(request: Request, show: Callable[[Rendered], str]) -> str:
    """Return what feeds a body with a NUL, which no argument of a process can hold."""
    if not isinstance(request.content, TextContent):
        return ""
    text = show(request.content.text)
    if "\0" not in text:
        return ""
    form = text.replace("\\", "\\\\").replace("%", "%%").replace("\0", "\\000")
    return f"printf -- {quote(form)} | "


def _content(request: Request, show: Callable[[Rendered], str]) -> list[str]:
    match request.content:
        case TextContent(text=text):
            shown = show(text)
            if "\0" in shown:
                return ["--data-binary @-"]
            return [f"--data-{'raw' if shown.startswith('@') else 'binary'} {quote(shown)}"]
        case FileContent(path=path):
            return [f"--data-binary {quote('@' + path)}"]
        case MultipartContent(parts=parts):
            return [f"--form {quote(_part(part, show))}" for part in parts]
    return []


def _part(part: ContentPart, show: Callable[[Rendered], str]) -> str:
    """Return one part as curl's own little language has it: `name=@"file";type=...`."""
    head = show(part.head)
    lines = re.split(r"\r?\n", head.strip("\r\n"))
    name, filename, options = "", None, ""
    for line in lines:
        if disposition := _DISPOSITION.fullmatch(line):
            name, filename = disposition["name"], disposition["filename"]
        elif line.lower().startswith("content-type:"):
            options += f";type={line.split(':', 1)[1].strip()}"
        elif line:
            options += f";headers={_inner(line)}"
    if filename is not None:
        options = f";filename={_inner(filename)}" + options
    match part.content:
        case FileContent(path=path):
            return f"{name}=@{_inner(path)}{options}"
        case TextContent(text=text):
            return f"{name}={_inner(show(text))}{options}"


def _inner(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quote(text: str) -> str:
    """Return text as one word of a POSIX shell, `$'...'` where it has what nobody can see."""
    if not _HIDDEN.search(text):
        return shlex.quote(text)
    return "$'" + "".join(_ansi_c(character) for character in text) + "'"


def _ansi_c(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if not _HIDDEN.match(character):
        return character
    octets = character.encode("utf-8", "surrogatepass")
    return "".join(f"\\{octet:03o}" for octet in octets)
