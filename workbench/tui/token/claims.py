"""Header, signature and claims of a token, with what they are read as and against `requires`.

Must not call anything valid or verify it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.engine.required import claim_text
from workbench.engine.verification import Verdict
from workbench.tui import signs
from workbench.tui.columns import indented, placed, widest
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.token.form import GUTTER, capped, joined, lines, shortened, signed
from workbench.tui.token.judging import (
    Judgement,
    Mark,
    judge_audience,
    judge_claim,
    judge_type,
    missing_scopes,
    signature_judgement,
)

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.domain.requirements import Requirements
    from workbench.engine.verification import Checked
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment

#: What the key of a check does: for a signature, and for what only its server can read.
CHECKS, ASKS = "checks it with the issuer's keys", "asks it"
_STOPS: Line = (
    Run("asking", Role.ACCENT),
    Run("   "),
    Run("esc", Role.ACCENT, bold=True),
    Run(" stops", Role.MUTED),
)
_SCOPES = ("scope", "scp", "scopes")
#: Claims that are dates besides those that are judged when a token is decoded (RFC 7519, OIDC).
_MORE_TIMES = frozenset({"auth_time", "updated_at"})
_CLIENTS = frozenset({"azp", "client_id", "cid", "appid"})
_LATEST, _EARLIEST = 253_402_300_799, -62_135_596_800
#: The inspector's columns, where they fit: read as, against requires.
_READ_AS, _AGAINST = 42, 80
#: From this width on the inspector has both.
_THREE_COLUMNS = 108


@dataclass(frozen=True, slots=True)
class Signature:
    """What came of a signature's check, what a key would do to make one, and whether one runs."""

    checked: Checked | None = None
    asks: str = ""
    is_checking: bool = False

    @property
    def is_verified(self) -> bool:
        """Tell whether the issuer's key made it."""
        return self.checked is not None and (self.checked.verification.verdict is Verdict.VERIFIED)


def header_section(decoded: Decoded, requires: Requirements, shape: Shape) -> list[Row]:
    """Return the header's members on as few rows as they fit."""
    runs: list[Run] = []
    for name, value in list(decoded.header.items())[:20]:
        if runs:
            runs.append(Run("    "))
        runs += [Run(f"{name} ", Role.MUTED), Run(shortened(claim_text(value)))]
    rows = [Row(line, key=("header", i)) for i, line in enumerate(fold(runs, shape.room))]
    if not decoded.header:
        rows = [Row((Run("none that can be read", Role.MUTED),), selectable=False)]
    judged = judge_type(decoded, requires)
    if judged.mark is not Mark.NONE:
        rows += signed(judged.mark.sign, judged.mark.role, f"typ {judged.words}", shape.room)
    return shape.section("header", rows)


def signature_section(
    decoded: Decoded, signature: Signature, shape: Shape, moment: Moment
) -> list[Row]:
    """Return what is known of the signature, and the key that finds out."""
    checked = signature.checked
    sign, role, words, reason = signature_judgement(decoded, checked)
    line: Line = (Run(words, role, bold=True), Run(f": {reason}"))
    if not reason:
        line = (Run(words, Role.TEXT if shape.is_narrow else role),)
    is_open = not reason or (checked is None and decoded.kind is not TokenKind.JWT)
    if is_open and signature.asks and not signature.is_checking:
        key: Line = (Run("   c", Role.ACCENT, bold=True), Run(f" {signature.asks}", Role.MUTED))
        line = (*line, *key)
    rows = signed(sign, role, line, shape.room)
    if signature.is_checking:
        rows += signed(signs.IN_FLIGHT, Role.ACCENT, _STOPS, shape.room)
    if checked is not None:
        algorithm = shortened(str(decoded.header.get("alg", "no algorithm")))
        when = f"checked {moment.clock(checked.at)}, {algorithm}"
        where = f", keys of {checked.where}" if checked.where and not shape.is_narrow else ""
        rows += lines((Run(when + where, Role.MUTED),), shape.room)
        for note in checked.verification.notes:
            rows += signed(signs.LOOK, Role.LOOK, shortened(note), shape.room)
    return shape.section("signature", rows)


