"""Experiments: changes tried to tell causes apart that look alike, within the trust given.

Must not change a preset, use the session's tokens, or send a request twice that may change
something: a request that writes is not sent at all, only its token is asked for.

    findings ──trials──▶ token ──▶ GET or HEAD ──▶ Tried ──▶ evidence ──rules──▶ findings
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import WorkbenchError
from workbench.engine.asking import asking_settings
from workbench.engine.diagnosis.diagnose import diagnose
from workbench.engine.diagnosis.evidence import Evidence, Tried
from workbench.engine.diagnosis.findings import Kind
from workbench.engine.diagnosis.fixes import PresetFix
from workbench.engine.diagnosis.rules.grant import all_that_worked
from workbench.engine.discovery import discover, issuers_of
from workbench.engine.keeper import TokenKeeper
from workbench.engine.obtaining import obtain
from workbench.engine.sender import Means, send

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.http import Exchange
    from workbench.engine.diagnosis.findings import Finding
    from workbench.engine.effective import Effective
    from workbench.engine.plan import Root
    from workbench.engine.resolution import EffectivePreset

#: Methods that may be sent again without harm (RFC 9110 9.2.1).
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: No experiment makes more tries than this.
MOST_TRIALS = 10


async def experiment(
    evidence: Evidence,
    findings: tuple[Finding, ...],
    effective: Effective,
    preset: EffectivePreset | None,
    *,
    root: Root,
    means: Means,
) -> Evidence:
    """Return the evidence with what the trials of the findings came to.

    Stops at the first change that works, except where each tells something of its own. A trial
    that would go where nobody allowed it is not made, and its outcome says so.
    """
    wanted = [fix for each in findings for fix in each.trials][:MOST_TRIALS]
    if not wanted:
        return evidence
    keeper = TokenKeeper(clock=means.clock, transport=means.transport, key=means.entropy.bytes(32))
    means = replace(means, keeper=keeper, typed=means.typed.unasked(), desk=means.desk.unasked())
    alone = _Laboratory(effective, preset, root, means)
    tried: list[Tried] = []
    try:
        for fix in dict.fromkeys(wanted):
            tried.append(await alone.attempt(fix))
            if tried[-1].worked and not _tells_a_part(fix):
                break
        seen = replace(evidence, tried=(*evidence.tried, *tried))
        union = all_that_worked(seen)
        if union is not None and all(each.fix != union for each in tried):
            tried.append(await alone.attempt(union))
    finally:
        await keeper.close()
    return replace(evidence, tried=(*evidence.tried, *tried))


async def diagnose_by_trying(
    evidence: Evidence,
    effective: Effective,
    preset: EffectivePreset | None,
    *,
    root: Root,
    means: Means,
) -> tuple[Finding, ...]:
    """Return the findings after the experiments that they offer."""
    findings = diagnose(evidence)
    if _wants_metadata(evidence, findings):
        evidence = replace(evidence, metadata=await _metadata(evidence, preset, root, means))
        findings = diagnose(evidence)
    more = await experiment(evidence, findings, effective, preset, root=root, means=means)
    return findings if more is evidence else diagnose(more)


def _wants_metadata(evidence: Evidence, findings: tuple[Finding, ...]) -> bool:
    """Tell whether the server's own word about its token endpoint would help."""
    first = findings[0] if findings else None
    return (
        first is not None
        and first.kind is Kind.WRONG_ENDPOINT
        and first.fix is None
        and evidence.asked is not None
        and not evidence.by_hand
        and evidence.oauth2 is not None
        and not evidence.metadata
    )


async def _metadata(
    evidence: Evidence, preset: EffectivePreset | None, root: Root, means: Means
) -> Mapping[str, Any]:
    """Return the metadata of the origin that was asked for a token; empty where it has none.

    It is asked without credentials, and nobody but that origin is.
    """
    for issuer in issuers_of(evidence.asked.url if evidence.asked else ""):
        try:
            if preset is None:
                return (await discover(issuer, means.transport)).members
            alone = replace(means, desk=means.desk.unasked())
            settings = await asking_settings(preset, issuer, alone, root)
            return (await discover(issuer, means.transport, settings=settings)).members
        except WorkbenchError:
            continue
    return {}


def _tells_a_part(fix: object) -> bool:
    """Tell whether a trial is one of several that are all worth making: one scope of many."""
    keys = [change.key for change in fix.changes] if isinstance(fix, PresetFix) else []
    return keys == ["scope"] and " " not in fix.changes[0].after  # type: ignore[attr-defined]


class _Laboratory:
    """Makes trials with tokens of their own."""

    def __init__(
        self, effective: Effective, preset: EffectivePreset | None, root: Root, means: Means
    ) -> None:
        self._effective = effective
        self._preset = preset
        self._root = root
        self._means = means

    async def attempt(self, fix: object) -> Tried:
        """Make one change and return what came of it."""
        if not isinstance(fix, PresetFix) or self._preset is None:
            raise TypeError(f"{fix!r} cannot be tried")
        preset = replace(self._preset, preset=fix.after)
        if self._effective.spec.method.upper() in _SAFE:
            effective = replace(self._effective, auth=fix.after)
            exchange = await send(effective, preset, root=self._root, means=self._means)
            return _outcome(fix, exchange)
        return await self._token_only(fix, preset)

    async def _token_only(self, fix: PresetFix, preset: EffectivePreset) -> Tried:
        means = self._means
        try:
            credentials, _ = await obtain(preset, self._root, means)
            use = await means.keeper.use(credentials, label="experiment")
        except WorkbenchError as error:
            return Tried(fix, token=False, said=_short(error))
        return Tried(fix, token=True, granted=use.token.granted)


def _outcome(fix: PresetFix, exchange: Exchange) -> Tried:
    token, response = exchange.auth.token, exchange.response
    if response is not None:
        response.body.close()
    if token is None or response is None:
        return Tried(fix, token=token is not None, said=_short(exchange.error))
    granted = token.granted
    if granted is None and token.decoded is not None:
        granted = token.decoded.scope
    return Tried(fix, token=True, answer=response.status, granted=granted)


def _short(error: WorkbenchError | None) -> str:
    refusal = getattr(error, "error", None)
    if refusal is not None:
        return f"{refusal.status} {refusal.error}".strip()
    return str(error) if error is not None else "no answer"
