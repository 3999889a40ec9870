"""Reads what is known of identity providers from the package's own `providers/*.toml`.

Must not reach the network: the knowledge is as old as the package.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from workbench.engine.diagnosis.providers import Provider, provider_of


@functools.cache
def read_providers() -> tuple[Provider, ...]:
    """Return all providers, by file name."""
    files = sorted(
        (each for each in (resources.files("workbench") / "providers").iterdir()
         if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )  # fmt: skip
    return tuple(provider_of(tomllib.loads(each.read_text("utf-8"))) for each in files)
