"""All presets in one table: state, time left, when it renews, kind of grant.

Must not decide which one is shown below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.presets import ApiKey, Basic, Bearer, GrantType, OAuth2
from workbench.engine.token_view import Fetching, Held, NoneYet, RenewalFailed
from workbench.tui.columns import placed, widest
from workbench.tui.paint import Line, Role, Row, Run, cut, pad, plain, width_of
from workbench.tui.token.head import left_line, state_line
from workbench.tui.token.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.presets import Preset
    from workbench.engine.token_view import PresetKey
    from workbench.tui.token.subject import Subject

#: With more presets than this, those without a token are counted instead.
MOST = 16
#: The cells of all columns but the name, and of the kind alone.
_REST, _KIND = 44, 10
_GRANTS = {
    GrantType.CLIENT_CREDENTIALS: "client",
    GrantType.AUTHORIZATION_CODE: "browser",
    GrantType.PASSWORD: "password",
    GrantType.DEVICE_CODE: "device",
    GrantType.REFRESH_TOKEN: "refresh",
    GrantType.JWT_BEARER: "assertion",
    GrantType.TOKEN_EXCHANGE: "exchange",
}


def table_rows(
    subjects: Sequence[Subject], shown: PresetKey | None, width: int, moment: Moment
) -> list[Row]:
    """Return one row a preset, by whose key the cursor finds it."""
    seen = list(subjects)
    if len(seen) > MOST:
        seen = [
            each
            for each in seen
            if each.key == shown or each.is_open or not isinstance(each.status, NoneYet)
        ]
    name_width = widest([each.key.name for each in seen], 6, max(8, width - _REST))
    if any(width_of(each.key.name) > name_width for each in seen):
        # A whole name is worth more than the kind, which stands below too.
        name_width = widest([each.key.name for each in seen], 6, max(8, width - _REST + _KIND))
    columns = _columns(name_width, width)
    heads = ("preset", "state", pad("left", 8, right=True), "renews", "kind")
    title = placed(
        *((at, (Run(head, Role.MUTED),)) for at, head in zip(columns, heads, strict=False))
    )
    rows = [Row(title, selectable=False)]
    rows += [_row(each, shown, columns, name_width, moment) for each in seen]
    hidden = len(subjects) - len(seen)
    if hidden:
        more = (Run(f" and {hidden:,} more without a token", Role.MUTED),)
        rows.append(Row(more, selectable=False))
    return rows


def _columns(name_width: int, width: int) -> tuple[int, ...]:
    state = 1 + name_width + 2
    columns = (1, state, state + 12, state + 22)
    kind = state + 22 + _KIND
    return (*columns, kind) if kind + _KIND - 1 <= width else columns


def _row(
    subject: Subject,
    shown: PresetKey | None,
    columns: tuple[int, ...],
    name_width: int,
    moment: Moment,
) -> Row:
    is_shown = subject.key == shown
    name = cut((Run(subject.key.name, bold=is_shown),), name_width)
    left = left_line(subject, moment)
    if isinstance(subject.status, Held) and subject.status.unknown_life:
        state: Line = (Run("? unknown", Role.LOOK),)
    elif subject.is_static:
        state = (Run("· as written", Role.MUTED),)
    else:
        state = tuple(Run(run.text, run.role) for run in state_line(subject, moment))
    is_over = isinstance(subject.status, RenewalFailed) and " left" not in plain(left)
    time = () if is_over else tuple(Run(run.text) for run in left if run.text != " left")
    blanks = Run(" " * max(0, 8 - width_of(time)))
    line = placed(
        (columns[0], name),
        (columns[1], state),
        (columns[2], (blanks, *time) if time else ()),
        (columns[3], (Run(_renews(subject, moment)),)),
        *((at, (Run(_kind(subject.preset), Role.MUTED),)) for at in columns[4:]),
    )
    # Where none of them is shown, the cursor has no place among them.
    return Row(line, key=subject.key, selectable=shown is not None)


def _renews(subject: Subject, moment: Moment) -> str:
    match subject.status:
        case _ if subject.is_static:
            return ""
        case Held(alone=False):
            return "needs you"
        case Held(renews_at=at) if at is not None:
            moment.watch(at)
            return moment.left(at) if at > moment.now else "now"
        case Fetching(old=old) if old is not None:
            return "now"
        case RenewalFailed(retry_at=at) if at is not None and at > moment.now:
            return f"in {moment.left(at)}"
        case Held(unknown_life=False) | NoneYet() | RenewalFailed():
            return "on use"
        case _:
            return ""


def _kind(preset: Preset) -> str:
    match preset:
        case OAuth2(grant=grant):
            return _GRANTS[grant]
        case Basic():
            return "basic"
        case Bearer():
            return "bearer"
        case ApiKey():
            return "api_key"
