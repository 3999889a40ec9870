"""The one place where events of the engine become messages of the screen.

Its callbacks may be called many times a second from a worker; floods fold into the last one.
Must not touch a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

    from workbench.domain.http import RequestState
    from workbench.domain.workspace import RequestRef
    from workbench.engine.token_view import PresetKey


class StateChanged(Message):
    """A send is in another state."""

    def __init__(self, ref: RequestRef, state: RequestState) -> None:
        """Keep whose and which."""
        super().__init__()
        self.ref = ref
        self.state = state

    def can_replace(self, message: Message) -> bool:
        """Replace a waiting one of the same request while it only went on."""
        return (
            isinstance(message, StateChanged)
            and message.ref == self.ref
            and type(message.state) is type(self.state)
        )


class TokenChanged(Message):
    """A preset's token was fetched, renewed, forgotten, or failed."""

    def __init__(self, key: PresetKey) -> None:
        """Keep whose."""
        super().__init__()
        self.key = key

    def can_replace(self, message: Message) -> bool:
        """Replace a waiting one of the same preset."""
        return isinstance(message, TokenChanged) and message.key == self.key


class Bridge:
    """Turns callbacks into messages to one receiver."""

    def __init__(self, receiver: MessagePump) -> None:
        """Keep who is told."""
        self._receiver = receiver

    def on_state(self, ref: RequestRef) -> Callable[[RequestState], None]:
        """Return what to give a send of a request."""

        def tell(state: RequestState) -> None:
            self._receiver.post_message(StateChanged(ref, state))

        return tell

    def on_token(self, key: PresetKey) -> None:
        """Tell that a preset's token changed."""
        self._receiver.post_message(TokenChanged(key))
