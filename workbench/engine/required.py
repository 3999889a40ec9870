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
        return tuple(_scope(requires, token.granted))
    granted = decoded.scope if decoded.scope is not None else token.granted
    return (*_scope(requires, granted), *_claims(requires, decoded))


def _scope(requires: Requirements, granted: tuple[str, ...] | None) -> Iterator[str]:
    missing = [each for each in requires.scope if granted is not None and each not in granted]
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
        elif not claim_has(decoded.claims[name], value):
            yield f"has another {name} than {value}"
    if requires.typ and media_type(str(decoded.header.get("typ", ""))) != media_type(requires.typ):
        yield f"is of type {str(decoded.header.get('typ', 'none'))[:40]}, not {requires.typ}"


def claim_text(value: object) -> str:
    """Return a claim's value as the token has it: a text bare, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def claim_has(value: object, wanted: str) -> bool:
    """Tell whether a claim is what is wanted, or a list that holds it."""
    values = value if isinstance(value, list) else []
    return wanted in {claim_text(each) for each in (value, *values)}


def media_type(typ: str) -> str:
    """Return a `typ` to be compared, `application/` left out as RFC 7515 4.1.9 allows."""
    return typ.strip().lower().removeprefix("application/")
