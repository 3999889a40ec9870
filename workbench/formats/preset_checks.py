"""What is doubtful about a preset although it can be read.

Must not check what the strict reader refuses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.domain.origin import origin_of
from workbench.domain.presets import ApiKey, AuthPreset, Basic, Bearer, GrantType, OAuth2
from workbench.domain.presets import ClientAuthentication as How
from workbench.domain.problem import Severity
from workbench.domain.template import has_template
from workbench.domain.undelivered import sentence, undelivered_in_preset
from workbench.formats.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.formats.positions import KeyPath

_SECRETS = ("client_secret", "password", "token", "value", "refresh_token")
_USE: dict[str, frozenset[GrantType]] = {
    "username": frozenset({GrantType.PASSWORD}),
    "password": frozenset({GrantType.PASSWORD}),
    "authorization_url": frozenset({GrantType.AUTHORIZATION_CODE}),
    "redirect_uri": frozenset({GrantType.AUTHORIZATION_CODE}),
    "device_authorization_url": frozenset({GrantType.DEVICE_CODE}),
    "refresh_token": frozenset({GrantType.REFRESH_TOKEN}),
}
_AUTHORIZATION_PATH = re.compile(r"/(authorize|auth|authorization)/?$")


def warn(path: KeyPath, message: str, hint: str = "") -> Finding:
    """Return a warning at a value."""
    return Finding(path, message, hint, severity=Severity.WARNING)


def preset_warnings(
    preset: AuthPreset, at: KeyPath, constant: Callable[[str], str | None]
) -> Iterator[Finding]:
    """Yield what is doubtful; `constant` renders a text that needs no source, else None."""
    if not isinstance(preset, Basic | Bearer | ApiKey | OAuth2):
        return
    yield from _literal_secrets(preset, at)
    if not isinstance(preset, OAuth2):
        return
    for key, name in undelivered_in_preset(preset):
        yield warn((*at, key), sentence(name))
    for key, grants in _USE.items():
        if getattr(preset, key) and preset.grant not in grants:
            yield warn((*at, key), f"{key} has no use with the grant {preset.grant}")
    yield from _token_url(preset, at, constant)
    yield from _client(preset, at)
    if any(name == "audience" for name, _ in preset.requires.claims):
        yield _audience((*at, "requires", "audience"))


def _audience(path: KeyPath) -> Finding:
    hint = "The claim of a token is called aud."
    said = "requires asks for a claim audience"
    return Finding(path, said, hint, "aud", on_key=True, severity=Severity.WARNING)


def requirement_warnings(claims: tuple[tuple[str, str], ...], at: KeyPath) -> Iterator[Finding]:
    """Yield what is doubtful about the `requires` of a request."""
    if any(name == "audience" for name, _ in claims):
        yield _audience((*at, "audience"))


def _literal_secrets(preset: AuthPreset, at: KeyPath) -> Iterator[Finding]:
    for key in _SECRETS:
        text = getattr(preset, key, "")
        if text and not has_template(text):
            owner = at[1] if at[0] == "auth" else "my"
            variable = re.sub(r"\W+", "_", f"{owner}_{key}").upper()
            yield warn(
                (*at, key),
                f"{key} stands in the file itself, and the file is shared",
                f'Write {key} = "{{{{env:{variable}}}}}" and put the value into .env.',
            )


def _token_url(
    preset: OAuth2, at: KeyPath, constant: Callable[[str], str | None]
) -> Iterator[Finding]:
    url = constant(preset.token_url)
    if not url:
        return
    where = (*at, "token_url")
    try:
        origin = origin_of(url)
        path = urlsplit(url).path
    except ValueError:
        hint = "It begins with https:// and a host."
        yield warn(where, "token_url is no absolute address", hint)
        return
    if not origin.is_encrypted and not origin.is_loopback:
        said = f"The credentials travel unencrypted to {origin}"
        yield warn(where, said, "Write https:// if the server has it.")
    if _AUTHORIZATION_PATH.search(path):
        said = "token_url looks like the authorization endpoint, where a browser goes"
        yield warn(where, said, "The token endpoint often ends in /token.")


def _client(preset: OAuth2, at: KeyPath) -> Iterator[Finding]:
    how = preset.client_authentication
    needs = {How.CLIENT_SECRET_BASIC, How.CLIENT_SECRET_POST, How.CLIENT_SECRET_JWT}
    if preset.client_secret:
        if how is How.NONE:
            where = (*at, "client_secret")
            yield warn(where, 'client_secret has no use with client_authentication = "none"')
    elif how in needs:
        yield warn((*at, "client_authentication"), f"{how} needs a client_secret")
    elif how is None and preset.grant is GrantType.CLIENT_CREDENTIALS:
        said = "No client_secret: the client cannot prove who it is"
        hint = 'Add client_secret, or client_authentication = "none".'
        yield warn((*at, "client_id"), said, hint)
    if preset.basic_encoding and how not in {None, How.CLIENT_SECRET_BASIC}:
        said = f'basic_encoding has no use with client_authentication = "{how}"'
        yield warn((*at, "basic_encoding"), said)
