"""Reads a multipart body that was written out, as browsers copy it, into its parts (RFC 7578).

Must not lose a header of a part: a body that has more than a form's is left as text.
"""

from __future__ import annotations

import re

from workbench.domain.collection import MultipartBody, Part

_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;\s]+))", re.IGNORECASE)
_DISPOSITION = re.compile(
    r"content-disposition:[ \t]*form-data;[ \t]*name=\"(?P<name>[^\"]*)\""
    r"(?:;[ \t]*filename=\"(?P<filename>[^\"]*)\")?[ \t]*",
    re.IGNORECASE,
)
_TYPE = re.compile(r"content-type:[ \t]*(?P<type>.+)", re.IGNORECASE)


def read(text: str, content_type: str) -> MultipartBody | None:
    """Return the body, or None where the text is not just that."""
    found = _BOUNDARY.search(content_type)
    if found is None or not content_type.lower().startswith("multipart/form-data"):
        return None
    line = re.escape(f"--{found[1] or found[2]}")
    pieces = re.split(rf"(?:\A|\r?\n){line}(?=--|\r?\n)", text)
    if len(pieces) < 3 or pieces[0] or pieces[-1].strip() != "--":
        return None
    parts: list[Part] = []
    for piece in pieces[1:-1]:
        part = _part(re.sub(r"\A\r?\n", "", piece))
        if part is None:
            return None
        parts.append(part)
    return MultipartBody(tuple(parts))


def _part(text: str) -> Part | None:
    head, blank, value = text.partition("\r\n\r\n" if "\r\n\r\n" in text else "\n\n")
    name, filename, kind = None, "", ""
    for line in re.split(r"\r?\n", head):
        if match := _DISPOSITION.fullmatch(line):
            name, filename = match["name"], match["filename"] or ""
        elif match := _TYPE.fullmatch(line):
            kind = match["type"].strip()
        else:
            return None
    return Part(name, value, filename=filename, content_type=kind) if blank and name else None
