"""What `requires` wants and a token does not show, before anything is sent with it.

Must not take a claim for more than a claim, or say anything of a token that shows none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.jwt import Decoded
    from workbench.domain.requirements import Requirements
    from workbench.domain.token import Token


def unmet(requires: Requirements, token: Token) -> tuple[str, ...]:
    """Return each requirement that a token does not meet as far as it shows, as a clause."""
    decoded = token.decoded
    if decoded is None or decoded.kind is not TokenKind.JWT:
        return tuple(_scope(requires, token.granted)) if token.granted is not None else ()
    granted = decoded.scope if decoded.scope is not None else token.granted
    return (*_scope(requires, granted or ()), *_claims(requires, decoded))


def _scope(requires: Requirements, granted: tuple[str, ...]) -> Iterator[str]:
    missing = [each for each in requires.scope if each not in granted]
    if missing:
        yield f"lacks {' '.join(missing)}"


def _claims(requires: Requirements, decoded: Decoded) -> Iterator[str]:
    if requires.audience and not set(requires.audience) & set(decoded.audience):
        came = " ".join(decoded.audience) or "nobody"
        yield f"is for {came}, not for {' or '.join(requires.audience)}"
    wanted = dict(requires.claims) | ({"iss": requires.issuer} if requires.issuer else {})
    for name, value in wanted.items():
        if name not in decoded.claims:
            yield f"has no {name}"
        elif value not in _texts(decoded.claims[name]):
            yield f"has another {name} than {value}"
    if requires.typ and _bare(str(decoded.header.get("typ", ""))) != _bare(requires.typ):
        yield f"is of type {str(decoded.header.get('typ', 'none'))[:40]}, not {requires.typ}"


def _texts(value: object) -> set[str]:
    values = value if isinstance(value, list) else [value]
    return {each if isinstance(each, str) else json.dumps(each, default=str) for each in values}


def _bare(typ: str) -> str:
    return typ.strip().lower().removeprefix("application/")
