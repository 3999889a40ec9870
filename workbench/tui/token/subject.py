"""What the pane is about: a preset with its token, or a token that was pasted.

Must not change anything or read a source.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.domain.presets import Bearer, NoAuth, OAuth2
from workbench.domain.requirements import Requirements
from workbench.engine.effective import PieceKind
from workbench.engine.found_by_trying import leaves_out_what_was_found
from workbench.engine.preview import plain_text, preview_text
from workbench.engine.resolution import expanded, resolve_preset
from workbench.engine.token_facts import TokenFacts
from workbench.engine.token_view import Fetching, Held, NoneYet, RenewalFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.jwt import Decoded
    from workbench.domain.presets import Preset
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.effective import Defined, Effective
    from workbench.engine.token_view import PresetKey, TokenStatus
    from workbench.engine.verification import Checked
    from workbench.tui.facade import Facade


@dataclass(frozen=True, slots=True)
class Subject:
    """A preset with its token; `is_open` tells that the open request uses it.

    `held` is how the token was held before it began to be renewed, as far as that was seen.
    """

    key: PresetKey
    preset: Preset
    status: TokenStatus = field(default_factory=NoneYet)
    requires: Requirements = Requirements()
    variables: Mapping[str, Defined] = field(default_factory=dict)
    not_yet: tuple[str, ...] = ()
    is_open: bool = False
    decoded_static: Decoded | None = None
    held: Held | None = None
    facts: TokenFacts = TokenFacts()
    is_checking: bool = False

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """Return the scopes that are required or were demanded, and are not asked for."""
        preset, decoded = self.preset, self.decoded
        if not isinstance(preset, OAuth2):
            return ()
        asked = {word for each in preset.scope for word in (self.said(each) or "").split()}
        inside = decoded.scope if decoded is not None and self.token is not None else None
        had = {*asked, *(inside or ())}
        wanted = dict.fromkeys((*self.requires.scope, *self.facts.demanded))
        return tuple(each for each in wanted if each not in had)

    @property
    def leaves_out_what_was_found(self) -> bool:
        """Tell whether trying found what the preset does not say, and nothing else is to mend."""
        return not self.missing_scopes and leaves_out_what_was_found(self.preset, self.token)

    @property
    def token(self) -> Token | None:
        """Return the token that is held, or was before the last try to renew it."""
        match self.status:
            case Held(token=token):
                return token
            case Fetching(old=token) | RenewalFailed(old=token):
                return token
            case _:
                return None

    @property
    def is_static(self) -> bool:
        """Tell whether what is sent is in the file or a source, so that nothing is fetched."""
        return not isinstance(self.preset, OAuth2)

    @property
    def decoded(self) -> Decoded | None:
        """Return what the token says."""
        return self.token.decoded if self.token else self.decoded_static

    @property
    def client_id(self) -> str:
        """Return the client's id as far as it is known without a source."""
        preset = self.preset
        return self.said(preset.client_id) or "" if isinstance(preset, OAuth2) else ""

    def said(self, template: str) -> str | None:
        """Return what a template says in clear, None where a source or nothing fills it."""
        pieces = preview_text(template, self.variables)
        if any(each.kind in (PieceKind.SOURCE, PieceKind.UNKNOWN) for each in pieces):
            return None
        return plain_text(pieces)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A token that was pasted, and what the open request wants to see in one."""

    text: Secret
    decoded: Decoded
    requires: Requirements = Requirements()
    checked: Checked | None = None
    #: The preset whose issuer may check it.
    asks: PresetKey | None = None
    is_checking: bool = False

    @property
    def can_check(self) -> bool:
        """Tell whether there is a preset whose issuer can be asked."""
        return self.asks is not None


def subject_of(workbench: Facade, key: PresetKey, effective: Effective | None) -> Subject | None:
    """Return a preset with its token, None where it is gone; `effective` is the open request.

    Raises `WorkbenchError` where the preset cannot be understood.
    """
    view = next((each for each in workbench.token_views() if each.key == key), None)
    status = view.status if view else NoneYet()
    if effective is not None and effective.preset_key == key:
        preset = effective.auth
        if isinstance(preset, NoAuth):
            return None
        subject = Subject(
            key,
            preset,
            status,
            effective.requires,
            effective.variables,
            effective.not_yet,
            is_open=True,
            facts=workbench.tokens.facts(key),
        )
        return _with_static(workbench, subject)
    if view is None:
        return None
    alone = resolve_preset(workbench.workspace, key, environment=workbench.environment)
    requires = expanded(alone.preset.requires, alone.variables)
    facts = workbench.tokens.facts(key)
    return Subject(key, alone.preset, status, requires, alone.variables, alone.not_yet, facts=facts)


def _with_static(workbench: Facade, subject: Subject) -> Subject:
    """Return the subject with its bearer token decoded, where that is written in clear."""
    preset = subject.preset
    if not isinstance(preset, Bearer):
        return subject
    text = subject.said(preset.token)
    decoded = workbench.decode(text) if text else None
    # Of what is no token format nothing is said: it may be any text at all.
    if decoded is None or decoded.kind is TokenKind.OPAQUE:
        return subject
    return replace(subject, decoded_static=decoded)
