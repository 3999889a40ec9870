"""Templates in texts as they look: variables as value, names that stand for nothing as bad.

Must not fill anything in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.secret import MASK
from workbench.domain.template import SourceCall, Variable, has_template, parse_template
from workbench.engine.effective import PieceKind
from workbench.tui import signs
from workbench.tui.paint import Line, Role, Run
from workbench.views.lexing import code_spans, layered
from workbench.views.roles import Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.engine.effective import Preview


class AnyName(frozenset[str]):
    """Stands for the names of variables where they cannot be told: none is called unknown."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        """Know every name."""
        return True


def unknown_names(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the names in a text that stand for nothing, each once."""
    pieces = parse_template(text)
    names = (each.name for each in pieces if isinstance(each, Variable) and each.name not in known)
    return tuple(dict.fromkeys(names))


def unknown_line(names: tuple[str, ...], where: str = "") -> Line:
    """Return what is said of names that stand for nothing, and `where` they do."""
    if not names:
        return ()
    place = f" {where}" if where else ""
    return (Run(f"{signs.WRONG} {', '.join(names)} unknown{place}", Role.BAD),)


def template_spans(text: str, known: Collection[str]) -> tuple[Span, ...]:
    """Return where templates stand: value, or bad for a name that is not known."""
    return tuple(
        Span(
            piece.start,
            piece.end,
            Role.BAD if isinstance(piece, Variable) and piece.name not in known else Role.VALUE,
        )
        for piece in parse_template(text)
        if isinstance(piece, Variable | SourceCall)
    )


def spanned(text: str, spans: tuple[Span, ...], role: Role = Role.TEXT) -> Line:
    """Return a text as runs, each span in its role."""
    runs: list[Run] = []
    done = 0
    for span in spans:
        if span.start > done:
            runs.append(Run(text[done : span.start], role))
        runs.append(Run(text[span.start : span.end], span.role))
        done = span.end
    if done < len(text) or not runs:
        runs.append(Run(text[done:], role))
    return tuple(run for run in runs if run.text)


def template_line(text: str, known: Collection[str], role: Role = Role.TEXT) -> Line:
    """Return a text with its templates coloured; a muted one keeps only what is bad."""
    spans = template_spans(text, known)
    if role is not Role.TEXT:
        spans = tuple(span for span in spans if span.role is Role.BAD)
    return spanned(text, spans, role)


def code_line(text: str, language: str, known: Collection[str]) -> Line:
    """Return a line of a body in the colours of its language, templates above them."""
    below = code_spans(text, language) if language else ()
    return spanned(text, layered(below, template_spans(text, known)))


def preview_line(preview: Preview, role: Role = Role.MUTED) -> Line:
    """Return a preview: sources as written, what stands for nothing as bad."""
    looks = {PieceKind.SOURCE: Role.VALUE, PieceKind.UNKNOWN: Role.BAD}
    return tuple(Run(piece.text, looks.get(piece.kind, role)) for piece in preview)


def is_masked(text: str) -> bool:
    """Tell whether `secret_line` hides a part of a text."""
    return any(isinstance(piece, str) and piece for piece in parse_template(text))


def secret_line(text: str, known: Collection[str]) -> Line:
    """Return a secret field: its templates as written, what was written in clear masked."""
    if not text:
        return ()
    if not has_template(text):
        return (Run(MASK),)
    runs: list[Run] = []
    for piece in parse_template(text):
        if isinstance(piece, str):
            runs.append(Run(MASK))
        else:
            runs += template_line(text[piece.start : piece.end], known)
    return tuple(runs)
