"""What can be asked about the token that is shown: a check, a scope, an API's metadata.

Must not do any of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.presets import OAuth2
from workbench.tui.token.subject import Pasted, Subject

if TYPE_CHECKING:
    from workbench.tui.tokens import TokenWork


def offers(action: str, subject: Subject | Pasted | None) -> bool:
    """Tell whether there is something to ask for with a key."""
    match subject:
        case Pasted():
            is_free = not subject.is_checking
            return action == "token_check" and subject.can_check and is_free
        case Subject() if action == "token_revoke":
            return isinstance(subject.preset, OAuth2) and subject.token is not None
        case Subject() if action == "token_check":
            is_free = not subject.is_checking
            return subject.token is not None and subject.decoded is not None and is_free
        case Subject(preset=OAuth2()) if action == "token_fix":
            return bool(subject.missing_scopes) or subject.leaves_out_what_was_found
        case Subject():
            return any(
                each.resource_metadata and not each.metadata for each in subject.facts.demands
            )
        case _:
            return False


def work_of(action: str, subject: Subject | Pasted | None) -> TokenWork | None:
    """Return what a key asks for, None where there is nothing."""
    from workbench.engine.diagnosis import PresetFix
    from workbench.engine.found_by_trying import with_what_was_found
    from workbench.tui import tokens

    if not offers(action, subject):
        return None
    match subject:
        case Pasted(text=text, asks=key) if key is not None:
            return tokens.Check(key, text)
        case Subject(key=key, preset=OAuth2() as preset) if action == "token_fix":
            after = replace(preset, scope=(*preset.scope, *subject.missing_scopes))
            if after == preset and subject.token is not None:
                after = with_what_was_found(preset, subject.token)
            return tokens.AskFor(PresetFix(key, preset, after))
        case Subject(key=key) if action == "token_check":
            return tokens.Check(key)
        case Subject(key=key) if action == "token_revoke":
            return tokens.Revoke(key)
        case Subject():
            demands = subject.facts.demands
            return tokens.Fetch(
                subject.key,
                next(each for each in demands if each.resource_metadata and not each.metadata),
            )
        case _:
            return None
