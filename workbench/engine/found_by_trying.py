"""A preset that says what was found by trying: client authentication and its encoding.

Must not try anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.presets import BasicEncoding, ClientAuthentication, OAuth2

if TYPE_CHECKING:
    from workbench.domain.presets import Preset
    from workbench.domain.token import Token


def leaves_out_what_was_found(preset: Preset, token: Token | None) -> bool:
    """Tell whether trying found for a token what its preset does not say."""
    return (
        isinstance(preset, OAuth2)
        and token is not None
        and token.found_by_trying
        and token.client_authentication is not None
        and preset.client_authentication is None
    )


def with_what_was_found(preset: OAuth2, token: Token) -> OAuth2:
    """Return the preset with the client authentication that its token was got with."""
    how = token.client_authentication
    raw = token.basic_encoding is BasicEncoding.RAW
    is_raw = raw and how is ClientAuthentication.CLIENT_SECRET_BASIC
    encoding = BasicEncoding.RAW if is_raw else preset.basic_encoding
    return replace(preset, client_authentication=how, basic_encoding=encoding)
