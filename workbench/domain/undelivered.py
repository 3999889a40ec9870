"""What the file format has and this version cannot use yet, as sentences.

Must not decide what happens then: `check` warns, the engine refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.collection import RequestSpec
from workbench.domain.presets import ClientAuthentication, GrantType, OAuth2

if TYPE_CHECKING:
    from workbench.domain.presets import AuthPreset

#: Grants that this version can run.
GRANTS = frozenset({GrantType.CLIENT_CREDENTIALS})
#: Ways of client authentication that this version can do.
CLIENT_AUTHENTICATIONS = frozenset(
    {
        ClientAuthentication.CLIENT_SECRET_BASIC,
        ClientAuthentication.CLIENT_SECRET_POST,
        ClientAuthentication.NONE,
    }
)


def undelivered_in_preset(preset: AuthPreset) -> tuple[tuple[str, str], ...]:
    """Return key and name of each thing that a preset asks for in vain, such as a grant."""
    if not isinstance(preset, OAuth2):
        return ()
    found: list[tuple[str, str]] = []
    if preset.grant not in GRANTS:
        found.append(("grant", f"The grant {preset.grant}"))
    how = preset.client_authentication
    if how is not None and how not in CLIENT_AUTHENTICATIONS:
        found.append(("client_authentication", f"The client authentication {how}"))
    return tuple(found)


def undelivered_in_request(spec: RequestSpec) -> tuple[tuple[str, str], ...]:
    """Return key and name of each part of a request that does nothing yet."""
    found: list[tuple[str, str]] = []
    if spec.expect:
        found.append(("expect", "An expectation"))
    if spec.capture:
        found.append(("capture", "A capture"))
    return tuple(found)


def not_yet(asked: AuthPreset | RequestSpec) -> tuple[str, ...]:
    """Return a sentence for each thing asked for that this version cannot use yet."""
    if isinstance(asked, RequestSpec):
        named = undelivered_in_request(asked)
    else:
        named = undelivered_in_preset(asked)
    return tuple(sentence(name) for _, name in named)


def sentence(name: str) -> str:
    """Return the sentence that says so."""
    return f"{name} is read and checked; this version cannot use it yet"
