"""The table of hostile behaviours: how connections, TLS, heads, framing and bodies go wrong.

Must not hold one without an expectation.
"""

from __future__ import annotations

from tests.hostile.behaviour import (
    Behaviour,
    Port,
    answer,
    deaf,
    drip,
    flood,
    leave,
    reset,
    say,
    silent,
)
from tests.hostile.bodies import BODIES
from tests.hostile.http2 import HTTP2

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
UPLOAD = 'method = "POST"\n[request.body]\ntype = "file"\nfile = "big.bin"'
SHORT = "timeout = 0.3"
TOTAL = "total_timeout = 0.5"
CONNECT = "connect_timeout = 0.4"
ALERT = b"\x15\x03\x03\x00\x02\x02"

CONNECTIONS = [
    Behaviour("refused", port=Port.CLOSED, error="ConnectFailed", hint="refused"),
    Behaviour(
        "a name too long",
        url=f"http://{'a' * 64}.example/",
        port=Port.OTHER,
        error="NameNotResolved",
        hint="host name",
    ),
    Behaviour("resets at once", reset(), "ConnectFailed|ConnectionLost", "reset", port=Port.RAW),
    Behaviour("ends at once", leave, "ConnectionLost", "", port=Port.RAW),
    Behaviour("resets after the request", reset(), "ConnectionLost", "reset"),
    Behaviour("ends after the request", leave, "ConnectionLost", "closed"),
    Behaviour("resets in the status line", reset(b"HTTP/1.1 2"), "ConnectionLost", "reset"),
    Behaviour("ends in the status line", say(b"HTTP/1.1 2"), "ConnectionLost", "not all there"),
    Behaviour("ends in the head", say(HEAD + b"A: b\r\nC"), "ConnectionLost", "not all there"),
    Behaviour("resets in the head", reset(HEAD + b"A: b\r\n"), "ConnectionLost", "reset"),
    Behaviour("never answers", silent, "TimedOut", "0.3 s", settings=SHORT, seconds=0.3),
    Behaviour(
        "never reads", deaf, "TimedOut", "0.3 s", request=UPLOAD, settings=SHORT, seconds=0.3
    ),
    Behaviour(
        "stalls in the head",
        say(HEAD, end=False),
        "TimedOut",
        "0.3 s",
        settings=SHORT,
        seconds=0.3,
    ),
    Behaviour(
        "drips a head",
        drip(HEAD, b"A: b\r\n", 0.05),
        "TimedOut",
        "total_timeout",
        settings=TOTAL,
        seconds=0.5,
    ),
    Behaviour(
        "drips interim answers",
        drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01),
        "ProtocolBroken",
        "interim",
    ),
]

HANDSHAKES = [
    Behaviour("TLS: expired", tls="expired", error="TlsFailed", hint="expired"),
    Behaviour("TLS: not yet valid", tls="early", error="TlsFailed", hint="not valid yet"),
    Behaviour("TLS: self-signed", tls="self", error="TlsFailed", hint="self-signed"),
    Behaviour("TLS: wrong host", tls="host", error="TlsFailed", hint="another"),
    Behaviour("TLS: unknown authority", tls="unknown", error="TlsFailed", hint="authority"),
    Behaviour(
        "TLS: client certificate",
        tls="client",
        error="TlsFailed|ConnectionLost",
        hint="client certificate",
    ),
    Behaviour(
        "TLS: never shakes hands",
        silent,
        "TimedOut",
        "TLS handshake",
        settings=CONNECT,
        seconds=0.4,
        port=Port.HANDSHAKE,
    ),
    Behaviour("TLS: ends", leave, "TlsFailed", "", port=Port.HANDSHAKE),
    Behaviour("TLS: resets", reset(), "ConnectFailed|TlsFailed", "", port=Port.HANDSHAKE),
    Behaviour("TLS: no version", say(ALERT + b"\x46"), "TlsFailed", "version", port=Port.HANDSHAKE),
    Behaviour("TLS: no cipher", say(ALERT + b"\x28"), "TlsFailed", "cipher", port=Port.HANDSHAKE),
    Behaviour("TLS: no such host", say(ALERT + b"\x70"), "TlsFailed", "host", port=Port.HANDSHAKE),
    Behaviour("TLS: garbage", say(bytes(64)), "TlsFailed", "", port=Port.HANDSHAKE),
    Behaviour(
        "TLS: plain HTTP",
        say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        "TlsFailed",
        "plain http",
        port=Port.HANDSHAKE,
    ),
]

