"""Domains that many owners share, such as `co.uk`: the public suffix list, read when first needed.

Must not reach the network: the list is the one that was installed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public(domain: str) -> bool:
    """Tell whether a domain is a public suffix; a name without a dot always is."""
    return "." not in domain or bool(_list().is_public(domain))


@cache
def _list() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
