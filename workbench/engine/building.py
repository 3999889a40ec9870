"""A request and a preset built from rendered texts, whatever fills them.

Must not be done in two ways: tracing for trust, sending and showing all build with this.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from workbench import __version__
from workbench.domain.errors import RenderError
from workbench.domain.http import Header, HeaderOrigin, MultipartContent, Request
from workbench.domain.presets import ApiKey, Basic, Bearer, OAuth2
from workbench.domain.secret import Rendered
from workbench.engine.content import boundary_in, joined, render_body, with_boundary
from workbench.engine.credentials import (
    ApiKeyCredentials,
    AuthorizationServer,
    BasicCredentials,
    BearerCredentials,
    Client,
    OAuth2Credentials,
)
from workbench.engine.destination import destination, render_address
from workbench.engine.effective import Layer
from workbench.engine.expansion import expand
from workbench.engine.url import Encoding, UrlPart, encoded, url_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.http import Content
    from workbench.domain.settings import Settings
    from workbench.engine.credentials import Credentials
    from workbench.engine.destination import Destination
    from workbench.engine.effective import Effective, Whence
    from workbench.engine.rendering import Renderer, Where
    from workbench.engine.resolution import EffectivePreset
    from workbench.engine.schemes import Injection

#: RFC 9110 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def build_request(effective: Effective, renderer: Renderer) -> tuple[Request, Destination]:
    """Return the request without its credentials, and where it goes.

    Raises `RenderError`, and `TrustRequired` where it would go elsewhere than as written.
    """
    spec = effective.spec
    method = renderer.plain(spec.method, "method").strip()
    if not _TOKEN.fullmatch(method):
        raise RenderError(
            f"{method!r} is no method (RFC 9110 9.1).", hint=f"In {renderer.where.at('method')}."
        )
    parts = url_parts(spec, effective.variables)
    going = destination(parts, renderer.where.at("url"))
    url = render_address(parts, renderer, going)
    content, content_type = render_body(spec.body, renderer)
    headers = _headers(effective, renderer, content, content_type, _host(url, going))
    if isinstance(content, MultipartContent):
        content = _with_named_boundary(content, headers)
    request = Request(
        method=method,
        url=url,
        origin=going.origin,
        headers=headers,
        content=content,
        settings=render_settings(effective.settings, effective.settings_from, renderer),
    )
    return request, going


def render_settings(
    settings: Settings, written: Mapping[str, Whence], renderer: Renderer
) -> Settings:
    """Return settings with their texts rendered and their paths absolute."""

    def path(name: str, value: str | None) -> str | None:
        shared = name in written and written[name].layer is Layer.WORKSPACE
        own = replace(renderer, shared=shared)
        return own.file(value, f"settings.{name}") if value else value

    return replace(
        settings,
        ca_file=path("ca_file", settings.ca_file),
        client_certificate=path("client_certificate", settings.client_certificate),
        client_key=path("client_key", settings.client_key),
        proxy=renderer.plain(settings.proxy or "", "settings.proxy") or settings.proxy,
    )


def _host(url: Rendered, going: Destination) -> Rendered:
    if going.known:
        return Rendered.of(str(going.origin).partition("://")[2])
    # What a source decided about stays hidden here too.
    return Rendered((url.secret().map(_authority),), url.sources)


def _authority(address: str) -> str:
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]


def _headers(
    effective: Effective,
    renderer: Renderer,
    content: Content,
    content_type: Rendered,
    host: Rendered,
) -> tuple[Header, ...]:
    ours = [
        Header("Host", host, HeaderOrigin.CLIENT),
        Header("User-Agent", Rendered.of(f"workbench/{__version__}"), HeaderOrigin.CLIENT),
        Header("Accept", Rendered.of("*/*"), HeaderOrigin.CLIENT),
        Header("Accept-Encoding", Rendered.of("gzip, deflate, br, zstd"), HeaderOrigin.CLIENT),
    ]
    if content_type:
        where = renderer.where.at("body.content_type")
        value = one_line(content_type, "Content-Type", where)
        ours.append(Header("Content-Type", value, HeaderOrigin.BODY))
    named = {each.row.name.lower() for each in effective.headers}
    headers = [header for header in ours if header.name.lower() not in named]
    for each in effective.headers:
        row = each.row
        if not row.enabled:
            continue
        key = f"headers.{row.name}"
        if not _TOKEN.fullmatch(row.name):
            raise RenderError(
                f"{row.name!r} is no header name (RFC 9110 5.1).",
                hint=f"In {renderer.where.at(key)}.",
            )
        inherited = each.whence.layer is not Layer.REQUEST
        value = one_line(renderer.text(row.value or "", key), row.name, renderer.where.at(key))
        if isinstance(content, MultipartContent) and row.name.lower() == "content-type":
            value = _multipart_type(value, content)
        headers.append(
            Header(
                row.name,
                value,
                HeaderOrigin.FOLDER if inherited else HeaderOrigin.REQUEST,
                str(each.whence) if inherited else "",
            )
        )
    return tuple(headers)


def _multipart_type(value: Rendered, content: MultipartContent) -> Rendered:
    if not str(value).lower().startswith("multipart/"):
        return value
    return with_boundary(value, content.boundary)


def _with_named_boundary(
    content: MultipartContent, headers: tuple[Header, ...]
) -> MultipartContent:
    """Return the parts between the boundary that the request's Content-Type names."""
    types = (each.value for each in headers if each.name.lower() == "content-type")
    named = next((found for each in types if (found := boundary_in(each))), "")
    return replace(content, boundary=named) if named else content


