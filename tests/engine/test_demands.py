"""Challenges are remembered by preset and origin; those of other schemes are not."""

from __future__ import annotations

from tests.support.fakes import answer
from workbench.domain.http import Exchange, Purpose, Request, Step
from workbench.domain.origin import Origin
from workbench.domain.secret import Rendered
from workbench.engine.demands import Demands
from workbench.engine.token_view import PresetKey

KEY, OTHER = PresetKey("/w/a.toml", "crm"), PresetKey("/w/a.toml", "ops")


def exchange(challenge: str, *, host: str = "api", purpose: Purpose = Purpose.REQUEST) -> Exchange:
    origin = Origin("https", host, 443)
    request = Request("GET", Rendered.of(f"https://{host}/"), origin)
    response = answer(403, headers={"WWW-Authenticate": challenge}, at=7.0)
    return Exchange("Get", 0.0, 0.0, (Step(purpose, request, 0.0, response),))


def test_scopes_of_one_origin_add_up_and_those_of_another_stand_apart() -> None:
    demands = Demands()
    demands.note(KEY, exchange('Bearer error="insufficient_scope", scope="a b"'))
    demands.note(KEY, exchange('Bearer scope="b c"'))
    demands.note(KEY, exchange('Bearer scope="z"', host="other"))
    first, second = demands.of(KEY)
    assert (first.scope, first.status, first.at) == (("a", "b", "c"), 403, 7.0)
    assert (str(second.origin), second.scope) == ("https://other", ("z",))
    assert demands.of(OTHER) == ()


def test_neither_another_scheme_nor_a_token_endpoint_demands_anything() -> None:
    demands = Demands()
    demands.note(KEY, exchange('Basic realm="x", scope="a"'))
    demands.note(KEY, exchange('Bearer scope="a"', purpose=Purpose.TOKEN))
    assert demands.of(KEY) == ()


def test_metadata_is_kept_as_long_as_its_address_stays() -> None:
    demands = Demands()
    demands.note(KEY, exchange('Bearer resource_metadata="https://api/m"'))
    (demand,) = demands.of(KEY)
    demands.know(demand, {"resource": "https://api"})
    demands.note(KEY, exchange('Bearer resource_metadata="https://api/m"'))
    assert demands.of(KEY)[0].metadata == {"resource": "https://api"}
    demands.note(KEY, exchange('Bearer resource_metadata="https://api/n"'))
    assert demands.of(KEY)[0].metadata == {}
