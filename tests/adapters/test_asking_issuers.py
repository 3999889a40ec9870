"""Metadata, keys and introspection are asked as the file says that writes the preset."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.adapters.conftest import Certify, Serve, read_request
from tests.support.fakes import answer, token_answer
from tests.support.worlds import World
from workbench.adapters.token_checks import TokenChecks
from workbench.assembly import Workbench
from workbench.domain.errors import TrustRequired, WorkbenchError
from workbench.domain.http import Request, Response, TextContent
from workbench.domain.prompt import PromptQuestion
from workbench.domain.secret import Secret
from workbench.domain.trust import AskKind, TrustQuestion
from workbench.engine.issuers import filled
from workbench.engine.resolution import resolve_preset
from workbench.engine.token_introspection import Introspected
from workbench.engine.token_revocation import RevocationFailed
from workbench.engine.token_view import PresetKey
from workbench.engine.verification import Checked, Verdict

KEY = rsa.generate_private_key(65537, 2048)
FILE = "/ws/api.toml"
PRESET = PresetKey(FILE, "crm")


class Nobody:
    """Allows nothing."""

    async def allow(self, question: TrustQuestion) -> bool:
        raise AssertionError(question)

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        raise AssertionError(question)


class Issuer:
    """An authorization server's answers; `token` is what it issues."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.origin = ""
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path = (await read_request(reader)).split(b" ")[1].decode()
            self.asked.append(path)
            body = json.dumps(self.said(path)).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()

    def said(self, path: str) -> dict[str, object]:
        match path:
            case "/token":
                return {"access_token": self.token, "token_type": "Bearer", "expires_in": 60}
            case "/jwks":
                return {"keys": [json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))]}
            case "/introspect":
                return {"active": True, "scope": "read"}
        return {
            "issuer": self.origin,
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/jwks",
            "introspection_endpoint": f"{self.origin}/introspect",
        }


def collection(directory: Path, issuer: str, settings: str) -> Path:
    file = directory / "api.toml"
    file.write_text(
        f"""
[collection]
name = "Api"
auth = "crm"
[settings]
{settings}
[auth.crm]
type = "oauth2"
grant = "client_credentials"
issuer = "{issuer}"
client_id = "id"
client_secret = "hush"
client_authentication = "client_secret_basic"
[[request]]
name = "Get"
url = "https://127.0.0.1:1/"
""",
        "utf-8",
    )
    return file


@pytest.mark.parametrize("is_jwt", [True, False])
async def test_a_private_authority_of_the_collection_holds_for_all_that_is_asked(
    serve: Serve, certify: Certify, tmp_path: Path, *, is_jwt: bool
) -> None:
    made = certify()
    issuer = Issuer(jwt.encode({"sub": "ada"}, KEY, "RS256") if is_jwt else "opaque")
    server = await serve(issuer.serve, made.context)
    issuer.origin = f"https://127.0.0.1:{server.port}"
    file = collection(tmp_path, issuer.origin, f'ca_file = "{made.certificate.name}"')
    workbench = Workbench.open(str(file), agent=Nobody())
    try:
        (key,) = workbench.preset_keys()
        await workbench.get_token(key)
        found = await workbench.tokens.check(key)
    finally:
        await workbench.close()
    if is_jwt:
        assert isinstance(found, Checked)
        assert found.verification.verdict is Verdict.VERIFIED
        assert issuer.asked[1:] == ["/token", "/jwks"]
    else:
        assert isinstance(found, Introspected)
        assert (found.active, found.members) == (True, (("scope", "read"),))
        assert issuer.asked[1:] == ["/token", "/introspect"]


async def test_without_it_the_issuer_is_not_believed(
    serve: Serve, certify: Certify, tmp_path: Path
) -> None:
    issuer = Issuer("opaque")
    server = await serve(issuer.serve, certify().context)
    issuer.origin = f"https://127.0.0.1:{server.port}"
    workbench = Workbench.open(str(collection(tmp_path, issuer.origin, "")), agent=Nobody())
    try:
        with pytest.raises(WorkbenchError, match="does not say what it is"):
            await workbench.get_token(workbench.preset_keys()[0])
    finally:
        await workbench.close()
    assert not issuer.asked


TEXT = """
[collection]
name = "Api"
auth = "crm"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "id"
client_secret = "hush"
[[request]]
name = "Get"
url = "https://api.example.com"
"""
METADATA = {
    "issuer": "https://auth.example.com",
    "introspection_endpoint": "https://other.example.com/introspect",
}


