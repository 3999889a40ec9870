"""The one place where events of the engine become messages of the screen.

Its callbacks may be called many times a second from a worker; floods fold into the last one.
Must not touch a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from workbench.engine.token_view import Fetching

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

    from workbench.domain.http import RequestState
    from workbench.domain.workspace import RequestRef
    from workbench.engine.token_view import PresetKey, TokenView
    from workbench.tui.facade import Facade


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
    """Turns callbacks into messages to one receiver.

    A renewal that nobody waits for is told with the next tick of the clock, so that a screen at
    rest writes to its terminal once a second and not more.
    """

    def __init__(self, receiver: MessagePump) -> None:
        """Keep who is told."""
        self._receiver = receiver
        self._workbench: Facade | None = None
        self._behind: set[PresetKey] = set()
        self._quiet = False

    def follow(self, workbench: Facade) -> None:
        """Tell of the tokens of a workbench from now on."""
        self._workbench = workbench
        workbench.on_token_change(self.on_token)

    def on_state(self, ref: RequestRef) -> Callable[[RequestState], None]:
        """Return what to give a send of a request."""

        def tell(state: RequestState) -> None:
            self._receiver.post_message(StateChanged(ref, state))

        return tell

    def on_token(self, key: PresetKey) -> None:
        """Tell that a preset's token changed, at once where somebody may wait for it."""
        was_behind = key in self._behind
        self._behind.discard(key)
        views = self._workbench.token_views() if self._workbench else ()
        if any(view.key == key and _is_behind(view) for view in views):
            self._behind.add(key)
        if was_behind or key in self._behind:
            self._quiet = True
        else:
            self._receiver.post_message(TokenChanged(key))

    def take_quiet(self) -> bool:
        """Tell whether tokens changed quietly since this was asked last."""
        quiet, self._quiet = self._quiet, False
        return quiet


def _is_behind(view: TokenView) -> bool:
    status = view.status
    return isinstance(status, Fetching) and status.old is not None and not status.waiting
