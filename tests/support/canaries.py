"""Secrets made to be searched for, in every spelling that a careless line could give them.

    canaries = Canaries()
    traces = Traces(); traces.add("the log", text)
    assert canaries.found_in(traces) == []

A test of the screen adds what it painted to the traces of its own run. Must not hold a secret that
is one.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

#: Where each secret of the scenario stands, and the secret; every one needs encoding somewhere.
PLACES = {
    "process": 'Pr0cess+s3cret/%:"1é',
    "dotenv": "D0tenv s3cret&2=?é",
    "file": "F1le-s3cret+/3==é",
    "token": "t0ken-c4nary-9f21e6b3",
    "refresh": "refr3sh-c4nary-5a80d7c4",
}
#: The same for what only a person or a command can give.
ASKED = {"typed": 'Typ3d s3cret+/?&"é', "printed": "Pr1nted s3cret+/?&é"}
#: How much of a secret is a leak.
_PART = 10


@dataclass
class Traces:
    """Texts that a person or a program could come to see, by where they were found."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, where: str, text: object) -> None:
        self.texts.append((where, text if isinstance(text, str) else repr(text)))


@dataclass(frozen=True)
class Canaries:
    """The secrets of a scenario; `client_ids` are what Basic joins them with."""

    places: dict[str, str] = field(default_factory=lambda: PLACES | ASKED)
    client_ids: tuple[str, ...] = ("canary-client",)

    def spellings(self, secret: str) -> set[str]:
        """Every way in which a secret could stand in a text."""
        plain = {secret, quote(secret, safe=""), quote_plus(secret), quote(secret)}
        found = set(plain)
        for client_id in self.client_ids:
            found |= {_base64(f"{client_id}:{each}") for each in plain}
        found |= {_base64(each) for each in plain}
        found |= {json.dumps(each)[1:-1] for each in plain}
        found |= {json.dumps(each, ensure_ascii=False)[1:-1] for each in plain}
        found |= {repr(each)[1:-1] for each in plain} | {
            repr(each.encode())[2:-1] for each in plain
        }
        found |= {secret[:_PART], secret[-_PART:], secret.encode().hex()}
        return found

    def found_in(self, traces: Traces) -> list[str]:
        """Return which secret was found where, with a few characters around its place."""
        found = []
        for name, secret in self.places.items():
            for spelling in self.spellings(secret):
                for where, text in traces.texts:
                    at = text.find(spelling)
                    if at >= 0:
                        around = text[max(0, at - 40) : at]
                        found.append(f"{name} in {where}, after {around!r}")
        return sorted(set(found))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")
