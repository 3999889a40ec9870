"""The workspace of the practice server: templates filled in, written with their secrets.

An untouched file is written anew at each start. One that a person changed keeps the changes;
only the server's address in it is brought up to date. Must not overwrite anything else.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from workbench.demo.server import Places

COLLECTION = "practice.toml"
_WRITTEN_AS = "# practice.toml as written: "
_ISSUER = "PRACTICE_ISSUER"
_HEAD = """\
# The secrets of the practice server, new at each start: do not copy them, name them.
# A collection says {{env:PRACTICE_FAST_SECRET}} and never holds the secret itself.
"""


def filled(template: str, where: Places) -> str:
    """Return a template with the server's addresses in it."""
    names = {
        "@ISSUER@": where.issuer,
        "@API@": where.api_url,
    }
    for name, value in names.items():
        template = template.replace(name, value)
    return template


def collection_template() -> str:
    """Return the practice collection with its placeholders."""
    return (resources.files("workbench.demo") / "workspace" / COLLECTION).read_text("utf-8")


def write_workspace(directory: Path, where: Places, values: Mapping[str, str]) -> None:
    """Write collection and `.env` (0600) into a directory, made 0700 when it is not there."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    collection, env = directory / COLLECTION, directory / ".env"
    text = filled(collection_template(), where)
    before = env.read_text("utf-8") if env.is_file() else ""
    if collection.is_file():
        present = collection.read_text("utf-8")
        if _hash(present) != _line_after(before, _WRITTEN_AS):
            text = _moved(present, _line_after(before, f"{_ISSUER}="), where)
    written_as = _hash(text) if text == filled(collection_template(), where) else "changed"
    _replace(collection, text, 0o644)
    kept = [line for line in before.splitlines() if not _is_ours(line)]
    lines = [f"{name}='{value}'" for name, value in values.items()]
    ours = [f"{_WRITTEN_AS}{written_as}", f"{_ISSUER}={where.issuer}", *lines]
    _replace(env, _HEAD + "\n".join([*ours, *kept, ""]), 0o600)


def _moved(text: str, issuer: str, where: Places) -> str:
    if not issuer.startswith("http://127.0.0.1:"):
        return text
    other = issuer.replace("127.0.0.1", "localhost")
    return text.replace(issuer, where.issuer).replace(other, where.other_origin)


def _is_ours(line: str) -> bool:
    return line.startswith(("PRACTICE_", _WRITTEN_AS)) or line in _HEAD.splitlines()


def _line_after(text: str, start: str) -> str:
    found = (line.removeprefix(start) for line in text.splitlines() if line.startswith(start))
    return next(found, "")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _replace(path: Path, text: str, mode: int) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
