"""What the screen is told of a preset whose token needs a person."""

from __future__ import annotations

from tests.support.fakes import START
from tests.support.presets import credentials
from workbench.domain.errors import PersonNeeded
from workbench.domain.presets import GrantType
from workbench.domain.secret import Secret
from workbench.domain.token import Token, TokenState
from workbench.engine import why
from workbench.engine.slot import Run, Slot
from workbench.engine.token_view import Held, NeedsPerson

STALE = START + 50


def interactive(refresh: str = "") -> Slot:
    """A slot that holds a token of 60 s from a grant that needs a person."""
    preset = credentials(grant=GrantType.AUTHORIZATION_CODE, keep_fresh=True)
    slot = Slot("mark", preset)
    token = Token(
        Secret("a"), START, START + 60, refresh_token=Secret(refresh) if refresh else None
    )
    slot.store(token, Run(START, "Ping"))
    return slot


def test_a_stale_token_that_needs_a_person_is_used_and_never_renewed_behind() -> None:
    slot = interactive()
    assert slot.token is not None
    assert slot.state(STALE) is TokenState.STALE
    assert not slot.may_renew_behind(STALE)
    assert slot.due_at(STALE) is None
    status = slot.status(STALE)
    assert isinstance(status, Held)
    assert (status.alone, status.renews_at) == (False, None)
    reason = why.reused(slot, slot.token, STALE, renewal_started=False)
    assert reason == "reused: 10 s left, renewing it needs a person"


def test_with_a_refresh_token_it_renews_alone() -> None:
    slot = interactive("r")
    assert slot.may_renew_behind(STALE)
    status = slot.status(STALE)
    assert isinstance(status, Held)
    assert (status.alone, status.renews_at) == (True, START + 48)


def test_a_grant_that_stopped_for_a_person_says_what_to_do() -> None:
    slot = interactive()
    slot.fail(PersonNeeded("Open the page and enter ABCD."), STALE, Run(STALE, "Ping"))
    assert slot.status(STALE) == NeedsPerson("Open the page and enter ABCD.")


def test_durations_are_spoken_as_the_screen_writes_them() -> None:
    spoken = [
        why.spoken(each) for each in (-3, 0.9, 59.9, 60, 3599, 3600, 7500, 86400, 273600, 1e9)
    ]
    assert spoken == [
        "0 s",
        "0 s",
        "59 s",
        "1:00",
        "59:59",
        "1 h 00",
        "2 h 05",
        "1 d 0 h",
        "3 d 4 h",
        "over ten years",
    ]
