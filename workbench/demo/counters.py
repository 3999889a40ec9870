"""What the practice server counts, so that a test can ask it instead of believing the client.

Must not keep tokens, secrets or bodies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Counters:
    """Calls since the start or the last reset; `refused` are the API's answers about tokens."""

    token_calls: Counter[str] = field(default_factory=Counter)
    tokens_issued: Counter[str] = field(default_factory=Counter)
    token_errors: Counter[str] = field(default_factory=Counter)
    refreshes: int = 0
    api_by_status: Counter[str] = field(default_factory=Counter)
    api_by_client: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    connections: int = 0

    def reset(self) -> None:
        """Start again from nothing."""
        for table in (
            self.token_calls,
            self.tokens_issued,
            self.token_errors,
            self.api_by_status,
            self.api_by_client,
            self.refused,
        ):
            table.clear()
        self.refreshes = 0
        self.connections = 0

    def as_json(self) -> dict[str, Any]:
        """Return the counters as `/practice/counters` shows them, totals beside the tables."""
        return {
            "token_calls": self.token_calls.total(),
            "token_calls_by_client": dict(self.token_calls),
            "tokens_issued": self.tokens_issued.total(),
            "tokens_issued_by_client": dict(self.tokens_issued),
            "token_errors": dict(self.token_errors),
            "refreshes": self.refreshes,
            "api_calls": self.api_by_status.total(),
            "api_by_status": dict(self.api_by_status),
            "api_by_client": dict(self.api_by_client),
            "refused": self.refused.total(),
            "refused_by_cause": dict(self.refused),
            "connections": self.connections,
        }
