"""What a person is asked to type: the question of a `{{prompt:...}}`.

Must not hold the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class PromptQuestion:
    """One value that a send needs typed; `label` is the template's argument."""

    label: str
    file: str
    environment: str | None = None

    @property
    def asked_by(self) -> str:
        """Return who wants to know, as a front end says it."""
        name = PurePath(self.file).name
        return f"{name}, {self.environment}" if self.environment else name
