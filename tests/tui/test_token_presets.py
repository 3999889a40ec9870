"""The table of all presets, and those that send what the file has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.fakes import fake_jwt
from tests.tui.token_fakes import CLAIMS, HEADER, NOW, held, key, texts
from tests.tui.token_states import STATES, WIDTHS, said, subject
from workbench.domain.presets import ApiKey, ApiKeyPlace, Basic, Bearer
from workbench.domain.secret import MASK
from workbench.engine.inspection import decode
from workbench.engine.token_view import NoneYet
from workbench.tui.token.moment import Moment
from workbench.tui.token.subject import Subject
from workbench.tui.token.table import MOST, table_rows


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("preset", "sent"),
    [
        (Basic("ada", "lovelace"), f"Authorization: Basic {MASK}"),
        (Bearer("static-token"), f"Authorization: Bearer {MASK}"),
        (Bearer("static-token", prefix="Token"), f"Authorization: Token {MASK}"),
        (ApiKey("X-Key", "static-key"), f"X-Key: {MASK}"),
        (ApiKey("key", "static-key", ApiKeyPlace.QUERY), f"in the query: key={MASK}"),
        (ApiKey("sid", "static-key", ApiKeyPlace.COOKIE), f"Cookie: sid={MASK}"),
    ],
)
def test_what_is_sent_as_written_is_masked_until_it_is_to_be_shown(
    preset: object, sent: str, width: int
) -> None:
    what = subject(NoneYet(), preset)
    text = said(what, width)
    assert sent in text
    assert "· sent as written" in text
    assert not any(secret in text for secret in ("lovelace", "static-"))
    clear = said(what, width, clear="")
    assert any(secret in clear for secret in ("lovelace", "static-"))


def test_what_a_source_fills_is_read_when_a_request_is_sent() -> None:
    text = said(subject(NoneYet(), Bearer("{{env:TOKEN}}")), 56)
    assert "token {{env:TOKEN}}" in text
    assert "read when a request is sent" in text


def test_a_bearer_token_that_is_a_jwt_in_clear_is_taken_apart() -> None:
    text = fake_jwt(CLAIMS, HEADER)
    what = subject(NoneYet(), Bearer(text), decoded_static=decode(text))
    assert "? claims 47:12 left" in said(what, 76)
    assert "iss https://auth.example.com/" in said(what, 76)
    assert text.rpartition(".")[2] not in said(what, 76)


def presets(names: dict[str, str]) -> list[Subject]:
    """Presets of these names in states of theirs."""
    return [
        replace(subject(STATES[state]), key=key(name), is_open=False)
        for name, state in names.items()
    ]


def test_the_table_has_every_preset_with_its_state_and_its_time() -> None:
    found = presets(
        {
            "crm": "kept fresh",
            "use": "fresh",
            "ops": "renewing",
            "old": "expired",
            "bad": "failed",
            "late": "failed, over",
            "odd": "unknown",
            "you": "needs you",
            "new": "none yet",
        }
    )
    lines = texts(table_rows(found, key("crm"), 56, Moment(NOW)), 56)
    assert [line.split() for line in lines] == [
        ["preset", "state", "left", "renews", "kind"],
        ["crm", "●", "fresh", "47:12", "46:12", "client"],
        ["use", "●", "fresh", "47:12", "on", "use", "client"],
        ["ops", "◐", "renewing", "47:12", "now", "client"],
        ["old", "○", "expired", "3", "m", "ago", "on", "use", "client"],
        ["bad", "✗", "failed", "in", "0:24", "client"],
        ["late", "✗", "failed", "on", "use", "client"],
        ["odd", "?", "unknown", "client"],
        ["you", "▲", "needs", "you", "client"],
        ["new", "·", "none", "yet", "on", "use", "client"],
    ]


def test_long_names_take_the_place_of_the_kind() -> None:
    found = presets({"crm": "fresh", "wrong-endpoint-of-it": "none yet"})
    lines = texts(table_rows(found, key("crm"), 56, Moment(NOW)), 56)
    assert lines[0].split() == ["preset", "state", "left", "renews"]
    assert lines[2].split()[0] == "wrong-endpoint-of-it"


def test_a_long_table_counts_what_has_no_token() -> None:
    many = [replace(subject(NoneYet()), key=key(f"p{i}"), is_open=False) for i in range(MOST + 4)]
    many[2] = replace(many[2], status=held())
    lines = texts(table_rows(many, many[9].key, 56, Moment(NOW)), 56)
    assert [line.split()[0] for line in lines[1:-1]] == ["p2", "p9"]
    assert lines[-1].strip() == f"and {MOST + 2} more without a token"
