"""Experiments: what they send, what they leave alone, and when they stop."""

from __future__ import annotations

from typing import Any

from tests.support.fakes import answer, fields, token_answer
from tests.support.worlds import FILE, World
from workbench.domain.http import Request, Response
from workbench.domain.workspace import RequestRef
from workbench.engine.diagnosis import Confidence, Finding, Kind, diagnose, gather
from workbench.engine.diagnosis.experiments import diagnose_by_trying
from workbench.engine.resolution import preset_of

COLLECTION = """
[collection]
name = "Api"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{host}/token"
client_id = "id"
client_secret = "{{{{env:SECRET}}}}"
scope = "{scope}"
client_authentication = "client_secret_basic"
[[request]]
name = "R"
method = "{method}"
url = "http://localhost:8000/x"
auth = "crm"
"""


def world(answers: Any, *, method: str = "GET", scope: str = "a", host: str = "") -> World:
    text = COLLECTION.format(method=method, scope=scope, host=host or "http://localhost:8000")
    return World(text, env={"SECRET": "s3cret-value"}, answers=answers)


async def tried(one: World) -> tuple[Finding, ...]:
    exchange = await one.send("R")
    effective = one.effective("R")
    evidence = gather(exchange, effective, ref=RequestRef(FILE, "R"))
    assert diagnose(evidence)[0].trials
    return await diagnose_by_trying(
        evidence, effective, preset_of(one.workspace, effective), root=one.root, means=one.means
    )


def by_form_only(request: Request) -> Response:
    if not request.url.reveal().endswith("/token"):
        return answer(200, {})
    if "client_secret" in fields(request):
        return token_answer()
    return answer(401, {"error": "invalid_client"})


async def test_another_placement_that_works_is_the_proof_and_the_fix() -> None:
    (first,) = await tried(world(by_form_only))
    assert first.kind is Kind.WRONG_CLIENT_AUTHENTICATION
    assert first.confidence is Confidence.PROVEN
    assert first.fix is not None
    assert first.fix.title == 'client_authentication = "client_secret_post"'
    assert [line.text for line in first.evidence if line.witness == "tried"] == [
        'client_authentication = "client_secret_post": a token, and the API answered 200'
    ]


async def test_a_request_that_writes_is_never_sent_by_an_experiment() -> None:
    one = world(by_form_only, method="POST")
    (first,) = await tried(one)
    assert first.confidence is Confidence.PROVEN
    assert [url.rpartition("/")[2] for url in one.sent_to] == ["token", "token"]


async def test_the_tokens_of_the_session_are_left_alone() -> None:
    one = world(by_form_only)
    await tried(one)
    effective = one.effective("R")
    assert effective.preset_key is not None
    status = one.keeper.status(effective.preset_key, None)
    assert type(status).__name__ == "RenewalFailed"


async def test_where_every_way_is_refused_it_is_the_credentials() -> None:
    (first,) = await tried(world(lambda _: answer(401, {"error": "invalid_client"})))
    assert (first.kind, first.confidence) == (Kind.WRONG_CREDENTIALS, Confidence.LIKELY)
    assert first.fix is None


async def test_scopes_are_asked_for_one_at_a_time_and_then_those_that_came() -> None:
    def grants_a_and_c(request: Request) -> Response:
        if not request.url.reveal().endswith("/token"):
            return answer(200, {})
        asked = fields(request)["scope"].split()
        return answer(400, {"error": "invalid_scope"}) if "b" in asked else token_answer()

    one = world(grants_a_and_c, scope="a b c")
    (first,) = await tried(one)
    assert (first.kind, first.confidence) == (Kind.WRONG_SCOPE, Confidence.PROVEN)
    assert first.title == "The server does not grant b."
    assert first.fix is not None
    assert first.fix.title == 'scope = "a c"'
    asked = [fields(each)["scope"] for each in one.transport.requests if each.method == "POST"]
    assert asked == ["a b c", "a", "b", "c", "a c"]


async def test_an_experiment_does_not_go_where_nobody_allowed_it() -> None:
    def wants_https(request: Request) -> Response:
        return answer(301, b"", {"Location": "https://auth.example.com/token"})

    one = world(wants_https, host="http://auth.example.com")
    one.person.says = True
    exchange = await one.send("R")
    one.person.says = False
    effective = one.effective("R")
    evidence = gather(exchange, effective, ref=RequestRef(FILE, "R"))
    (first,) = await diagnose_by_trying(
        evidence, effective, preset_of(one.workspace, effective), root=one.root, means=one.means
    )
    assert first.kind is Kind.INSECURE_TRANSPORT
    assert first.fix is None
    assert one.sent_to == ["http://auth.example.com/token"]
    assert any("Nothing was sent" in line.text for line in first.evidence)


async def test_an_experiment_asks_nobody_for_more_trust() -> None:
    def wants_https(request: Request) -> Response:
        return answer(301, b"", {"Location": "https://auth.example.com/token"})

    one = world(wants_https, host="http://auth.example.com")
    one.person.says = True
    exchange = await one.send("R")
    asked = len(one.person.asked)
    effective = one.effective("R")
    evidence = gather(exchange, effective, ref=RequestRef(FILE, "R"))
    await diagnose_by_trying(
        evidence, effective, preset_of(one.workspace, effective), root=one.root, means=one.means
    )
    assert len(one.person.asked) == asked
    assert one.sent_to == ["http://auth.example.com/token"]


async def test_the_servers_metadata_names_the_token_endpoint_which_is_then_tried() -> None:
    host = "http://localhost:8000"

    def server(request: Request) -> Response:
        path = request.url.reveal().removeprefix(host)
        if path == "/.well-known/oauth-authorization-server":
            return answer(200, {"issuer": host, "token_endpoint": f"{host}/real"})
        if path == "/real":
            return token_answer()
        return answer(200, {}) if path == "/x" else answer(404)

    one = world(server, host=host)
    exchange = await one.send("R")
    effective = one.effective("R")
    evidence = gather(exchange, effective, ref=RequestRef(FILE, "R"))
    (first,) = await diagnose_by_trying(
        evidence, effective, preset_of(one.workspace, effective), root=one.root, means=one.means
    )
    assert (first.kind, first.confidence) == (Kind.WRONG_ENDPOINT, Confidence.PROVEN)
    assert first.fix is not None
    assert first.fix.title == f'token_url = "{host}/real"'
    assert [line.witness for line in first.evidence][-2:] == ["metadata", "tried"]
    asked = next(each for each in one.transport.requests if ".well-known" in each.url.reveal())
    assert "authorization" not in {header.name.lower() for header in asked.headers}
