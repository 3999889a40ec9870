"""Presets and tokens in every state, and a small app with the Token pane over a fake workbench.

It must not know how the pane draws anything.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.support.fakes import FakeClock, answer, fake_jwt
from tests.support.worlds import FILE, workspace_of
from workbench.domain.http import Purpose, Request, Step, Timings
from workbench.domain.origin import Origin
from workbench.domain.presets import ClientAuthentication
from workbench.domain.secret import Rendered, Secret
from workbench.domain.token import Token
from workbench.domain.workspace import RequestRef, Workspace
from workbench.engine.inspection import decode
from workbench.engine.resolution import all_presets, resolve
from workbench.engine.token_facts import TokenFacts
from workbench.engine.token_view import Held, NoneYet, PresetKey, TokenStatus, TokenView
from workbench.tui import intents
from workbench.tui.paint import Row, plain, width_of
from workbench.tui.session import Change, Session
from workbench.tui.theme import THEMES
from workbench.tui.token.form import Form, Shape
from workbench.tui.token.pane import TokenPane

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.domain.jwt import Decoded
    from workbench.engine.effective import Effective

#: The time of the pictures: 12 m 48 after the token was asked for.
NOW = 1_795_442_534.0
ISSUED = NOW - 768
TEXT = """
[collection]
name = "Customers API"
auth = "crm"

[environments.staging]
base = "https://staging.example.com"

