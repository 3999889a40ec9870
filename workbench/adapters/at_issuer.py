"""What the server that issued a token is asked to say of it, or to do, within the trust given.

Must not ask an address that only the token names, or follow a redirect with the token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import TransportError
from workbench.domain.origin import origin_of
from workbench.engine.about_token import error_words, hidden_about, request_about
from workbench.engine.destination import Destination
from workbench.engine.discovery import MAX_BODY, DiscoveryFailed, checked_address
from workbench.engine.gathering import gather
from workbench.engine.issuers import filled
from workbench.engine.plan import fetched_by, plan_preset, token_needs, written_by_files
from workbench.engine.ports import Limits
from workbench.engine.token_introspection import read_introspection
from workbench.engine.token_revocation import RevocationFailed, check_revoked
from workbench.engine.trust import needs_of, preset_need
from workbench.engine.verification import Checked, Verdict, Verification

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.adapters.issuer_asking import Asked, IssuerAsking
    from workbench.domain.http import Request
    from workbench.domain.token import Token
    from workbench.engine.credentials import OAuth2Credentials
    from workbench.engine.plan import Root
    from workbench.engine.sender import Means
    from workbench.engine.token_introspection import Introspected


class AtIssuer:
    """Asks about tokens and revokes them; nothing is kept."""

    def __init__(self, means: Means, issuers: IssuerAsking, root: Callable[[], Root]) -> None:
        self._means, self._issuers, self._root = means, issuers, root

    async def introspect(self, token: Token, asked: Asked) -> Introspected | Checked:
        """Return what the server says, or why nobody can be asked.

        Raises `TrustRequired` where nobody allowed the token to go there, `IntrospectionFailed`
        and `TransportError`.
        """
        try:
            address = await self._endpoint("introspection", asked)
        except (DiscoveryFailed, TransportError) as error:
            reason = f"only the server that issued it can say, and {error.message.rstrip('.')}"
            verification = Verification(Verdict.NOT_VERIFIABLE, reason)
            return Checked(verification, self._means.clock.now())
        credentials = await self._credentials(address, asked)
        status, body = await self._answer(request_about(credentials, token, address), credentials)
        return read_introspection(
            status,
            body,
            credentials=credentials,
            token=token,
            where=address,
            at=self._means.clock.now(),
        )

    async def revocation_endpoint(self, asked: Asked) -> str:
        """Return where tokens are revoked; raises `RevocationFailed` and what asking raises."""
        try:
            return await self._endpoint("revocation", asked)
        except DiscoveryFailed as error:
            raise RevocationFailed(
                f"The token of {asked.preset} cannot be revoked.",
                f"{error.message.rstrip('.')}.",
                "x forgets it here; the server has it until it ends.",
            ) from error

    async def revoke(self, token: Token, address: str, asked: Asked) -> None:
        """Have a token revoked, and the refresh token that came with it before.

        Raises `RevocationFailed`, `TrustRequired` and `TransportError`.
        """
        credentials = await self._credentials(address, asked)
        requests = [request_about(credentials, token, address)]
        if token.refresh_token is not None:
            kind = "refresh_token"
            text = token.refresh_token
            requests.insert(0, request_about(credentials, token, address, text=text, hint=kind))
        for request in requests:
            status, body = await self._answer(request, credentials)
            check_revoked(status, error_words(body, hidden_about(credentials, token)), address)

    async def _endpoint(self, what: str, asked: Asked) -> str:
        metadata = await self._issuers.metadata(asked)
        address = metadata.endpoint(f"{what}_endpoint")
        if not address:
            raise DiscoveryFailed(f"{metadata.issuer} names no {what} endpoint")
        return checked_address(address)

    async def _answer(self, request: Request, credentials: OAuth2Credentials) -> tuple[int, bytes]:
        response, _ = await self._means.transport.send(
            request, environment=credentials.environment, limits=Limits(max_body=MAX_BODY)
        )
        try:
            return response.status, response.body.read(0, response.body.size)
        finally:
            response.body.close()

    async def _credentials(self, address: str, asked: Asked) -> OAuth2Credentials:
        """Return the client's own, once the token and they may go to an address."""
        means, root = self._means, self._root()
        effective = await filled(asked.effective, means, root)
        plan = plan_preset(effective, means.sources, root)
        planned = fetched_by(plan.credentials, asked.preset)
        needs = list(token_needs(plan, root))
        if self._issuers.is_elsewhere(address, asked):
            going = Destination(origin_of(address), known=True)
            settings = written_by_files(planned.settings, effective.settings_from)
            needs += needs_of(plan.traced, going, settings, files_by_name=root.shared)
            needs.append(preset_need(asked.preset, going))
        await means.desk.settle(effective.file, needs)
        had = await gather(plan.traced, means.typed, effective.environment, for_token=True)
        return fetched_by(plan.read(means.clock, means.entropy, had), asked.preset)
