"""The commented collection that `workbench new` writes.

Must not ask anybody anything.
"""

from __future__ import annotations

from workbench.formats.toml_values import string

_STARTER = """\
# A collection: one file, written by you, kept in git. Secrets stay outside, in .env.
[collection]
format = 1
name = {name}
auth = "api"                          # the preset that every request below uses

[variables]
base_url = {base_url}

# [environments.staging]              # replaces variables of the same name when it is chosen
# base_url = "https://staging.example.com"

# How requests authenticate: configured once, then fetched, kept and renewed for you.
[auth.api]
type = "oauth2"                       # or basic, bearer, api_key
grant = "client_credentials"
token_url = {token_url}
client_id = "your-client-id"
client_secret = "{{{{env:API_CLIENT_SECRET}}}}"   # in .env beside this file: API_CLIENT_SECRET=...
# scope = "read:things write:things"
# audience = "https://api.example.com"          # some authorization servers want one
# client_authentication = "client_secret_post"  # left out, it is found by trying

[[request]]
name = "List things"
folder = "Things"
method = "GET"
url = "{{{{base_url}}}}/v1/things"
[request.query]
limit = "20"
[request.headers]
Accept = "application/json"

[[request]]
name = "Get thing"
folder = "Things"
method = "GET"
url = "{{{{base_url}}}}/v1/things/:id"
[request.path]
id = "1"

[[request]]
name = "Create thing"
folder = "Things"
method = "POST"
url = "{{{{base_url}}}}/v1/things"
[request.body]
type = "json"
text = '''
{{
  "name": "First"
}}
'''

[[request]]
name = "Health"
method = "GET"
url = "{{{{base_url}}}}/health"
auth = "none"                         # sends no credentials
"""


def name_of(path: str) -> str:
    """Return what a collection is called after the path of its file."""
    name = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip().capitalize()
    return name or "Collection"


def starter(
    name: str,
    *,
    base_url: str = "https://api.example.com",
    token_url: str = "https://auth.example.com/oauth/token",
) -> str:
    """Return the text of a new collection; it passes `workbench check` as it is."""
    return _STARTER.format(
        name=string(name), base_url=string(base_url), token_url=string(token_url)
    )
