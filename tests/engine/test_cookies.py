"""Cookies: what is kept, what goes where, and what is said about the rest."""

from __future__ import annotations

import pytest

from tests.support.fakes import START, answer, header_of
from tests.support.local_api import API, api, get, world
from tests.support.worlds import World
from workbench.domain.cookies import CookieEvent, CookieFate
from workbench.domain.http import Exchange, Response
from workbench.domain.origin import origin_of
from workbench.engine.cookies import MOST, Jar
from workbench.engine.set_cookie import cookie_date

HTTPS = "https://www.example.com"


def kept(line: str, url: str = f"{HTTPS}/a/b") -> tuple[Jar, CookieEvent]:
    jar = Jar(lambda domain: domain in {"com", "co.uk", "github.io"})
    path = "/" + url.partition("://")[2].partition("/")[2]
    (event,) = jar.take([line], origin_of(url), path, START)
    return jar, event


def goes(jar: Jar, url: str, now: float = START) -> list[str]:
    path = "/" + url.partition("://")[2].partition("/")[2]
    return [each.name for each in jar.for_request(origin_of(url), path, now)[0]]


@pytest.mark.parametrize(
    ("line", "url", "sent"),
    [
        ("a=1", f"{HTTPS}/a/c", True),
        ("a=1", f"{HTTPS}/ab", False),
        ("a=1; Path=/", f"{HTTPS}/x", True),
        ("a=1; Path=/x", f"{HTTPS}/x/y", True),
        ("a=1; Path=/x", f"{HTTPS}/xy", False),
        ("a=1; Path=nonsense", f"{HTTPS}/a/", True),
        ("a=1; Path=/", "https://example.com/", False),
        ("a=1; Path=/", "https://sub.www.example.com/", False),
        ("a=1; Path=/; Domain=example.com", "https://example.com/", True),
        ("a=1; Path=/; Domain=.Example.com", "https://api.example.com/", True),
        ("a=1; Path=/; Domain=example.com", "https://notexample.com/", False),
        ("a=1; Path=/; Domain=", "https://www.example.com/", True),
        ("a=1; Path=/; Secure", "http://www.example.com/", False),
        ("a=1; Path=/", "http://www.example.com/", True),
        ("a=1; Path=/", "https://www.example.com:8443/", True),
    ],
)
def test_a_cookie_goes_where_it_may(line: str, url: str, sent: bool) -> None:
    jar, event = kept(line)
    assert event.fate is CookieFate.KEPT
    assert goes(jar, url) == (["a"] if sent else [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("a=1; Domain=other.com", "www.example.com may not set one for other.com"),
        ("a=1; Domain=ample.com", "may not set one"),
        ("a=1; Domain=api.example.com", "may not set one"),
        ("a=1; Domain=com", "public suffix"),
        ("", "names no cookie"),
        ("__Host-a=1; Secure; Path=/; Domain=www.example.com", "its name promises"),
        ("__Secure-a=1", "its name promises Secure"),
        ("a=\x01", "control character"),
        (f"a={'x' * 4096}", "longer than 4,096 bytes"),
    ],
)
def test_a_cookie_that_may_not_be_kept_says_why(line: str, why: str) -> None:
    jar, event = kept(line)
    assert event.fate is CookieFate.REFUSED
    assert why in event.why
    assert jar.cookies(START) == ()


def test_a_secure_cookie_over_http_is_refused_and_protected() -> None:
    _, event = kept("a=1; Secure", "http://www.example.com/")
    assert (event.fate, event.why) == (CookieFate.REFUSED, "it is Secure, and came over http")
    jar, _ = kept("a=1; Secure; Path=/")
    (event,) = jar.take(["a=2; Path=/"], origin_of("http://www.example.com"), "/", START)
    assert event.why == "it would replace a Secure one over http"
    _, event = kept("a=1; Secure", "http://localhost:8000/")
    assert event.fate is CookieFate.KEPT


