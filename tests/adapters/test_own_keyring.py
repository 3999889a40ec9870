"""The person's keyring by the package of that name: there, not there, locked, not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from workbench.adapters.own_keyring import entry
from workbench.adapters.sources import DiskSources
from workbench.domain.errors import UsageError
from workbench.domain.secret import Secret


class Kept(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.failure = failure

    def get_password(self, service: str, username: str) -> str | None:
        if self.failure is not None:
            raise self.failure
        return {("workbench", "crm"): "s3cret"}.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is written")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


async def refusal() -> UsageError:
    with pytest.raises(UsageError) as caught:
        await entry("workbench", "crm")
    return caught.value


async def test_an_entry_is_read_and_a_missing_one_is_none() -> None:
    keyring.set_keyring(Kept())
    assert await DiskSources().keyring("workbench", "crm") == Secret("s3cret")
    assert await entry("workbench", "other") is None


async def test_a_machine_without_a_keyring_says_so_and_what_to_do() -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    error = await refusal()
    assert error.message == "There is no keyring on this machine."
    assert "PYTHON_KEYRING_BACKEND" in error.fix


async def test_a_locked_keyring_says_its_own_words() -> None:
    keyring.set_keyring(Kept(KeyringLocked("Failed to unlock the collection!")))
    error = await refusal()
    assert "Failed to unlock the collection!" in error.hint


async def test_a_backend_that_breaks_is_no_crash() -> None:
    keyring.set_keyring(Kept(ZeroDivisionError("inside")))
    assert "ZeroDivisionError" in (await refusal()).message


async def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    error = await refusal()
    assert "not installed" in error.message
    assert "pip install 'workbench-tui[keyring]'" in error.fix
