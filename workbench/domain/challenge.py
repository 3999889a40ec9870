"""Challenges of `WWW-Authenticate` (RFC 9110 11.3, RFC 6750 3), read as leniently as they are sent.

Must not judge what they ask for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: scheme as sent (empty where a header has only parameters) and parameters.

    Parameter names are in lower case.
    """

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    token68: str = ""

    @property
    def is_bearer(self) -> bool:
        """Tell whether it asks for a bearer token."""
        return self.scheme.lower() == "bearer"

    @property
    def error(self) -> str:
        """Return the `error` code (RFC 6750 3.1), empty where none came."""
        return self.parameters.get("error", "")

    @property
    def scope(self) -> tuple[str, ...]:
        """Return the scopes it names (RFC 6750 3)."""
        return tuple(self.parameters.get("scope", "").split())


_TCHAR = r"[A-Za-z0-9!#$%&'*+.^_`|~-]"
_NAME = re.compile(rf"({_TCHAR}+)[ \t]*=[ \t]*")
_SCHEME = re.compile(rf"({_TCHAR}+)(?::|(?=[ \t,;]|$))")
_TOKEN68 = re.compile(r"[ \t]+([A-Za-z0-9._~+/-]+=*)[ \t]*(?=,|$)")
_KNOWN = (
    "Basic|Bearer|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|NTLM|OAuth|PrivateToken|SCRAM-[A-Z0-9-]+"
)
#: What may follow a value that is not quoted: values in the wild hold spaces and commas.
_AFTER_BARE = re.compile(
    rf"(?<![ \t])[ \t]+(?={_TCHAR}+[ \t]*=[^=])"
    rf"|(?<![ \t])[ \t]*[,;][ \t]*"
    rf"(?=$|{_TCHAR}+[ \t]*=|(?i:{_KNOWN})(?:[ \t,]|$)|{_TCHAR}+[ \t]+{_TCHAR}+=)"
    r"|(?<![ \t])[ \t]*$"
)
#: What may follow a closing quote; any other quote belongs to the value.
_AFTER_QUOTED = re.compile(rf"[ \t]*(?:$|[,;]|(?:(?<=[ \t])|(?<=\")){_TCHAR}+[ \t]*=)")
_QUOTE_OR_ESCAPE = re.compile(r'\\.|"', re.DOTALL)
_PARAMETERS = frozenset({"realm", "error", "error_description", "scope", "nonce", "charset"})


def parse_challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """Return the challenges of all `WWW-Authenticate` lines, in order (RFC 9110 11.6.1).

    Never raises: what cannot be read is left out. Of a duplicate parameter the first counts.
    """
    return tuple(challenge for value in values for challenge in _line(value))


def _line(value: str) -> list[Challenge]:
    found: list[tuple[str, dict[str, str], str]] = []
    position = 0
    while position < len(value):
        if value[position] in " \t\r\n,;":
            position += 1
        elif named := _NAME.match(value, position):
            text, position = _value(value, named.end())
            if not found:
                found.append(("", {}, ""))
            found[-1][1].setdefault(named[1].lower(), text)
        elif scheme := _SCHEME.match(value, position):
            position = scheme.end()
            token68 = _TOKEN68.match(value, position)
            if token68 and token68[1].rstrip("=").lower() in _PARAMETERS:
                token68 = None
            found.append((scheme[1], {}, token68[1] if token68 else ""))
            position = token68.end() if token68 else position
        else:
            comma = value.find(",", position)
            position = len(value) if comma < 0 else comma
    return [Challenge(*each) for each in found]


def _value(value: str, start: int) -> tuple[str, int]:
    """Return the parameter's value that begins here, and where it ends."""
    if value[start : start + 1] in {"", ",", ";"}:
        return "", start
    if value[start] != '"':
        ends = _AFTER_BARE.search(value, start)
        end = ends.start() if ends else len(value)
        return value[start:end], end
    for found in _QUOTE_OR_ESCAPE.finditer(value, start + 1):
        if found[0] == '"' and _AFTER_QUOTED.match(value, found.end()):
            return _unescaped(value[start + 1 : found.start()]), found.end()
    return _unescaped(value[start + 1 :]), len(value)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
