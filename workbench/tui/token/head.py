"""The first rows of the pane: preset, type and grant, state, time left, and the bar of its life.

Must not fetch, renew or judge anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.token import Token, TokenState
from workbench.engine.token_view import Fetching, Held, RenewalFailed
from workbench.tui import signs
from workbench.tui.columns import blank
from workbench.tui.looks import token_look
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.request.auth_tab import kind_of
from workbench.tui.token.claims import kind_note, kind_words
from workbench.tui.token.form import lines, pair
from workbench.tui.token.lifetime import Life, bar_rows

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment
    from workbench.tui.token.subject import Pasted, Subject

_R: Line = (Run("r", Role.ACCENT, bold=True),)


def head_rows(subject: Subject, shape: Shape, moment: Moment) -> list[Row]:
    """Return what is known of a preset at a glance, without a blank row after it."""
    token, decoded = subject.token, subject.decoded
    name: Line = (Run(subject.key.name, bold=True),)
    if token is None and decoded is not None:
        return _claimed_head(name, kind_of(subject.preset), decoded, shape, moment)
    state = state_line(subject, moment)
    left, following = left_line(subject, moment), next_line(subject, moment)
    rows = _title(name, kind_of(subject.preset), decoded, (state, left, following), shape)
    if token is None:
        return rows
    renews = subject.status.renews_at if isinstance(subject.status, Held) else None
    life = Life(token.requested_at, token.expires_at, token.stale_at, renews)
    return rows + _with_bar(bar_rows(life, shape, moment), shape)


def pasted_rows(pasted: Pasted, shape: Shape, moment: Moment) -> list[Row]:
    """Return the same for a token that was pasted; what it says of its life is only claimed."""
    name: Line = (Run("pasted", bold=True),)
    kind: Line = (Run("nothing was sent", Role.MUTED),)
    return _claimed_head(name, kind, pasted.decoded, shape, moment)


def _claimed_head(
    name: Line, kind: Line, decoded: Decoded, shape: Shape, moment: Moment
) -> list[Row]:
    state = claimed_state(decoded, moment)
    rows = _title(name, kind, decoded, (state, (), ()), shape)
    life = Life(decoded.issued_at, decoded.expires_at)
    return rows + _with_bar(bar_rows(life, shape, moment), shape)


def _with_bar(bar: list[Row], shape: Shape) -> list[Row]:
    return [blank(), *bar] if bar and shape.is_wide else bar


def _title(
    name: Line, kind: Line, decoded: Decoded | None, said: tuple[Line, Line, Line], shape: Shape
) -> list[Row]:
    state, left, following = said
    if shape.is_narrow:
        rows = [*pair(name, state, shape.width), *lines(kind, shape.width)]
        time = pair(left, following, shape.width) if left or following else []
        return [*rows, blank(), *time] if time else rows
    if shape.is_wide:
        right = _spaced(state, left, gap=2)
        compact = tuple(Run(" ") if run.text == "  " else run for run in kind)
        candidates = [_spaced(name, compact, gap=2), _spaced(name, kind[-1:], gap=2)]
    else:
        right = _spaced(state, left, following)
        candidates = [_spaced(name, kind)]
    if shape.is_inspector and decoded is not None:
        words: Line = (Run(kind_words(decoded)),)
        noted: Line = (*words, Run(f" {kind_note(decoded)}".rstrip(), Role.MUTED))
        candidates = [_spaced(name, noted, kind), _spaced(name, words, kind), *candidates]
    for line in candidates:
        if width_of(line) + 3 + width_of(right) <= shape.width:
            return [Row(line, right, selectable=False)]
    return [*lines(candidates[0], shape.width), *lines(right, shape.width)]


def _spaced(*parts: Line, gap: int = 3) -> Line:
    runs: list[Run] = []
    for part in parts:
        if part:
            runs += [Run(" " * gap), *part] if runs else part
    return tuple(runs)


def state_line(subject: Subject, moment: Moment) -> Line:
    """Return the state, its sign before its word; `as written` where there is no life to it."""
    if subject.is_static:
        return (Run(f"{signs.NOTHING} sent as written", Role.MUTED),)
    token = subject.token
    if token is not None:
        moment.watch(token.stale_at, token.dead_at, token.expires_at)
    look = token_look(subject.status, moment.now)
    word = look.word
    if isinstance(subject.status, Held) and token is not None and token.expires_at is None:
        word = f"lifetime unknown, {moment.age(token.requested_at)} old"
    return (Run(f"{look.sign} {word}", look.role, bold=True),)


def left_line(subject: Subject, moment: Moment) -> Line:
    """Return how long the token can be used, or for how long it has not been."""
    token, status = subject.token, subject.status
    if isinstance(status, Fetching) and (token is None or _is_dead(token, moment)):
        return (Run(moment.running(status.since), Role.ACCENT),)
    if token is None or token.expires_at is None:
        return ()
    if token.expires_at <= moment.now:
        ago = f"{moment.past(token.expires_at)} ago"
        # Where the state is another, the word for it is not there yet.
        return (Run(ago if isinstance(status, Held) else f"expired {ago}"),)
    look = token_look(Held(token), moment.now)
    moment.watch(token.stale_at, token.dead_at)
    return (Run(moment.left(token.expires_at), look.role, bold=True), Run(" left"))


def _is_dead(token: Token, moment: Moment) -> bool:
    return token.state(moment.now) is TokenState.EXPIRED


def next_line(subject: Subject, moment: Moment) -> Line:
    """Return what happens next to the token: who renews it and when."""
    token = subject.token
    match subject.status:
        case Held():
            return _held_next(subject.status, moment)
        case RenewalFailed(retry_at=retry_at) if retry_at is not None and retry_at > moment.now:
            return (Run("again in ", Role.MUTED), Run(moment.left(retry_at)))
        case Fetching() | RenewalFailed() if token is not None and not _is_dead(token, moment):
            return (Run("still in use", Role.MUTED),)
        case RenewalFailed():
            return (Run("next send tries", Role.MUTED),)
        case _:
            return ()


def _held_next(held: Held, moment: Moment) -> Line:
    if held.unknown_life:
        return ()
    if not held.alone:
        return (*_R, Run(" renews, needs you", Role.MUTED))
    state = held.token.state(moment.now)
    moment.watch(held.renews_at)
    if held.renews_at is not None:
        if held.renews_at > moment.now:
            return (Run("renews in ", Role.MUTED), Run(moment.left(held.renews_at)))
        return (Run("renews now", Role.MUTED),)
    if held.token.used_once:
        return (Run("used once", Role.MUTED),)
    words = {
        TokenState.FRESH: "renews on use",
        TokenState.STALE: "next send renews",
        TokenState.EXPIRED: "next send fetches",
    }
    return (Run(words.get(state, ""), Role.MUTED),)


def claimed_state(decoded: Decoded, moment: Moment) -> Line:
    """Return what a token claims about its own life."""
    ends, begins = decoded.expires_at, decoded.not_before
    moment.watch(ends, begins)
    if ends is not None and ends <= moment.now:
        past = f"{signs.EXPIRED} expired {moment.past(ends)} ago"
        return (Run(past, Role.MUTED, bold=True),)
    if begins is not None and begins > moment.now:
        text = f"{signs.UNKNOWN} claims to begin {moment.away(begins)}"
    elif ends is not None:
        text = f"{signs.UNKNOWN} claims {moment.left(ends)} left"
    else:
        text = f"{signs.UNKNOWN} claims no end"
    return (Run(text, Role.LOOK, bold=True),)
