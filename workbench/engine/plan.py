"""What a send would do, known before any source is called: addresses, sources and files.

Must not send or read: it is what trust is asked about, and what rendering then may fill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.domain.collection import GraphqlBody
from workbench.domain.errors import NotYet, UsageError
from workbench.domain.presets import OAuth2
from workbench.domain.secret import Secret
from workbench.domain.token import Token
from workbench.domain.undelivered import undelivered_in_preset
from workbench.engine.building import (
    build_credentials,
    build_request,
    render_settings,
    with_injection,
)
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.effective import Layer
from workbench.engine.ports import Place
from workbench.engine.rendering import (
    NOTHING_HAD,
    Reading,
    Renderer,
    Tracing,
    Where,
    Written,
)
from workbench.engine.resolution import WORKSPACE_FILE
from workbench.engine.schemes import inject, inject_token
from workbench.engine.trust import has_written_secret, needs_of, preset_need

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.domain.http import Request
    from workbench.domain.settings import Settings
    from workbench.engine.credentials import Credentials
    from workbench.engine.destination import Destination
    from workbench.engine.effective import Effective, Whence
    from workbench.engine.expansion import Call
    from workbench.engine.ports import Clock, Entropy, Sources
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.trust import Need


@dataclass(frozen=True, slots=True)
class Root:
    """The workspace as far as reading is concerned; `shared` as `Workspace.root_is_shared`."""

    path: str
    shared: bool = False

    def place(self, file: str) -> Place:
        """Return from where the sources of a file are read."""
        return Place(file, self.path, env_files=not self.shared)

    def shared_place(self) -> Place:
        """Return from where the files are read that `workbench.toml` names."""
        return Place(f"{self.path.rstrip('/')}/{WORKSPACE_FILE}", self.path)


@dataclass(frozen=True, slots=True)
class PresetPlan:
    """A preset traced: `going` is its token endpoint, None where no token is fetched."""

    effective: EffectivePreset
    traced: Tracing
    credentials: Credentials
    going: Destination | None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what would travel to the token endpoint for everybody to read."""
        if self.going is None or self.going.is_safe:
            return ()
        name = self.effective.key.name
        return (f"http: {name}'s client credentials travel unencrypted to {self.going.origin}.",)

    def read(
        self, clock: Clock, entropy: Entropy, had: Mapping[Call, Secret] = NOTHING_HAD
    ) -> Credentials:
        """Return the preset with its real values; only after trust was given."""
        if self.traced.is_all:
            return self.credentials
        reading = Reading(self.traced, clock, entropy, had)
        return build_credentials(self.effective, _preset_renderer(self.effective, reading))[0]


@dataclass(frozen=True, slots=True)
class SendPlan:
    """A request traced, with its preset; `needs` is all that must be allowed."""

    effective: Effective
    traced: Tracing
    request: Request
    going: Destination
    preset: PresetPlan | None = None
    needs: tuple[Need, ...] = ()
    warnings: tuple[str, ...] = ()

    def read(
        self, clock: Clock, entropy: Entropy, had: Mapping[Call, Secret] = NOTHING_HAD
    ) -> Request:
        """Return the request with its real values; only after trust was given."""
        # The variables of GraphQL are judged only when they are read.
        if self.traced.is_all and not isinstance(self.effective.spec.body, GraphqlBody):
            return self.request
        reading = Reading(self.traced, clock, entropy, had)
        return build_request(self.effective, request_renderer(self.effective, reading))[0]

    @property
    def looked_at_files(self) -> bool:
        """Tell whether files were looked at, which may be others when it is planned again."""
        traces = (self.traced, self.preset.traced) if self.preset else (self.traced,)
        return any(each.looked_at_files for each in traces)

    def readable_files(self) -> frozenset[str]:
        """Return the real paths of the body's files that are still where they were."""
        place = self.traced.place
        return frozenset(
            was.real_path
            for (path, shared), was in self.traced.files.items()
            if not shared
            and (now := self.traced.sources.file_facts(path, place)).regular
            and now.real_path == was.real_path
        )


def plan_send(
    effective: Effective, preset: EffectivePreset | None, sources: Sources, root: Root
) -> SendPlan:
    """Return the plan of a send; raises `RenderError` for what can never be rendered.

    Raises `NotYet` for a preset that this version cannot use.
    """
    file = effective.file.path
    traced = Tracing(sources, root.place(file), root.shared_place())
    renderer = request_renderer(effective, traced)
    request, going = build_request(effective, renderer)
    asked = written_by_files(request.settings, effective.settings_from)
    needs = list(needs_of(traced, going, asked, files_by_name=root.shared))
    planned = None
    if preset is not None:
        planned = plan_preset(preset, sources, root)
        if planned.going is None:
            # Credentials that need no fetching travel with the request itself.
            needs += needs_of(planned.traced, going, asked, files_by_name=root.shared)
        else:
            needs += token_needs(planned, root)
        needs.append(preset_need(preset.key.name, going))
    warnings = tuple(_unencrypted(request, going, planned))
    needs = list(dict.fromkeys(needs))
    return SendPlan(effective, traced, request, going, planned, tuple(needs), warnings)


