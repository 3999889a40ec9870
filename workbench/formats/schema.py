"""The one description of a collection file: every key, where it may stand and what it holds.

Must not read a file: the strict reader and the JSON Schema both follow this description.
"""

from __future__ import annotations

from typing import Final

from workbench.domain.presets import (
    ApiKeyPlace,
    BasicEncoding,
    ClientAuthentication,
    GrantType,
    TokenPlace,
)
from workbench.formats.kinds import (
    Anything,
    AuthRef,
    Each,
    Flag,
    FolderPath,
    Key,
    Number,
    Rows,
    Statuses,
    Table,
    Tables,
    Text,
    Texts,
    TextTable,
    Variants,
    Word,
)

_A_YEAR = 31_536_000.0
_DESCRIPTION = Key("description", Text(templated=False), "What it is for; Markdown.")
_EXTENSIONS = Key("extensions", Anything(), "Anything, kept as it is: other tools' own data.")
_REQUIRES = Key(
    "requires",
    Table(
        (
            Key("aud", Texts(), "The audience that the token must have."),
            Key("iss", Text(), "The issuer that the token must have."),
            Key("scope", Texts(words=True), "The scopes that the token must have."),
            Key("typ", Text(), "The type that the token must have, such as at+jwt."),
        ),
        others=Text(),
    ),
    "What the API wants to see in the token: aud, iss, scope, typ or any other claim.",
)


def _seconds(name: str, says: str) -> Key:
    return Key(name, Number(0, _A_YEAR, "seconds"), says)


SETTINGS: Final = Table(
    (
        _seconds("timeout", "Seconds without a byte before it is given up; 0 is none."),
        _seconds("total_timeout", "Seconds for the whole exchange; 0 is none."),
        _seconds("connect_timeout", "Seconds for making the connection; 0 is none."),
        Key("follow_redirects", Flag(), "Whether redirects are followed."),
        Key("max_redirects", Number(0, 1000, "redirects", whole=True), "How many at most."),
        Key("verify", Flag(), "Whether the server's certificate is verified."),
        Key("ca_file", Text(), "A file of certificates (PEM) that are trusted besides."),
        Key("client_certificate", Text(), "The client's certificate (PEM file)."),
        Key("client_key", Text(), "The key of the client's certificate (PEM file)."),
        Key("proxy", Text(), "The address of a proxy; empty is none."),
        Key("http2", Flag(), "Whether HTTP/2 is offered."),
        Key(
            "max_body",
            Number(1, 2**53, "bytes", whole=True),
            "The longest answer that is read, in bytes.",
        ),
        Key("cookies", Flag(), "Whether cookies are kept and sent."),
        Key("redirect_keeps_method", Flag(), "Whether a 301 or 302 keeps the method and body."),
    )
)
_SETTINGS = Key("settings", SETTINGS, "Timeouts, redirects, TLS and proxy; the nearest layer wins.")

_PRESET_COMMON = (_REQUIRES, _DESCRIPTION, _EXTENSIONS)


def _type(value: str, says: str) -> Key:
    return Key("type", Word((value,)), says, required=True)


