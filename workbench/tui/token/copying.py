"""What `y` copies on each row, and what stays hidden until it was unmasked.

Must not copy, or read what is hidden.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workbench.engine.required import claim_text
from workbench.engine.token_view import NeedsPerson, PresetKey, RenewalFailed
from workbench.tui.token.static import field_text
from workbench.tui.token.subject import Pasted, Subject

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.jwt import Decoded


def value_of(
    key: Hashable | None, subject: Subject | Pasted | None, clear: str | None
) -> tuple[str, str] | None:
    """Return the value of a row and what it is called; None where it has none, or it is hidden."""
    if isinstance(key, PresetKey):
        return key.name, "the preset's name"
    if subject is None:
        return None
    match key:
        case ("scope", str(scope)):
            return scope, "the scope"
        case ("audience", str(audience)):
            return audience, "the audience"
        case ("raw", "hidden", _):
            return (clear, "what was hidden") if clear else None
        case _:
            pass
    if subject.decoded is not None and (found := _of_token(key, subject.decoded)):
        return found
    return _of_preset(key, subject, clear) if isinstance(subject, Subject) else None


def _of_token(key: Hashable | None, decoded: Decoded) -> tuple[str, str] | None:
    match key:
        case ("claim", str(name)) if name in decoded.claims:
            return claim_text(decoded.claims[name]), f"the claim {name}"
        case ("header", int()):
            return json.dumps(dict(decoded.header), ensure_ascii=False), "the header"
        case ("raw", "header", int()):
            return decoded.header_text, "the header as it is encoded"
        case ("raw", "payload", int()):
            return decoded.payload_text, "the payload as it is encoded"
        case _:
            return None


def _of_preset(key: Hashable | None, subject: Subject, clear: str | None) -> tuple[str, str] | None:
    token, status = subject.token, subject.status
    match key:
        case ("token_url", int()) if token is not None:
            return token.token_url, "the token URL"
        case ("server", str(name)) if subject.facts.introspected is not None:
            members = dict(subject.facts.introspected.members)
            return (members[name], f"what the server says of {name}") if name in members else None
        case ("said", str(name)) if token is not None and name in token.said:
            return token.said[name], f"the value of {name}"
        case ("field", str(name)):
            text = field_text(subject, name, in_clear=clear is not None)
            return (text, f"the {name}") if text is not None else None
        case ("error",) if isinstance(status, RenewalFailed):
            error = status.error
            said = (error.message, error.hint, error.fix)
            return "\n".join(each for each in said if each), "the error"
        case ("instruction",) if isinstance(status, NeedsPerson):
            return status.instruction, "the instruction"
        case _:
            return None