HEADS = [
    Behaviour("speaks SSH", say(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), "ProtocolBroken", "SSH"),
    Behaviour("speaks TLS", say(ALERT + b"\x46\r\n"), "ProtocolBroken", "TLS"),
    Behaviour("speaks HTTP/0.9", say(b"<html>hello</html>\r\n\r\n"), "ProtocolBroken", "status"),
    Behaviour("speaks HTTP/2", say(b"\x00\x00\x06\x04\x00\x00\x00\n\n"), "ProtocolBroken", ""),
    Behaviour("no number", say(b"HTTP/1.1 abc OK\r\n\r\n"), "ProtocolBroken", "status line"),
    Behaviour("a number of four", say(b"HTTP/1.1 1000 OK\r\n\r\n"), "ProtocolBroken", ""),
    Behaviour("HTTP/3.7", say(b"HTTP/3.7 200 OK\r\n\r\n")),
    Behaviour(
        "a line without a colon", say(HEAD + b"nonsense\r\n\r\n"), "ProtocolBroken", "header"
    ),
    Behaviour("a blank in a name", say(HEAD + b"A B: c\r\n\r\n"), "ProtocolBroken", "header"),
    Behaviour("NUL in a header", say(HEAD + b"A: b\x00c\r\n\r\n"), "ProtocolBroken", "header"),
    Behaviour(
        "two lengths",
        say(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        "ProtocolBroken",
        "twice",
    ),
    Behaviour(
        "a negative length", say(HEAD + b"Content-Length: -1\r\n\r\n"), "ProtocolBroken", "number"
    ),
    Behaviour(
        "a length of words", say(HEAD + b"Content-Length: many\r\n\r\n"), "ProtocolBroken", "number"
    ),
    Behaviour(
        "an unknown framing",
        say(HEAD + b"Transfer-Encoding: gzip\r\n\r\n"),
        "ProtocolBroken",
        "frames",
    ),
    Behaviour("a folded header", answer(b"ok", b"A: b\r\n c"), said="", status=200),
    Behaviour("bare line feeds", say(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok")),
    Behaviour("no reason", say(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok")),
    Behaviour("HTTP/1.0", say(b"HTTP/1.0 200 OK\r\n\r\nok")),
    Behaviour("a header of 1 MiB", answer(b"ok", b"A: " + b"x" * 1024 * 1024)),
    Behaviour(
        "a head of 2 MiB",
        flood(HEAD, b"A: " + b"x" * 65536 + b"\r\n", 32),
        "ProtocolBroken",
        "longer",
    ),
    Behaviour("10,000 headers", answer(b"ok", *[b"A%d: b" % each for each in range(10_000)])),
    Behaviour(
        "a million headers", flood(HEAD, b"A: b\r\n" * 100, 10_000), "ProtocolBroken", "lines"
    ),
    Behaviour("escapes in the reason", answer(b"ok", status=b"200 \x1b[2J\x1b]52;c;aGk=\x07")),
    Behaviour(
        "escapes in a header", answer(b"ok", b"A: \x1b[2J\x1b]52;c;aGk=\x07", b"B: \xc2\x9b2J")
    ),
    Behaviour("escapes in the body", answer(b"\x1b[2J\x1b]52;c;aGk=\x07\xe2\x80\xae" * 50)),
    Behaviour(
        "escapes in the first line", say(b"\x1b[2J\x1b]52;c;aGk=\x07\r\n\r\n"), "ProtocolBroken", ""
    ),
    Behaviour(
        "101 unasked",
        say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        "ProtocolBroken",
        "101",
    ),
    Behaviour(
        "101 asked for",
        say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw"),
        status=101,
        said="switched protocols",
        request='[request.headers]\nUpgrade = "x"\nConnection = "upgrade"',
    ),
    Behaviour("421", answer(status=b"421 Misdirected Request"), status=421, said="Host header"),
    Behaviour(
        "400 of an https port",
        answer(b"The plain HTTP request was sent to HTTPS port", status=b"400 Bad Request"),
        status=400,
        said="https://",
    ),
    Behaviour(
        "early hints",
        say(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + HEAD
            + b"Content-Length: 2\r\n\r\nok"
        ),
        said="103 Early Hints came first",
    ),
    Behaviour(
        "a cookie for others", answer(b"ok", b"Set-Cookie: a=1; Domain=example.com"), said=""
    ),
    Behaviour(
        "1,000 cookies", answer(b"ok", *[b"Set-Cookie: a%d=1" % each for each in range(1000)])
    ),
]

REDIRECTS = [
    Behaviour(
        "redirects to itself",
        answer(b"", b"Location: /redirects-to-itself", status=b"302 Found"),
        status=302,
        said="max_redirects",
    ),
    Behaviour(
        "redirects to a file",
        answer(b"", b"Location: file:///etc/passwd", status=b"302 Found"),
        status=302,
        said="not followed",
    ),
    Behaviour(
        "redirects to a script",
        answer(b"", b"Location: javascript:alert(1)", status=b"302 Found"),
        status=302,
        said="not followed",
    ),
    Behaviour(
        "redirects nowhere",
        answer(b"", b"Location: http://[", status=b"302 Found"),
        status=302,
        said="not followed",
    ),
    Behaviour("redirects without a place", answer(b"", status=b"302 Found"), status=302),
    Behaviour(
        "redirects elsewhere",
        answer(b"", b"Location: {other}/taken", status=b"302 Found"),
        said="another origin",
        request='auth = "key"\n[request.headers]\nX-Secret = "{{env:SECRET}}"\n'
        'Cookie = "own=canary"\nProxy-Authorization = "canary"\n'
        '[request.query]\nq = "{{env:SECRET}}"',
    ),
]

BEHAVIOURS = [*CONNECTIONS, *HANDSHAKES, *HEADS, *BODIES, *REDIRECTS, *HTTP2]
