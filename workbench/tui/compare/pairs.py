"""Which two answers are compared, and what differs between them besides their bodies.

Must not read a body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.http import Cancelled, Done

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.domain.http import Exchange, Response
    from workbench.tui.session import Past, Session

#: A header as it came: name and value.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """Two answered exchanges, the older first."""

    older: Exchange
    newer: Exchange

    @property
    def responses(self) -> tuple[Response, Response]:
        """Return both answers."""
        assert self.older.response is not None  # noqa: S101 (`between` looked)
        assert self.newer.response is not None  # noqa: S101
        return self.older.response, self.newer.response


def between(one: Exchange | None, other: Exchange | None) -> Answers | None:
    """Return two exchanges as answers to compare; None where one has none, or both are one."""
    if one is None or other is None or one is other:
        return None
    if one.response is None or other.response is None:
        return None
    older, newer = sorted((one, other), key=lambda each: each.started_at)
    return Answers(older, newer)


def shown(session: Session) -> Exchange | None:
    """Return the exchange whose answer is looked at."""
    state = session.state
    return state.exchange if isinstance(state, Done | Cancelled) else None


def with_past(session: Session, past: Past) -> Answers | None:
    """Return an exchange of the history and what it is to be compared with.

    That is the answer shown, where it is one of the same request; else the answer before it.
    """
    if past.ref == session.ref:
        pair = between(past.exchange, shown(session))
        if pair is not None:
            return pair
    before = next(iter(_before(session, past)), None)
    return between(past.exchange, before.exchange) if before else None


def _before(session: Session, past: Past) -> Iterable[Past]:
    seen = False
    for each in session.history:
        if seen and each.ref == past.ref and each.exchange.response is not None:
            yield each
        seen = seen or each.exchange is past.exchange


def earlier(session: Session) -> tuple[Past, ...]:
    """Return the other answers of the open request, newest first."""
    here = shown(session)
    return tuple(
        past
        for past in session.history
        if past.ref == session.ref and between(past.exchange, here) is not None
    )


def headers_apart(older: Response, newer: Response) -> tuple[list[Pair], list[Pair], int]:
    """Return the headers that only one of them has, duplicates counted, and how many both have.

    A name is the same in any case (RFC 9110 5.1); the order in which they came is not compared.
    """
    left = list(newer.headers)
    gone: list[Pair] = []
    for name, value in older.headers:
        found = next(
            (each for each in left if each[0].lower() == name.lower() and each[1] == value), None
        )
        if found is None:
            gone.append((name, value))
        else:
            left.remove(found)
    return gone, left, len(older.headers) - len(gone)