def one_line(value: Rendered, name: str, where: Where) -> Rendered:
    """Return a header's value, or raise where it would be more than one line (RFC 9110 5.5)."""

    def judge(text: str) -> str:
        if any(each in text for each in "\r\n\0"):
            came = ", from " + ", ".join(sorted(map(str, value.sources))) if value.sources else ""
            raise RenderError(
                f"The header {name} holds a line break{came}.",
                hint=f"In {where}. A header is one line.",
                fix="Remove the line break, often the last character of a copied secret.",
            )
        return text

    return value.map(judge)


def with_injection(request: Request, injection: Injection) -> tuple[Request, tuple[str, ...]]:
    """Return a request with credentials added, and the names of those that it wrote itself.

    What the request's own rows say wins over the preset, as the nearest layer does.
    """
    written = {
        header.name.lower()
        for header in request.headers
        if header.layer in (HeaderOrigin.REQUEST, HeaderOrigin.FOLDER)
    }
    kept_own: list[str] = []
    headers = list(request.headers)
    for header in injection.headers:
        if header.name.lower() in written:
            kept_own.append(header.name)
            continue
        headers = [each for each in headers if each.name.lower() != header.name.lower()]
        headers.append(header)
    if injection.cookies:
        headers = _with_cookies(headers, injection)
    url = request.url
    for name, value in injection.query:
        separator = "&" if "?" in _plain(url) else "?"
        url = Rendered.join(
            (
                url,
                separator,
                encoded(name, Encoding.COMPONENT),
                "=",
                value.map(lambda text: encoded(text, Encoding.COMPONENT)),
            )
        )
    return replace(request, headers=tuple(headers), url=url), tuple(kept_own)


def _plain(rendered: Rendered) -> str:
    return "".join(piece for piece in rendered.pieces if isinstance(piece, str))


def _with_cookies(headers: list[Header], injection: Injection) -> list[Header]:
    own = [each.value for each in headers if each.name.lower() == "cookie"]
    added = [Rendered.join((name, "=", value)) for name, value in injection.cookies]
    rest = [each for each in headers if each.name.lower() != "cookie"]
    return [*rest, Header("Cookie", joined([*own, *added], "; "), HeaderOrigin.PRESET)]


def build_credentials(
    effective: EffectivePreset, renderer: Renderer
) -> tuple[Credentials, Destination | None]:
    """Return a preset rendered, and where its token requests go, None where it makes none."""
    preset = effective.preset
    match preset:
        case Basic():
            return (
                BasicCredentials(
                    renderer.text(preset.username, "username"),
                    renderer.text(preset.password, "password"),
                ),
                None,
            )
        case Bearer():
            return (
                BearerCredentials(
                    renderer.text(preset.token, "token"), renderer.text(preset.prefix, "prefix")
                ),
                None,
            )
        case ApiKey():
            value = renderer.text(preset.value, "value")
            return ApiKeyCredentials(preset.name, value, preset.place), None
        case OAuth2():
            return _oauth2(effective, preset, renderer)
        case _:
            assert_never(preset)


def _oauth2(
    effective: EffectivePreset, preset: OAuth2, renderer: Renderer
) -> tuple[OAuth2Credentials, Destination]:
    parts = token_url_parts(effective, preset)
    going = destination(parts, renderer.where.at("token_url"))
    endpoint = render_address(parts, renderer, going)
    secret = renderer.text(preset.client_secret, "client_secret")
    scopes = (renderer.text(each, "scope") for each in preset.scope)
    credentials = OAuth2Credentials(
        key=effective.key,
        grant=preset.grant,
        server=AuthorizationServer(endpoint, going.origin),
        client=Client(
            renderer.text(preset.client_id, "client_id"),
            secret if preset.client_secret else None,
            preset.client_authentication,
            preset.basic_encoding,
        ),
        scope=tuple(word for scope in scopes for word in _words(scope)),
        audience=renderer.text(preset.audience, "audience"),
        resource=tuple(renderer.text(each, "resource") for each in preset.resource),
        refresh_token=renderer.text(preset.refresh_token, "refresh_token"),
        username=renderer.text(preset.username, "username"),
        password=renderer.text(preset.password, "password"),
        parameters=tuple(
            (name, renderer.text(value, f"parameters.{name}")) for name, value in preset.parameters
        ),
        token_place=preset.token_in,
        token_name=renderer.plain(preset.token_name, "token_name"),
        token_prefix=renderer.plain(preset.token_prefix, "token_prefix"),
        keep_fresh=preset.keep_fresh,
        environment=effective.environment,
        settings=render_settings(effective.settings, effective.settings_from, renderer),
    )
    return credentials, going


def token_url_parts(effective: EffectivePreset, preset: OAuth2) -> tuple[UrlPart, ...]:
    """Return the token endpoint's address in parts."""
    expanded = expand(preset.token_url, effective.variables, shared=effective.shared)
    return tuple(UrlPart(piece, key="token_url") for piece in expanded)


def _words(scope: Rendered) -> tuple[Rendered, ...]:
    """Return the scopes of one text, which a variable may have made several."""
    if scope.is_secret:
        return (scope,)
    return tuple(Rendered((word,), scope.sources) for word in str(scope).split())
