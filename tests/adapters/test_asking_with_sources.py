"""An issuer that is asked about a token: by a client whose secret takes a while, or by a proxy."""

from __future__ import annotations

from dataclasses import replace

from tests.support.fakes import answer, token_answer
from tests.support.worlds import World
from workbench.adapters.token_checks import TokenChecks
from workbench.domain.http import Request, Response
from workbench.domain.settings import Settings
from workbench.domain.trust import AskKind
from workbench.engine.issuers import filled
from workbench.engine.resolution import resolve_preset
from workbench.engine.token_introspection import Introspected
from workbench.engine.token_view import PresetKey

PRESET = PresetKey("/ws/api.toml", "crm")
ISSUER = "https://auth.example.com"
TEXT = f"""
[collection]
name = "Api"
auth = "crm"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{ISSUER}/token"
client_id = "id"
client_secret = "{{{{command:pass show crm}}}}"
[[request]]
name = "Get"
url = "https://api.example.com"
"""
BY_ISSUER = TEXT.replace(f'token_url = "{ISSUER}/token"', f'issuer = "{ISSUER}"')


def answering(request: Request) -> Response:
    match str(request.url).rpartition("/")[2]:
        case "token":
            return token_answer("opaque")
        case "introspect":
            return answer(200, {"active": True})
        case "oauth-authorization-server":
            said = {
                "issuer": ISSUER,
                "token_endpoint": f"{ISSUER}/token",
                "introspection_endpoint": f"{ISSUER}/introspect",
                "revocation_endpoint": f"{ISSUER}/revoke",
            }
            return answer(200, said)
    return answer(200, {})


def checks(world: World) -> TokenChecks:
    return TokenChecks(
        lambda: world.means,
        lambda: world.means,
        lambda key: resolve_preset(world.workspace, key),
        lambda key: world.keeper.status(key, None),
        lambda: world.root,
    )


async def test_a_secret_that_a_command_prints_serves_to_ask_about_its_token() -> None:
    world = World(TEXT, answers=answering, says=True)
    world.sources.printed["pass show crm"] = "hush"
    await world.send()
    found = await checks(world).check(PRESET)
    assert isinstance(found, Introspected)
    assert found.active


async def test_and_to_revoke_it() -> None:
    world = World(TEXT, answers=answering, says=True)
    world.sources.printed["pass show crm"] = "hush"
    await world.send()
    await checks(world).revoke(PRESET, f"{ISSUER}/revoke")
    assert str(world.transport.requests[-1].url) == f"{ISSUER}/revoke"


async def test_nobody_is_asked_whether_an_issuer_may_be_asked_through_the_persons_own_proxy() -> (
    None
):
    world = World(BY_ISSUER, answers=answering)
    own = Settings(proxy="http://proxy.example.com:3128")
    world.workspace = replace(world.workspace, person=own)
    preset = await filled(resolve_preset(world.workspace, PRESET), world.means, world.root)
    assert preset.settings.proxy == own.proxy
    assert world.transport.requests[-1].settings.proxy == own.proxy
    assert world.person.asked == []


async def test_nor_when_a_token_goes_to_another_origin_to_be_asked_about() -> None:
    def elsewhere(request: Request) -> Response:
        if str(request.url).endswith("oauth-authorization-server"):
            address = "https://other.example.com/introspect"
            return answer(200, {"issuer": ISSUER, "introspection_endpoint": address})
        return answering(request)

    world = World(TEXT, answers=elsewhere, says=True)
    world.workspace = replace(
        world.workspace, person=Settings(proxy="http://proxy.example.com:3128")
    )
    world.sources.printed["pass show crm"] = "hush"
    await world.send()
    await checks(world).check(PRESET)
    kinds = {ask.kind for question in world.person.asked for ask in question.asks}
    assert AskKind.PROXY not in kinds
