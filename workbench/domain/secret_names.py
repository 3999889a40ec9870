"""Tells by its name that a value is a secret.

Must not look at the value.
"""

from __future__ import annotations

import re

_ENDINGS = (
    "password", "passwd", "pwd", "passphrase", "secret", "secretkey", "clientsecret", "apikey",
    "accesskey", "privatekey", "signingkey", "token", "assertion", "credential", "credentials",
    "authkey", "authtoken", "sessionid", "sessionkey",
)  # fmt: skip
_HEADERS = frozenset({"authorization", "proxyauthorization", "cookie", "xapikey", "apikey"})
#: Tokens that are none: places in a list. (The mark of a form against forgery is worth hiding.)
_NO_SECRET = re.compile(r"(page|next|sync|continuation|cursor|prev|resume|delta)token$")


def is_secret(name: str) -> bool:
    """Tell whether a field, variable, parameter or header of this name holds a secret."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain in _HEADERS:
        return True
    return plain.endswith(_ENDINGS) and not _NO_SECRET.search(plain)
