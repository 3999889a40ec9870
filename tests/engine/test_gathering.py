"""What is typed, printed and kept in a keyring: asked for once, in time, and only after a yes."""

from __future__ import annotations

import asyncio
import shlex
from typing import Any

import pytest

from tests.support.fakes import answer, header_of, settle, token_answer
from tests.support.hostile import COLLECTION, EVIL, GOOD
from tests.support.worlds import World
from workbench.cli.options import split_pairs
from workbench.domain.errors import ExitCode, PersonNeeded, RenderError, TrustRequired, Unanswered
from workbench.domain.http import Request, Response
from workbench.domain.prompt import PromptQuestion
from workbench.domain.secret import Secret
from workbench.domain.trust import Ask, AskKind, TrustQuestion
from workbench.engine.gathering import keyring_entry
from workbench.engine.obtaining import obtain
from workbench.engine.resolution import preset_of
from workbench.engine.trust import TrustGiven

LOCAL = "http://127.0.0.1:9"
PRESET = (
    '[auth.crm]\ntype = "oauth2"\ngrant = "client_credentials"\ntoken_url = "{at}/t"\n'
    'client_id = "id"\nclient_secret = "{{{{prompt:Secret}}}}"\n'
    'client_authentication = "client_secret_post"\n'
)


def asking(source: str, at: str = GOOD, more: str = "", **options: Any) -> World:
    text = (
        f'{COLLECTION}{more}\n[[request]]\nname = "R"\nurl = "{at}"\n'
        f'[request.headers]\nX = "{{{{{source}}}}}"\nY = "again {{{{{source}}}}}"\n'
    )
    return World(text, **options)


def types(made: World, **answers: str) -> World:
    made.person.types = answers
    return made


async def test_a_value_is_typed_once_a_session_and_never_shown() -> None:
    made = types(asking("prompt:Password", says=True), Password="s3cret, and blanks ")
    first, second = await made.send(), await made.send()
    assert [header_of(each, "X") for each in made.transport.requests] == ["s3cret, and blanks "] * 2
    assert header_of(made.transport.requests[0], "Y") == "again s3cret, and blanks "
    assert made.person.prompted == [PromptQuestion("Password", "/ws/api.toml")]
    assert "s3cret" not in repr((first, second))


async def test_nothing_is_asked_for_without_a_yes() -> None:
    for source in ("prompt:Password", "command:pass crm", "keyring:crm"):
        made = asking(source, EVIL)
        assert isinstance((await made.send()).error, TrustRequired)
        assert (made.person.prompted, made.sources.read, made.sent_to) == ([], [], [])


async def test_a_yes_to_a_variable_is_none_to_what_is_named_like_it() -> None:
    made = asking("env:crm", env={"crm": "1"}, says=True)
    await made.send()
    for source in ("prompt:crm", "keyring:crm"):
        other = asking(source)
        other.memory.kept = made.memory.kept
        assert isinstance((await other.send()).error, TrustRequired)
        assert other.asked == {Ask(AskKind.SOURCE, source, GOOD)}


async def test_two_sends_at_once_ask_once() -> None:
    made = asking("prompt:Password", LOCAL)
    waiting: list[asyncio.Future[Secret | None]] = []

    async def prompt(question: PromptQuestion) -> Secret | None:
        waiting.append(asyncio.get_running_loop().create_future())
        return await waiting[-1]

    made.person.prompt = prompt  # type: ignore[method-assign]
    both = asyncio.gather(made.send(), made.send())
    await settle()
    assert len(waiting) == 1
    waiting[0].set_result(Secret("x"))
    assert [each.error for each in await both] == [None, None]
    assert len(waiting) == 1


async def test_nobody_there_is_an_error_that_names_the_prompt() -> None:
    made = asking("prompt:One-time code", LOCAL)
    error = (await made.send()).error
    assert isinstance(error, Unanswered)
    assert error.exit_code is ExitCode.USAGE
    assert "prompt:One-time code" in error.message
    assert made.sent_to == []


async def test_an_environment_has_values_of_its_own() -> None:
    more = '[environments.a]\nx = "1"\n[environments.b]\nx = "1"\n'
    made = types(asking("prompt:P", LOCAL, more), P="1")
    for name in ("a", "b", "a"):
        made.environment = name
        await made.send()
    assert [each.environment for each in made.person.prompted] == ["a", "b"]
    assert made.person.prompted[1].asked_by == "api.toml, b"


def preset_world(serve: Any, **options: Any) -> World:
    text = f'{COLLECTION}{PRESET.format(at=LOCAL)}[[request]]\nname = "R"\nurl = "{LOCAL}"\n'
    return World(f'{text}auth = "crm"\n', answers=serve, **options)


async def test_a_preset_without_its_person_has_no_token() -> None:
    made = preset_world(lambda _: token_answer())
    error = (await made.send()).error
    assert isinstance(error, PersonNeeded)
    assert error.exit_code is ExitCode.TOKEN
    assert "prompt:Secret" in error.message


async def test_a_refused_secret_is_asked_for_again_and_a_taken_one_is_not() -> None:
    def serve(request: Request) -> Response:
        if not request.url.reveal().endswith("/t"):
            return answer()
        right = made.person.types["Secret"] == "right"
        return token_answer() if right else answer(401, {"error": "invalid_client"})

    made = types(preset_world(serve), Secret="wrong")
    exchange = await made.send()
    assert "asks again for Secret" in exchange.notes[-1]
    made.person.types["Secret"] = "right"
    assert (await made.send()).error is None
    assert (await made.send()).error is None
    assert len(made.person.prompted) == 2


