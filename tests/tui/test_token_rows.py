"""The rows of the Token pane for every kind of token and every state, at every width."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from tests.support.fakes import fake_jwt
from tests.tui.token_fakes import (
    CLAIMS,
    HEADER,
    ISSUED,
    NOW,
    OPAQUE,
    held,
    shape,
    texts,
    token,
)
from tests.tui.token_states import OAUTH2, REQUIRES, STATES, WIDTHS, said, shown, subject
from workbench.domain.requirements import Requirements
from workbench.domain.secret import MASK, Secret
from workbench.engine.inspection import decode
from workbench.engine.token_view import (
    Held,
    NoneYet,
)
from workbench.tui.token.contents import pasted_contents, subject_rows
from workbench.tui.token.head import head_rows, pasted_rows
from workbench.tui.token.moment import Moment
from workbench.tui.token.subject import Pasted


def part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


DUPLICATE = f'{part("{}")}.{part("""{"sub": "a", "sub": "b", "aud": ["x", "y"]}""")}.c2ln'
ABSURD = fake_jwt({"exp": 99_999_999_999_999, "iat": "x", "nbf": -5.5, "auth_time": 1e300})
HOSTILE = fake_jwt(
    {
        "[bold]x[/]": "\x1b[31m\u202eevil\n",
        "deep": {"a": [1, None, True]},
        "https://example.com/claims/roles": ["admin", "reader"],
    }
)
JWE = ".".join([part('{"alg":"RSA-OAEP","enc":"A256GCM"}'), "a2V5", "aXY", "Y2lwaGVy", "dGFn"])
NONE_ALG = fake_jwt({"sub": "x"}, {"alg": "none"}).rpartition(".")[0] + "."
LONG = fake_jwt(
    {f"claim{i}": "v" * 5000 for i in range(40)} | {"scope": " ".join(map(str, range(600)))}
)
TOKENS = {
    "all marks": fake_jwt(CLAIMS, HEADER),
    "duplicate claims": DUPLICATE,
    "absurd dates": ABSURD,
    "hostile": HOSTILE,
    "encrypted": JWE,
    "no signature": NONE_ALG,
    "opaque": OPAQUE,
    "long": LONG,
    "no claims": fake_jwt({}),
    "broken": "eyJ.%%%.x",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_every_width_and_begins_with_its_preset(state: str, width: int) -> None:
    lines = shown(subject(STATES[state]), width)
    assert lines[0].startswith("crm")
    assert "client_credentials" in "\n".join(lines[:4])
    assert not any(line.endswith("…") for line in lines)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", TOKENS)
def test_every_token_fits_every_width_and_never_blanks(kind: str, width: int) -> None:
    text = TOKENS[kind]
    given = token(text, notes=("expires_in came as text",))
    lines = shown(subject(held(given)), width)
    assert len(lines) > 12
    joined = " ".join(lines)
    assert ("claimed, not verified" in joined) != ("not verifiable" in joined)
    assert " valid" not in joined


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", TOKENS)
def test_every_token_can_be_pasted(kind: str, width: int) -> None:
    form, moment = shape(width), Moment(NOW)
    pasted = Pasted(Secret(TOKENS[kind]), decode(TOKENS[kind]), REQUIRES)
    rows = [*pasted_rows(pasted, form, moment), *pasted_contents(pasted, form, moment, None)]
    assert texts(rows, width)[0].startswith("pasted")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none yet", "· none yet"),
        ("none yet", "No token yet. ^r gets one with the request, r gets one now."),
        ("fetching", "↻ fetching"),
        ("fetching", "waiting Get customer Search"),
        ("renewing", "◐ renewing"),
        ("renewing", "still in use"),
        ("renewing", "and 22 more requests"),
        ("fresh", "● fresh 47:12 left renews on use"),
        ("kept fresh", "renews in 46:12"),
        ("stale", "◐ ends soon 0:42 left next send renews"),
        ("needs you to renew", "r renews, needs you"),
        ("expired", "○ expired 3 m ago next send fetches"),
        ("unknown", "? lifetime unknown, 12 m old"),
        ("failed", "✗ failed again in 0:24"),
        ("failed", "✗ https://auth.example.com answered 401"),
        ("failed", "Compare client_id and client_secret."),
        ("failed", "! 401 Unauthorized 88 ms"),
        ("failed", "r tries again now"),
        ("failed, still in use", "✗ failed 47:12 left still in use"),
        ("failed, over", "✗ failed expired 3 m ago next send tries"),
        ("needs you", "▲ needs you"),
        ("needs you", "WDJB-MJHT. holds for 10:00"),
    ],
)
def test_a_state_is_said_in_words_that_do_not_need_colour(state: str, words: str) -> None:
    assert words in said(subject(STATES[state]), 116)


def test_an_unknown_lifetime_has_no_bar_and_is_never_for_ever() -> None:
    text = said(subject(STATES["unknown"]), 26)
    assert "━" not in text
    assert "ever" not in text.replace("never", "")


def test_only_what_is_kept_fresh_names_the_time_of_its_renewal() -> None:
    assert "renews 14:48:26" in local(said(subject(STATES["kept fresh"]), 116))
    assert "renews 14" not in local(said(subject(STATES["fresh"]), 116))


def local(text: str) -> str:
    """The text with times of day as the pictures have them, in whatever zone this runs."""
    from workbench.tui.clocktime import clock_time

    for minutes in (ISSUED, ISSUED + 3540, ISSUED + 3600, NOW):
        shown_as = {ISSUED: "13:49:26", ISSUED + 3540: "14:48:26", NOW: "14:02:14"}
        text = text.replace(clock_time(minutes, NOW), shown_as.get(minutes, "14:49:26"))
    return text


def test_the_narrow_form_is_the_one_of_the_picture() -> None:
    lines = [local(line) for line in shown(subject(STATES["kept fresh"]), 26)]
    assert lines[:8] == [
        "crm                ● fresh",
        "oauth2  client_credentials",
        "",
        "47:12 left renews in 46:12",
        "─────┃━━━━━━━━━━━━━━━━━━━╍",
        "13:49:26          14:49:26",
        "scope",
        " ✓ read:customers required",
    ]
    assert lines[8:10] == [" · write:orders", " ✗ read:cards      missing"]


def test_the_inspector_has_columns_for_what_a_claim_means_and_what_is_required() -> None:
    lines = [local(line) for line in shown(subject(STATES["fresh"]), 116)]
    by_name = {line.split()[0]: line for line in lines if line.startswith("  ") and line.split()}
    assert by_name["aud"].endswith("✓ as required")
    assert "1795441766" in by_name["iat"]
    assert by_name["iat"].endswith("12 m ago")
    assert by_name["exp"].endswith("in 47 m")
    assert "the client itself" in by_name["azp"]
    assert "2 scopes" in by_name["scope"]
    assert by_name["scope"].endswith("✗ one missing, see below")
    assert by_name["plan"].split() == ["plan", *"not in the token ✗ requires gold".split()]
    assert "? claimed" in next(line for line in lines if line.startswith("claims"))


def test_scopes_stand_in_a_table_of_asked_granted_in_the_token_and_required() -> None:
    lines = shown(subject(STATES["fresh"]), 76)
    at = next(i for i, line in enumerate(lines) if line.startswith("scope "))
    assert lines[at].split() == ["scope", "asked", "granted", "in", "token", "required"]
    assert lines[at + 1].split() == ["read:customers", "✓", "✓", "✓", "✓", "met"]
    assert lines[at + 2].split() == ["write:orders", "✓", "✓", "✓", "·"]
    assert lines[at + 3].split() == ["read:cards", "·", "·", "·", "✗", "missing"]


def test_an_opaque_token_shows_what_its_response_said() -> None:
    given = token(OPAQUE, said={"expires_in": "1800", "scope": "crm.read"}, granted=("crm.read",))
    wanted = Requirements(scope=("crm.read",), audience=("https://api",))
    text = said(subject(held(given), requires=wanted), 76)
    assert "opaque, 32 characters (not a JWT: nothing to decode)" in text
    assert "its response said expires_in 1800 scope crm.read" in text
    assert "refresh_token none came, so renewing runs the grant again" in text
    assert "granted in the response; the token does not show it" in text
    assert "? an opaque token does not show one" in text


def test_an_encrypted_token_shows_its_header_only() -> None:
    text = said(subject(held(token(JWE))), 116)
    assert "alg RSA-OAEP enc A256GCM" in text
    assert "not verifiable: it is encrypted" in text
    assert "five parts" in text
    assert "? claimed" not in text


def test_of_a_duplicate_claim_the_last_counts_and_a_note_says_so() -> None:
    text = said(subject(held(token(DUPLICATE))), 116)
    assert "sub b" in text
    assert "sub stands there 2 times; the last one counts" in text
    assert "2 audiences" in text


def test_absurd_dates_are_shown_for_what_they_are() -> None:
    text = said(subject(held(token(ABSURD))), 116)
    assert "99999999999999 no date that a calendar has" in text
    assert "it may be in milliseconds" in text
    assert "1e+300 no date that a calendar has" in text


def test_the_signature_is_hidden_until_it_is_to_be_shown() -> None:
    what = subject(held())
    hidden = said(what, 116)
    assert "c2lnbmF0dXJl" not in hidden
    assert f"{MASK} signature, 9 bytes, hidden: u shows it for 10 s" in hidden
    assert "c2lnbmF0dXJl" in said(what, 116, clear="c2lnbmF0dXJl")
    assert OPAQUE not in said(subject(held(token(OPAQUE))), 116)


@pytest.mark.parametrize("width", [26, 56])
def test_only_the_inspector_shows_raw_parts(width: int) -> None:
    encoded = token().decoded
    assert encoded is not None
    assert encoded.payload_text[:20] not in said(subject(held()), width)
    assert encoded.payload_text[:20] in said(subject(held()), 76)


def test_what_is_long_is_cut_with_the_rest_counted() -> None:
    rows = subject_rows(subject(held(token(LONG))), shape(26), Moment(NOW), None)
    assert len(rows) < 700
    assert "more rows" in " ".join(texts(rows, 26))


def test_a_token_that_needed_care_says_what_was_found() -> None:
    given = token(from_recovery=True, refresh_token=Secret("r"), clock_difference=-3.2)
    text = said(subject(held(given)), 116)
    assert "client_secret_basic found by trying; the file does not say" in text
    assert "in place of one that an API refused" in text
    assert "a refresh token came with it" in text
    assert "the server's clock is 3 s behind ours" in text
    assert "by 14 requests" in text
    assert "reused: 47:15 left" in text


def test_a_first_token_says_where_it_will_come_from_without_reading_a_source() -> None:
    preset = replace(OAUTH2, token_url="{{env:TOKEN_URL}}/token")
    text = said(subject(NoneYet(), preset), 116)
    assert "POST {{env:TOKEN_URL}}/token" in text
    assert "client authentication left out: found by trying" in text


def test_what_cannot_be_fetched_yet_says_so() -> None:
    later = ("The grant password is read and checked; this version cannot use it yet",)
    text = said(subject(NoneYet(), not_yet=later, is_open=False), 76)
    assert "! The grant password is read and checked" in text
    assert "No token yet. r gets one now." in text


def test_rows_hold_until_a_second_has_passed_and_a_far_end_does_not_tick() -> None:
    near, far = Moment(NOW + 0.25), Moment(NOW)
    head_rows(subject(held()), shape(26), near)
    assert near.until == pytest.approx(NOW + 1)
    head_rows(subject(held(token(expires_at=NOW + 7530))), shape(26), far)
    assert far.until == pytest.approx(NOW + 30)


def test_the_rows_below_the_head_change_by_the_minute() -> None:
    moment = Moment(NOW)
    subject_rows(subject(held(Held(token()).token)), shape(116), moment, None)
    assert 10 <= moment.until - NOW <= 60