BASIC: Final = Table(
    (
        _type("basic", "HTTP Basic (RFC 7617)."),
        Key("username", Text(), "The user's name.", required=True, example='"ada"'),
        Key("password", Text(), "The password; best by {{env:NAME}}."),
        *_PRESET_COMMON,
    )
)
BEARER: Final = Table(
    (
        _type("bearer", "A token that is there already (RFC 6750)."),
        Key("token", Text(), "The token.", required=True, example='"{{env:TOKEN}}"'),
        Key("prefix", Text(), "What stands before the token; Bearer unless said."),
        *_PRESET_COMMON,
    )
)
API_KEY: Final = Table(
    (
        _type("api_key", "A key in a header, the query or a cookie."),
        Key("name", Text(templated=False), "Its name.", required=True, example='"X-API-Key"'),
        Key("value", Text(), "The key.", required=True, example='"{{env:API_KEY}}"'),
        Key("in", Word(tuple(ApiKeyPlace)), "Where it travels; header unless said."),
        *_PRESET_COMMON,
    )
)
OAUTH2: Final = Table(
    (
        _type("oauth2", "A token that is fetched, kept and renewed (RFC 6749)."),
        Key(
            "grant",
            Word(tuple(GrantType)),
            "How the token is had.",
            required=True,
            example='"client_credentials"',
        ),
        Key("token_url", Text(), "The address of the token endpoint."),
        Key("client_id", Text(), "The client's id at the authorization server."),
        Key("client_secret", Text(), "The client's secret; best by {{env:NAME}}."),
        Key("scope", Texts(words=True), "The scopes asked for."),
        Key(
            "client_authentication",
            Word(tuple(ClientAuthentication)),
            "How the client proves who it is; left out, it is found by trying.",
        ),
        Key(
            "basic_encoding",
            Word(tuple(BasicEncoding)),
            "How id and secret are written in Basic: form (RFC 6749 2.3.1) or raw.",
        ),
        Key("audience", Text(), "The audience asked for (Auth0 and others)."),
        Key("resource", Texts(), "The resources asked for (RFC 8707)."),
        Key("issuer", Text(), "The issuer whose metadata names the endpoints (RFC 8414)."),
        Key("authorization_url", Text(), "The address of the authorization endpoint."),
        Key("redirect_uri", Text(), "Where the authorization server sends the browser back."),
        Key("device_authorization_url", Text(), "The device endpoint (RFC 8628)."),
        Key("username", Text(), "The resource owner's name."),
        Key("password", Text(), "The resource owner's password; best by {{env:NAME}}."),
        Key("refresh_token", Text(), "A refresh token that is there already."),
        Key("parameters", Rows(), "Further parameters of the token request."),
        Key("keep_fresh", Flag(), "Whether it renews itself before a request needs it."),
        Key("token_in", Word(tuple(TokenPlace)), "Where the token travels; header unless said."),
        Key("token_name", Text(), "The header or parameter it travels in."),
        Key("token_prefix", Text(), "What stands before the token; Bearer unless said."),
        *_PRESET_COMMON,
    )
)
PRESET: Final = Variants(
    "type",
    "a preset",
    {"basic": BASIC, "bearer": BEARER, "api_key": API_KEY, "oauth2": OAUTH2},
)

ROW: Final = Table(
    (
        Key("value", Text(), "The value; left out, it is a bare flag."),
        Key("enabled", Flag(), "Whether it is sent."),
        _DESCRIPTION,
    )
)
NAMED_ROW: Final = Table(
    (Key("name", Text(), "The name.", required=True, example='"page"'), *ROW.keys)
)

_BODY_COMMON = (
    Key("content_type", Text(), "The Content-Type, where it is not the usual one."),
    Key("template", Flag(), "false sends the body untouched."),
)
PART: Final = Table(
    (
        Key("name", Text(), "The part's name.", required=True, example='"photo"'),
        Key("value", Text(), "Its text."),
        Key("file", Text(), "Its file, relative to the collection."),
        Key("filename", Text(), "The name the file is sent under."),
        Key("content_type", Text(), "Its Content-Type."),
        Key("enabled", Flag(), "Whether it is sent."),
        _DESCRIPTION,
    )
)


def _body(kind: str, says: str, *keys: Key) -> Table:
    return Table((_type(kind, says), *keys, *_BODY_COMMON))


def _text_body(kind: str, says: str) -> Table:
    return _body(kind, says, Key("text", Text(), "The body.", required=True, example="'''...'''"))


