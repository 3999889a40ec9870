"""What can be asked of an issuer without a workspace: its metadata, its keys, a signature.

Must not send a credential or the token.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from workbench.adapters.late_transport import LateTransport
from workbench.adapters.signatures import keys_of_text, signed_by
from workbench.adapters.system import SystemClock
from workbench.domain.errors import UsageError
from workbench.domain.settings import DEFAULT_SETTINGS
from workbench.engine.discovery import DiscoveryFailed, Metadata, fetch
from workbench.engine.inspection import decode
from workbench.engine.issuers import Issuers
from workbench.engine.verification import Verification, has_key_for, verify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from workbench.domain.jwt import Decoded
    from workbench.domain.settings import Settings
    from workbench.engine.ports import Transport

#: A key file is no longer than this (bytes).
_MOST = 1024 * 1024


class AtServer:
    """Asks issuers; key sets are kept, and fetched again once for a key that they lack."""

    def __init__(self, transport: Transport | None = None, issuers: Issuers | None = None) -> None:
        self._own = LateTransport(SystemClock()) if transport is None else None
        self._transport = transport or self._own or LateTransport(SystemClock())
        self._issuers = issuers or Issuers(self._transport)
        self._sets: dict[tuple[str, Settings], tuple[Mapping[str, Any], ...]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._own is not None:
            await self._own.close()

    async def metadata(self, issuer: str) -> Metadata:
        """Return an issuer's metadata; raises `DiscoveryFailed`."""
        return await self._issuers.metadata(issuer)

    async def verified(
        self, text: str, *, issuer: str = "", key_set: str = "", key_file: str = ""
    ) -> Verification:
        """Return whether an issuer, a key set or a key signed a token; raises `WorkbenchError`.

        `key_set` is an address or a path.
        """
        token = text.strip()
        decoded = decode(token)
        if key_file:
            return verify(token, decoded, _of_file(key_file), signed_by)
        if key_set and "://" not in key_set:
            return verify(token, decoded, _of_file(key_set), signed_by)
        address = key_set or await self._key_set_of(issuer)
        return verify(token, decoded, await self.keys(address, decoded), signed_by)

    async def _key_set_of(self, issuer: str) -> str:
        found = await self.metadata(issuer)
        address = found.endpoint("jwks_uri")
        if not address:
            raise DiscoveryFailed(
                f"{found.issuer} names no keys.", hint=f"{found.found_at} has no jwks_uri."
            )
        return address

    async def keys(
        self, address: str, decoded: Decoded, settings: Settings = DEFAULT_SETTINGS
    ) -> tuple[Mapping[str, Any], ...]:
        """Return a key set, fetched again once where it lacks the token's key."""
        kept = self._sets.get((address, settings))
        if kept is None or not has_key_for(decoded, kept):
            text = await fetch(address, self._transport, settings=settings)
            self._sets[address, settings] = kept = keys_of_text(text, address)
        return kept


def _of_file(path: str) -> tuple[Mapping[str, Any], ...]:
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > _MOST:
        raise UsageError(f"{path} is longer than 1 MiB, which is no key.")
    return keys_of_text(content.decode("utf-8", "replace"), path)
