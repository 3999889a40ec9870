"""What holds for every test: no test reads or writes what belongs to the person who runs it."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.command_line import Run, command_line

# A deadline measures the machine, not the code; the same examples every time make a failure a fact.
settings.register_profile("workbench", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("workbench")

_LEAKS = (
    "COLORTERM",
    "COLUMNS",
    "EDITOR",
    "LINES",
    "NO_COLOR",
    "PAGER",
    "STY",
    "TMUX",
    "VISUAL",
    "all_proxy",
    "ALL_PROXY",
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
)


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, and none of the settings a shell hands on."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, directory in (
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CACHE_HOME", ".cache"),
    ):
        monkeypatch.setenv(name, str(home / directory))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in _LEAKS:
        monkeypatch.delenv(name, raising=False)
    return home


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector pass over what lives as long as the run.

    Each screen is a large web of cycles, and walking all modules and tests for it took a fifth of
    the time. What is never closed is still found: pytest collects before it ends.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests wanted what is not on this machine."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for reason in ("the corpus is not there", "node is not there"):
        if count := sum(reason in each for each in skipped):
            terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """The command line in this process."""
    return command_line(capfdbinary)
