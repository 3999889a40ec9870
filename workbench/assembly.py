"""The composition root: where adapters meet the engine, and the one thing that front ends call.

Must not decide anything, or import what the first frame does not need before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters import disk, log, offline
from workbench.adapters.clear import in_clear
from workbench.adapters.late_transport import LateTransport
from workbench.adapters.system import SystemClock
from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.presets import OAuth2
from workbench.engine.inspection import decode
from workbench.engine.resolution import (
    all_presets,
    preset_of,
    resolve,
    resolve_preset,
    workspace_file,
)
from workbench.engine.suggestion import did_you_mean
from workbench.engine.token_view import NoneYet, TokenView
from workbench.engine.trust import TrustGiven

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.adapters.clipboard import CopyOutcome
    from workbench.adapters.diagnosing import Diagnosing
    from workbench.adapters.files import Files
    from workbench.adapters.token_checks import TokenChecks
    from workbench.domain.collection import RequestSpec
    from workbench.domain.config import Config
    from workbench.domain.http import Exchange, Request, RequestState
    from workbench.domain.presets import Preset
    from workbench.domain.workspace import RequestRef, Workspace
    from workbench.engine.cookies import Jar
    from workbench.engine.diagnosis import Fix
    from workbench.engine.effective import Effective
    from workbench.engine.explain import ExplainedStep
    from workbench.engine.keeper import Use
    from workbench.engine.plan import Root
    from workbench.engine.ports import Clock, UserAgent
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.sender import Means
    from workbench.engine.token_view import PresetKey, TokenStatus


class Workbench:
    """A workspace opened, with the tokens of this session; what a front end needs of the engine.

    Everything here belongs to one event loop; opening and looking need none.
    """

    def __init__(
        self,
        path: str,
        workspace: Workspace,
        *,
        agent: UserAgent,
        variables: Mapping[str, str],
        trust: TrustGiven,
        started_file: str | None,
        config: Config,
    ) -> None:
        """Keep what was opened; `open` is the way in."""
        self.clock: Clock = SystemClock()
        self.workspace = self._read = workspace
        #: The fixes that were made in memory and that no file has.
        self.fixes: tuple[Fix, ...] = ()
        self._presets = all_presets(workspace)
        self.started_file = started_file
        self._path = path
        self._config = config
        self._agent = agent
        self._variables = dict(variables)
        self._trust = trust.checked()
        self._environment: str | None = None
        self.session_values: dict[str, str] = {}
        self._listeners: list[Callable[[PresetKey], None]] = []
        self._transport = LateTransport(self.clock)
        self._made: Means | None = None
        self._checks: TokenChecks | None = None
        self._files: Files | None = None

    @classmethod
    def open(
        cls,
        path: str,
        *,
        agent: UserAgent,
        environment: str | None = None,
        variables: Mapping[str, str] | None = None,
        trust: TrustGiven | None = None,
        config: Config | None = None,
    ) -> Workbench:
        """Read a workspace: a directory, or the one around a file.

        Raises `UsageError` for a path that is not there and for an unknown environment.
        """
        config = config or offline.config()
        workspace = disk.load_workspace(path, person=config.settings)
        opened = cls(
            path,
            workspace,
            agent=agent,
            variables=variables or {},
            trust=trust or TrustGiven(),
            started_file=disk.file_named(path),
            config=config,
        )
        opened.choose_environment(environment)
        return opened

    @property
    def environment(self) -> str | None:
        """Return the active environment's name."""
        return self._environment

    def choose_environment(self, name: str | None) -> None:
        """Make an environment the active one; raises `UsageError` for an unknown name."""
        known = self.workspace.environment_names
        if name is not None and name not in known:
            unread = len(self.workspace.broken)
            hint = did_you_mean(name, known) or "The workspace has none."
            more = f" {unread} of its files cannot be used: workbench check says why."
            raise UsageError(f"There is no environment {name}.", hint + (more if unread else ""))
        self._environment = name

    def set_for_session(self, name: str, value: str | None) -> None:
        """Give a variable a value that no file gets to know; None takes it away."""
        from workbench.engine.session_values import with_value

        self.session_values = with_value(self.session_values, name, value)
        shown = ((key, self.preset_effective(key)) for key in self._presets)
        self._means().keeper.look_anew(shown)

    def reload(self) -> bool:
        """Read again what changed on disk; True when anything did."""
        read = disk.load_workspace(self._path, self._read, person=self._config.settings)
        if read is self._read:
            return False
        self._read = self.workspace = read
        if self.fixes:
            from workbench.engine.diagnosis import made_again

            self.workspace, self.fixes = made_again(read, self.fixes)
        self._presets = all_presets(self.workspace)
        return True

    def effective(self, ref: RequestRef, draft: RequestSpec | None = None) -> Effective:
        """Return a request with all it inherits; raises `UsageError` for an unknown preset."""
        return resolve(
            self.workspace,
            ref,
            draft=draft,
            environment=self._environment,
            overrides=self._variables,
            session=self.session_values,
        )

    def preset_effective(
        self, key: PresetKey, file: str | None = None, draft: Preset | None = None
    ) -> EffectivePreset:
        """Return a preset as the collection `file` sees it; raises `UsageError`."""
        used = file
        if used is None and key.file == workspace_file(self.workspace):
            used = self.started_file
        return resolve_preset(
            self.workspace,
            key,
            file=used,
            draft=draft,
            environment=self._environment,
            overrides=self._variables,
            session=self.session_values,
        )

    def preset_keys(self) -> tuple[PresetKey, ...]:
        """Return all presets in file order, the workspace's first."""
        return tuple(self._presets)

    def token_views(self) -> tuple[TokenView, ...]:
        """Return every oauth2 preset in file order, with its token in this environment."""
        return tuple(
            TokenView(key, preset, self._status(key))
            for key, preset in self._presets.items()
            if isinstance(preset, OAuth2)
        )

    def token_view(self, key: PresetKey) -> TokenView:
        """Return one preset with its token; raises `UsageError`."""
        preset = self._presets.get(key) or self.preset_effective(key).preset
        return TokenView(key, preset, self._status(key))

    def _status(self, key: PresetKey) -> TokenStatus:
        if self._made is None:
            return NoneYet()
        return self._made.keeper.status(key, self._environment)

    def on_token_change(self, listener: Callable[[PresetKey], None]) -> None:
        """Have a function called at every transition of a token."""
        self._listeners.append(listener)

    def warnings(self, ref: RequestRef, draft: RequestSpec | None = None) -> tuple[str, ...]:
        """Return what a send would do that a person should know before; raises as it would."""
        from workbench.engine.warned import of_send

        effective = self.effective(ref, draft)
        preset = preset_of(self.workspace, effective)
        return of_send(effective, preset, self._root(), self._means())

    def token_warnings(self, key: PresetKey, file: str | None = None) -> tuple[str, ...]:
        """Return what fetching a preset's token would do that a person should know before."""
        from workbench.engine.warned import of_token

        return of_token(self.preset_effective(key, file), self._root(), self._means())

    async def send(
        self,
        ref: RequestRef,
        draft: RequestSpec | None = None,
        *,
        on_state: Callable[[RequestState], None] | None = None,
    ) -> Exchange:
        """Send a request; what goes wrong ends in the exchange, cancelling goes on."""
        from workbench.engine.sender import refused, send

        try:
            effective = self.effective(ref, draft)
            preset = preset_of(self.workspace, effective)
        except WorkbenchError as error:
            return refused(ref.label, error, self.clock, on_state)
        exchange = await send(
            effective, preset, root=self._root(), means=self._means(), on_state=on_state
        )
        log.record(exchange)
        if effective.preset_key is not None:
            self.tokens.demands.note(effective.preset_key, exchange)
        return exchange

    async def get_token(
        self,
        key: PresetKey,
        *,
        renew: bool = False,
        file: str | None = None,
        label: str = "",
        draft: Preset | None = None,
    ) -> Use:
        """Get a preset's token, a new one where `renew`; raises `WorkbenchError`.

        `draft` stands for the preset as edited.
        """
        from workbench.engine.obtaining import token_of

        effective = self.preset_effective(key, file, draft)
        return await token_of(effective, self._root(), self._means(), renew=renew, label=label)

    def forget_typed(self) -> int:
        """Ask again for everything that a person typed; return how many values that is."""
        return self._made.typed.forget() if self._made is not None else 0

    @property
    def tokens(self) -> TokenChecks:
        """Return what is known of tokens besides what they say: signatures and demands."""
        if self._checks is None:
            from workbench.adapters.token_checks import TokenChecks

            self._checks = TokenChecks(
                self._means, lambda: self._made, self.preset_effective, self._status, self._root
            )
        return self._checks

    def forget(self, key: PresetKey | None = None) -> None:
        """Forget a preset's tokens, or all."""
        if self._made is not None:
            self._made.keeper.forget(key)

    def cookie_jar(self) -> Jar:
        """Return the active environment's cookies, to be looked at, changed or cleared."""
        return self._means().jars.jar(self._environment)

    def trusted(self) -> tuple[str, ...]:
        """Return what `--trust` has allowed so far, a sentence for each question."""
        return self._made.desk.told if self._made is not None else ()

    async def close(self) -> None:
        """Stop everything and give connections back."""
        if self._made is not None:
            await self._made.keeper.close()
        if self._files is not None:
            self._files.journal.close()
        await self._transport.close()

    def _root(self) -> Root:
        from workbench.engine.plan import Root

        return Root(self.workspace.root, shared=self.workspace.root_is_shared)

    def _means(self) -> Means:
        if self._made is None:
            from workbench.adapters.means import make_means

            self._made = make_means(
                self.clock, self._transport, self._agent, self._trust, self._changed
            )
        return self._made

    def _changed(self, key: PresetKey) -> None:
        for listener in tuple(self._listeners):
            listener(key)

    def diagnosing(self, ref: RequestRef, draft: RequestSpec | None = None) -> Diagnosing:
        """Return what explains a request's exchanges and tries changes; raises `UsageError`."""
        from workbench.adapters.diagnosing import Diagnosing

        effective = self.effective(ref, draft)
        preset = preset_of(self.workspace, effective)
        return Diagnosing(ref, effective, preset, self._root(), self._means())

    def apply(self, fix: Fix) -> None:
        """Make a fix in memory, which outlives a reload; its `reversed()` takes it back."""
        from workbench.engine.diagnosis import applied

        is_back = bool(self.fixes) and fix == self.fixes[-1].reversed()
        self.fixes = self.fixes[:-1] if is_back else (*self.fixes, fix)
        self.workspace = applied(self.workspace, fix)
        self._presets = all_presets(self.workspace)

    def explain(self, key: PresetKey) -> tuple[ExplainedStep, ...]:
        """Return the steps that would get a token, redacted; no source is read."""
        from workbench.engine.explain import explain_preset

        return explain_preset(self.preset_effective(key), self._means().issuers)

    def as_curl(self, request: Request, *, reveal: bool = False) -> str:
        """Return a rendered request as a curl line, secrets masked unless `reveal`."""
        from workbench.formats import curl

        return curl.dump(request, show=self.in_clear) if reveal else curl.dump(request)

    def curl_of(self, ref: RequestRef, draft: RequestSpec | None = None) -> str:
        """Return a request that was not sent as a curl line, with its sources as written."""
        from workbench.engine.plan import shown_request
        from workbench.formats import curl

        effective = self.effective(ref, draft)
        return curl.dump(shown_request(effective, preset_of(self.workspace, effective)))

    def as_toml(self, spec: RequestSpec) -> str:
        """Return a request as a collection file writes it."""
        from workbench.formats.toml_blocks import dump_request

        return dump_request(spec)

    def copy(self, text: str) -> CopyOutcome:
        """Put a text on the person's clipboard; the outcome says how that went."""
        from workbench.adapters.clipboard import copy

        return copy(text, self._config.clipboard)

    @property
    def files(self) -> Files:
        """Return what can be done with the files of the workspace."""
        if self._files is None:
            from workbench.adapters.files import Files

            set_ = self._config
            self._files = Files(self.workspace.root, editor=set_.editor, pager=set_.pager)
        return self._files

    #: Returns a hidden text itself, because a person asked for it.
    in_clear = staticmethod(in_clear)
    #: Returns what a token says, unverified.
    decode = staticmethod(decode)
    #: Writes a body's bytes to a file and returns how many; raises `UsageError`.
    save_body = staticmethod(disk.save_body)
    #: Writes a text to a file that only this person can read and returns its path.
    write_private = staticmethod(disk.write_private)


#: What needs no open workspace.
at_server = offline.at_server
check = offline.check
config = offline.config
config_in_force = offline.config_in_force
inspect_token = offline.inspect_token
listing = offline.listing
new_collection = offline.new_collection
schema = offline.schema
start_practice = offline.start_practice
#: Writes a redacted log to a file, or to stderr where none is named.
start_log = log.start
#: Writes types, files and lines of a defect, no values, and returns where.
write_crash_report = log.write_crash_report
