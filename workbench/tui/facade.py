"""What the screen needs of the assembled workbench, so that a test can stand in for it.

Must not implement any of it: `assembly.Workbench` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.domain.collection import FolderPath, RequestSpec
    from workbench.domain.edits import Edit, Saved, Unsaved
    from workbench.domain.http import Body, Exchange, Request, RequestState
    from workbench.domain.jwt import Decoded
    from workbench.domain.presets import Preset
    from workbench.domain.problem import Problem
    from workbench.domain.secret import Rendered, Secret
    from workbench.domain.workspace import CollectionFile, RequestRef, Workspace
    from workbench.engine.cookies import Jar
    from workbench.engine.demands import Demand
    from workbench.engine.diagnosis import Finding, Fix
    from workbench.engine.effective import Effective
    from workbench.engine.keeper import Use
    from workbench.engine.ports import Clock
    from workbench.engine.token_facts import TokenFacts
    from workbench.engine.token_introspection import Introspected
    from workbench.engine.token_view import PresetKey, TokenView
    from workbench.engine.verification import Checked


class Copied(Protocol):
    """How a copy went: the way it took, and a sequence to write to the terminal, if that is it."""

    @property
    def how(self) -> str:
        """Return the way in words."""
        ...

    @property
    def taken(self) -> bool:
        """Tell whether anything took the text; `how` says why where nothing did."""
        ...

    @property
    def to_file(self) -> bool:
        """Tell whether the person wants a file instead."""
        ...

    @property
    def sequence(self) -> str | None:
        """Return what the terminal must be sent."""
        ...


class PracticeServer(Protocol):
    """A practice server that runs."""

    @property
    def workspace(self) -> str:
        """Return the directory of its collections."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


class Diagnoser(Protocol):
    """Explains the exchanges of one request as it was sent; see `adapters.diagnosing`."""

    def findings(self, exchange: Exchange) -> tuple[Finding, ...]: ...

    async def after_trying(self, exchange: Exchange) -> tuple[Finding, ...]: ...


class TokenKnowledge(Protocol):
    """What is known of tokens besides what they say; see `adapters.token_checks`."""

    def facts(self, key: PresetKey) -> TokenFacts: ...

    async def check(self, key: PresetKey, text: Secret | None = None) -> Checked | Introspected: ...

    async def revocation_endpoint(self, key: PresetKey) -> str: ...

    async def revoke(self, key: PresetKey, address: str) -> None: ...

    async def fetch_metadata(self, key: PresetKey, demand: Demand) -> None: ...


class JournalPort(Protocol):
    """The journal of edits that are not saved."""

    def write(self, edits: Sequence[Unsaved]) -> None: ...

    def left_behind(self) -> tuple[Unsaved, ...]: ...

    def take_over(self, edits: Sequence[Unsaved]) -> None: ...


class FilesPort(Protocol):
    """The files of a workspace; see `adapters.files.Files` for what each does and raises."""

    @property
    def journal(self) -> JournalPort: ...

    def save(
        self, path: str, edits: Sequence[Edit], *, there_wins: bool | None = None
    ) -> Saved: ...

    def restore(self, path: str, was: str, becomes: str) -> bool: ...

    def delete(self, path: str) -> str: ...

    def write_new(self, path: str, text: str) -> str: ...

    def collection_text(self, name: str) -> str: ...

    def fix(self, path: str, text: str, problem: Problem) -> bool: ...

    def preset_text(self, name: str, preset: Preset) -> str: ...

    def lifted(
        self, file: CollectionFile, labels: frozenset[str], folders: frozenset[FolderPath]
    ) -> str: ...

    def line_of(self, text: str, key: tuple[str | int, ...]) -> int: ...

    def edit_outside(self, path: str, line: int, editor: str = "") -> None: ...

    def edit_text_outside(self, text: str, suffix: str, editor: str = "") -> str: ...

    def edit_copy_outside(self, body: Body, suffix: str) -> None: ...

    def page_outside(self, body: Body, suffix: str, charset: str, skip: int) -> None: ...


class Facade(Protocol):
    """One open workspace; see `assembly.Workbench` for what each does and raises."""

    @property
    def workspace(self) -> Workspace: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def started_file(self) -> str | None: ...

    @property
    def environment(self) -> str | None: ...

    def choose_environment(self, name: str | None) -> None: ...

    @property
    def session_values(self) -> Mapping[str, str]: ...

    def set_for_session(self, name: str, value: str | None) -> None: ...

    def reload(self) -> bool: ...

    @property
    def files(self) -> FilesPort: ...

    def effective(self, ref: RequestRef, draft: RequestSpec | None = None) -> Effective: ...

    def warnings(self, ref: RequestRef, draft: RequestSpec | None = None) -> tuple[str, ...]: ...

    async def send(
        self,
        ref: RequestRef,
        draft: RequestSpec | None = None,
        *,
        on_state: Callable[[RequestState], None] | None = None,
    ) -> Exchange: ...

    def diagnosing(self, ref: RequestRef, draft: RequestSpec | None = None) -> Diagnoser: ...

    def apply(self, fix: Fix) -> None: ...

    @property
    def fixes(self) -> tuple[Fix, ...]: ...

    @property
    def tokens(self) -> TokenKnowledge: ...

    def token_views(self) -> tuple[TokenView, ...]: ...

    async def get_token(
        self,
        key: PresetKey,
        *,
        renew: bool = False,
        file: str | None = None,
        label: str = "",
        draft: Preset | None = None,
    ) -> Use: ...

    def forget(self, key: PresetKey | None = None) -> None: ...

    def forget_typed(self) -> int: ...

    def cookie_jar(self) -> Jar: ...

    def decode(self, text: str) -> Decoded: ...

    def as_curl(self, request: Request, *, reveal: bool = False) -> str: ...

    def curl_of(self, ref: RequestRef, draft: RequestSpec | None = None) -> str: ...

    def as_toml(self, spec: RequestSpec) -> str: ...

    def in_clear(self, value: Secret | Rendered) -> str: ...

    def copy(self, text: str) -> Copied: ...

    def write_private(self, text: str, path: str) -> str: ...

    def save_body(self, body: Body, path: str, *, overwrite: bool = False) -> int: ...

    def on_token_change(self, listener: Callable[[PresetKey], None]) -> None: ...

    async def close(self) -> None: ...
