"""What tests of the screen share: one practice server for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.practice import PracticeServer, start


@pytest.fixture(scope="session")
def practice() -> Iterator[PracticeServer]:
    """A practice server that answers at once."""
    with start() as server:
        yield server
