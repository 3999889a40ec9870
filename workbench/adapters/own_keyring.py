"""Reads the person's keyring for a `{{keyring:...}}`, by the package `keyring` where that is.

Must not import that package before something is read, write to a keyring, or choose one.
"""

from __future__ import annotations

import asyncio

from workbench.domain.errors import UsageError
from workbench.domain.secret import Secret


async def entry(service: str, name: str) -> Secret | None:
    """Return an entry, None where there is none; raises `UsageError` where there is no keyring."""
    # A keyring may ask its owner to unlock it, and answers when they have.
    return await asyncio.to_thread(_entry, service, name)


def _entry(service: str, name: str) -> Secret | None:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        raise UsageError(
            "keyring: needs the package keyring, which is not installed.",
            hint="It comes with the extra of that name.",
            fix="pip install 'workbench-tui[keyring]', or write {{env:NAME}} instead.",
        ) from None
    try:
        found = keyring.get_password(service, name)
    except NoKeyringError:
        raise UsageError(
            "There is no keyring on this machine.",
            hint="No Secret Service, KWallet or macOS Keychain answers, as is usual over SSH.",
            fix="Set PYTHON_KEYRING_BACKEND to one that works here, or write {{env:NAME}} or"
            " {{command:pass show NAME}} instead.",
        ) from None
    except KeyringError as error:
        raise UsageError(
            f"The keyring did not give {service}/{name}.",
            hint=f"{type(error).__name__}: {error}".rstrip(": ") + ".",
            fix="Unlock it, and send again.",
        ) from None
    except Exception as error:  # noqa: BLE001 (a backend is anybody's code)
        raise UsageError(
            f"The keyring could not be read: {type(error).__name__}.",
            hint="Its backend failed; keyring --list-backends names it.",
        ) from None
    return None if found is None else Secret(found)
