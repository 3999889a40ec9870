"""Collections made by hypothesis: every value that a file can hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from workbench.domain.collection import (
    Collection,
    FileBody,
    Folder,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
    TokenPlace,
)
from workbench.domain.requirements import Requirements
from workbench.domain.settings import Settings

characters = st.characters(exclude_categories=["Cs"])
text = st.one_of(
    st.text(alphabet="ab'\"\\{} \n\t#", max_size=12), st.text(alphabet=characters, max_size=8)
)
filled = text.filter(lambda value: bool(value.strip()))
# A request path is parted at its slashes when it is written as one text.
names = filled
word = st.text(alphabet="abz:/._-{}'\"é", min_size=1, max_size=8)
templated_word = st.one_of(word, st.just("{{ scope name }}"))
words = st.lists(templated_word, max_size=3).map(tuple)
filled_texts = st.lists(text.filter(bool), max_size=3).map(tuple)
variables = st.dictionaries(names, text, max_size=3)

rows = st.lists(
    st.builds(
        Row,
        st.one_of(st.sampled_from(["a", "b", "X-Ray"]), text),
        st.one_of(st.none(), text),
        st.booleans(),
        st.one_of(st.just(""), text),
    ),
    max_size=5,
).map(tuple)
folders = st.lists(filled, max_size=3).map(tuple)
requirements = st.builds(
    Requirements,
    audience=filled_texts,
    issuer=text,
    scope=words,
    typ=text,
    claims=st.dictionaries(
        text.filter(lambda name: name not in {"aud", "iss", "scope", "typ"}), text, max_size=2
    ).map(lambda claims: tuple(claims.items())),
)
seconds = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 1000).map(float))
flag = st.one_of(st.none(), st.booleans())
path = st.one_of(st.none(), text)
settings = st.one_of(
    st.just(Settings()),
    st.builds(
        Settings,
        timeout=seconds,
        total_timeout=seconds,
        connect_timeout=seconds,
        follow_redirects=flag,
        max_redirects=st.one_of(st.none(), st.integers(0, 1000)),
        verify=flag,
        ca_file=path,
        client_certificate=path,
        client_key=path,
        proxy=path,
        http2=flag,
        max_body=st.one_of(st.none(), st.integers(1, 2**53)),
        cookies=flag,
        redirect_keeps_method=flag,
    ),
)
scalars = st.one_of(
    st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), text, st.datetimes()
)
anything = st.recursive(
    scalars,
    lambda below: st.one_of(st.lists(below, max_size=2), st.dictionaries(text, below, max_size=2)),
    max_leaves=4,
)
extensions = st.one_of(st.just({}), st.dictionaries(text, anything, max_size=2))
common: dict[str, Any] = {
    "requires": requirements,
    "description": text,
    "extensions": extensions,
}
oauth2 = st.builds(
    OAuth2,
    grant=st.just(GrantType.CLIENT_CREDENTIALS),
    token_url=text,
    client_id=text.filter(bool),
    client_secret=text,
    scope=words,
    client_authentication=st.one_of(st.none(), st.sampled_from(ClientAuthentication)),
    basic_encoding=st.one_of(st.none(), st.sampled_from(BasicEncoding)),
    audience=text,
    resource=filled_texts,
    issuer=text.filter(bool),
    username=text,
    parameters=st.lists(st.tuples(text, text), max_size=4).map(tuple),
    keep_fresh=st.booleans(),
    token_in=st.sampled_from(TokenPlace),
    token_name=text,
    token_prefix=text,
    **common,
)
presets = st.one_of(
    st.builds(Basic, text, text, **common),
    st.builds(Bearer, text, text, **common),
    st.builds(ApiKey, text, text, st.sampled_from(ApiKeyPlace), **common),
    oauth2,
)
auth = st.one_of(
    st.just(Inherit()),
    st.just(NoAuth()),
    filled.filter(lambda name: name not in {"none", "inherit"}).map(Named),
    presets,
)
body_common: dict[str, Any] = {"content_type": text, "template": st.booleans()}
parts = st.lists(
    st.one_of(
        st.builds(Part, text, value=text, content_type=text, enabled=st.booleans()),
        st.builds(Part, text, file=text, filename=text, description=text),
    ),
    max_size=2,
).map(tuple)
bodies = st.one_of(
    st.just(NoBody()),
    st.builds(TextBody, st.sampled_from(TextKind), text, **body_common),
    st.builds(FormBody, rows, **body_common),
    st.builds(FileBody, text, **body_common),
    st.builds(MultipartBody, parts, **body_common),
    st.builds(GraphqlBody, text, variables=text, operation_name=text, **body_common),
)
requests = st.builds(
    RequestSpec,
    name=filled,
    method=filled,
    url=text,
    folder=folders,
    auth=auth,
    requires=requirements,
    path=rows,
    query=rows,
    headers=rows,
    body=bodies,
    settings=settings,
    expect=st.one_of(st.just({}), st.just({"status": 200}), st.just({"status": [200, 404]})),
    capture=variables,
    description=text,
    extensions=extensions,
)
written_folders = st.builds(
    Folder,
    path=folders,
    auth=auth,
    variables=variables,
    headers=rows,
    settings=settings,
    description=text,
    extensions=extensions,
)
collections = st.builds(
    Collection,
    name=filled,
    description=text,
    auth=auth,
    settings=settings,
    variables=variables,
    environments=st.dictionaries(text, variables, max_size=2),
    presets=st.dictionaries(
        text.filter(lambda name: name not in {"none", "inherit"}), presets, max_size=2
    ),
    folders=st.lists(written_folders, max_size=2, unique_by=lambda each: each.path).map(tuple),
    requests=st.lists(requests, max_size=2, unique_by=lambda each: (each.folder, each.name)).map(
        tuple
    ),
    extensions=extensions,
)
