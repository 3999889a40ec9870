"""Roles for the pieces of one visible line: JSON by own expressions, other languages by pygments.

It sees one line and no line before it, and never more of it than a screen can show; strings stay
text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.domain.template import parse_template
from workbench.views.roles import Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pygments.lexer import Lexer

# A terminal is seldom wider; what follows on a very long line keeps the colour of text.
_LONGEST = 2048

_JSON = re.compile(
    r'(?P<string>"(?:[^"\\]++|\\.)*+"?)(?P<colon>\s*:)?'
    r"|(?P<value>(?<![\w.])-?\d[\d.eE+-]*+(?!\w)|\b(?:true|false|null)\b)"
)
_STRING_REST = re.compile(r'(?:[^"\\]++|\\.)*+"?')
# Ours, by the names pygments has for them.
_LANGUAGES = frozenset({"xml", "html", "css", "javascript", "yaml", "graphql", "toml"})
_made: dict[str, Lexer] = {}


def json_spans(text: str, *, in_string: bool = False) -> tuple[Span, ...]:
    """Names of a line of JSON as accent, numbers and words as value.

    `in_string` says that the line continues a string.
    """
    at = 0
    if in_string:
        rest = _STRING_REST.match(text)
        at = rest.end() if rest else 0
    spans: list[Span] = []
    for match in _JSON.finditer(text, at):
        if match["value"]:
            spans.append(Span(match.start(), match.end(), Role.VALUE))
        elif match["colon"]:
            spans.append(Span(*match.span("string"), Role.ACCENT))
    return tuple(spans)


def template_spans(text: str) -> tuple[Span, ...]:
    r"""Each `{{name}}` and `{{source:argument}}` as value; `\{{name}}` is a literal."""
    return tuple(
        Span(piece.start, piece.end, Role.VALUE)
        for piece in parse_template(text)
        if not isinstance(piece, str)
    )


def code_spans(text: str, language: str) -> tuple[Span, ...]:
    """The roles of a line of `language`; nothing for one that is not known.

    Known are json, xml, html, css, javascript, yaml, graphql and toml.
    """
    if language == "json":
        return json_spans(text)
    if language == "form":
        return (Span(0, text.index(" = "), Role.ACCENT),) if " = " in text else ()
    lexer = _lexer(language)
    if lexer is None:
        return ()
    from pygments.token import STANDARD_TYPES

    spans: list[Span] = []
    for start, kind, piece in lexer.get_tokens_unprocessed(text[:_LONGEST]):
        role = _role(STANDARD_TYPES.get(kind, ""))
        if role is None or not piece.strip():
            continue
        if spans and spans[-1].end == start and spans[-1].role is role:
            spans[-1] = Span(spans[-1].start, start + len(piece), role)
        else:
            spans.append(Span(start, start + len(piece), role))
    return tuple(spans)


def layered(below: Iterable[Span], above: Sequence[Span]) -> tuple[Span, ...]:
    """Both, sorted and without overlaps: where there would be one, `above` wins."""
    if not above:
        return tuple(below)
    spans: list[Span] = list(above)
    for span in below:
        start = span.start
        for upper in above:
            if upper.end <= start:
                continue
            if upper.start >= span.end:
                break
            if start < upper.start:
                spans.append(Span(start, upper.start, span.role))
            start = upper.end
        if start < span.end:
            spans.append(Span(start, span.end, span.role))
    return tuple(sorted(spans, key=lambda span: span.start))


def symbol_spans(places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans of what the gate put into a text."""
    return tuple(Span(start, end, Role.SYMBOL) for start, end in places)


def _role(short: str) -> Role | None:
    """The role of a pygments token by its short name: `nt` is a tag, `mi` an integer."""
    if short.startswith("c"):
        return Role.MUTED
    if short.startswith("m") or short in ("kc", "ni", "nv"):
        return Role.VALUE
    if short in ("nt", "na", "k", "kd", "kn", "kr", "kt", "gh", "gs"):
        return Role.ACCENT
    return None


def _lexer(language: str) -> Lexer | None:
    lexer = _made.get(language)
    if lexer is None and language in _LANGUAGES:
        from pygments.lexers import get_lexer_by_name

        lexer = _made[language] = get_lexer_by_name(language, ensurenl=False, stripnl=False)
    return lexer
