"""How a request is sent: timeouts, redirects, TLS and proxy, layer by layer.

Must not apply them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one layer; None means that this layer does not say. Times in seconds, 0 none."""

    timeout: float | None = None
    total_timeout: float | None = None
    connect_timeout: float | None = None
    follow_redirects: bool | None = None
    max_redirects: int | None = None
    verify: bool | None = None
    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    proxy: str | None = None
    http2: bool | None = None
    max_body: int | None = None
    cookies: bool | None = None
    redirect_keeps_method: bool | None = None

    def over(self, outer: Settings) -> Settings:
        """Return these with what they leave open taken from an outer layer."""
        if self == SILENT:
            return outer
        merged = {
            name: getattr(self, name) if getattr(self, name) is not None else getattr(outer, name)
            for name in SETTING_NAMES
        }
        return Settings(**merged)


#: A layer that says nothing, which most are.
SILENT = Settings()
#: The names of all settings, in the order in which a file has them.
SETTING_NAMES = tuple(each.name for each in fields(Settings))


#: What holds where no layer says anything.
DEFAULT_SETTINGS = Settings(
    timeout=30.0,
    total_timeout=0.0,
    connect_timeout=10.0,
    follow_redirects=True,
    max_redirects=10,
    verify=True,
    http2=True,
    max_body=2_147_483_648,
    cookies=True,
    redirect_keeps_method=False,
)
