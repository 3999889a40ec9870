"""How what a token claims stands against what is required; never that it is valid.

Must not draw anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.engine.required import claim_has, media_type
from workbench.engine.verification import Verdict
from workbench.tui import signs
from workbench.tui.paint import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.jwt import Decoded
    from workbench.domain.requirements import Requirements
    from workbench.domain.token import Token
    from workbench.engine.verification import Checked


class Mark(StrEnum):
    """What is known of one thing; `NONE` where there is nothing to say."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"
    NONE = "none"

    @property
    def sign(self) -> str:
        """Return its sign."""
        return _LOOKS[self][0]

    @property
    def role(self) -> Role:
        """Return its role."""
        return _LOOKS[self][1]


_LOOKS = {
    Mark.MET: (signs.MET, Role.GOOD),
    Mark.MISSING: (signs.WRONG, Role.BAD),
    Mark.UNKNOWN: (signs.UNKNOWN, Role.LOOK),
    Mark.NONE: (signs.NOTHING, Role.MUTED),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A mark and why, in words that stand alone."""

    mark: Mark
    words: str = ""


NOTHING = Judgement(Mark.NONE)
AS_REQUIRED = Judgement(Mark.MET, "as required")


def judge_audience(decoded: Decoded, requires: Requirements) -> Judgement:
    """Return whether one of the audiences is one of the required."""
    wanted = requires.audience
    if not wanted:
        return NOTHING
    if decoded.kind is not TokenKind.JWT:
        return Judgement(Mark.UNKNOWN, f"{_kind(decoded)} token does not show one")
    if set(wanted) & set(decoded.audience):
        return AS_REQUIRED
    return Judgement(Mark.MISSING, f"requires {' or '.join(wanted)}")


def judge_claim(name: str, decoded: Decoded, requires: Requirements) -> Judgement:
    """Return how a claim stands against what is required of it."""
    if name == "aud":
        return judge_audience(decoded, requires)
    wanted = requires.issuer if name == "iss" else dict(requires.claims).get(name, "")
    if not wanted:
        return NOTHING
    if decoded.kind is not TokenKind.JWT:
        return Judgement(Mark.UNKNOWN, f"{_kind(decoded)} token does not show it")
    if name in decoded.claims and claim_has(decoded.claims[name], wanted):
        return AS_REQUIRED
    return Judgement(Mark.MISSING, f"requires {wanted}")


def judge_type(decoded: Decoded, requires: Requirements) -> Judgement:
    """Return how the header's `typ` stands."""
    if not requires.typ:
        return NOTHING
    if decoded.kind is TokenKind.OPAQUE:
        return Judgement(Mark.UNKNOWN, "an opaque token does not show it")
    said = str(decoded.header.get("typ", ""))
    if media_type(said) == media_type(requires.typ):
        return AS_REQUIRED
    return Judgement(Mark.MISSING, f"requires {requires.typ}")


def _kind(decoded: Decoded) -> str:
    return "an opaque" if decoded.kind is TokenKind.OPAQUE else "an encrypted"


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One scope: asked for, granted by the response, in the token, and how it is required."""

    name: str
    asked: Mark
    granted: Mark
    inside: Mark
    required: Mark
    why: str = ""
    demanded: Mark = Mark.NONE


def scope_lines(
    token: Token | None, decoded: Decoded, required: Sequence[str], demanded: Sequence[str] = ()
) -> tuple[ScopeLine, ...]:
    """Return every scope that was asked for, granted, found in the token, required or demanded."""
    asked = token.requested_scope if token else ()
    granted = token.granted if token else None
    inside = decoded.scope
    names = dict.fromkeys((*asked, *(granted or ()), *(inside or ()), *required, *demanded))
    found = (_scope_line(name, token, inside, wanted=name in required) for name in names)
    return tuple(
        replace(each, demanded=_demanded(each)) if each.name in demanded else each for each in found
    )


def _demanded(each: ScopeLine) -> Mark:
    """Return whether a demanded scope is there, as far as the token or its response shows."""
    if each.inside is Mark.UNKNOWN:
        return {Mark.MET: Mark.MET, Mark.NONE: Mark.MISSING}.get(each.granted, Mark.UNKNOWN)
    return Mark.MET if each.inside is Mark.MET else Mark.MISSING


def _scope_line(
    name: str, token: Token | None, inside: tuple[str, ...] | None, *, wanted: bool
) -> ScopeLine:
    asked = Mark.MET if token and name in token.requested_scope else Mark.NONE
    granted = _granted(name, token)
    if inside is None:
        shown = Mark.UNKNOWN
    else:
        shown = Mark.MET if name in inside else Mark.NONE
    if not wanted:
        return ScopeLine(name, asked, granted, shown, Mark.NONE)
    if shown is not Mark.UNKNOWN:
        verdict = Mark.MET if shown is Mark.MET else Mark.MISSING
        return ScopeLine(name, asked, granted, shown, verdict)
    if granted is Mark.NONE and token is not None:
        return ScopeLine(name, asked, granted, shown, Mark.MISSING, "not granted")
    said = token is not None and token.granted is not None
    why = "granted in the response" if said else "asked for" if asked is Mark.MET else "not asked"
    return ScopeLine(
        name, asked, granted, shown, Mark.UNKNOWN, f"{why}; the token does not show it"
    )


def _granted(name: str, token: Token | None) -> Mark:
    if token is None:
        return Mark.UNKNOWN
    if token.granted is not None:
        return Mark.MET if name in token.granted else Mark.NONE
    # RFC 6749 5.1: a response leaves `scope` out where it granted what was asked for; 3.3: where
    # nothing was asked for, the server's own default holds.
    if not token.requested_scope:
        return Mark.UNKNOWN
    return Mark.MET if name in token.requested_scope else Mark.NONE


def missing_scopes(decoded: Decoded, requires: Requirements) -> tuple[str, ...]:
    """Return the required scopes that the token's own claims do not have."""
    inside = decoded.scope or ()
    return tuple(each for each in requires.scope if each not in inside)


def signature_judgement(
    decoded: Decoded, checked: Checked | None = None
) -> tuple[str, Role, str, str]:
    """Return sign, role, words and reason of the signature: claimed, or what its check came to."""
    if checked is not None:
        reason = checked.verification.reason
        match checked.verification.verdict:
            case Verdict.VERIFIED:
                return signs.MET, Role.GOOD, "verified", reason
            case Verdict.WRONG:
                return signs.WRONG, Role.BAD, "wrong signature", reason
            case Verdict.NOT_VERIFIABLE:
                return signs.NOT_VERIFIABLE, Role.TEXT, "not verifiable", reason
    not_verifiable = (signs.NOT_VERIFIABLE, Role.TEXT, "not verifiable")
    if decoded.kind is TokenKind.OPAQUE:
        return (*not_verifiable, "only the server that issued it can say")
    if decoded.kind is TokenKind.JWE:
        return (*not_verifiable, "it is encrypted, only its recipient can read it")
    if str(decoded.header.get("alg", "")).lower() == "none":
        return (*not_verifiable, "its algorithm is none")
    if decoded.signature_text is None:
        return (*not_verifiable, "it has no signature")
    return signs.UNKNOWN, Role.LOOK, "claimed, not verified", ""
