"""The practice server as our child."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.adapters import practice
from workbench.domain.errors import UsageError


def test_it_listens_when_start_returns_and_is_gone_after_stop() -> None:
    started = practice.start(port=0)
    try:
        assert (Path(started.workspace) / "practice.toml").is_file()
        assert started.told["schema"] == 1
    finally:
        started.stop()
    assert started.wait() == 0
    started.stop()


def test_a_port_that_is_taken_is_said_in_its_own_words() -> None:
    first = practice.start(port=0)
    try:
        port = int(str(first.told["issuer"]).rpartition(":")[2])
        with pytest.raises(UsageError) as refused:
            practice.start(port=port)
        assert str(port) in refused.value.hint
    finally:
        first.stop()
