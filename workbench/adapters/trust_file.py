"""The person's answers about trust, kept in their state directory (design section 8).

    trust.toml   [[allowed]]  workspace (real path), kind, name, origin

Must not ask, and must not read an answer from a workspace.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.adapters.paths import private_directory, state_directory
from workbench.adapters.workspace_root import root_of
from workbench.adapters.writing import replace_file
from workbench.domain.errors import UsageError
from workbench.domain.trust import Ask, AskKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Answers = dict[str, set[Ask]]

_HEAD = "# What you allowed workbench to send where; delete a block and it asks again.\n\n"


class TrustFile:
    """Keeps answers in a file that several processes share; fulfils `TrustMemory`.

    What cannot be stored holds for this session; `notices` says so.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or state_directory() / "trust.toml"
        self._session: Answers = {}
        self._read: tuple[tuple[int, int, int], Answers] | None = None
        self._broken = False
        self.notices: list[str] = []

    def allowed(self, file: str, asks: Iterable[Ask]) -> frozenset[Ask]:
        workspace = _workspace_of(file)
        known = self._stored().get(workspace, set()) | self._session.get(workspace, set())
        return frozenset(asks) & known

    def remember(self, file: str, asks: Iterable[Ask]) -> None:
        workspace = _workspace_of(file)
        given = set(asks)
        self._session.setdefault(workspace, set()).update(given)
        storable = {ask for ask in given if _storable(workspace, ask)}
        try:
            with self._locked():
                answers = {key: set(value) for key, value in self._stored().items()}
                answers.setdefault(workspace, set()).update(storable)
                if self._broken:
                    self._path.replace(self._path.with_suffix(".toml.broken"))
                self._write(answers)
        except OSError as error:
            self._say(f"The answer holds until the end: {self._path} could not be written", error)

    def _stored(self) -> Answers:
        try:
            facts = self._path.stat()
            stamp = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, self._parsed())
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            self._say(f"Trust is asked again: {self._path} could not be read", error)
            return {}
        return self._read[1]

    def _parsed(self) -> Answers:
        answers: Answers = {}
        self._broken = False
        try:
            document = tomllib.loads(self._path.read_text(encoding="utf-8"))
            for each in document.get("allowed", []):
                workspace, ask = _answer(each)
                answers.setdefault(workspace, set()).add(ask)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            self._say(f"Trust is asked again: {self._path} is not as it was written", error)
            self._broken = True
            return {}
        return answers

    def _write(self, answers: Answers) -> None:
        import tomli_w  # late: only an answer needs it

        rows = [
            {"workspace": workspace, "kind": str(ask.kind), "name": ask.name, "origin": ask.origin}
            for workspace, asks in sorted(answers.items())
            for ask in sorted(asks)
        ]
        text = _HEAD + tomli_w.dumps({"allowed": rows})
        replace_file(self._path, [text.encode("utf-8")])

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        directory = private_directory(self._path.parent)
        lock = os.open(directory / "trust.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _say(self, what: str, error: Exception) -> None:
        why = getattr(error, "strerror", None)
        notice = f"{what}: {why}." if why else f"{what}."
        if notice not in self.notices:
            self.notices.append(notice)


def _workspace_of(file: str) -> str:
    """Return what answers are kept under: the real workspace, or the file where it is shared."""
    try:
        root = root_of(file)
    except UsageError:
        return os.path.realpath(file)
    return os.path.realpath(file) if root.shared else str(root.directory)


def _answer(row: dict[str, Any]) -> tuple[str, Ask]:
    workspace, name, origin = row["workspace"], row["name"], row["origin"]
    if not all(isinstance(each, str) for each in (workspace, name, origin)):
        raise TypeError
    return workspace, Ask(AskKind(row["kind"]), name, origin)


def _storable(workspace: str, ask: Ask) -> bool:
    """Tell whether TOML can hold it: a path of bytes that are no text it cannot."""
    try:
        f"{workspace}{ask.name}{ask.origin}".encode()
    except UnicodeEncodeError:
        return False
    return True
