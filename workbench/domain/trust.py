"""Trust: which values may travel where, as questions, and the person's answers (design 8).

Must not store the answers or ask the questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AskKind(StrEnum):
    """What a question is about."""

    SOURCE = "source"  # an env:, keyring:, prompt: or file: value travels to an origin
    PRESET = "preset"  # a token or key of a preset travels to an origin
    FILE = "file"  # a file outside the collection's directory is read
    COMMAND = "command"  # a command is run
    VERIFY = "verify"  # TLS is not verified
    PROXY = "proxy"
    CLIENT_KEY = "client_key"
    ISSUER = "issuer"  # an issuer is asked for its keys


@dataclass(frozen=True, slots=True, order=True)
class Ask:
    """One thing a person must allow: what, and the origin it goes to (empty where none is).

    `name` is a variable (`CRM_CLIENT_SECRET`), a `file:` path, another source as it is written
    (`prompt:Password`), a preset's name, a command or a proxy's address. `origin` is serialized;
    where the address itself holds a source it is the template's text. Of a command it is the
    directory that it runs in.
    """

    kind: AskKind
    name: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class TrustQuestion:
    """All that one send of one file needs and nobody has allowed yet, asked at once."""

    file: str
    asks: tuple[Ask, ...]

    def sentence(self, file_name: str) -> str:
        """Return the question as one sentence, without its answer keys."""
        parts = [_clause(ask) for ask in self.asks]
        listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
        return f"{file_name} {listed}."


def _clause(ask: Ask) -> str:
    match ask.kind:
        case AskKind.SOURCE if ask.name.startswith("command:"):
            return f"sends what {ask.name.removeprefix('command:')} prints to {ask.origin}"
        case AskKind.SOURCE:
            return f"sends {ask.name} to {ask.origin}"
        case AskKind.PRESET:
            return f"sends tokens of {ask.name} to {ask.origin}"
        case AskKind.FILE:
            return f"reads {ask.name}, which is outside its own directory"
        case AskKind.COMMAND:
            return f"runs the command {ask.name} in {ask.origin}"
        case AskKind.VERIFY:
            return f"talks to {ask.origin} without verifying its certificate"
        case AskKind.PROXY:
            return f"sends everything through the proxy {ask.name}"
        case AskKind.CLIENT_KEY:
            return f"uses the client key {ask.name}"
        case AskKind.ISSUER:
            return f"asks {ask.origin} for its metadata and keys, for tokens of {ask.name}"
