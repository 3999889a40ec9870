"""The inspector on the tokens of other projects, and on arbitrary bytes, at every width."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import lines_of
from tests.tui.token_fakes import NOW, key, shape, texts
from workbench.domain.jwt import TokenKind
from workbench.domain.requirements import Requirements
from workbench.domain.secret import Secret
from workbench.engine.inspection import decode
from workbench.engine.verification import Checked, Verdict, Verification
from workbench.tui.token.contents import pasted_contents
from workbench.tui.token.head import pasted_rows
from workbench.tui.token.moment import Moment
from workbench.tui.token.subject import Pasted

WIDTHS = (26, 56, 76, 116)
WANTED = Requirements(audience=("a",), issuer="i", scope=("s",), typ="at+jwt", claims=(("c", "1"),))


def shown(text: str, width: int, checked: Checked | None = None) -> list[str]:
    pasted = Pasted(Secret(text), decode(text), WANTED, checked, key("crm"))
    moment, form = Moment(NOW), shape(width)
    rows = [*pasted_rows(pasted, form, moment), *pasted_contents(pasted, form, moment, None)]
    return texts(rows, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", lines_of("jwt/cases.jsonl"), ids=lambda case: case["id"])
def test_every_token_of_the_corpus_shows_something_useful(case: dict[str, Any], width: int) -> None:
    lines = shown(case["token"], width)
    text = "\n".join(lines)
    decoded = decode(case["token"])
    assert "claimed" in text or "not verifiable" in text
    assert "✓ verified" not in text
    if decoded.kind is TokenKind.JWT:
        assert all(str(name)[: width - 4] in text for name in list(decoded.claims)[:20])
    else:
        assert "opaque" in text or "encrypted" in text


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_verdict_has_its_own_words_and_never_says_valid(verdict: Verdict, width: int) -> None:
    words = {
        Verdict.VERIFIED: "✓ verified: because",
        Verdict.WRONG: "✗ wrong signature: because",
        Verdict.NOT_VERIFIABLE: "– not verifiable: because",
    }
    token = "eyJhbGciOiJSUzI1NiJ9.eyJjIjoxfQ.c2ln"
    lines = shown(token, width, Checked(Verification(verdict, "because", ("danger: x",)), NOW))
    text = " ".join(" ".join(lines).split())
    assert words[verdict].replace(" because", "") in text
    assert "danger: x" in text
    assert " valid" not in text
    assert ("✓ verified" in text) == (verdict is Verdict.VERIFIED)


@given(st.binary(max_size=150), st.sampled_from(WIDTHS))
def test_arbitrary_bytes_are_shown_and_nothing_runs_over_the_edge(raw: bytes, width: int) -> None:
    assert shown(raw.decode("latin-1"), width)
    assert shown(raw.decode("utf-8", "replace"), width)