def claims_section(
    decoded: Decoded,
    requires: Requirements,
    client_id: str,
    shape: Shape,
    moment: Moment,
    signature: Signature | None = None,
) -> list[Row]:
    """Return each claim, and each that is required and not there."""
    if decoded.kind is not TokenKind.JWT:
        return []
    heading: Line = (Run(f"{signs.UNKNOWN} claimed", Role.LOOK),)
    if signature is not None and signature.is_verified:
        heading = (Run(f"{signs.MET} verified", Role.GOOD, bold=True),)
    rows: list[Row] = []
    names = widest([str(each) for each in decoded.claims], 4, max(6, shape.width // 3))
    for name, value in decoded.claims.items():
        judged = judge_scope(decoded, requires) if name in _SCOPES else None
        judged = judged or judge_claim(name, decoded, requires)
        read = read_as(name, value, decoded, client_id, moment)
        rows += _claim_rows(name, claim_text(value), read, judged, names, shape)
    for name in required_claims(requires):
        if name not in decoded.claims:
            judged = judge_claim(name, decoded, requires)
            rows += _claim_rows(name, None, "", judged, names, shape)
    if not decoded.claims and not rows:
        rows = [Row((Run("  none that can be read", Role.MUTED),), selectable=False)]
    rows = capped(rows)
    label = Run("claims", Role.MUTED)
    if not shape.is_inspector:
        return [Row((label,), heading, selectable=False), *rows]
    cells: list[tuple[int, Line]] = [(0, (label,)), (GUTTER, heading)]
    if shape.width >= _THREE_COLUMNS:
        cells.append((_READ_AS, (Run("read as", Role.MUTED),)))
        if requires:
            cells.append((_AGAINST, (Run("against requires", Role.MUTED),)))
    return [Row(placed(*cells), selectable=False), *rows]


def required_claims(requires: Requirements) -> tuple[str, ...]:
    """Return the names of the claims that are required."""
    names = ["aud"] if requires.audience else []
    names += ["iss"] if requires.issuer else []
    return tuple(dict.fromkeys((*names, *(name for name, _ in requires.claims))))


def judge_scope(decoded: Decoded, requires: Requirements) -> Judgement | None:
    """Return how the scopes stand as a whole, None where none is required."""
    if not requires.scope:
        return None
    missing = missing_scopes(decoded, requires)
    if not missing:
        return Judgement(Mark.MET, "as required")
    count = "one" if len(missing) == 1 else f"{len(missing):,}"
    return Judgement(Mark.MISSING, f"{count} missing, see below")


def read_as(name: str, value: object, decoded: Decoded, client_id: str, moment: Moment) -> str:
    """Return what a claim means to a person; empty where it says it itself."""
    if name in ("exp", "iat", "nbf"):
        at = {"exp": decoded.expires_at, "iat": decoded.issued_at, "nbf": decoded.not_before}[name]
        return date_words(at, moment) if at is not None else "no date that a calendar has"
    if name in _MORE_TIMES and isinstance(value, int | float) and not isinstance(value, bool):
        usable = _EARLIEST <= value <= _LATEST
        return date_words(float(value), moment) if usable else "no date that a calendar has"
    if name in _SCOPES:
        return _count(len(decoded.scope or ()), "scope")
    if name == "aud" and isinstance(value, list):
        return _count(len(value), "audience")
    if name in _CLIENTS and isinstance(value, str):
        if client_id and value == client_id:
            return "the client itself"
        return f"not the client, which is {shortened(client_id)}" if client_id else ""
    if name == "sub" and isinstance(value, str) and value in (client_id, _client(decoded)):
        return "the client itself"
    return ""


def _client(decoded: Decoded) -> object:
    return next((decoded.claims[name] for name in _CLIENTS if name in decoded.claims), None)


def _count(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def date_words(at: float, moment: Moment) -> str:
    """Return a date and how far away it is."""
    when = moment.clock(at)
    today = "today " if len(when) == len("14:02:11") else ""
    return f"{today}{when}   {moment.away(at)}".strip()


def _claim_rows(
    name: str, value: str | None, read: str, judged: Judgement, names: int, shape: Shape
) -> list[Row]:
    indent = 1 if shape.is_narrow else 2
    column = max(GUTTER, indent + names + 2) if shape.is_inspector else indent + names + 2
    label: Line = (Run(name, Role.MUTED if not shape.is_inspector else Role.TEXT),)
    shown: Line = (Run(shortened(value)),) if value is not None else _ABSENT
    mark: Line = ()
    if judged.mark is not Mark.NONE:
        role = judged.mark.role
        word = Run(judged.words, Role.TEXT if judged.mark is Mark.MET else role)
        mark = (Run(f"{judged.mark.sign} ", role), word)
    key = ("claim", name)
    above: list[Row] = []
    if width_of(label) > column - indent - 1:
        # A name that is longer than its column, such as an address, stands on a row of its own.
        first, *rest = indented(fold(label, shape.width - indent), indent)
        above, label = [replace(first, key=key, selectable=True), *rest], ()
    cells = (label, shown, (Run(read, Role.MUTED),), mark)
    if shape.is_inspector and shape.width >= _THREE_COLUMNS:
        rows = _three_columns(cells, column, key, shape)
    else:
        rows = _stacked(cells, (indent, column), key, shape)
    if above:
        rows[0] = replace(rows[0], key=None, selectable=False)
    return [*above, *rows]


_ABSENT: Line = (Run("not in the token", Role.MUTED),)


def _three_columns(
    cells: tuple[Line, Line, Line, Line], column: int, key: tuple[str, str], shape: Shape
) -> list[Row]:
    label, shown, read, mark = cells
    more = bool(width_of(read) or mark)
    room = (_READ_AS if more else shape.width) - column - 2
    folded = list(fold(shown, room))
    right = list(fold(mark, shape.width - _AGAINST)) if mark else [()]
    middle = list(fold(read, _AGAINST - _READ_AS - 2)) if width_of(read) else [()]
    if len(folded) > 2 and more:
        # What is long takes the whole width, and what is said about it stands under it.
        folded = list(fold(shown, shape.width - column))
        middle, right = [()] * len(folded) + middle, [()] * len(folded) + right
    rows = []
    for i in range(max(len(folded), len(middle), len(right))):
        line = placed(
            (2, label if i == 0 else ()),
            (column, folded[i] if i < len(folded) else ()),
            (_READ_AS, middle[i] if i < len(middle) else ()),
            (_AGAINST, right[i] if i < len(right) else ()),
        )
        rows.append(Row(line, key=key if i == 0 else None, selectable=i == 0))
    return rows


def _stacked(
    cells: tuple[Line, Line, Line, Line],
    columns: tuple[int, int],
    key: tuple[str, str],
    shape: Shape,
) -> list[Row]:
    label, shown, read, mark = cells
    indent, column = columns
    first, *rest = fold(shown, max(8, shape.width - column))
    right: Line = ()
    extras = [extra for extra in (read, mark) if width_of(extra)]
    room = shape.width - column
    together = (*extras[0], Run("   "), *extras[1]) if len(extras) == 2 else ()
    used = width_of(first) + 2
    if not rest and together and used + width_of(together) <= room:
        right, extras = together, []
    elif not rest and extras and used + width_of(extras[0]) <= room:
        right, extras = extras[0], extras[1:]
    elif together and width_of(together) <= room:
        extras = [together]
    below = [line for extra in extras for line in fold(extra, max(8, room))]
    rows = [Row(placed((indent, label), (column, first)), right, key=key)]
    rows += [Row(placed((column, line)), selectable=False) for line in (*rest, *below)]
    return rows


def audience_section(decoded: Decoded, requires: Requirements, shape: Shape) -> list[Row]:
    """Return the audiences against the required ones, for the form that has no claims on top."""
    judged = judge_audience(decoded, requires)
    rows: list[Row] = []
    for audience in decoded.audience[:20]:
        met = audience in requires.audience
        mark = Mark.MET if met else Mark.NONE
        key = ("audience", audience)
        rows += signed(mark.sign, mark.role, shortened(audience), shape.room, key=key)
    if not rows and decoded.kind is TokenKind.JWT:
        none = (Run("none in the token", Role.MUTED),)
        rows += signed(signs.NOTHING, Role.MUTED, none, shape.room)
    if judged.mark in (Mark.MISSING, Mark.UNKNOWN):
        words = (Run(judged.words, judged.mark.role if judged.mark is Mark.MISSING else Role.TEXT),)
        rows += signed(judged.mark.sign, judged.mark.role, words, shape.room)
    return shape.section("audience", rows)


def required_section(decoded: Decoded, requires: Requirements, shape: Shape) -> list[Row]:
    """Return what else is required: issuer, type and other claims."""
    judged = [("typ", judge_type(decoded, requires))]
    named = (name for name in required_claims(requires) if name != "aud")
    judged += [(name, judge_claim(name, decoded, requires)) for name in named]
    rows: list[Row] = []
    for name, each in judged:
        if each.mark is Mark.NONE:
            continue
        words = (Run(f"{name} "), Run(each.words, Role.MUTED))
        rows += signed(each.mark.sign, each.mark.role, words, shape.room)
    return shape.section("required", rows)


def kind_words(decoded: Decoded) -> str:
    """Return what a token is: `JWT access token`, `opaque, 32 characters`."""
    match decoded.kind:
        case TokenKind.OPAQUE:
            return f"opaque, {_count(decoded.length, 'character')}"
        case TokenKind.JWE:
            return f"encrypted (JWE), {_count(decoded.length, 'character')}"
        case _:
            return "JWT access token" if _is_access_token(decoded) else "JWT"


def kind_note(decoded: Decoded) -> str:
    """Return why it is called that, in brackets."""
    if decoded.kind is TokenKind.OPAQUE:
        return "(not a JWT: nothing to decode)"
    typ = decoded.header.get("typ")
    if not isinstance(typ, str):
        return ""
    return "(typ at+jwt, RFC 9068)" if _is_access_token(decoded) else f"(typ {typ[:40]})"


def _is_access_token(decoded: Decoded) -> bool:
    typ = str(decoded.header.get("typ", "")).lower()
    return typ.removeprefix("application/") == "at+jwt"


def token_section(decoded: Decoded, shape: Shape) -> list[Row]:
    """Return what the token is, where it is no JWT and so has no header and claims to show."""
    if decoded.kind is TokenKind.JWT:
        return []
    line = (Run(kind_words(decoded)), Run(f" {kind_note(decoded)}".rstrip(), Role.MUTED))
    rows = [Row(each, selectable=False) for each in fold(line, shape.room)]
    return shape.section("token", rows)


def all_about(
    decoded: Decoded,
    requires: Requirements,
    client_id: str,
    shape: Shape,
    moment: Moment,
    signature: Signature,
) -> list[Row]:
    """Return header, signature and claims, as the inspector begins."""
    top = token_section(decoded, shape)
    if decoded.kind is not TokenKind.OPAQUE:
        top += header_section(decoded, requires, shape)
    top += signature_section(decoded, signature, shape, moment)
    claims = claims_section(decoded, requires, client_id, shape, moment, signature)
    return joined((top, claims))
