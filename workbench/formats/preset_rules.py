"""What a preset needs beyond the shape of its table: endpoints and client by grant.

Must not look at anything but presets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.domain.presets import GrantType
from workbench.formats.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.formats.positions import KeyPath

_EXAMPLES = {
    "token_url": '"https://auth.example.com/oauth/token"',
    "authorization_url": '"https://auth.example.com/authorize"',
    "device_authorization_url": '"https://auth.example.com/device"',
    "client_id": '"..."',
    "username": '"..."',
    "refresh_token": '"{{env:REFRESH_TOKEN}}"',
}
#: What each grant cannot do without.
NEEDS: dict[str, tuple[str, ...]] = {
    GrantType.CLIENT_CREDENTIALS: ("token_url", "client_id"),
    GrantType.AUTHORIZATION_CODE: ("authorization_url", "token_url", "client_id"),
    GrantType.PASSWORD: ("token_url", "username"),
    GrantType.DEVICE_CODE: ("device_authorization_url", "token_url", "client_id"),
    GrantType.REFRESH_TOKEN: ("token_url", "refresh_token"),
    GrantType.JWT_BEARER: ("token_url",),
    GrantType.TOKEN_EXCHANGE: ("token_url",),
}


def missing_in_presets(document: dict[str, Any]) -> list[Finding]:
    """Return what the grant of an oauth2 preset, or a part of a body, cannot do without."""
    findings: list[Finding] = []
    for path, preset in _presets(document):
        if preset.get("type") != "oauth2":
            continue
        for name in NEEDS.get(str(preset.get("grant")), ()):
            if name in preset or (name.endswith("_url") and "issuer" in preset):
                continue
            hint = f"Add {name} = {_EXAMPLES[name]}."
            if name.endswith("_url"):
                hint = f"{hint[:-1]}, or issuer."
            findings.append(Finding((*path, name), f'Missing key "{name}"', hint, missing=True))
    for index, request in enumerate(_tables(document.get("request"))):
        body = request.get("body")
        if isinstance(body, dict) and body.get("type") == "multipart":
            findings += _parts(("request", index, "body", "part"), _tables(body.get("part")))
    return findings


def _parts(path: KeyPath, parts: list[dict[str, Any]]) -> list[Finding]:
    findings: list[Finding] = []
    for index, part in enumerate(parts):
        if "value" in part and "file" in part:
            findings.append(
                Finding((*path, index, "file"), "A part has a value or a file, not both")
            )
        elif "value" not in part and "file" not in part:
            hint = 'Add value = "..." or file = "...".'
            findings.append(
                Finding((*path, index, "value"), 'Missing key "value"', hint, missing=True)
            )
    return findings


def _presets(document: dict[str, Any]) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    presets = document.get("auth")
    if isinstance(presets, dict):
        for name, preset in presets.items():
            if isinstance(preset, dict):
                yield ("auth", name), preset
    collection = document.get("collection")
    if isinstance(collection, dict) and isinstance(collection.get("auth"), dict):
        yield ("collection", "auth"), collection["auth"]
    for table in ("folder", "request"):
        for index, each in enumerate(_tables(document.get(table))):
            if isinstance(each.get("auth"), dict):
                yield (table, index, "auth"), each["auth"]


def _tables(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    return [each if isinstance(each, dict) else {} for each in value]
