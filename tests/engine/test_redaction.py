"""The bodies of token endpoints as they may be shown."""

from __future__ import annotations

import pytest

from workbench.domain.secret import MASK
from workbench.engine.grants.redaction import redacted


@pytest.mark.parametrize(
    "bare",
    ["the-token-and-nothing-else", "dGhlLXRva2VuLWFuZC1ub3RoaW5n=", "dGhlLXRva2VuLWFuZA==\n"],
)
def test_one_word_that_may_be_a_token_is_masked_with_its_padding(bare: str) -> None:
    assert redacted(bare, ()) == MASK


def test_a_form_stays_readable() -> None:
    assert redacted("error=invalid_client", ()) == "error=invalid_client"
