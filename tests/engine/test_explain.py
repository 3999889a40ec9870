from __future__ import annotations

import pytest

from tests.support.presets import TOKEN_URL, credentials
from workbench import __version__
from workbench.domain.errors import NotYet
from workbench.domain.presets import ClientAuthentication, GrantType
from workbench.domain.secret import MASK, Rendered, Secret, SourceUse
from workbench.engine.explain import explain

USED = frozenset({SourceUse("env", "CRM_CLIENT_SECRET")})


def test_explain_prints_the_request_line_by_line_with_secrets_masked() -> None:
    (step,) = explain(credentials())
    assert step.title == "get a token with client_secret_basic"
    assert step.lines == (
        f"POST {TOKEN_URL}",
        "Accept: application/json",
        f"Authorization: Basic {MASK}",
        "Content-Type: application/x-www-form-urlencoded",
        f"User-Agent: workbench/{__version__}",
        "grant_type=client_credentials",
        "scope=read:customers write:orders",
    )


def test_explain_shows_every_way_that_would_be_tried() -> None:
    titles = [step.title for step in explain(credentials(method=None))]
    refused = ", if that is refused with 400, 401 or 403"
    assert titles == [
        "get a token with client_secret_basic",
        f"the same with client_secret_basic, not encoded{refused}",
        f"the same with client_secret_post{refused}",
    ]


@pytest.mark.parametrize("unresolved", [Rendered((Secret(""),), USED), Rendered((), USED)])
def test_a_source_need_not_be_resolved(unresolved: Rendered) -> None:
    preset = credentials(
        secret="",
        method=ClientAuthentication.CLIENT_SECRET_POST,
        audience=unresolved,
    )
    (step,) = explain(preset)
    assert f"client_secret={MASK}" in step.lines
    assert f"audience={MASK}" in step.lines


def test_no_secret_is_in_an_explanation_however_it_is_encoded() -> None:
    preset = credentials(
        method=None, secret="h%u s+h", parameters=(("key", Rendered.of(Secret("key-in-clear"))),)
    )
    text = repr(explain(preset))
    for hidden in ("h%u s+h", "h%25u%20s%2Bh", "key-in-clear", "azduZjNwMnE5bTh3MTp"):
        assert hidden not in text


def test_a_grant_that_is_not_built_says_so() -> None:
    with pytest.raises(NotYet, match="device_code"):
        explain(credentials(grant=GrantType.DEVICE_CODE))
