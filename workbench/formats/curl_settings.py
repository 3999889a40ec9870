"""Makes settings of the options of curl that say how it sends, and names those that have no place.

Must not note what only changes what curl prints.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from workbench.domain.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.formats.curl_request import Operation

#: Options that are read elsewhere, and those that change nothing that is sent.
_READ = frozenset(
    """url header data data-ascii data-binary data-raw data-urlencode json form form-string user
    cookie user-agent referer request get head upload-file url-query range oauth2-bearer digest
    ntlm ntlm-wb negotiate anyauth aws-sigv4 basic globoff insecure location location-trusted
    max-redirs proxy max-time connect-timeout http2 http2-prior-knowledge http1.1 http1.0 cert key
    cacert compressed post301 post302 post303 alpn npn sessionid no-alpn no-npn no-sessionid
    proxy-user keepalive no-keepalive tcp-nodelay tcp-fastopen path-as-is""".split()
)
_PRINTS = frozenset(
    """silent show-error verbose include progress-bar progress-meter no-progress-meter no-buffer
    buffer styled-output raw trace-time trace-ids parallel parallel-immediate fail-early disable
    suppress-connect-headers""".split()
)
_WHY = {
    "output": "The answer is not written to a file; it is shown, and can be saved.",
    "remote-name": "The answer is not written to a file; it is shown, and can be saved.",
    "remote-name-all": "The answer is not written to a file; it is shown, and can be saved.",
    "write-out": "Status and timings are shown with every answer.",
    "dump-header": "Headers are shown with every answer.",
    "fail": "workbench run --fail does it for a run.",
    "fail-with-body": "workbench run --fail does it for a run.",
    "cookie-jar": "Cookies are kept for the session, not in a file.",
    "config": "The options of a file are not read.",
    "netrc": "A .netrc is not read.",
    "retry": "A request is sent once.",
    "variable": "A variable of curl is not filled in.",
}


#: What would end a name or a password in an address.
_ODD = re.compile(r"[%:/?#@\[\]\\\s]")


def settings_of(
    operation: Operation, say: Callable[[str, str], None], text: Callable[[str], str]
) -> Settings:
    """Return the settings of an operation; `say` is told what is left out."""
    follows = operation.on("location") or operation.on("location-trusted")
    if operation.on("location-trusted"):
        say("--location-trusted", "Credentials are never sent on to another origin.")
    keeps = any(operation.on(name) for name in ("post301", "post302"))
    http2 = operation.on("http2") or operation.on("http2-prior-knowledge")
    settings = Settings(
        total_timeout=_seconds(operation, "max-time", say),
        connect_timeout=_seconds(operation, "connect-timeout", say),
        # curl follows nothing unless it is told to.
        follow_redirects=None if follows else False,
        max_redirects=_redirects(operation, say),
        verify=False if operation.on("insecure") else None,
        ca_file=_path(operation, "cacert", text),
        client_certificate=_certificate(operation, say, text),
        client_key=_path(operation, "key", text),
        proxy=_proxy(operation, say, text),
        http2=True if http2 else False if operation.on("http1.1") else None,
        redirect_keeps_method=True if keeps else None,
    )
    for option in operation.options:
        if option.name in _READ or option.name in _PRINTS or not option.on:
            continue
        what = f"--{option.name}" + (f" {option.value}" if _harmless(option.name) else "")
        say(what, _WHY.get(option.name, "It has no counterpart."))
    return settings


def _harmless(name: str) -> bool:
    """Tell whether the value of an option may be shown."""
    return name in {"output", "resolve", "connect-to", "interface", "retry", "cookie-jar", "config"}


def _seconds(operation: Operation, name: str, say: Callable[[str, str], None]) -> float | None:
    value = operation.last(name)
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if 0 <= seconds <= 31_536_000:
        return seconds
    say(f"--{name} {value}", "It is no number of seconds.")
    return None


def _redirects(operation: Operation, say: Callable[[str, str], None]) -> int | None:
    value = operation.last("max-redirs")
    if value is None:
        return None
    if value.isascii() and value.isdigit() and int(value[:9]) <= 1000:
        return int(value)
    if value == "-1":
        return 1000
    say(f"--max-redirs {value}", "It is no number from 0 to 1000.")
    return None


def _path(operation: Operation, name: str, text: Callable[[str], str]) -> str | None:
    value = operation.last(name)
    return None if value is None else text(value)


def _proxy(
    operation: Operation, say: Callable[[str, str], None], text: Callable[[str], str]
) -> str | None:
    """Return the address of the proxy in full, who asks for it included."""
    value, user = operation.last("proxy"), operation.last("proxy-user")
    if not value:
        if user is not None:
            say("--proxy-user", "Without --proxy there is none to give it to.")
        return None if value is None else ""
    scheme, _, rest = value.rpartition("://")
    if user is not None:
        # What follows the last @ is the host: -U comes before what the address says.
        name, colon, password = user.partition(":")
        told = [_ODD.sub(lambda odd: quote(odd[0], safe=""), each) for each in (name, password)]
        rest = f"{told[0]}{colon}{told[1]}@{rest.rpartition('@')[2]}"
    return text(f"{scheme or 'http'}://{rest}")


def _certificate(
    operation: Operation, say: Callable[[str, str], None], text: Callable[[str], str]
) -> str | None:
    value = operation.last("cert")
    if value is None:
        return None
    file, colon, _ = value.partition(":")
    if colon:
        say("--cert", "The password behind the file's name is not kept.")
    return text(file)
