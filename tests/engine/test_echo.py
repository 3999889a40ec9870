"""What a server sends back of a secret is hidden again, and still used as it came."""

from __future__ import annotations

import pytest

from tests.support.fakes import answer
from tests.support.local_api import API, api, get, world
from workbench.domain.http import Receiving
from workbench.domain.secret import Rendered, Secret
from workbench.engine.client_auth import conceal, hidden_again

QUERY = get('[request.query]\nq = "{{env:SECRET}}"')
HARD = 's3cret +/%:"1é'


async def test_a_redirect_that_repeats_the_query_is_followed_and_stays_masked() -> None:
    moved = answer(301, "", {"Location": "/x/?q=s3cret"})
    made = world(QUERY, api(moved, answer()))
    exchange = await made.send()
    assert made.sent_to[1] == f"{API}/x/?q=s3cret"
    assert exchange.final is not None
    assert str(exchange.final.request.url) == f"{API}/x/?q=••••••••"
    assert "s3cret" not in repr(exchange) + repr(made.states)


async def test_a_secret_that_a_redirect_left_out_is_hidden_where_a_later_head_repeats_it() -> None:
    moved = answer(302, "", {"Location": "/y"})
    made = world(QUERY, api(moved, answer(200, "", {"X-Seen": "s3cret"})))
    exchange = await made.send()
    assert made.sent_to[1] == f"{API}/y"
    assert exchange.response is not None
    assert exchange.response.headers == (("X-Seen", "••••••••"),)


@pytest.mark.parametrize("location", ["https://else.example/?q={}", "http://[{}"])
async def test_a_redirect_that_is_not_followed_is_told_without_the_secret(location: str) -> None:
    made = world(QUERY, api(answer(302, "", {"Location": location.format("s3cret")})))
    exchange = await made.send()
    assert len(made.sent_to) == 1
    (note,) = exchange.notes
    assert "not followed" in note
    assert "s3cret" not in note


@pytest.mark.parametrize("spelling", [HARD, "s3cret%20%2B%2F%25%3A%221%C3%A9", "s3cret+%2B%2F%25"])
async def test_a_head_that_repeats_a_secret_is_shown_without_it(spelling: str) -> None:
    secret = HARD[:10] if spelling.endswith("%25") else HARD
    echo = answer(200, "fine", {"X-Seen": f"<{spelling}>", "X-Other": "kept"}, reason=secret)
    made = world(QUERY, api(echo), env={"SECRET": secret})
    exchange = await made.send()
    shown = exchange.response
    assert shown is not None
    assert (shown.reason, shown.headers) == (
        "••••••••",
        (("X-Seen", "<••••••••>"), ("X-Other", "kept")),
    )
    (receiving,) = [state for state in made.states if isinstance(state, Receiving)]
    assert receiving.response.headers == shown.headers


async def test_an_answer_to_a_request_without_secrets_is_the_answer() -> None:
    made = world(get('auth = "none"'), api(answer(200, "", {"X": "s3cret"})))
    exchange = await made.send()
    assert exchange.response is not None
    assert exchange.response.headers == (("X", "s3cret"),)


def test_what_is_hidden_again_is_not_lost() -> None:
    text = "a s3cret-of-mine b c3M= s3cret-of-mine"
    hidden = hidden_again(text, [Secret("s3cret-of-mine"), Secret("ss")])
    assert str(hidden) == "a •••••••• b •••••••• ••••••••"
    assert hidden.secret() == Secret(text)
    assert hidden_again(text, []) == Rendered.of(text)


def test_the_longest_spelling_is_hidden_first() -> None:
    assert conceal("long-secret long", [Secret("long"), Secret("long-secret")]) == (
        "•••••••• ••••••••"
    )
