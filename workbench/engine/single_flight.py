"""One running piece of work that many callers wait for together.

Must not know what the work is, or start it twice.

    start ──▶ running ──▶ ended (its outcome goes to all who wait)
                └── the last who waits leaves ──▶ cancelled, unless it runs behind
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from workbench.domain.errors import TokenUnavailable, WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    """One who waits: a label for the screen, and whom to tell about progress."""

    label: str
    on_progress: Callable[[], None] | None = None


class Flight(Generic[T]):
    """Work in progress; its outcome is a value or a `WorkbenchError`, given to all who wait.

    `behind` work has somebody who wants it even when nobody waits. `on_waiters` is told when one
    comes or leaves; `on_abandoned` when the last left, before the work has unwound.
    """

    def __init__(
        self,
        work: Coroutine[None, None, T | WorkbenchError],
        *,
        behind: bool,
        on_waiters: Callable[[], None],
        on_abandoned: Callable[[], None],
    ) -> None:
        self.behind = behind
        self.task: asyncio.Task[T | WorkbenchError] = asyncio.create_task(work)
        self._on_waiters = on_waiters
        self._on_abandoned = on_abandoned
        self._waiters: list[Waiter] = []

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the labels of those who wait, in the order they came."""
        return tuple(waiter.label for waiter in self._waiters if waiter.label)

    def tell(self) -> None:
        """Tell everybody who waits that something happened."""
        for waiter in tuple(self._waiters):
            if waiter.on_progress is not None:
                waiter.on_progress()

    async def join(self, waiter: Waiter) -> T:
        """Wait for the outcome; raises the `WorkbenchError` that the work ended with.

        Raises `TokenUnavailable` where the work was stopped under those who wait.
        """
        self._waiters.append(waiter)
        self._on_waiters()
        try:
            outcome = await asyncio.shield(self.task)
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if self.task.cancelled() and caller is not None and not caller.cancelling():
                raise TokenUnavailable("The token request was stopped.") from None
            raise
        finally:
            self._leave(waiter)
        if isinstance(outcome, WorkbenchError):
            # The same error goes to many: each gets it without the others' frames.
            raise outcome.with_traceback(None)
        return outcome

    def _leave(self, waiter: Waiter) -> None:
        self._waiters.remove(waiter)
        if self.task.done():
            return
        if self._waiters or self.behind:
            self._on_waiters()
        else:
            self.task.cancel()
            self._on_abandoned()
