"""The Token pane on what is known besides the token: its signature, demands, its issuer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.practice import PracticeServer
from tests.tui.demanding import demanding_api
from tests.tui.screens import Screen, opened
from tests.tui.support import SIZES, flat, said
from workbench.domain.workspace import RequestRef
from workbench.engine.token_view import Held
from workbench.tui.layout import PaneName

INSPECT = {"120x40": ("4", "z"), "80x24": ("4",)}


def collection(
    server: PracticeServer, tmp_path: Path, *, url: str, more: str = "", client: str = ""
) -> Path:
    """One request with one preset of a client that may have several scopes."""
    name, secret = server.secret_of(client or "practice-hour")
    file = tmp_path / "own.toml"
    file.write_text(
        f"""
[collection]
name = "Own"
auth = "crm"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
client_id = "{name}"
client_secret = '''{secret}'''
client_authentication = "client_secret_basic"
{more}
[[request]]
name = "Get"
url = "{url}"
""",
        encoding="utf-8",
    )
    return file


def told(screen: Screen) -> str:
    """What the Token pane says."""
    return said(screen, PaneName.TOKEN)


async def get(screen: Screen, size: str) -> None:
    """Send the one request and look at its token."""
    (file,) = screen.app.workbench.workspace.collections
    screen.app.open_request(RequestRef(file.path, "Get"), go=True)
    await screen.send()
    await screen.until(lambda: screen.app.session.explained)
    await screen.press(*INSPECT[size])


@pytest.mark.parametrize("size", SIZES)
async def test_a_signature_is_claimed_until_the_issuers_key_verified_it(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    file = collection(
        practice,
        tmp_path,
        url=f"{practice.api_url}/customers",
        more=f'token_url = "{practice.token_url}"',
    )
    async with opened(file, size) as screen:
        await get(screen, size)
        await screen.until(lambda: "? claimed, not verified" in told(screen))
        assert "c checks it with the issuer's keys" in told(screen)
        assert "✓ verified" not in told(screen)
        await screen.press("c")
        await screen.until(lambda: "✓ verified: by the key" in told(screen))
        assert "? claimed" not in told(screen)
        assert f"RS256, keys of {practice.jwks_url}" in told(screen)
        # Another token is claimed again.
        await screen.press("r")
        await screen.until(lambda: "? claimed, not verified" in told(screen))


async def test_a_signature_that_no_key_of_the_issuer_made_is_wrong(
    practice: PracticeServer,
) -> None:
    token = practice.http.post(
        practice.token_url,
        data={"grant_type": "client_credentials"},
        auth=practice.secret_of("practice-hour"),
    ).json()["access_token"]
    head, payload, signature = token.split(".")
    forged = f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    async with opened(practice.workspace) as screen:
        await screen.press("j", "enter", "4", "z")
        screen.main.panes[PaneName.TOKEN].inspect(forged)  # type: ignore[attr-defined]
        await screen.until(lambda: "pasted" in screen.text)
        await screen.press("c")
        await screen.until(lambda: "✗ wrong signature: it was not made" in told(screen))
        assert "✓ verified" not in screen.text


@pytest.mark.parametrize("size", SIZES)
async def test_an_opaque_token_is_what_its_server_says_of_it(
    practice: PracticeServer, size: str
) -> None:
    async with opened(practice.workspace, size) as screen:
        (file,) = screen.app.workbench.workspace.collections
        spec = next(each for each in file.collection.requests if each.name == "Opaque token")
        screen.app.open_request(RequestRef(file.path, spec.label), go=True)
        await screen.send()
        await screen.press(*INSPECT[size])
        await screen.until(lambda: "not verifiable: only the server that issued it" in told(screen))
        assert "c asks it" in told(screen)
        await screen.press("c")
        await screen.until(lambda: "server says ✓ active" in told(screen))
        text = told(screen)
        assert f"{practice.issuer}/oauth/introspect" in text
        assert "scope read:customers" in text
        assert "the client itself" in text
        assert "✓ verified" not in text
        assert " valid" not in text.replace("not verifiable", "")
        practice.revoke_all()
        await screen.press("c")
        await screen.until(lambda: "✗ not active" in told(screen))
        # Another token was not asked about.
        await screen.press("r")
        await screen.until(lambda: "server says" not in told(screen))


async def test_a_token_is_revoked_at_its_server_once_a_person_agreed(
    practice: PracticeServer, tmp_path: Path
) -> None:
    more = f'token_url = "{practice.token_url}"'
    file = collection(practice, tmp_path, url=f"{practice.api_url}/customers", more=more)

    def is_active(token: str) -> bool:
        asked = practice.http.post(
            f"{practice.issuer}/oauth/introspect",
            data={"token": token},
            auth=practice.secret_of("practice-hour"),
        )
        return bool(asked.json()["active"])

    async with opened(file) as screen:
        await get(screen, "120x40")
        (view,) = screen.app.workbench.token_views()
        assert isinstance(view.status, Held)
        token = screen.app.workbench.in_clear(view.status.token.access_token)
        await screen.press("X")
        await screen.until(lambda: "Revoke the token of crm at 127.0.0.1" in screen.footer)
        await screen.press("escape")
        await screen.until(lambda: "Revoke" not in screen.footer)
        assert is_active(token)
        await screen.press("X")
        await screen.until(lambda: "y revoke" in screen.footer)
        await screen.press("y")
        await screen.until(lambda: "and forgot it." in screen.app.session.notices[0].message)
        assert not is_active(token)
        assert "No token yet." in told(screen)


async def test_asking_about_a_token_is_stopped_by_key(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.adapters.token_checks import TokenChecks

    ended: list[str] = []

    async def never(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    monkeypatch.setattr(TokenChecks, "check", never)
    async with opened(practice.workspace) as screen:
        await screen.press("j", "enter")
        await screen.send()
        await screen.press("4", "z", "c")
        await screen.until(lambda: "↻ asking esc stops" in told(screen))
        await screen.press("escape")
        await screen.until(lambda: ended)
        await screen.until(lambda: "↻ asking" not in told(screen))
        assert screen.main.zoomed
        assert screen.app.session.notices[0].message == "Stopped asking about the token."


async def test_a_pasted_text_that_is_no_jwt_is_sent_nowhere(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await screen.press("j", "enter", "4", "z")
        screen.main.panes[PaneName.TOKEN].inspect("opaque-or-a-password")  # type: ignore[attr-defined]
        await screen.until(lambda: "pasted" in screen.text)
        assert "c asks it" not in told(screen)
        await screen.press("c")
        await screen.until(lambda: "– not verifiable: it is opaque" in told(screen))


async def test_what_was_found_by_trying_is_kept_with_one_key_and_written_with_another(
    practice: PracticeServer, tmp_path: Path
) -> None:
    more = f'token_url = "{practice.token_url}"'
    file = collection(practice, tmp_path, url=f"{practice.api_url}/customers", more=more)
    before = file.read_text("utf-8").replace('client_authentication = "client_secret_basic"\n', "")
    file.write_text(before, "utf-8")
    async with opened(file) as screen:
        await get(screen, "120x40")
        await screen.until(
            lambda: "found by trying; the file does not say f keeps it" in told(screen)
        )
        await screen.press("f")
        await screen.until(lambda: "w keeps it" in screen.app.session.notices[0].message)
        await screen.press("w")
        added = 'client_authentication = "client_secret_basic"'
        await screen.until(lambda: added in file.read_text("utf-8"))
        lines = [line for line in file.read_text("utf-8").splitlines() if line != added]
        assert lines == before.splitlines()


async def test_keys_at_an_origin_that_nobody_allowed_are_asked_about_first(
    practice: PracticeServer, tmp_path: Path
) -> None:
    more = f'token_url = "{practice.token_url}"\nrequires = {{ iss = "https://keys.invalid" }}'
    file = collection(practice, tmp_path, url=f"{practice.api_url}/customers", more=more)
    async with opened(file) as screen:
        await get(screen, "120x40")
        await screen.press("c")
        asked = "asks https://keys.invalid for its metadata and keys"
        await screen.until(lambda: asked in flat(screen))
        await screen.press("escape")
        await screen.until(lambda: "Nothing was sent" in flat(screen))
        assert "✓ verified" not in screen.text


@pytest.mark.parametrize("size", SIZES)
async def test_an_issuer_fills_the_endpoint_and_its_source_is_shown(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    file = collection(
        practice,
        tmp_path,
        url=f"{practice.api_url}/customers",
        more=f'issuer = "{practice.issuer}"',
    )
    async with opened(file, size) as screen:
        await screen.press("4")
        await screen.until(lambda: "the issuer; it names the endpoint" in told(screen))
        await get(screen, size)
        await screen.until(lambda: "✓ 200" in screen.text or "● fresh" in screen.text)
        await screen.press("G")
        await screen.until(lambda: "the address was found in the issuer's metadata" in told(screen))
        await screen.press("x")
        await screen.until(lambda: f"POST {practice.token_url}" in told(screen))
        assert "found in the issuer's metadata" in told(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_demanded_scope_is_shown_with_its_evidence_and_asked_for_with_one_key(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    more = f'token_url = "{practice.token_url}"\nscope = "read:customers"'
    async with demanding_api() as api:
        file = collection(practice, tmp_path, url=f"{api.origin}/cards", more=more)
        async with opened(file, size) as screen:
            await get(screen, size)
            await screen.until(lambda: "read:cards" in told(screen))
            text = told(screen)
            assert "demanded by the API" in text or "demanded" in text
            assert "✗ missing" in text
            assert "403 at " in text
            assert "f asks for it" in text
            await screen.press("f")
            await screen.until(
                lambda: (
                    [
                        view.preset.scope  # type: ignore[union-attr]
                        for view in screen.app.workbench.token_views()
                    ]
                    == [("read:customers", "read:cards")]
                )
            )
            await screen.press("U")
            await screen.until(lambda: "Undone:" in screen.app.session.notices[0].message)


@pytest.mark.parametrize("size", SIZES)
async def test_the_metadata_of_an_api_is_fetched_by_key_only_and_without_credentials(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    more = f'token_url = "{practice.token_url}"'
    async with demanding_api() as api:
        file = collection(practice, tmp_path, url=f"{api.origin}/cards", more=more)
        async with opened(file, size) as screen:
            await get(screen, size)
            await screen.press("G")
            await screen.until(
                lambda: f"metadata {api.origin}/metadata m fetches it" in told(screen)
            )
            assert "/metadata" not in api.asked
            await screen.press("m")
            await screen.until(lambda: "scopes_supported" in told(screen))
            (head,) = api.metadata_heads
            assert "authorization" not in head.lower()


async def test_the_metadata_of_another_resource_is_not_shown(
    practice: PracticeServer, tmp_path: Path
) -> None:
    more = f'token_url = "{practice.token_url}"'
    async with demanding_api() as api:
        api.resource = "https://evil.example.com"
        file = collection(practice, tmp_path, url=f"{api.origin}/cards", more=more)
        async with opened(file) as screen:
            await get(screen, "120x40")
            await screen.press("m")
            await screen.until(
                lambda: "is the metadata of https://evil.example.com" in flat(screen)
            )
            assert "scopes_supported" not in screen.text


async def test_a_fix_outlives_a_change_of_another_file(
    practice: PracticeServer, tmp_path: Path
) -> None:
    more = f'token_url = "{practice.token_url}"\nscope = "read:customers"'
    async with demanding_api() as api:
        file = collection(practice, tmp_path, url=f"{api.origin}/cards", more=more)
        async with opened(tmp_path) as screen:
            await get(screen, "120x40")
            await screen.press("f")
            await screen.until(lambda: screen.app.session.diagnoses.applied)
            other = '[collection]\nname = "Other"\n[[request]]\nname = "Z"\nurl = "https://x"\n'
            await asyncio.to_thread((file.parent / "other.toml").write_text, other, "utf-8")
            await screen.until(lambda: len(screen.app.workbench.workspace.collections) == 2)
            (view,) = screen.app.workbench.token_views()
            assert view.preset.scope == ("read:customers", "read:cards")  # type: ignore[union-attr]
            edited = file.read_text("utf-8").replace('"read:customers"', '"read:orders"')
            await asyncio.to_thread(file.write_text, edited, "utf-8")
            await screen.until(
                lambda: (
                    screen.app.workbench.token_views()[0].preset.scope  # type: ignore[union-attr]
                    == ("read:orders",)
                )
            )


@pytest.mark.parametrize("size", SIZES)
async def test_a_jwt_in_an_answer_is_looked_at_with_one_key(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    name, secret = practice.secret_of("practice-hour")
    file = tmp_path / "own.toml"
    file.write_text(
        f"""
[collection]
name = "Own"
[[request]]
name = "Get"
method = "POST"
url = "{practice.token_url}"
[request.auth]
type = "basic"
username = "{name}"
password = '''{secret}'''
[request.body]
type = "form"
[request.body.form]
grant_type = "client_credentials"
""",
        encoding="utf-8",
    )
    async with opened(file, size) as screen:
        (found,) = screen.app.workbench.workspace.collections
        screen.app.open_request(RequestRef(found.path, "Get"), go=True)
        await screen.press("3")
        await screen.send()
        await screen.until(lambda: "access_token" in screen.text)
        await screen.press("T")
        await screen.until(lambda: "There is no JWT on this line." in screen.text)
        await screen.press("escape", "j", "T")
        await screen.until(lambda: screen.main.focused_name is PaneName.TOKEN)
        await screen.until(lambda: "pasted" in screen.text)
        assert "read:customers" in screen.text
