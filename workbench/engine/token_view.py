"""How a preset's token looks from outside at a moment: more than the four states of its life.

Must not change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Step
    from workbench.domain.presets import Preset
    from workbench.domain.token import Token


@dataclass(frozen=True, slots=True)
class NoneYet:
    """No token was fetched yet."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """A grant is running; `waiting` labels say which requests wait for it.

    `old` is the token that is still in use meanwhile, if any: then the state is "renewing".
    """

    since: float
    steps: tuple[Step, ...] = ()
    waiting: tuple[str, ...] = ()
    old: Token | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A token is held; its state at a time is `token.state(now)`.

    `renews_at` is set only where it renews by itself; `alone` false where a renewal needs a
    person. `unknown_life` tokens have no expiry.
    """

    token: Token
    renews_at: float | None = None
    alone: bool = True
    uses: int = 0
    last_used_at: float | None = None
    last_why: str = ""
    fetched_for: str = ""

    @property
    def unknown_life(self) -> bool:
        """Tell whether nothing said when it ends."""
        return self.token.expires_at is None


@dataclass(frozen=True, slots=True)
class RenewalFailed:
    """The last try failed; `old` is a token that may still be in use.

    `retry_at` is when a renewal behind is tried again, None when only a send or a key tries.
    """

    error: WorkbenchError
    at: float
    retry_at: float | None = None
    old: Token | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsPerson:
    """Only a person can go on."""

    instruction: str
    until: float | None = None


TokenStatus = NoneYet | Fetching | Held | RenewalFailed | NeedsPerson


@dataclass(frozen=True, slots=True)
class PresetKey:
    """Which preset: the file that defines it (the workspace's for shared ones) and its name.

    A preset written inline in a request has the request's label as its name.
    """

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """One preset with its token, for the strip and the Token pane."""

    key: PresetKey
    preset: Preset
    status: TokenStatus
