"""Identity providers as data: which one a server is, and what its answers mean.

Must not read a file: `workbench/providers/*.toml` is read by an adapter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from workbench.engine.diagnosis.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.engine.diagnosis.call import Call


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """An answer with a meaning of its own; `pattern` is sought in the server's words.

    `lacks` names a field of the preset that must be empty for it to hold. `source` is
    the provider's page about it, `date` when the entry was written.
    """

    kind: Kind
    pattern: re.Pattern[str]
    title: str
    why: str
    advice: str
    source: str
    date: str
    error: str = ""
    lacks: str = ""
    at_api: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: how it is known, its endpoints' paths, and its answers."""

    name: str
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    authorization_path: str
    token_path: str
    token_url: str
    answers: tuple[ProviderAnswer, ...]
    source: str
    date: str

    def runs(self, call: Call) -> bool:
        """Tell whether a call went to this provider."""
        return any(fnmatchcase(call.host, host) for host in self.hosts) or any(
            path in call.path for path in self.paths
        )


def provider_of(members: Mapping[str, Any]) -> Provider:
    """Return a provider from its TOML; raises `KeyError` or `ValueError` for what is not one."""
    endpoint = members.get("endpoint", {})
    return Provider(
        name=members["name"],
        hosts=tuple(members.get("hosts", ())),
        paths=tuple(members.get("paths", ())),
        authorization_path=endpoint.get("authorization", ""),
        token_path=endpoint.get("token", ""),
        token_url=endpoint.get("token_url", ""),
        answers=tuple(_answer(each) for each in members.get("answer", ())),
        source=members["source"],
        date=members["date"],
    )


def _answer(members: Mapping[str, Any]) -> ProviderAnswer:
    return ProviderAnswer(
        kind=Kind(members["kind"]),
        pattern=re.compile(members["pattern"], re.IGNORECASE),
        title=members["title"],
        why=members["why"],
        advice=members["advice"],
        source=members["source"],
        date=members["date"],
        error=members.get("error", ""),
        lacks=members.get("lacks", ""),
        at_api=members.get("at_api", False),
    )
