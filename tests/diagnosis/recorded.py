"""Recorded exchanges as data, sent through the real engine on a scripted transport.

    [[case]]
    id = "..."            # what it is, in words
    kind = "wrong_scope"  # the first finding's kind; left out where nothing may be found
    preset = { ... }      # over the preset `crm`; "" takes a key away
    request = { ... }     # over the request `Get`
    more = { name = { ... } }            # more presets
    bearer = { claims, header, opaque }  # a token that was pasted in, in place of the preset
    issue = { claims, header, opaque, scope, ... }  # the token that the server gives
    token = [{ status, headers, json | text, date, error }]  # its answers instead, the last repeats
    api = [{ ... }]       # the API's answers

Times in claims and `date` are seconds from the start of the fake clock.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from tests.support.fakes import START, Answer, answer, fake_jwt, http_date, token_answer
from tests.support.worlds import FILE, World
from workbench.adapters.provider_files import read_providers
from workbench.domain import errors
from workbench.domain.http import Exchange, Request, Response
from workbench.domain.workspace import RequestRef
from workbench.engine.diagnosis import Evidence, gather
from workbench.engine.trust import TrustGiven

HERE = Path(__file__).parent / "cases"
SECRET = "s3cr3t-of-crm-0123456789"
PASTED = "PASTED_TOKEN"
_TIMES = frozenset({"exp", "nbf", "iat"})


@dataclass(frozen=True)
class Recorded:
    """One case of a file."""

    id: str
    kind: str | None
    case: dict[str, Any]

    def __str__(self) -> str:
        return self.id


def cases(*names: str) -> list[Recorded]:
    """The cases of these files, in order."""
    found: list[Recorded] = []
    for name in names:
        read = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
        found += [Recorded(each["id"], each.get("kind"), each) for each in read["case"]]
    return found


async def exchanged(recorded: Recorded) -> tuple[Exchange, Evidence, World]:
    """Send a case's request and return what went over the wire, as evidence too."""
    case = recorded.case
    secret = case.get("secret", SECRET)
    env = {"CRM_CLIENT_SECRET": secret, PASTED: _token(case.get("bearer", {}))}
    world = World(
        tomli_w.dumps(_document(case)),
        env=env,
        answers=_server(case),
        given=TrustGiven(everything=True),
    )
    world.transport.clock = world.clock
    exchange = await world.send("Get")
    return exchange, evidence_of(world, exchange), world


def evidence_of(world: World, exchange: Exchange, label: str = "Get") -> Evidence:
    """An exchange of a world as evidence."""
    effective = world.effective(label)
    return gather(exchange, effective, ref=RequestRef(FILE, label), providers=read_providers())


def _document(case: dict[str, Any]) -> dict[str, Any]:
    preset = {
        "type": "oauth2",
        "grant": "client_credentials",
        "token_url": "https://auth.example.com/oauth/token",
        "client_id": "k7nf3p2q9m8w1",
        "client_secret": "{{env:CRM_CLIENT_SECRET}}",
        "scope": "read:customers",
        **case.get("preset", {}),
    }
    preset = {name: value for name, value in preset.items() if value != ""}
    presets = {"crm": preset, **case.get("more", {})}
    request = {
        "name": "Get",
        "method": "GET",
        "url": "https://api.example.com/v1/customers",
        "auth": "crm",
        **case.get("request", {}),
    }
    if "bearer" in case:
        presets["pasted"] = {"type": "bearer", "token": f"{{{{env:{PASTED}}}}}"}
        request["auth"] = "pasted"
    return {"collection": {"name": "Cases"}, "auth": presets, "request": [request]}


def _token(issue: dict[str, Any]) -> str:
    if "text" in issue:
        return str(issue["text"])
    if issue.get("opaque") or not issue:
        return "opaque-0123456789abcdef-token"
    claims = {
        name: START + value if name in _TIMES and abs(value) < 10**8 else value
        for name, value in issue.get("claims", {}).items()
    }
    return fake_jwt(claims, issue.get("header"))


def _server(case: dict[str, Any]) -> Any:
    issue = case.get("issue", {"claims": {"exp": 3600, "iat": 0}})
    extra = {name: issue[name] for name in ("scope", "token_type", "expires_in") if name in issue}
    success = token_answer(_token(issue), **extra)
    token_answers = iter([_answer(each) for each in case.get("token", [])] or [success])
    api_answers = iter([_answer(each) for each in case.get("api", [])] or [answer(200, {})])
    endpoint = case.get("preset", {}).get("token_url", "https://auth.example.com/oauth/token")
    last: dict[str, Answer] = {}

    def served(request: Request) -> Answer:
        # The URL may hold a secret token behind the question mark.
        is_token = request.url.reveal() == endpoint and request.method == "POST"
        which, answers = ("token", token_answers) if is_token else ("api", api_answers)
        last[which] = next(answers, None) or last[which]
        return last[which]

    return served


def _answer(told: dict[str, Any]) -> Answer:
    if "error" in told:
        error = getattr(errors, told["error"])
        raised: Exception = error(f"{told['error']} happened.", hint="As recorded.")
        return raised
    headers = dict(told.get("headers", {}))
    if "date" in told:
        headers["Date"] = http_date(START + told["date"])
    body: Any = told.get("json", told.get("text", b""))
    made: Response = answer(told["status"], body, headers, reason=told.get("reason", ""))
    return made


def shown(value: object) -> str:
    """A JSON text for a failing assertion."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)
