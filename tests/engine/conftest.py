"""What the tests of the engine share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.support.keeping import Keeping


@pytest.fixture
async def keeping() -> AsyncIterator[Callable[..., Keeping]]:
    """Makes keepers, and closes them after the test."""
    made: list[Keeping] = []

    def make(*args: Any, **more: Any) -> Keeping:
        made.append(Keeping(*args, **more))
        return made[-1]

    yield make
    for each in made:
        await each.keeper.close()