async def test_a_password_that_the_api_refused_is_asked_for_again() -> None:
    made = types(asking("prompt:P", LOCAL, answers=lambda _: answer(401)), P="wrong")
    await made.send()
    await made.send()
    assert len(made.person.prompted) == 2


async def test_what_was_typed_can_be_forgotten() -> None:
    made = types(asking("prompt:P", LOCAL), P="1")
    await made.send()
    assert made.means.typed.forget() == 1
    await made.send()
    assert len(made.person.prompted) == 2


async def test_experiments_use_what_was_typed_and_ask_nobody() -> None:
    made = types(preset_world(lambda _: token_answer()), Secret="x")
    effective = made.effective()
    preset = preset_of(made.workspace, effective)
    assert preset is not None
    await obtain(preset, made.root, made.means)
    made.means.typed.doubt(None, ["Secret"])
    alone = made.means.typed.unasked()
    assert await alone.value(PromptQuestion("Secret", "/ws/api.toml")) == Secret("x")
    assert await alone.value(PromptQuestion("Other", "/ws/api.toml")) is None
    assert len(made.person.prompted) == 1


async def test_a_command_is_asked_about_by_its_exact_text_also_for_this_machine() -> None:
    made = asking("command:pass show crm", LOCAL, says=True)
    made.sources.printed["pass show crm"] = "{{env:NOT_READ}}"
    await made.send()
    assert made.asked == {Ask(AskKind.COMMAND, "pass show crm", "/ws")}
    assert header_of(made.transport.requests[0], "X") == "{{env:NOT_READ}}"
    assert made.sources.read == ["command:pass show crm"]
    other = asking("command:pass show  crm", LOCAL)
    other.memory.kept = made.memory.kept
    assert isinstance((await other.send()).error, TrustRequired)


async def test_what_a_command_prints_needs_a_yes_to_where_it_goes() -> None:
    made = asking("command:pass show crm", EVIL)
    error = (await made.send()).error
    assert isinstance(error, TrustRequired)
    assert error.message == (
        "Nothing was sent: api.toml runs the command pass show crm in /ws"
        f" and sends what pass show crm prints to {EVIL}."
    )
    assert error.fix.startswith(f"--allow 'pass show crm={EVIL}'")


@pytest.mark.parametrize("command", ["printf '%s' a", "a=1; b", "x --field=y", "a 'b' \"c\""])
async def test_the_option_that_an_error_names_can_be_pasted(command: str) -> None:
    error = (await asking(f"command:{command}".replace('"', '\\"'), LOCAL).send()).error
    assert error is not None
    option, pair = shlex.split(error.fix)
    assert option == "--allow"
    (given,) = split_pairs([pair], option, "origin", last=True)
    assert given == (command, LOCAL)


async def test_trust_lists_a_command_and_allow_names_it() -> None:
    made = asking("command:id", EVIL, given=TrustGiven(everything=True))
    made.sources.printed["id"] = "1"
    exchange = await made.send()
    assert exchange.error is None
    assert "--trust allowed: api.toml runs the command id in /ws" in exchange.notes[0]
    allow = (("id", EVIL), ("command:id", EVIL))
    made = asking("command:id", EVIL, given=TrustGiven(allow=allow))
    made.sources.printed["id"] = "1"
    assert (await made.send()).error is None


async def test_a_command_of_workbench_toml_runs_beside_it() -> None:
    text = f'{COLLECTION}[[request]]\nname = "R"\nurl = "{LOCAL}"\n'
    text += '[request.headers]\nX = "{{v}}"\n'
    layer = '[variables]\nv = "{{command:id}}"\n'
    made = World({"/ws/deep/api.toml": text}, layer=layer, says=True)
    made.sources.printed["id"] = "1"
    await made.send(file="/ws/deep/api.toml")
    assert made.asked == {Ask(AskKind.COMMAND, "id", "/ws")}
    assert made.sources.places[-1].file == "/ws/workbench.toml"


async def test_an_entry_of_the_keyring_is_sent_and_a_missing_one_says_how_to_make_it() -> None:
    made = asking("keyring:crm/ada", LOCAL)
    error = (await made.send()).error
    assert isinstance(error, RenderError)
    assert (error.message, error.fix) == (
        "The keyring has no keyring:crm/ada.",
        "keyring set crm ada",
    )
    made.sources.keys["crm", "ada"] = "kept"
    await made.send()
    assert header_of(made.transport.requests[-1], "X") == "kept"


@pytest.mark.parametrize(
    ("argument", "entry"),
    [
        ("crm", ("workbench", "crm")),
        ("a/b", ("a", "b")),
        ("https://x/ada", ("https:", "/x/ada")),
        ("/b", ("workbench", "/b")),
        ("a/", ("workbench", "a/")),
    ],
)
def test_a_service_stands_before_the_first_slash(argument: str, entry: tuple[str, str]) -> None:
    assert keyring_entry(argument) == entry


async def test_a_question_names_what_it_is_about() -> None:
    question = TrustQuestion("/ws/a.toml", (Ask(AskKind.SOURCE, "prompt:Password", GOOD),))
    assert question.sentence("a.toml") == f"a.toml sends prompt:Password to {GOOD}."
