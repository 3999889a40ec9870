"""Each requirement against what a token shows; an opaque one shows nothing."""

from __future__ import annotations

import pytest

from tests.support.fakes import fake_jwt
from workbench.domain.requirements import Requirements
from workbench.domain.secret import Secret
from workbench.domain.token import Token
from workbench.engine.inspection import decode
from workbench.engine.required import unmet


def token(text: str, granted: tuple[str, ...] | None = None) -> Token:
    return Token(Secret(text), 0.0, granted=granted, decoded=decode(text))


CLAIMS = {"iss": "https://as", "aud": ["a", "b"], "scope": "x y", "level": 3, "who": ["p", "q"]}


@pytest.mark.parametrize(
    ("requires", "said"),
    [
        (Requirements(), ()),
        (Requirements(audience=("b", "c")), ()),
        (Requirements(audience=("c",)), ("is for a b, not for c",)),
        (Requirements(issuer="https://as"), ()),
        (Requirements(issuer="https://other"), ("has another iss than https://other",)),
        (Requirements(scope=("x", "z", "w")), ("lacks z w",)),
        (Requirements(typ="application/at+jwt"), ()),
        (Requirements(typ="jwt"), ("is of type at+jwt, not jwt",)),
        (Requirements(claims=(("level", "3"), ("who", "q"))), ()),
        (Requirements(claims=(("gone", "1"),)), ("has no gone",)),
    ],
)
def test_a_jwt_is_held_against_every_requirement(
    requires: Requirements, said: tuple[str, ...]
) -> None:
    assert unmet(requires, token(fake_jwt(CLAIMS))) == said


def test_of_an_opaque_token_only_the_granted_scopes_are_known() -> None:
    wanted = Requirements(audience=("a",), scope=("x",))
    assert unmet(wanted, token("opaque")) == ()
    assert unmet(wanted, token("opaque", ("y",))) == ("lacks x",)


def test_of_a_jwt_without_a_scope_only_what_the_server_said_is_known() -> None:
    wanted = Requirements(scope=("x",))
    assert unmet(wanted, token(fake_jwt({"sub": "a"}))) == ()
    assert unmet(wanted, token(fake_jwt({"sub": "a"}), ("y",))) == ("lacks x",)
