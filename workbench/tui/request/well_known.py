"""Names of request headers and values they usually have, as registered.

From the IANA registries of HTTP field names (permanent names that a request may carry), media
types, content codings and cache directives. Must not decide what is offered.
"""

from __future__ import annotations

#: Names of headers that a request may carry, the usual ones first; some that APIs ask for are not
#: registered.
HEADERS = tuple(
    """
    Accept Content-Type Authorization Accept-Language Cache-Control Cookie Idempotency-Key
    If-Match If-None-Match Origin Prefer Range User-Agent X-API-Key X-Request-ID

    Accept-Charset Accept-Encoding Access-Control-Request-Headers
    Access-Control-Request-Method Alt-Used Connection Content-Digest Content-Disposition
    Content-Encoding Content-Language Content-Length Content-Location Date Depth Destination
    Digest DPoP Early-Data Expect Forwarded From GraphQL-Preflight Host If If-Modified-Since
    If-Range If-Schedule-Tag-Match If-Unmodified-Since Last-Event-ID Link Lock-Token
    Max-Forwards OData-MaxVersion OData-Version Overwrite Pragma Priority
    Proxy-Authorization Referer Repr-Digest Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site
    Sec-GPC Signature Signature-Input SOAPAction TE Timeout Trailer Transfer-Encoding
    Upgrade Upgrade-Insecure-Requests Via Want-Content-Digest Want-Repr-Digest
    X-Correlation-ID X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto
    X-HTTP-Method-Override X-Requested-With baggage traceparent tracestate
    """.split()
)

_MEDIA = tuple(
    """
    application/json application/problem+json application/ld+json application/vnd.api+json
    application/hal+json application/json-patch+json application/merge-patch+json
    application/x-ndjson application/x-www-form-urlencoded multipart/form-data application/xml
    application/soap+xml application/octet-stream application/pdf application/jwt
    application/graphql-response+json application/yaml text/plain text/html text/csv text/xml
    text/event-stream image/png image/jpeg image/svg+xml
    """.split()
)
_CODINGS = ("gzip", "deflate", "br", "zstd", "identity")

#: Values by the name of their header, lower case.
VALUES: dict[str, tuple[str, ...]] = {
    "accept": (*_MEDIA, "*/*"),
    "accept-charset": ("utf-8", "iso-8859-1"),
    "accept-encoding": (*_CODINGS, "*"),
    "accept-language": ("en", "en-GB", "en-US", "de", "es", "fr", "ja", "pt-BR", "zh-CN", "*"),
    "cache-control": (
        "no-cache",
        "no-store",
        "max-age=0",
        "max-stale",
        "min-fresh=",
        "no-transform",
        "only-if-cached",
    ),
    "connection": ("close", "keep-alive"),
    "content-encoding": _CODINGS,
    "content-type": (*_MEDIA, "application/json; charset=utf-8", "text/plain; charset=utf-8"),
    "expect": ("100-continue",),
    "if-match": ("*",),
    "if-none-match": ("*",),
    "pragma": ("no-cache",),
    "prefer": (
        "return=minimal",
        "return=representation",
        "respond-async",
        "handling=strict",
        "handling=lenient",
        "wait=",
    ),
    "range": ("bytes=0-",),
    "te": ("trailers",),
    "upgrade-insecure-requests": ("1",),
    "x-http-method-override": ("PUT", "PATCH", "DELETE"),
    "x-requested-with": ("XMLHttpRequest",),
}

#: Headers whose value is a list: what is completed is its last member.
LISTS = frozenset({"accept", "accept-charset", "accept-encoding", "accept-language"}) | {
    "cache-control",
    "connection",
    "prefer",
}