[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "k7nf3p2q9m8w1"
client_secret = "{{env:CRM}}"
scope = ["read:customers", "write:orders"]
requires = { aud = "https://api.example.com", scope = ["read:customers", "read:cards"] }

[auth.ops]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "ops"
client_secret = "{{env:OPS}}"

[auth.legacy]
type = "oauth2"
grant = "password"
token_url = "https://old.example.com/token"
client_id = "legacy"
username = "ada"
password = "{{env:ADA}}"

[auth.batch]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "batch"

[auth.vendor]
type = "bearer"
token = "VENDOR"

[auth.later]
type = "bearer"
token = "{{env:LATER}}"

[auth.login]
type = "basic"
username = "ada"
password = "lovelace"

[[request]]
name = "Get customer"
method = "GET"
url = "https://api.example.com/customers"

[[request]]
name = "Ping"
method = "GET"
url = "https://api.example.com/ping"
auth = "none"

[[request]]
name = "Vendor"
method = "GET"
url = "https://api.example.com/vendor"
auth = "vendor"

[[request]]
name = "Later"
method = "GET"
url = "https://api.example.com/later"
auth = "later"

[[request]]
name = "Login"
method = "GET"
url = "https://api.example.com/login"
auth = "login"
"""


def key(name: str) -> PresetKey:
    """The key of a preset of the text."""
    return PresetKey(FILE, name)


def ref(name: str) -> RequestRef:
    """A request of the text."""
    return RequestRef(FILE, name)


CLAIMS: dict[str, Any] = {
    "iss": "https://auth.example.com/",
    "sub": "k7nf3p2q9m8w1@clients",
    "aud": "https://api.example.com",
    "iat": int(ISSUED),
    "exp": int(ISSUED + 3600),
    "azp": "k7nf3p2q9m8w1",
    "scope": "read:customers write:orders",
    "jti": "9Qb1xT4sYw",
}
HEADER = {"alg": "RS256", "typ": "at+jwt", "kid": "3f9a21c0"}
OPAQUE = "2YotnFZFEjr1zCsicMWpAA0123456789"


def token(text: str | None = None, **members: Any) -> Token:
    """A token as a server gave it; a JWT with everything unless told otherwise."""
    shown = fake_jwt(CLAIMS, HEADER) if text is None else text
    values: dict[str, Any] = {
        "access_token": Secret(shown),
        "requested_at": ISSUED,
        "expires_at": ISSUED + 3600,
        "granted": ("read:customers", "write:orders"),
        "requested_scope": ("read:customers", "write:orders"),
        "decoded": decode(shown),
        "client_authentication": ClientAuthentication.CLIENT_SECRET_BASIC,
        "found_by_trying": True,
        "token_url": "https://auth.example.com/oauth/token",
        "elapsed_ms": 88,
        "notes": ("expires_in came as text", "token_type came as bearer; it is sent as Bearer"),
        "said": {"token_type": "bearer", "expires_in": "3600"},
    }
    return Token(**(values | members))


def held(given: Token | None = None, **members: Any) -> Held:
    """A token that is held and was used."""
    values: dict[str, Any] = {
        "uses": 14,
        "last_used_at": NOW - 3,
        "last_why": "reused: 47:15 left",
        "fetched_for": "Get customer",
    }
    return Held(given or token(), **(values | members))


def step(status: int = 200, reason: str = "OK", ms: float = 88.0) -> Step:
    """A token call that was answered."""
    origin = Origin("https", "auth.example.com", 443)
    request = Request("POST", Rendered.of("https://auth.example.com/oauth/token"), origin)
    return Step(
        Purpose.TOKEN,
        request,
        NOW - 1,
        answer(status, reason=reason),
        timings=Timings(total_ms=ms),
        remark="get a token with client_secret_basic",
    )


def shape(width: int) -> Shape:
    """The form that the pane takes at a width."""
    form = Form.INSPECTOR if width >= 62 else Form.WIDE if width >= 42 else Form.NARROW
    return Shape(form, width)


def texts(rows: Sequence[Row], width: int) -> list[str]:
    """The rows as a person sees them; nothing is cut and nothing runs over the edge."""
    shown = []
    for row in rows:
        left, right = width_of(row.left), width_of(row.right)
        assert left + (right + 1 if right else 0) <= width, (plain(row.left), plain(row.right))
        blanks = width - left - right
        shown.append((plain(row.left) + " " * blanks + plain(row.right)).rstrip())
    return shown


class FakeTokens:
    """What is known of tokens, as the test says."""

    def __init__(self) -> None:
        self.known: dict[str, TokenFacts] = {}

    def facts(self, which: PresetKey) -> TokenFacts:
        return self.known.get(which.name, TokenFacts())


class FakeWorkbench:
    """A workspace whose tokens are what the test says."""

    def __init__(self, **statuses: TokenStatus) -> None:
        self.workspace: Workspace = workspace_of(TEXT)
        self.clock = FakeClock(NOW)
        self.environment: str | None = None
        self.started_file: str | None = None
        self.statuses: dict[str, TokenStatus] = dict(statuses)
        self.asked = 0
        self.tokens = FakeTokens()

    def effective(self, where: RequestRef, draft: RequestSpec | None = None) -> Effective:
        return resolve(self.workspace, where, draft=draft, environment=self.environment)

    def token_views(self) -> tuple[TokenView, ...]:
        self.asked += 1
        return tuple(
            TokenView(each, preset, self.statuses.get(each.name, NoneYet()))
            for each, preset in all_presets(self.workspace).items()
            if hasattr(preset, "grant")
        )

    def decode(self, text: str) -> Decoded:
        return decode(text)

    def in_clear(self, value: Secret | Rendered) -> str:
        return value.reveal()


class PaneApp(App[None]):
    """The pane alone, in a width of its own, with everything it asked for."""

    CSS = "Screen { layout: horizontal; }"
    AUTO_FOCUS = ""

    def __init__(self, workbench: FakeWorkbench, session: Session, width: int) -> None:
        super().__init__()
        for each in THEMES:
            self.register_theme(each)
        self.theme = THEMES[0].name
        self.ascii_only = False
        self.workbench, self.session = workbench, session
        self.pane = TokenPane(session, workbench)  # type: ignore[arg-type] # what the pane needs
        self.pane.styles.width = width
        self.asked: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.focus_rows()

    def on_renew_asked(self, message: intents.RenewAsked) -> None:
        self.asked.append(("renew", message.key.name))

    def on_forget_asked(self, message: intents.ForgetAsked) -> None:
        self.asked.append(("forget", message.key.name if message.key else None))

    def on_said(self, message: intents.Said) -> None:
        self.asked.append(("said", message.sentence))

    @property
    def lines(self) -> list[str]:
        """What a person sees."""
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def pass_time(self, seconds: float) -> None:
        """Let time go on and the one timer tick."""
        asyncio.get_running_loop()
        self.workbench.clock.set_wall(seconds)
        self.pane.tick()


def pane_app(
    width: int = 30, opened: str | None = "Get customer", **statuses: TokenStatus
) -> PaneApp:
    """An app with a request open and presets in these states."""
    session = Session(ref(opened) if opened else None)
    return PaneApp(FakeWorkbench(**statuses), session, width)


SIZES = {30: (30, 38), 60: (60, 58), 80: (80, 23), 120: (120, 38)}


@contextlib.asynccontextmanager
async def running(app: PaneApp) -> AsyncIterator[Pilot[None]]:
    """The app in a terminal of the pane's own width, laid out."""
    width = int(app.pane.styles.width.value) if app.pane.styles.width else 30
    async with app.run_test(size=SIZES[width]) as pilot:
        await pilot.pause()
        yield pilot


async def open_request(app: PaneApp, name: str) -> None:
    """Open another request, as the app tells it."""
    app.session.open(ref(name))
    app.pane.session_changed(Change.OPENED)
