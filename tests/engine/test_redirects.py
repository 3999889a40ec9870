"""Redirects: followed within an origin as browsers do, shown and not followed across."""

from __future__ import annotations

import pytest

from tests.support.fakes import (
    answer,
    header_of,
)
from tests.support.local_api import (
    API,
    TOKEN,
    api,
    get,
    purposes,
    world,
)
from workbench.domain.http import (
    NoContent,
    Purpose,
    Response,
    TextContent,
)


def moved(status: int, location: str) -> Response:
    return answer(status, headers={"Location": location})


@pytest.mark.parametrize(
    ("status", "method", "after"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (301, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (302, "GET", "GET"),
    ],
)
async def test_a_redirect_changes_the_method_as_browsers_do(
    status: int, method: str, after: str
) -> None:
    text = get(f'method = "{method}"\n[request.body]\ntype = "json"\ntext = "1"')
    made = world(text, api(moved(status, "/y?z=1"), answer()))
    exchange = await made.send()
    assert purposes(exchange) == [Purpose.REQUEST, Purpose.REDIRECT]
    second = made.transport.requests[1]
    assert (second.method, second.url.reveal()) == (after, f"{API}/y?z=1")
    kept = after == method
    assert isinstance(second.content, TextContent if kept else NoContent)
    assert (header_of(second, "Content-Type") is not None) is kept


async def test_a_redirect_can_keep_its_method() -> None:
    text = get('method = "POST"\n[request.settings]\nredirect_keeps_method = true')
    made = world(text, api(moved(302, "y"), answer()))
    await made.send()
    assert made.transport.requests[1].method == "POST"


async def test_credentials_stay_within_their_origin() -> None:
    made = world(get('auth = "crm"'), api(moved(302, "/y"), answer()))
    await made.send()
    assert header_of(made.transport.requests[2], "Authorization") == "Bearer token-1"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/x",
        "https://localhost:8000/",
        "http://localhost:8001/",
        "http://localhost:8000@evil.example/",
        "http://localhost:8000\\@evil.example/",
        "http://user@localhost:8000/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
    ],
)
async def test_a_redirect_elsewhere_is_shown_and_not_followed(location: str) -> None:
    made = world(get('auth = "crm"'), api(moved(302, location)))
    exchange = await made.send()
    assert made.sent_to == [TOKEN, f"{API}/x"]
    assert exchange.error is None
    assert exchange.response is not None
    assert exchange.response.status == 302
    assert any("not followed" in note for note in exchange.notes)


async def test_redirects_end_at_their_limit() -> None:
    made = world(get("[request.settings]\nmax_redirects = 2"), lambda _: moved(302, "/again"))
    exchange = await made.send()
    assert len(made.sent_to) == 3
    assert "Stopped after 2 redirects (max_redirects)." in exchange.notes


async def test_redirects_can_be_left_alone() -> None:
    made = world(get("[request.settings]\nfollow_redirects = false"), api(moved(302, "/y")))
    exchange = await made.send()
    assert (len(exchange.steps), exchange.notes) == (1, ())


async def test_a_secret_path_stays_hidden_after_a_redirect() -> None:
    made = world(get(path="/{{env:SECRET}}/a"), api(moved(302, "b"), answer()))
    exchange = await made.send()
    assert made.sent_to[1] == f"{API}/s3cret/b"
    assert "s3cret" not in repr(exchange)


async def test_a_secret_query_does_not_travel_on() -> None:
    made = world(get('[request.query]\nq = "{{env:SECRET}}"'), api(moved(302, "/b"), answer()))
    await made.send()
    assert made.sent_to[1] == f"{API}/b"
