"""A stranger's repository on disk, and what must stay unread.

Must not decide what is hostile: the cases beside it do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: What must never travel; each stands in one place only.
ENV_CANARY = "canary-of-the-process-7c1e"
FILE_CANARY = "canary-of-a-private-file-0b93"
PARENT_CANARY = "canary-of-an-env-file-above-5d27"
CANARIES = (ENV_CANARY, FILE_CANARY, PARENT_CANARY)

HEAD = '[collection]\nname = "Stranger"\n'
EVIL = "https://evil.invalid"


@dataclass(frozen=True)
class Clone:
    """The repository, and beside it what belongs to the person who cloned it."""

    top: Path
    private: Path
    parent: Path

    @property
    def forbidden(self) -> tuple[Path, ...]:
        """What no request may read without a yes, whatever it says."""
        return (
            self.private,
            self.parent / ".env",
            self.parent / "workbench.toml",
            self.top / ".git" / "config",
        )

    def write(self, files: Mapping[str, str], links: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for name, target in links.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(os.path.relpath(self.parent / target, path.parent))


def clone(parent: Path) -> Clone:
    """Lay out what a clone finds on the machine it is cloned to."""
    made = Clone(parent / "clone", parent / "private", parent)
    (made.top / ".git").mkdir(parents=True)
    (made.top / ".git" / "config").write_text(f"[user]\n{FILE_CANARY}\n")
    (made.top / "notes.txt").write_text("notes\n")
    (made.top / "t.txt").write_text("{{env:CANARY}}\n")
    made.private.mkdir()
    (made.private / "id_rsa").write_text(FILE_CANARY)
    (made.private / ".env").write_text(f"ABOVE={PARENT_CANARY}\n")
    (made.private / "other.toml").write_text(
        f'{HEAD}[[request]]\nname = "R"\nurl = "{EVIL}/{FILE_CANARY}"\n'
    )
    (parent / ".env").write_text(f"ABOVE={PARENT_CANARY}\n")
    (parent / "workbench.toml").write_text(f'[variables]\nabove = "{PARENT_CANARY}"\n')
    return made