def test_an_owner_of_a_public_suffix_keeps_its_own_only() -> None:
    jar, event = kept("a=1; Domain=github.io; Path=/", "https://github.io/")
    assert event.fate is CookieFate.KEPT
    assert goes(jar, "https://github.io/") == ["a"]
    assert goes(jar, "https://me.github.io/") == []
    _, event = kept("a=1; Domain=github.io", "https://me.github.io/")
    assert "many owners" in event.why


def test_an_address_shares_with_nobody() -> None:
    _, event = kept("a=1; Domain=0.0.1", "http://127.0.0.1/")
    assert event.fate is CookieFate.REFUSED
    jar, _ = kept("a=1; Domain=127.0.0.1; Path=/", "http://127.0.0.1/")
    assert goes(jar, "http://127.0.0.1/") == ["a"]


@pytest.mark.parametrize(
    ("attributes", "lives"),
    [
        ("", 10**6),
        ("; Max-Age=60", 60),
        ("; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 60),
        ("; Max-Age=99999999999999999999", 400 * 86400),
        ("; Expires=Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("; Max-Age=soon; Expires=Thursday, 01-Jan-26 00:01:00 GMT", 60),
        ("; Expires=nonsense", 10**6),
    ],
)
def test_a_cookie_ends_when_it_says(attributes: str, lives: float) -> None:
    jar, _ = kept(f"a=1{attributes}")
    assert goes(jar, f"{HTTPS}/a/b", START + lives - 1) == ["a"]
    assert lives == 10**6 or goes(jar, f"{HTTPS}/a/b", START + lives) == []


@pytest.mark.parametrize(
    "line", ["a=; Max-Age=0", "a=; Max-Age=-1", "a=; Expires=01 Jan 1970 0:0:0"]
)
def test_an_ended_cookie_removes_the_one_that_is_there(line: str) -> None:
    jar, _ = kept("a=1")
    (event,) = jar.take([line], origin_of(HTTPS), "/a/b", START)
    assert event.fate is CookieFate.REMOVED
    assert jar.cookies(START) == ()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784111777.0),
        ("Sun Nov  6 08:49:37 1994", 784111777.0),
        ("6 nov 1994 8:49:37", 784111777.0),
        ("32 Nov 1994 08:49:37", None),
        ("06 Nov 1994", None),
        ("06 Nov 1500 08:49:37", None),
    ],
)
def test_a_cookies_date_is_read_as_browsers_do(text: str, seconds: float | None) -> None:
    assert cookie_date(text) == seconds


def test_longer_paths_go_first_and_then_older_ones() -> None:
    jar = Jar()
    for age, line in enumerate(("a=1; Path=/", "b=2; Path=/a/b", "c=3; Path=/")):
        jar.take([line], origin_of(HTTPS), "/", START + age)
    assert goes(jar, f"{HTTPS}/a/b", START + 5) == ["b", "a", "c"]


def test_a_cookie_that_is_set_again_keeps_its_place() -> None:
    jar = Jar()
    for age, line in enumerate(("a=1; Path=/", "b=2; Path=/", "a=3; Path=/")):
        jar.take([line], origin_of(HTTPS), "/", START + age)
    assert goes(jar, f"{HTTPS}/", START + 5) == ["a", "b"]


def test_a_jar_is_bounded_and_can_be_cleared() -> None:
    jar = Jar()
    for number in range(MOST + 5):
        jar.take([f"c{number}=1; Path=/"], origin_of(HTTPS), "/", START + number)
    assert len(jar.cookies(START)) == MOST
    assert "c0" not in goes(jar, HTTPS + "/")
    jar.remove(jar.cookies(START)[0])
    assert len(jar.cookies(START)) == MOST - 1
    jar.clear("other.example")
    assert len(jar.cookies(START)) == MOST - 1
    jar.clear("www.example.com")
    assert jar.cookies(START) == ()


