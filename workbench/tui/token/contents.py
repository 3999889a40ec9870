"""The rows below the head, in the order of each form.

Must not read a clock or the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.domain.presets import OAuth2
from workbench.engine.token_facts import TokenFacts
from workbench.engine.token_view import Fetching
from workbench.tui.paint import Role, Run
from workbench.tui.token.claims import (
    ASKS,
    CHECKS,
    Signature,
    all_about,
    audience_section,
    claims_section,
    required_section,
    signature_section,
    token_section,
)
from workbench.tui.token.demanded import demands_section
from workbench.tui.token.form import joined, lines
from workbench.tui.token.provenance import (
    from_section,
    notes_section,
    planned_section,
    said_section,
    used_section,
    wanted_section,
)
from workbench.tui.token.raw import raw_section
from workbench.tui.token.scopes import scope_section
from workbench.tui.token.server_says import server_section
from workbench.tui.token.static import static_sections
from workbench.tui.token.status_rows import status_sections

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.domain.requirements import Requirements
    from workbench.domain.token import Token
    from workbench.tui.paint import Row
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment
    from workbench.tui.token.subject import Pasted, Subject

Sections = list[list["Row"]]


def subject_rows(subject: Subject, shape: Shape, moment: Moment, clear: str | None) -> list[Row]:
    """Return everything about a preset; `clear` is what is hidden, in clear, while it is shown."""
    preset = subject.preset
    sections: Sections = []
    if not isinstance(preset, OAuth2):
        sections += static_sections(subject, shape, in_clear=clear is not None)
        if subject.decoded is not None:
            sections += _decoded_sections(subject, shape, moment, clear)
        return joined(sections)
    going_on = status_sections(subject, shape, moment)
    # What a renewal behind does stands last, so that nothing moves while it runs.
    behind = isinstance(subject.status, Fetching) and subject.token is not None
    sections += [] if behind else going_on
    if subject.token is None:
        sections += [
            planned_section(subject, preset, shape),
            wanted_section(subject, shape),
        ]
    else:
        sections += _decoded_sections(subject, shape, moment, clear)
    if preset.description and not shape.is_narrow:
        sections.append(lines((Run(preset.description.strip(), Role.MUTED),), shape.width))
    return joined([*sections, *(going_on if behind else ())])


def pasted_contents(pasted: Pasted, shape: Shape, moment: Moment, clear: str | None) -> list[Row]:
    """Return everything about a token that was pasted."""
    decoded, requires = pasted.decoded, pasted.requires
    notes = notes_section(decoded.notes, shape)
    # What is no JWT may be anything, so it is sent nowhere.
    asks = CHECKS if pasted.can_check and decoded.kind is TokenKind.JWT else ""
    about = _About(decoded, None, requires, "", Signature(pasted.checked, asks, pasted.is_checking))
    return joined(about.sections(shape, moment, [notes], clear))


def _decoded_sections(
    subject: Subject, shape: Shape, moment: Moment, clear: str | None
) -> Sections:
    token, decoded = subject.token, subject.decoded
    if decoded is None:
        return []
    tail: Sections = []
    if token is not None:
        keeps = subject.leaves_out_what_was_found
        tail.append(from_section(token, shape, moment, subject.facts.endpoint, keeps=keeps))
        if subject.held is not None:
            tail.append(used_section(subject.held, shape, moment))
    said = (*(token.notes if token else ()), *decoded.notes)
    tail.append(notes_section(said, shape))
    asks = CHECKS if decoded.kind is TokenKind.JWT else ASKS
    held = asks if token is not None else ""
    signature = Signature(subject.facts.checked, held, subject.is_checking)
    tail += [demands_section(subject.facts.demands, shape, moment)]
    about = _About(decoded, token, subject.requires, subject.client_id, signature, subject.facts)
    return about.sections(shape, moment, tail, clear)


@dataclass(frozen=True, slots=True)
class _About:
    """A token, and what its sections are about."""

    decoded: Decoded
    token: Token | None
    requires: Requirements
    client_id: str
    signature: Signature
    facts: TokenFacts = TokenFacts()

    def sections(self, shape: Shape, moment: Moment, tail: Sections, clear: str | None) -> Sections:
        """Return them in the order of a form."""
        decoded, token, requires = self.decoded, self.token, self.requires
        scope = scope_section(token, decoded, requires.scope, shape, self.facts, moment)
        is_jwt = decoded.kind is TokenKind.JWT
        said = said_section(token, shape) if token is not None and not is_jwt else []
        server = server_section(self.facts.introspected, self.client_id, shape, moment)
        sign, client_id = self.signature, self.client_id
        if shape.is_narrow:
            audience = audience_section(decoded, requires, shape)
            required = required_section(decoded, requires, shape)
            claims = claims_section(decoded, requires, client_id, shape, moment, sign)
            signature = signature_section(decoded, sign, shape, moment)
            kind = token_section(decoded, shape)
            return [kind, scope, audience, required, signature, server, *tail, claims, said]
        audience = [] if is_jwt else audience_section(decoded, requires, shape)
        required = [] if is_jwt else required_section(decoded, requires, shape)
        if shape.is_wide:
            claims = claims_section(decoded, requires, client_id, shape, moment, sign)
            signature = signature_section(decoded, sign, shape, moment)
            kind = token_section(decoded, shape)
            return [kind, claims, signature, server, scope, audience, required, said, *tail]
        top = all_about(decoded, requires, client_id, shape, moment, sign)
        # In the inspector labels stand in a gutter, so these need no blank row between them.
        last = [row for section in tail for row in section]
        return [
            top,
            server,
            said,
            scope,
            audience,
            required,
            last,
            raw_section(decoded, shape, clear),
        ]
