"""Asks the server that issued a token what it says of it, within the trust given.

Must not ask an address that only the token names, or follow a redirect with the token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import TransportError
from workbench.domain.origin import origin_of
from workbench.engine.destination import Destination
from workbench.engine.discovery import MAX_BODY, DiscoveryFailed, checked_address
from workbench.engine.issuers import filled
from workbench.engine.plan import fetched_by, plan_preset, token_needs
from workbench.engine.ports import Limits
from workbench.engine.token_introspection import introspection_request, read_introspection
from workbench.engine.trust import needs_of, preset_need
from workbench.engine.verification import Checked, Verdict, Verification

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.issuer_asking import Asked, IssuerAsking
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.plan import Root
    from workbench.engine.sender import Means
    from workbench.engine.token_introspection import Introspected


class Introspecting:
    """Asks about tokens; nothing is kept."""

    def __init__(self, means: Means, issuers: IssuerAsking, root: Callable[[], Root]) -> None:
        self._means, self._issuers, self._root = means, issuers, root

    async def ask(self, token: Token, asked: Asked) -> Introspected | Checked:
        """Return what the server says, or why nobody can be asked.

        Raises `TrustRequired` where nobody allowed the token to go there, `IntrospectionFailed`
        and `TransportError`.
        """
        try:
            metadata = await self._issuers.metadata(asked)
            address = metadata.endpoint("introspection_endpoint")
            if not address:
                raise DiscoveryFailed(f"{metadata.issuer} names no introspection endpoint")
            checked_address(address)
        except (DiscoveryFailed, TransportError) as error:
            reason = f"only the server that issued it can say, and {_inside(error.message)}"
            verification = Verification(Verdict.NOT_VERIFIABLE, reason)
            return Checked(verification, self._means.clock.now())
        credentials = await self._credentials(address, asked)
        request = introspection_request(credentials, token, address)
        response, _ = await self._means.transport.send(
            request, environment=credentials.environment, limits=Limits(max_body=MAX_BODY)
        )
        try:
            body = response.body.read(0, response.body.size)
        finally:
            response.body.close()
        return read_introspection(
            response.status,
            body,
            credentials=credentials,
            token=token,
            where=address,
            at=self._means.clock.now(),
        )

    async def _credentials(self, address: str, asked: Asked) -> OAuth2Credentials:
        """Return the client's own, once the token and they may go to an address."""
        means, root = self._means, self._root()
        effective = await filled(asked.effective, means, root)
        plan = plan_preset(effective, means.sources, root)
        planned = fetched_by(plan.credentials, asked.preset)
        needs = list(token_needs(plan, root))
        if self._issuers.is_elsewhere(address, asked):
            going = Destination(origin_of(address), known=True)
            by_name = root.shared
            needs += needs_of(plan.traced, going, planned.settings, files_by_name=by_name)
            needs.append(preset_need(asked.preset, going))
        await means.desk.settle(effective.file, needs)
        return fetched_by(plan.read(means.clock, means.entropy), asked.preset)


def _inside(message: str) -> str:
    """Return a sentence as a part of another."""
    return message.rstrip(".")
