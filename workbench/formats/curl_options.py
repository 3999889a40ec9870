"""Reads the words of a curl command into its options, as curl 8 does (`curl --help all`).

Must not know what an option does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.formats.shell_words import Word

    #: Makes the error for an offset, a message and a hint.
    Refuse = Callable[[int, str, str], Exception]

#: Short options that take a value, by letter.
_SHORT_VALUES = {
    "E": "cert", "K": "config", "C": "continue-at", "b": "cookie", "c": "cookie-jar", "d": "data",
    "D": "dump-header", "F": "form", "P": "ftp-port", "H": "header", "h": "help", "m": "max-time",
    "o": "output", "x": "proxy", "U": "proxy-user", "Q": "quote", "r": "range", "e": "referer",
    "X": "request", "Y": "speed-limit", "y": "speed-time", "t": "telnet-option", "z": "time-cond",
    "T": "upload-file", "u": "user", "A": "user-agent", "w": "write-out",
}  # fmt: skip
_SHORT_FLAGS = {
    "a": "append", "q": "disable", "f": "fail", "G": "get", "g": "globoff", "I": "head",
    "0": "http1.0", "i": "include", "k": "insecure", "4": "ipv4", "6": "ipv6",
    "j": "junk-session-cookies", "l": "list-only", "L": "location", "M": "manual", "n": "netrc",
    ":": "next", "N": "no-buffer", "Z": "parallel", "#": "progress-bar", "p": "proxytunnel",
    "J": "remote-header-name", "O": "remote-name", "R": "remote-time", "S": "show-error",
    "s": "silent", "2": "sslv2", "3": "sslv3", "1": "tlsv1", "B": "use-ascii", "v": "verbose",
    "V": "version",
}  # fmt: skip
_VALUES = frozenset(_SHORT_VALUES.values()) | frozenset(
    """abstract-unix-socket alt-svc aws-sigv4 cacert capath cert-type ciphers connect-timeout
    connect-to create-file-mode crlfile curves data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url ech egd-file engine
    etag-compare etag-save expect100-timeout form-string ftp-account ftp-alternative-to-user
    ftp-method ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip hostpubmd5
    hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type
    krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize
    max-redirs netrc-file noproxy oauth2-bearer output-dir parallel-max pass pinnedpubkey preproxy
    proto proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-cert-type
    proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
    proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword
    proxy-tlsuser proxy1.0 pubkey random-file rate request-target resolve retry retry-delay
    retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service
    socks5-hostname stderr tftp-blksize tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace
    trace-ascii trace-config unix-socket url url-query variable vlan-priority""".split()
)
_FLAGS = frozenset(_SHORT_FLAGS.values()) | frozenset(
    """alpn anyauth basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs
    crlf digest disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure
    eprt epsv fail-early fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret
    ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control haproxy-protocol http0.9 http1.1 http2
    http2-prior-knowledge http3 http3-only ignore-content-length keepalive location-trusted
    mail-rcpt-allowfails metalink mptcp negotiate netrc-optional no-alpn no-clobber no-keepalive
    no-npn no-progress-meter no-sessionid npn ntlm ntlm-wb parallel-immediate path-as-is post301
    post302 post303 progress-meter proxy-anyauth proxy-basic proxy-ca-native proxy-digest
    proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
    proxy-ssl-auto-client-cert proxy-tlsv1 raw remote-name-all remove-on-error retry-all-errors
    retry-connrefused sasl-ir sessionid skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec
    ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort
    styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1.0 tlsv1.1
    tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time xattr""".split()
)
_NAMES = _VALUES | _FLAGS


@dataclass(frozen=True, slots=True)
class Option:
    """One option by its long name; a bare word is `url`. `value` is None for a flag."""

    name: str
    value: str | None
    offset: int
    on: bool = True


def read_options(words: Sequence[Word], refuse: Refuse) -> list[Option]:
    """Return the options in order; `refuse` makes the error for an offset, a message and a hint."""
    options: list[Option] = []
    waiting = list(reversed(words))
    only_urls = False
    while waiting:
        word = waiting.pop()
        text = word.text
        if only_urls or text == "-" or not text.startswith("-"):
            options.append(Option("url", text, word.offset))
        elif text == "--":
            only_urls = True
        elif text.startswith("--"):
            options.append(_long(word, waiting, refuse))
        else:
            options += _short(word, waiting, refuse)
    return options


def _long(word: Word, waiting: list[Word], refuse: Refuse) -> Option:
    written = word.text[2:]
    name, on = _named(written)
    if name is None:
        hint = "It is no option of curl, or not one of a single command."
        if "=" in written and _named(written.partition("=")[0])[0]:
            hint = "curl takes the value of a long option as the next word, without =."
        # What stands behind the = may be a secret.
        raise refuse(word.offset, f"Unknown option --{written.partition('=')[0]}", hint)
    if name in _VALUES:
        return Option(name, _value(word, f"--{name}", waiting, refuse), word.offset)
    return Option(name, None, word.offset, on)


def _named(written: str) -> tuple[str | None, bool]:
    """Return the name that a long option stands for, and whether it is switched on."""
    if written in _NAMES:
        return written, True
    if written.startswith("no-") and written[3:] in _FLAGS:
        return written[3:], False
    if written.startswith("expand-") and written[7:] in _VALUES:
        return written[7:], True
    near = [name for name in _NAMES if name.startswith(written)] if written else []
    return (near[0], True) if len(near) == 1 else (None, True)


def _short(word: Word, waiting: list[Word], refuse: Refuse) -> list[Option]:
    options: list[Option] = []
    for index, letter in enumerate(word.text[1:], 1):
        if name := _SHORT_VALUES.get(letter):
            joined = word.text[index + 1 :]
            value = joined or _value(word, f"-{letter}", waiting, refuse)
            return [*options, Option(name, value, word.offset)]
        if not (name := _SHORT_FLAGS.get(letter)):
            raise refuse(word.offset, f"Unknown option -{letter}", "It is no option of curl.")
        options.append(Option(name, None, word.offset))
    return options


def _value(word: Word, option: str, waiting: list[Word], refuse: Refuse) -> str:
    if not waiting:
        raise refuse(word.offset, f"{option} needs a value", "The command ends behind it.")
    return waiting.pop().text