def set_cookie(*lines: str, status: int = 200, location: str = "") -> Response:
    made = answer(status, headers={"Location": location} if location else {})
    headers = (*made.headers, *(("Set-Cookie", line) for line in lines))
    return Response(made.status, "", headers, made.body, 0.0)


def fates(exchange: Exchange) -> list[list[tuple[CookieFate, str]]]:
    return [[(event.fate, event.name) for event in step.cookies] for step in exchange.steps]


async def test_a_cookie_of_a_login_redirect_is_sent_on_and_kept() -> None:
    made = world(
        get(), api(set_cookie("s=1; Path=/", status=302, location="/home"), answer(), answer())
    )
    exchange = await made.send()
    assert fates(exchange) == [[(CookieFate.KEPT, "s")], [(CookieFate.SENT, "s")]]
    assert header_of(made.transport.requests[1], "Cookie") == "s=1"
    await made.send()
    assert header_of(made.transport.requests[2], "Cookie") == "s=1"


async def test_a_cookies_value_is_masked_where_it_is_sent() -> None:
    made = world(get(), api(set_cookie("s=hush-hush; Path=/"), answer()))
    await made.send()
    exchange = await made.send()
    assert "hush-hush" not in repr(exchange)
    assert header_of(made.transport.requests[1], "Cookie") == "s=hush-hush"


async def test_a_cookie_does_not_cross_origins_but_the_jar_of_the_other_is_its_own() -> None:
    made = world(
        get(),
        api(
            set_cookie("s=1; Path=/", status=302, location="https://other.example/"),
            set_cookie("o=2; Path=/", status=302, location="https://other.example/b"),
            answer(),
        ),
    )
    await made.send()
    sent = [header_of(request, "Cookie") for request in made.transport.requests]
    assert sent == [None, None, "o=2"]


async def test_environments_share_no_cookie() -> None:
    made = world(
        get() + "\n[environments.other]\n", api(set_cookie("s=1; Path=/"), answer(), answer())
    )
    await made.send()
    made.environment = "other"
    await made.send()
    made.environment = None
    await made.send()
    sent = [header_of(request, "Cookie") for request in made.transport.requests]
    assert sent == [None, None, "s=1"]


async def test_cookies_can_be_left_alone() -> None:
    text = f'[collection]\nname = "A"\n[[request]]\nname = "R"\nurl = "{API}"\n'
    off = World(text + "[request.settings]\ncookies = false\n", answers=[set_cookie("s=1")] * 2)
    for _ in range(2):
        exchange = await off.send()
        assert fates(exchange) == [[]]
    assert header_of(off.transport.requests[1], "Cookie") is None


async def test_the_requests_own_cookie_wins_over_the_jar() -> None:
    made = world(
        get('[request.headers]\nCookie = "s=own; x=2"'),
        api(set_cookie("s=1; Path=/", "t=3; Path=/"), answer()),
    )
    await made.send()
    exchange = await made.send()
    assert header_of(made.transport.requests[1], "Cookie") == "s=own; x=2; t=3"
    assert fates(exchange) == [[(CookieFate.SENT, "t"), (CookieFate.HELD_BACK, "s")]]


async def test_a_row_that_is_switched_off_sends_no_cookie() -> None:
    made = world(
        get("[request.headers]\nCookie = { enabled = false }"),
        api(set_cookie("s=1; Path=/"), answer()),
    )
    await made.send()
    exchange = await made.send()
    assert header_of(made.transport.requests[1], "Cookie") is None
    assert exchange.steps[0].cookies[0].why == "the row Cookie is switched off"


async def test_why_a_cookie_was_not_sent_is_said() -> None:
    made = world(
        get(path="/x"), api(set_cookie("p=1; Path=/other", "q=2; Domain=evil.example"), answer())
    )
    exchange = await made.send()
    assert fates(exchange) == [[(CookieFate.KEPT, "p"), (CookieFate.REFUSED, "q")]]
    exchange = await made.send()
    assert exchange.steps[0].cookies == (
        CookieEvent(CookieFate.HELD_BACK, "p", "it is for /other"),
    )
