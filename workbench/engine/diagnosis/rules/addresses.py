"""Addresses of token endpoints: what theirs look like, and changes that keep templates.

Must not call any.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.engine.diagnosis.evidence import Evidence
    from workbench.engine.diagnosis.fixes import PresetFix

#: Ends of paths that are no token endpoints, with what stands in their place at most servers.
INSTEAD = (
    ("/protocol/openid-connect/auth", "/protocol/openid-connect/token"),
    ("/oauth2/v2.0/authorize", "/oauth2/v2.0/token"),
    ("/login/oauth/authorize", "/login/oauth/access_token"),
    ("/authorize/", "/token/"),
    ("/authorize", "/token"),
    ("/oauth2/auth", "/oauth2/token"),
)
#: Words of a path that say which other endpoint or page it is.
TELLING = (
    ("/.well-known/", "the discovery document"),
    ("/authorize", "the authorization endpoint"),
    ("/protocol/openid-connect/auth", "the authorization endpoint"),
    ("/oauth2/auth", "the authorization endpoint"),
    ("/login", "a login page"),
    ("/signin", "a login page"),
    ("/jwks", "the key set"),
    ("/certs", "the key set"),
    ("/userinfo", "the userinfo endpoint"),
    ("/introspect", "the introspection endpoint"),
    ("/revoke", "the revocation endpoint"),
    ("/tokeninfo", "an endpoint that tells of tokens"),
    ("/token/info", "an endpoint that tells of tokens"),
    ("/check_token", "an endpoint that tells of tokens"),
)


def told_by_path(path: str) -> str:
    """Return what a path says it is, empty where it may be a token endpoint."""
    lower = path.lower()
    if lower.rstrip("/").endswith(("/token", "/access_token")):
        return ""
    return next((what for part, what in TELLING if part in lower), "")


def with_token_url(evidence: Evidence, url: str) -> PresetFix | None:
    """Return the fix that writes another token_url."""
    if evidence.oauth2 is None:
        return None
    return evidence.preset_fix(replace(evidence.oauth2, token_url=url))


def with_other_end(evidence: Evidence, end: str, other: str) -> PresetFix | None:
    """Return the fix that changes the end of token_url, and keeps what it is a template of."""
    if evidence.oauth2 is None or not evidence.oauth2.token_url.endswith(end):
        return None
    kept = evidence.oauth2.token_url[: len(evidence.oauth2.token_url) - len(end)]
    return with_token_url(evidence, kept + other)
