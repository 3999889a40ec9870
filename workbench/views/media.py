"""What a body is, by what its header says and how its first bytes look.

A guess only chooses how the body is shown at first; it never changes a byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.views.images import dimensions
from workbench.views.text import UTF8, Charset, detect

HEAD = 4096  # bytes that a guess looks at


@dataclass(frozen=True, slots=True)
class Media:
    """A body's label for a person, its language for colours, its charset, and how it reads.

    `declared` is true where the header said JSON; `many` for one value after another (JSON lines).
    """

    label: str
    language: str = ""
    charset: Charset = UTF8
    json: bool = False
    declared: bool = False
    many: bool = False
    binary: bool = False


_TEXTS = {
    "html": ("HTML", "html"),
    "xhtml+xml": ("HTML", "html"),
    "xml": ("XML", "xml"),
    "css": ("CSS", "css"),
    "javascript": ("JavaScript", "javascript"),
    "ecmascript": ("JavaScript", "javascript"),
    "yaml": ("YAML", "yaml"),
    "graphql": ("GraphQL", "graphql"),
    "toml": ("TOML", "toml"),
    "csv": ("CSV", ""),
    "event-stream": ("event stream", ""),
    "markdown": ("Markdown", ""),
    "www-form-urlencoded": ("form", "form"),
    "plain": ("text", ""),
}
_JSON_LINES = frozenset(
    {"ndjson", "jsonl", "json-lines", "jsonlines", "stream+json", "json-stream"}
)
_MEDIA_TYPE = re.compile(r"\s*([\w.+!#$&^-]+)/([\w.+!#$&^-]+)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY_MAJORS = frozenset({"image", "audio", "video", "font"})


def recognise(head: bytes, content_type: str = "", *, whole: bool = False) -> Media:
    """What a body with this head and `Content-Type` is (RFC 9110 8.3).

    `whole` says that the head is all of it, so that no character is cut at its end.
    """
    major, minor = _media_type(content_type)
    declared = _CHARSET.search(content_type)
    named = (declared[1] or declared[2] or "") if declared else ""
    charset = detect(head, named, whole=whole)
    if minor in _JSON_LINES and charset.spells_json:
        return Media("JSON lines", "json", charset, json=True, declared=True, many=True)
    if minor == "json" or minor.endswith("+json"):
        return Media("JSON", "json", charset, json=charset.spells_json, declared=True)
    label, language = _TEXTS.get(minor, ("", ""))
    if minor.endswith("+xml") and not label:
        label, language = ("SVG" if minor == "svg+xml" else "XML"), "xml"
    if language:
        return Media(label, language, charset)
    if _looks_binary(head, charset, major):
        size = dimensions(head)
        of_size = f", {size[0]:,} x {size[1]:,}" if size else ""
        return Media(_binary_label(major, minor) + of_size, binary=True, charset=charset)
    return _by_looks(head[charset.bom :].lstrip(), label or "text", charset)


def is_clear(content_type: str, size: int) -> bool:
    """Whether the header says enough to show a few bytes, as of a slow stream of events."""
    text = content_type.lstrip().lower().startswith("text/") or "json" in content_type
    return text and size >= 4


def _media_type(content_type: str) -> tuple[str, str]:
    match = _MEDIA_TYPE.match(content_type)
    if match is None:
        return "", ""
    return match[1].lower(), match[2].lower().removeprefix("x-")


def _looks_binary(head: bytes, charset: Charset, major: str) -> bool:
    if charset.unit > 1:
        return False
    if b"\0" in head:
        return True
    if charset.codec == "cp1252" and major != "text":
        return (
            major in _BINARY_MAJORS or major == "application" or _CONTROLS.search(head) is not None
        )
    return major != "text" and _CONTROLS.search(head) is not None


def _binary_label(major: str, minor: str) -> str:
    if major in _BINARY_MAJORS or (major == "application" and minor in ("pdf", "zip", "gzip")):
        return f"{minor.upper()} {major}" if major != "application" else minor.upper()
    return "binary"


def _by_looks(start: bytes, label: str, charset: Charset) -> Media:
    if charset.spells_json and label == "text" and start[:1] in (b"{", b"["):
        return Media("JSON", "json", charset, json=True)
    lowered = start[:64].lower()
    if label == "text" and lowered.startswith((b"<!doctype html", b"<html")):
        return Media("HTML", "html", charset)
    if label == "text" and lowered.startswith(b"<?xml"):
        return Media("XML", "xml", charset)
    return Media(label, "", charset)