def answering(request: Request) -> Response:
    """A server whose introspection lies at another origin than its tokens."""
    match str(request.url).rpartition("/")[2]:
        case "token":
            return token_answer("opaque")
        case "introspect":
            return answer(200, {"active": True})
        case "oauth-authorization-server":
            return answer(200, METADATA)
    return answer(200, {})


def checks(world: World) -> TokenChecks:
    return TokenChecks(
        lambda: world.means,
        lambda: world.means,
        lambda key: resolve_preset(world.workspace, key),
        lambda key: world.keeper.status(key, None),
        lambda: world.root,
    )


async def test_a_token_goes_to_another_origin_only_where_a_person_allowed_it() -> None:
    world = World(TEXT, answers=answering, says=True)
    await world.send()
    world.person.asked.clear()
    world.person.says = False
    with pytest.raises(TrustRequired, match=r"sends tokens of crm to https://other\.example\.com"):
        await checks(world).check(PRESET)
    assert not [each for each in world.transport.requests if "other" in str(each.url)]
    world.person.says = True
    found = await checks(world).check(PRESET)
    assert isinstance(found, Introspected)
    assert found.active
    assert [ask.kind for ask in world.person.asked[-1].asks] == [AskKind.PRESET]


async def test_who_says_nothing_of_introspection_is_not_asked() -> None:
    def no_endpoint(request: Request) -> Response:
        if str(request.url).endswith("server"):
            return answer(200, {"issuer": METADATA["issuer"]})
        return answering(request)

    world = World(TEXT, answers=no_endpoint, says=True)
    await world.send()
    found = await checks(world).check(PRESET)
    assert isinstance(found, Checked)
    assert found.verification.verdict is Verdict.NOT_VERIFIABLE
    assert "names no introspection endpoint" in found.verification.reason


REVOKES = "https://auth.example.com/revoke"


def revoking(status: int) -> Callable[[Request], Response]:
    def answering_that(request: Request) -> Response:
        match str(request.url).rpartition("/")[2]:
            case "token":
                return token_answer("opaque", refresh_token="again")
            case "oauth-authorization-server":
                issuer = "https://auth.example.com"
                return answer(200, {"issuer": issuer, "revocation_endpoint": REVOKES})
            case "revoke":
                return answer(status, {} if status == 200 else {"error": "unsupported_token_type"})
        return answer(200, {})

    return answering_that


async def test_a_refresh_token_is_revoked_before_the_token_that_it_would_renew() -> None:
    world = World(TEXT, answers=revoking(200), says=True)
    await world.send()
    tokens = checks(world)
    assert await tokens.revocation_endpoint(PRESET) == REVOKES
    await tokens.revoke(PRESET, REVOKES)
    forms = [each.content for each in world.transport.requests if str(each.url) == REVOKES]
    sent = [form.text.reveal() for form in forms if isinstance(form, TextContent)]
    assert [text.partition("&client_id")[0] for text in sent] == [
        "token=again&token_type_hint=refresh_token",
        "token=opaque&token_type_hint=access_token",
    ]


async def test_a_server_that_did_not_revoke_is_quoted() -> None:
    world = World(TEXT, answers=revoking(400), says=True)
    await world.send()
    with pytest.raises(RevocationFailed, match="answered 400") as caught:
        await checks(world).revoke(PRESET, REVOKES)
    assert caught.value.hint == 'The server says "unsupported_token_type".'


async def test_what_names_no_revocation_endpoint_is_said() -> None:
    world = World(TEXT, answers=answering, says=True)
    await world.send()
    with pytest.raises(RevocationFailed, match="cannot be revoked"):
        await checks(world).revocation_endpoint(PRESET)


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("verify = false", AskKind.VERIFY),
        ('proxy = "http://proxy.example.com:3128"', AskKind.PROXY),
        ('client_certificate = "me.pem"', AskKind.CLIENT_KEY),
    ],
)
async def test_an_issuer_is_asked_in_a_special_way_only_where_a_person_allowed_it(
    setting: str, kind: AskKind
) -> None:
    issuer = 'issuer = "https://auth.example.com"'
    text = TEXT.replace('token_url = "https://auth.example.com/token"', issuer)
    world = World(f"{text}\n[settings]\n{setting}\n", answers=answering, files={"/ws/me.pem": ""})
    effective = resolve_preset(world.workspace, PRESET)
    with pytest.raises(TrustRequired):
        await filled(effective, world.means, world.root)
    assert not world.transport.requests
    assert [ask.kind for ask in world.person.asked[0].asks] == [kind]
