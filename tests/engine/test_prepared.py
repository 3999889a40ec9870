"""What is kept between sends of the same request, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.fakes import answer, header_of, token_answer
from tests.support.local_api import API, INVALID, api, get, world
from tests.support.worlds import World
from workbench.domain.collection import Row
from workbench.domain.http import Response
from workbench.domain.settings import Settings
from workbench.engine.prepared import MOST, Prepared
from workbench.engine.resolution import preset_of

CRM = get('auth = "crm"')


def old_then_new(number: int) -> Response:
    return token_answer("former" if number == 1 else "newer")


def prepared(made: World, label: str = "") -> Prepared:
    effective = made.effective(label)
    preset = preset_of(made.workspace, effective)
    return made.means.preparation.prepared(effective, preset, made.sources, made.root)


def test_the_same_request_is_traced_once() -> None:
    made = world(CRM)
    assert prepared(made) is prepared(made)


@pytest.mark.parametrize(
    "row",
    [Row("X-New", value="1"), Row("X-Old", value="2"), Row("X-Old", value="1", enabled=False)],
)
def test_an_edited_row_is_traced_anew(row: Row) -> None:
    made = world(get('auth = "crm"\n[request.headers]\nX-Old = "1"'))
    before = prepared(made)
    spec = made.effective().spec
    draft = made.effective(draft=replace(spec, headers=(row,)))
    preset = preset_of(made.workspace, draft)
    after = made.means.preparation.prepared(draft, preset, made.sources, made.root)
    assert after is not before
    assert after.plan.request != before.plan.request


def test_another_setting_is_traced_anew() -> None:
    made = world(CRM)
    before = prepared(made)
    spec = replace(made.effective().spec, settings=Settings(verify=False))
    draft = made.effective(draft=spec)
    preset = preset_of(made.workspace, draft)
    after = made.means.preparation.prepared(draft, preset, made.sources, made.root)
    assert len(after.plan.needs) == len(before.plan.needs) + 1


def test_another_value_of_a_variable_is_another_plan() -> None:
    made = world(get('auth = "none"\n[request.headers]\nX-A = "{{a}}"'))
    made.overrides = {"a": "1"}
    before = prepared(made)
    made.overrides = {"a": "2"}
    assert header_of(prepared(made).plan.request, "X-A") == "2"
    assert header_of(before.plan.request, "X-A") == "1"


def test_a_plan_that_looked_at_a_file_is_made_anew() -> None:
    made = world(get('auth = "none"\n[request.headers]\nX-A = "{{file:a.txt}}"'))
    made.sources.files["/ws/a.txt"] = "1"
    assert prepared(made) is not prepared(made)


def test_only_the_last_requests_are_kept() -> None:
    many = "".join(f'[[request]]\nname = "{n}"\nurl = "{API}/{n}"\n' for n in range(MOST + 1))
    made = World(f'[collection]\nname = "Many"\n{many}')
    first, second = prepared(made, "0"), prepared(made, "1")
    for number in range(2, MOST + 1):
        prepared(made, str(number))
    assert prepared(made, "1") is second
    assert prepared(made, "0") is not first


async def test_what_a_source_says_is_asked_at_every_send() -> None:
    made = world(get('auth = "none"\n[request.headers]\nX-A = "{{env:SECRET}}"'))
    await made.send()
    made.sources.environment["SECRET"] = "other"
    await made.send()
    sent = [header_of(each, "X-A") for each in made.transport.requests]
    assert sent == ["s3cret", "other"]


async def test_generated_values_are_new_at_every_send() -> None:
    made = world(get('auth = "none"\n[request.headers]\nX-A = "{{uuid:}}"'))
    await made.send()
    await made.send()
    one, two = (header_of(each, "X-A") for each in made.transport.requests)
    assert one != two


async def test_trust_is_asked_about_at_every_send_of_a_kept_plan() -> None:
    made = World(
        '[collection]\nname = "Far"\n[[request]]\nname = "R"\nurl = "https://far.example/"\n'
        '[request.headers]\nX-A = "{{env:SECRET}}"\n',
        env={"SECRET": "s3cret"},
    )
    for _ in range(2):
        exchange = await made.send()
        assert exchange.error is not None
    assert len(made.person.asked) == 2
    assert made.transport.requests == []


async def test_a_kept_request_goes_out_with_the_new_token_after_a_recovery() -> None:
    made = world(
        CRM,
        api(answer(200), answer(401, "", INVALID), answer(200), answer(200), tokens=old_then_new),
    )
    for _ in range(3):
        await made.send()
    sent = [header_of(each, "Authorization") for each in made.transport.requests]
    bearers = [each for each in sent if each and each.startswith("Bearer")]
    assert bearers == ["Bearer former", "Bearer former", "Bearer newer", "Bearer newer"]


async def test_the_echo_of_the_token_in_use_is_hidden_whichever_it_is() -> None:
    made = world(
        CRM,
        api(
            answer(200, "", {"X-Seen": "former newer"}),
            answer(200, "", {"X-Seen": "former newer"}),
            tokens=old_then_new,
        ),
    )
    first = await made.send()
    made.keeper.forget()
    second = await made.send()
    seen = [each.response.header("X-Seen") for each in (first, second) if each.response]
    assert seen == ["•••••••• newer", "former ••••••••"]


async def test_a_secret_that_stays_the_same_is_read_at_every_send_and_worked_on_once() -> None:
    made = world(CRM, api(answer(), answer(), answer()))
    first = await made.send()
    read = len(made.sources.read)
    second = await made.send()
    assert len(made.sources.read) == 2 * read
    assert first.auth.client is second.auth.client
    made.sources.environment["SECRET"] = "another"
    third = await made.send()
    assert first.auth.client is not third.auth.client
    assert [len(each.steps) for each in (first, second, third)] == [2, 1, 2]
