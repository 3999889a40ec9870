"""What is known of a provider's own answers (`workbench/providers/*.toml`).

Must not hold any of that knowledge itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.diagnosis import say
from workbench.engine.diagnosis.findings import Confidence, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.engine.diagnosis.call import Call
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.providers import Provider, ProviderAnswer


def known_answer(evidence: Evidence) -> Iterator[Finding]:
    """The server is one whose answers are documented."""
    asked, api = evidence.asked, evidence.api
    for provider in evidence.providers:
        ran = (asked is not None and provider.runs(asked)) or _issued(evidence, provider)
        if not ran:
            continue
        for answer in provider.answers:
            call = api if answer.at_api else asked
            if call is not None and _fits(answer, call, evidence):
                yield _finding(provider, answer, call)
                return


def _issued(evidence: Evidence, provider: Provider) -> bool:
    """Tell whether the token came from this provider, though another server was asked."""
    if evidence.client is None:
        return False
    host = evidence.client.token_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return provider.hosts != () and any(
        host == each or (each.startswith("*.") and host.endswith(each[1:]))
        for each in provider.hosts
    )


def _fits(answer: ProviderAnswer, call: Call, evidence: Evidence) -> bool:
    if answer.error and answer.error != call.error:
        return False
    if answer.lacks and evidence.oauth2 is not None and getattr(evidence.oauth2, answer.lacks, ""):
        return False
    return answer.pattern.search(f"{call.said} {call.error}") is not None


def _finding(provider: Provider, answer: ProviderAnswer, call: Call) -> Finding:
    return Finding(
        answer.kind,
        answer.title,
        Confidence.LIKELY,
        (say.sent(call), *say.answer(call)),
        f"{provider.name}: {answer.why}",
        answer.advice,
        answer.source,
    )
