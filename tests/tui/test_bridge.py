"""What the engine tells becomes messages; a renewal that nobody waits for waits for the tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.domain.presets import GrantType, OAuth2
from workbench.domain.secret import Secret
from workbench.domain.token import Token
from workbench.engine.token_view import Fetching, Held, NoneYet, PresetKey, TokenStatus, TokenView
from workbench.tui.bridge import Bridge
from workbench.tui.facade import Facade

KEY = PresetKey("a.toml", "crm")
OLD = Token(Secret("old"), 0.0, 100.0)


class Receiver:
    def __init__(self) -> None:
        self.told: list[Message] = []

    def post_message(self, message: Message) -> bool:
        self.told.append(message)
        return True


class Tokens:
    """Only what the bridge asks of a workbench."""

    status: TokenStatus = NoneYet()

    def on_token_change(self, listener: Callable[[PresetKey], None]) -> None:
        self.tell = listener

    def token_views(self) -> tuple[TokenView, ...]:
        return (TokenView(KEY, OAuth2(GrantType.CLIENT_CREDENTIALS), self.status),)


def bridged() -> tuple[Bridge, Receiver, Tokens]:
    receiver, tokens = Receiver(), Tokens()
    bridge = Bridge(cast("MessagePump", receiver))
    bridge.follow(cast("Facade", tokens))
    return bridge, receiver, tokens


def step(tokens: Tokens, status: TokenStatus) -> None:
    tokens.status = status
    tokens.tell(KEY)


def test_a_renewal_behind_is_told_with_the_tick() -> None:
    bridge, receiver, tokens = bridged()
    step(tokens, Fetching(1.0, old=OLD))
    step(tokens, Held(OLD))
    assert receiver.told == []
    assert bridge.take_quiet()
    assert not bridge.take_quiet()


def test_a_grant_that_somebody_waits_for_is_told_at_once() -> None:
    bridge, receiver, tokens = bridged()
    step(tokens, Fetching(1.0))
    step(tokens, Fetching(1.0, waiting=("Ping",), old=OLD))
    step(tokens, Held(OLD))
    assert len(receiver.told) == 3
    assert not bridge.take_quiet()
