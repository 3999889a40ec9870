"""The means of a session: every port of a send filled, made when something is first sent.

Must not keep anything: whoever asks keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters import suffixes
from workbench.adapters.sources import DiskSources
from workbench.adapters.system import SystemEntropy
from workbench.adapters.trust_file import TrustFile
from workbench.engine.cookies import CookieJars
from workbench.engine.gathering import Typed
from workbench.engine.issuers import Issuers
from workbench.engine.keeper import TokenKeeper
from workbench.engine.sender import Means
from workbench.engine.trust import TrustDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.engine.ports import Clock, Transport, UserAgent
    from workbench.engine.token_view import PresetKey
    from workbench.engine.trust import TrustGiven


def make_means(
    clock: Clock,
    transport: Transport,
    agent: UserAgent,
    trust: TrustGiven,
    on_change: Callable[[PresetKey], None],
) -> Means:
    """Return what every send of a session works with; `on_change` is told of its tokens."""
    entropy = SystemEntropy()
    keeper = TokenKeeper(
        clock=clock, transport=transport, key=entropy.bytes(32), on_change=on_change
    )
    desk = TrustDesk(TrustFile(), agent, trust)
    jars = CookieJars(suffixes.is_public)
    issuers = Issuers(transport)
    typed = Typed(agent)
    return Means(clock, entropy, DiskSources(), transport, keeper, desk, issuers, typed, jars)
