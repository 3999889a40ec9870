"""What is known of tokens besides what they say: checked, asked about, and what APIs demanded.

Must not keep or renew a token, or import what looking needs none of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.jwt import TokenKind
from workbench.domain.presets import OAuth2
from workbench.engine.demands import Demand, Demands
from workbench.engine.token_facts import TokenFacts
from workbench.engine.token_view import Fetching, Held, RenewalFailed
from workbench.engine.verification import Checked

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.at_issuer import AtIssuer
    from workbench.adapters.issuer_keys import IssuerKeys
    from workbench.domain.secret import Secret
    from workbench.domain.token import Token
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means
    from workbench.engine.token_introspection import Introspected
    from workbench.engine.token_view import PresetKey, TokenStatus


class TokenChecks:
    """The checks and demands of a session; `made` are the means as far as anything was sent."""

    def __init__(
        self,
        means: Callable[[], Means],
        made: Callable[[], Means | None],
        effective: Callable[[PresetKey], EffectivePreset],
        status: Callable[[PresetKey], TokenStatus],
        root: Callable[[], Root],
    ) -> None:
        self.demands = Demands()
        self._means, self._made = means, made
        self._effective, self._status, self._root = effective, status, root
        self._asking: tuple[IssuerKeys, AtIssuer] | None = None
        self._checked: dict[PresetKey, tuple[Token, Checked]] = {}
        self._introspected: dict[PresetKey, tuple[Token, Introspected]] = {}

    def facts(self, key: PresetKey) -> TokenFacts:
        """Return what is known of a preset's token; nothing is asked."""
        if self._made() is None:
            return TokenFacts()
        token = _held(self._status(key))
        checked, introspected = self._checked.get(key), self._introspected.get(key)
        return TokenFacts(
            checked[1] if checked is not None and checked[0] is token else None,
            self.demands.of(key),
            self._found_endpoint(key),
            introspected[1] if introspected is not None and introspected[0] is token else None,
        )

    def _found_endpoint(self, key: PresetKey) -> str:
        from workbench.engine.issuers import asks_issuer

        try:
            effective = self._effective(key)
            if not asks_issuer(effective):
                return ""
            known = self._means().issuers.filled_before(effective).preset
        except WorkbenchError:
            return ""  # a send says so
        return known.token_url if isinstance(known, OAuth2) else ""

    async def check(self, key: PresetKey, text: Secret | None = None) -> Checked | Introspected:
        """Return what came of checking the held token, or the signature of another text.

        What is no JWT is asked about where it was issued; another text is sent nowhere. Raises
        `TrustRequired` where nobody allowed to ask the issuer, `UsageError`, and where the server
        does not answer `IntrospectionFailed` and `TransportError`.
        """
        from workbench.adapters.issuer_asking import asked_for
        from workbench.engine.inspection import decode

        keys, server = self._asked()
        effective = self._effective(key)
        if text is not None:
            asked = asked_for(effective, None)
            return await keys.check(text, decode(text.reveal()), asked)
        token = self._token(key)
        decoded = token.decoded or decode(token.access_token.reveal())
        asked = asked_for(effective, token)
        if decoded.kind is TokenKind.JWT:
            found: Checked | Introspected = await keys.check(token.access_token, decoded, asked)
        else:
            found = await server.introspect(token, asked)
        if isinstance(found, Checked):
            self._checked[key] = (token, found)
            self._introspected.pop(key, None)
        else:
            self._introspected[key] = (token, found)
            self._checked.pop(key, None)
        return found

    async def revocation_endpoint(self, key: PresetKey) -> str:
        """Return where a preset's token would be revoked; raises `WorkbenchError`."""
        from workbench.adapters.issuer_asking import asked_for

        _, server = self._asked()
        asked = asked_for(self._effective(key), self._token(key))
        return await server.revocation_endpoint(asked)

    async def revoke(self, key: PresetKey, address: str) -> None:
        """Have the held token revoked at its server; raises `WorkbenchError`."""
        from workbench.adapters.issuer_asking import asked_for

        _, server = self._asked()
        token = self._token(key)
        await server.revoke(token, address, asked_for(self._effective(key), token))

    def _token(self, key: PresetKey) -> Token:
        token = _held(self._status(key))
        if token is None:
            raise UsageError(f"{key.name} has no token.", fix="Get one first (r).")
        return token

    def _asked(self) -> tuple[IssuerKeys, AtIssuer]:
        if self._asking is None:
            from workbench.adapters.at_issuer import AtIssuer
            from workbench.adapters.issuer_asking import IssuerAsking
            from workbench.adapters.issuer_keys import IssuerKeys

            means = self._means()
            issuers = IssuerAsking(means, self._root)
            server = AtIssuer(means, issuers, self._root)
            self._asking = (IssuerKeys(means, issuers), server)
        return self._asking

    async def fetch_metadata(self, key: PresetKey, demand: Demand) -> None:
        """Fetch what an API says of itself, because a person asked for it.

        It is asked as the file of the preset says that an API demanded something of. Raises
        `DiscoveryFailed` where it is not the API's own, and `TrustRequired`.
        """
        from workbench.engine.asking import asking_settings
        from workbench.engine.discovery import checked_address, fetch_resource_metadata

        means, address = self._means(), checked_address(demand.resource_metadata)
        settings = await asking_settings(self._effective(key), address, means, self._root())
        said = await fetch_resource_metadata(
            address, demand.origin, means.transport, settings=settings
        )
        self.demands.know(demand, said)


def _held(status: TokenStatus) -> Token | None:
    """Return the token that a preset has, also while it is renewed."""
    match status:
        case Held(token=token):
            return token
        case Fetching(old=token) | RenewalFailed(old=token):
            return token
        case _:
            return None