BODY: Final = Variants(
    "type",
    "a body",
    {
        "none": Table((_type("none", "No body."),)),
        "json": _text_body("json", "JSON (RFC 8259)."),
        "text": _text_body("text", "Plain text."),
        "xml": _text_body("xml", "XML."),
        "form": _body(
            "form",
            "application/x-www-form-urlencoded.",
            Key("form", Rows(), "The fields.", required=True, example='{ name = "value" }'),
        ),
        "multipart": _body(
            "multipart",
            "multipart/form-data (RFC 7578).",
            Key("part", Tables(PART), "The parts.", required=True, example='[{ name = "a" }]'),
        ),
        "file": _body(
            "file",
            "The bytes of a file.",
            Key(
                "file",
                Text(),
                "The file, relative to the collection.",
                required=True,
                example='"body.bin"',
            ),
        ),
        "graphql": _body(
            "graphql",
            "A GraphQL query.",
            Key("query", Text(), "The query.", required=True, example="'''{ me { id } }'''"),
            Key("variables", Text(), "The variables as JSON text."),
            Key("operation_name", Text(), "Which operation of the query is run."),
        ),
    },
)
EXPECT: Final = Table((Key("status", Statuses(), "The status that should come, or a list."),))

_AUTH = Key("auth", AuthRef(), 'A preset\'s name, "none", "inherit", or a preset as a table.')
_HEADERS = Key("headers", Rows(), "Header lines.")
_VARIABLES = Key("variables", TextTable(), "Values that {{name}} stands for.")
_ENVIRONMENTS = Key(
    "environments", Each(TextTable()), "Variables that replace others of the name when chosen."
)
#: Words of `auth = ...` that are no names.
RESERVED_NAMES: Final = ("none", "inherit")
_PRESETS = Key("auth", Each(PRESET, RESERVED_NAMES), "Presets: how requests authenticate.")

COLLECTION: Final = Table(
    (
        Key("format", Number(1, 2**31, "format", whole=True), "The version of this file format."),
        Key("name", Text(templated=False, filled=True), "What the collection is called."),
        _DESCRIPTION,
        Key("auth", AuthRef(), "The preset that every request inherits."),
        _EXTENSIONS,
    )
)
FOLDER: Final = Table(
    (
        Key(
            "path",
            FolderPath(),
            'Which folder: "A/B", or a list of names.',
            required=True,
            example='"Customers"',
        ),
        _AUTH,
        _VARIABLES,
        _HEADERS,
        _SETTINGS,
        _DESCRIPTION,
        _EXTENSIONS,
    )
)
REQUEST: Final = Table(
    (
        Key(
            "name",
            Text(templated=False, filled=True),
            "What the request is called; unique in its folder.",
            required=True,
            example='"Get customer"',
        ),
        Key("folder", FolderPath(), 'Which folder it is in: "A/B", or a list of names.'),
        Key("method", Text(filled=True), "The method, sent as typed; GET unless said."),
        Key(
            "url",
            Text(),
            "The address.",
            required=True,
            example='"{{base_url}}/v1/customers"',
        ),
        _AUTH,
        _REQUIRES,
        Key("path", Rows(), "What the :name segments of the URL stand for."),
        Key("query", Rows(), "Query parameters."),
        _HEADERS,
        Key("body", BODY, "The body."),
        _SETTINGS,
        Key("expect", EXPECT, "What the answer should be."),
        Key("capture", TextTable(), "Variables taken from the answer by JSONPath (RFC 9535)."),
        _DESCRIPTION,
        _EXTENSIONS,
    )
)
COLLECTION_FILE: Final = Table(
    (
        Key("collection", COLLECTION, "What the file is."),
        _SETTINGS,
        _VARIABLES,
        _ENVIRONMENTS,
        _PRESETS,
        Key("folder", Tables(FOLDER), "What the requests below a path inherit."),
        Key("request", Tables(REQUEST), "The requests, in order."),
    )
)
WORKSPACE_FILE: Final = Table((_SETTINGS, _VARIABLES, _ENVIRONMENTS, _PRESETS))
