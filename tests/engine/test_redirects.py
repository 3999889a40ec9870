"""Redirects: followed as browsers do, and what stays behind when they cross origins."""

from __future__ import annotations

import pytest

from tests.support.fakes import (
    answer,
    header_of,
)
from tests.support.local_api import (
    API,
    INVALID,
    TOKEN,
    api,
    get,
    purposes,
    world,
)
from tests.support.worlds import World
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
        "http://localhost:8000@evil.example/",
        "http://localhost:8000\\@evil.example/",
        "http://user@localhost:8000/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
    ],
)
async def test_a_redirect_to_what_is_no_place_is_shown_and_not_followed(location: str) -> None:
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


ELSEWHERE = [
    ("https://evil.example/", "https://evil.example/"),
    ("//evil.example/x?y", "http://evil.example/x?y"),
    ("https://localhost:8000/", "https://localhost:8000/"),
    ("http://localhost:8001", "http://localhost:8001"),
]
EVERY_CREDENTIAL = """
auth = "crm"
[request.query]
q = "{{env:SECRET}}"
[request.headers]
X-Source = "a {{env:SECRET}}"
X-Api-Key = "literal"
X-Auth-Thing = "literal"
Proxy-Authorization = "literal"
Cookie = "own=1"
Accept = "text/plain"
X-Plain = "stays"
[request.settings]
verify = false
client_certificate = "c.pem"
client_key = "c.pem"
"""


@pytest.mark.parametrize(("location", "address"), ELSEWHERE)
async def test_across_origins_all_that_was_filled_in_stays_behind(
    location: str, address: str
) -> None:
    made = world(
        get(EVERY_CREDENTIAL),
        api(moved(302, location), answer()),
        files={"/ws/c.pem": ""},
        says=True,
    )
    exchange = await made.send()
    assert exchange.error is None
    assert made.sent_to == [TOKEN, f"{API}/x?q=s3cret", address]
    crossed = made.transport.requests[2]
    names = {header.name for header in crossed.headers}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "X-Plain"}
    assert header_of(crossed, "Host") == str(crossed.origin).partition("://")[2]
    assert crossed.settings.verify is True
    assert (crossed.settings.client_certificate, crossed.settings.client_key) == (None, None)
    note = next(each for each in exchange.notes if "another origin" in each)
    for name in ("Authorization", "X-Source", "X-Api-Key", "Cookie"):
        assert name in note
    assert "s3cret" not in note


async def test_a_key_in_the_query_or_a_cookie_stays_behind() -> None:
    for auth in ("place", "key"):
        made = world(get(f'auth = "{auth}"'), api(moved(307, "https://evil.example/a"), answer()))
        await made.send()
        crossed = made.transport.requests[-1]
        assert crossed.url.reveal() == "https://evil.example/a"
        assert header_of(crossed, "Cookie") is None
        assert header_of(crossed, "Authorization") is None


async def test_what_stayed_behind_does_not_come_back_on_the_way_home() -> None:
    made = world(
        get('auth = "crm"'),
        api(moved(302, "https://other.example/"), moved(302, f"{API}/home"), answer()),
    )
    await made.send()
    assert made.sent_to[-1] == f"{API}/home"
    assert header_of(made.transport.requests[-1], "Authorization") is None


@pytest.mark.parametrize(
    ("body", "followed"),
    [
        ('type = "json"\ntext = "1"', True),
        ('type = "json"\ntext = "{{env:SECRET}}"', False),
        ('type = "form"\nform = { a = "{{env:SECRET}}" }', False),
        ('type = "file"\nfile = "notes.txt"', False),
    ],
)
async def test_a_body_crosses_only_where_nothing_was_filled_into_it(
    body: str, followed: bool
) -> None:
    made = world(
        get(f'method = "POST"\n[request.body]\n{body}'),
        api(moved(307, "https://other.example/"), answer()),
        files={"/ws/notes.txt": "notes"},
    )
    exchange = await made.send()
    assert exchange.error is None
    assert (len(made.sent_to) == 2) is followed
    assert followed or any("not followed: the body" in note for note in exchange.notes)


async def test_from_https_to_http_is_said() -> None:
    made = World(
        '[collection]\nname = "A"\n[[request]]\nname = "R"\nurl = "https://a.example/"\n',
        answers=[moved(302, "http://b.example/"), answer()],
    )
    exchange = await made.send()
    assert any("not encrypted" in note for note in exchange.notes)


async def test_another_origin_cannot_refuse_a_token_it_never_saw() -> None:
    made = world(
        get('auth = "crm"'),
        api(moved(302, "https://other.example/"), answer(401, headers=INVALID)),
    )
    exchange = await made.send()
    assert purposes(exchange) == [Purpose.TOKEN, Purpose.REQUEST, Purpose.REDIRECT]


async def test_a_location_with_raw_characters_is_sent_encoded() -> None:
    made = world(get(), api(moved(302, "/ü b?c=ü"), moved(302, "https://o.example/ü"), answer()))
    await made.send()
    assert made.sent_to[1:] == [f"{API}/%C3%BC%20b?c=%C3%BC", "https://o.example/%C3%BC"]