def plan_preset(effective: EffectivePreset, sources: Sources, root: Root) -> PresetPlan:
    """Return a preset traced; raises `RenderError` and `NotYet` as `plan_send` does."""
    refuse_undelivered(effective)
    place = root.place(effective.file)
    traced = Tracing(sources, place, root.shared_place())
    credentials, going = build_credentials(effective, _preset_renderer(effective, traced))
    return PresetPlan(effective, traced, credentials, going)


def preset_settings(effective: EffectivePreset, filling: Tracing | Reading) -> Settings:
    """Return how a preset's token requests are sent, its texts filled in."""
    renderer = _preset_renderer(effective, filling)
    return render_settings(effective.settings, effective.settings_from, renderer)


def token_needs(plan: PresetPlan, root: Root) -> tuple[Need, ...]:
    """Return what a preset's token requests hand to the token endpoint."""
    if plan.going is None or not isinstance(plan.credentials, OAuth2Credentials):
        return ()
    settings = written_by_files(plan.credentials.settings, plan.effective.settings_from)
    needs = list(needs_of(plan.traced, plan.going, settings, files_by_name=root.shared))
    if has_written_secret(plan.effective):
        needs.append(preset_need(plan.effective.key.name, plan.going))
    return tuple(needs)


def written_by_files(settings: Settings, whence: Mapping[str, Whence]) -> Settings:
    """Return settings without the person's own proxy, which needs nobody's yes."""
    own = "proxy" in whence and whence["proxy"].layer is Layer.PERSON
    return replace(settings, proxy=None) if own else settings


def _unencrypted(request: Request, going: Destination, preset: PresetPlan | None) -> Iterator[str]:
    """Say what would travel for everybody to read."""
    hidden = request.url.is_secret or any(each.value.is_secret for each in request.headers)
    if not going.is_safe and (preset is not None or hidden):
        what = f"{preset.effective.key.name}'s credentials travel" if preset else "secrets travel"
        yield f"http: {what} unencrypted to {going.origin}."
    if preset is not None:
        yield from preset.warnings


def fetched_by(credentials: Credentials, name: str) -> OAuth2Credentials:
    """Return credentials that fetch a token; raises `UsageError` for others."""
    if not isinstance(credentials, OAuth2Credentials):
        raise UsageError(f"{name} fetches no token: it is no oauth2 preset.")
    return credentials


def written_credentials(effective: EffectivePreset) -> Credentials:
    """Return a preset with its sources hidden and not read, to be explained."""
    preset = effective.preset
    if isinstance(preset, OAuth2) and not preset.token_url:
        # Its issuer was not asked yet; where its token comes from is not what is shown.
        effective = replace(effective, preset=replace(preset, token_url=preset.issuer))
    return build_credentials(effective, _preset_renderer(effective, Written(masked=True)))[0]


def shown_request(effective: Effective, preset: EffectivePreset | None) -> Request:
    """Return a request with its sources as written and not read, its credentials masked."""
    request = build_request(effective, request_renderer(effective, Written()))[0]
    if preset is None:
        return request
    credentials = written_credentials(preset)
    if isinstance(credentials, OAuth2Credentials):
        injection = inject_token(credentials, Token(Secret("token"), 0.0))
    else:
        injection = inject(credentials)
    return with_injection(request, injection)[0]


def refuse_undelivered(preset: EffectivePreset) -> None:
    """Raise `NotYet` for what must not be left out silently."""
    names = [name for _, name in undelivered_in_preset(preset.preset)]
    if names:
        raise NotYet(
            f"{names[0]} is read and checked; this version cannot use it yet.",
            hint=f"In auth {preset.key.name}.",
        )


def request_renderer(effective: Effective, filling: Tracing | Reading | Written) -> Renderer:
    """Return what renders the texts of a request."""
    where = Where(effective.file.path.rpartition("/")[2], effective.spec.label)
    return Renderer(effective.variables, filling, where)


def _preset_renderer(effective: EffectivePreset, filling: Tracing | Reading | Written) -> Renderer:
    where = Where(effective.key.file.rpartition("/")[2], f"auth {effective.key.name}")
    renderer = Renderer(effective.variables, filling, where)
    return replace(renderer, shared=True) if effective.shared else renderer
