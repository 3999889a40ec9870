"""The log and the crash report hold no value that must not be seen."""

from __future__ import annotations

import logging
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.adapters import log
from workbench.domain.http import Exchange, Header, Purpose, Request, Step
from workbench.domain.origin import Origin
from workbench.domain.secret import Rendered, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "canary-4f1d"


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    logger = logging.getLogger("workbench")
    yield
    for handler in list(logger.handlers):
        handler.close()
        logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def exchange() -> Exchange:
    request = Request(
        "GET",
        Rendered.of("https://api.example.com/?key=", Secret(CANARY)),
        Origin("https", "api.example.com", 443),
        (Header("Authorization", Rendered.of("Bearer ", Secret(CANARY))),),
    )
    return Exchange("Get\x1b[2J", 0.0, 12.0, (Step(Purpose.REQUEST, request, 0.0),))


def test_a_log_is_private_and_masks_what_is_secret(tmp_path: Path) -> None:
    path = tmp_path / "workbench.log"
    log.start(str(path), debug=True)
    log.record(exchange())
    text = path.read_text("utf-8")
    assert "https://api.example.com/?key=••••••••" in text
    assert "Authorization: Bearer ••••••••" in text
    assert CANARY not in text
    assert "\x1b" not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_talkative_libraries_are_capped(tmp_path: Path) -> None:
    log.start(str(tmp_path / "workbench.log"), debug=True)
    assert logging.getLogger("httpx").getEffectiveLevel() == logging.WARNING


def test_a_crash_report_has_places_and_no_values() -> None:
    def fails(secret: str) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match=CANARY) as caught:
        fails(CANARY)
    path = Path(log.write_crash_report(caught.value))
    text = path.read_text("utf-8")
    assert "builtins.ValueError" in text
    assert "fails" in text
    assert CANARY not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
