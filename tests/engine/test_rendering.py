"""Rendering: what stands for a template, and what a request and a preset become."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.fakes import header_of
from tests.support.worlds import World
from workbench.domain.errors import RenderError, TrustRequired, WorkbenchError
from workbench.domain.http import (
    HeaderOrigin,
    TextContent,
)
from workbench.domain.secret import SourceUse
from workbench.engine.building import build_request
from workbench.engine.plan import request_renderer

HEAD = '[collection]\nname = "X"\n[variables]\nbase = "https://api.example.com"\nname = "Ada"\n'


def request(text: str, *, variables: str = "", more: str = "") -> str:
    return f'{HEAD}{variables}{more}\n[[request]]\nname = "R"\n{text}\n'


def world(text: str, *, variables: str = "", more: str = "", **options: Any) -> World:
    return World(request(text, variables=variables, more=more), **options)


def error_of(text: str, **options: Any) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        world(text, **options).rendered()
    return caught.value


def test_an_env_value_is_secret_and_keeps_where_it_came_from() -> None:
    made = world('url = "{{base}}/{{env:ID}}?a=1"', env={"ID": "s3cret"}).rendered()
    assert made.url.reveal() == "https://api.example.com/s3cret?a=1"
    assert "s3cret" not in f"{made.url} {made!r}"
    assert made.url.sources == {SourceUse("env", "ID")}
    assert str(made.origin) == "https://api.example.com"


def test_a_variable_that_holds_a_source_is_secret_too() -> None:
    made = world(
        'url = "{{base}}"\n[request.headers]\nX = "a {{key}} b"',
        variables='key = "k-{{env:KEY}}"\n',
        env={"KEY": "s3cret"},
    ).rendered()
    assert header_of(made, "X") == "a k-s3cret b"
    assert str(next(each for each in made.headers if each.name == "X").value) == "a k-•••••••• b"


@pytest.mark.parametrize("value", ["{{env:OTHER}}", "{{name}}", "{{file:x}}", "\\{{name}}", "{{"])
def test_what_a_source_returned_is_never_rendered_again(value: str) -> None:
    made = world('url = "{{base}}"\n[request.headers]\nX = "{{env:A}}"', env={"A": value})
    assert header_of(made.rendered(), "X") == value
    assert made.sources.read == ["env:A"]


@pytest.mark.parametrize("kind", ["overrides", "captured"])
def test_an_override_or_a_capture_is_never_rendered(kind: str) -> None:
    data: dict[str, Any] = {kind: {"v": "{{env:A}}{{name}}"}}
    made = world(
        'url = "{{base}}"\n[request.headers]\nX = "{{v}}{{w}}"',
        variables='w = "<{{v}}>"\n',
        env={"A": "s3cret"},
        **data,
    )
    assert header_of(made.rendered(), "X") == "{{env:A}}{{name}}<{{env:A}}{{name}}>"
    assert made.sources.read == []


def test_an_unknown_name_says_where_it_stands_and_what_may_be_meant() -> None:
    error = error_of('url = "{{base}}"\n[request.query]\nq = "{{nmae}}"')
    assert error.message == "{{nmae}} stands for nothing."
    assert error.hint == "In api.toml, R, query.q. Did you mean name?"
    assert "--var nmae=VALUE" in error.fix


def test_an_unknown_name_inside_a_variable_names_both() -> None:
    error = error_of('url = "{{base}}/{{outer}}"', variables='outer = "{{inner_}}"\n')
    assert "{{inner_}}" in error.message
    assert "It stands in {{outer}}." in error.hint


def test_a_cycle_says_its_path() -> None:
    error = error_of('url = "{{base}}/{{a}}"', variables='a = "{{b}}"\nb = "{{c}}"\nc = "{{b}}"\n')
    assert isinstance(error, RenderError)
    assert "b → c → b" in error.message


@pytest.mark.parametrize("source", ["prompt", "keyring", "command"])
def test_a_source_that_names_nothing_is_refused_before_anything_is_asked(source: str) -> None:
    made = world(f'url = "{{{{base}}}}/{{{{{source}:}}}}"', says=True)
    with pytest.raises(RenderError, match=f"{source}:.. says no name"):
        made.plan()


def test_a_variable_of_the_environment_that_is_not_set_says_where() -> None:
    error = error_of('url = "{{base}}"\n[request.headers]\nX = "{{env:NONE}}"')
    assert error.message == "env:NONE is not set."
    assert "api.toml, R, headers.X" in error.hint


def test_a_file_is_read_beside_the_collection_without_its_last_newline() -> None:
    made = world('url = "{{base}}/{{file:id.txt}}"', files={"/ws/id.txt": "7\n"})
    assert made.rendered().url.reveal() == "https://api.example.com/7"


def test_a_file_that_workbench_toml_names_is_beside_that() -> None:
    text = request('url = "{{base}}/{{id}}"')
    made = World(
        {"/ws/deep/api.toml": text},
        layer='[variables]\nid = "{{file:id.txt}}"\n',
        files={"/ws/id.txt": "root", "/ws/deep/id.txt": "deep"},
    )
    plan = made.plan(file="/ws/deep/api.toml")
    assert plan.read(made.clock, made.means.entropy).url.reveal().endswith("/root")


def test_generators_make_new_values_of_one_moment() -> None:
    made = world(
        'method = "POST"\nurl = "{{base}}"\n[request.body]\ntype = "text"\n'
        'text = "{{uuid:}} {{uuid:}} {{now:iso}} {{now:unix}} {{random:6}} {{random:1}}"'
    ).rendered()
    assert isinstance(made.content, TextContent)
    assert not made.content.text.is_secret
    first, second, iso, unix, number, digit = str(made.content.text).split()
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(pattern, first)
    assert re.fullmatch(pattern, second)
    assert first != second
    assert (iso, unix) == ("2026-01-01T00:00:00Z", "1767225600")
    assert re.fullmatch(r"[1-9]\d{5}", number)
    assert re.fullmatch(r"\d", digit)


@pytest.mark.parametrize("template", ["{{now:}}", "{{now:rfc}}", "{{random:0}}", "{{random:x}}"])
def test_a_generator_that_makes_nothing_says_what_is_known(template: str) -> None:
    error = error_of(f'url = "{{{{base}}}}/{template}"')
    assert template in error.message
    assert "Known:" in error.hint


def test_path_values_are_encoded_and_the_url_goes_in_as_it_is() -> None:
    made = world(
        'url = "{{base}}/a b/ü/{{raw}}/:id"\n[request.path]\nid = "a/b?{{env:E}}"',
        variables='raw = "x/y%20"\n',
        env={"E": "ü&\n"},
    ).rendered()
    assert made.url.reveal() == ("https://api.example.com/a%20b/%C3%BC/x/y%20/a%2Fb%3F%C3%BC%26%0A")


def test_a_secret_path_value_does_not_end_in_another_segment() -> None:
    made = world('url = "{{base}}/:id"\n[request.path]\nid = "{{env:E}}"', env={"E": "../../x"})
    assert made.rendered().url.reveal() == "https://api.example.com/..%2F..%2Fx"


def test_query_rows_keep_their_order_after_a_query_that_is_there() -> None:
    made = world(
        'url = "{{base}}/x?z=1#part"\n'
        'query = [["a", "1 +"], ["b", "{{name}}"], ["a", "{{env:E}}"], ["debug"]]',
        env={"E": "&="},
    ).rendered()
    assert made.url.reveal() == ("https://api.example.com/x?z=1&a=1%20%2B&b=Ada&a=%26%3D&debug")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\n", "a\0b"])
def test_a_header_that_would_be_two_lines_is_refused(value: str) -> None:
    made = world('url = "{{base}}"\n[request.headers]\nX = "{{env:E}}"', env={"E": value})
    with pytest.raises(RenderError) as caught:
        made.rendered()
    assert caught.value.message == "The header X holds a line break, from env:E."
    assert value not in f"{caught.value.message}{caught.value.hint}"


def test_a_line_break_in_the_address_is_refused() -> None:
    made = world('url = "{{base}}/{{env:E}}"', env={"E": "a\nHost: x"})
    with pytest.raises(RenderError, match="holds a line break"):
        made.rendered()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("api.example.com/x", "no scheme"),
        ("ftp://h/x", "neither http nor https"),
        ("https:///x", "no host"),
        ("https://user:pass@h/", "user name"),
        ("https://good@evil/", "user name"),
        ("https://h:99999/", "port"),
        ("https://a%2eb/", "host has a character"),
        ("https://a b/", "character"),
        ("", "no scheme"),
    ],
)
def test_an_address_that_cannot_be_called_says_why(url: str, reason: str) -> None:
    error = error_of(f'url = "{url}"')
    assert isinstance(error, RenderError)
    assert reason in error.message


def test_the_method_is_as_typed() -> None:
    assert world('url = "{{base}}"\nmethod = "purge"').rendered().method == "purge"
    assert "no method" in error_of('url = "{{base}}"\nmethod = "A B"').message


def test_a_method_cannot_hold_a_source() -> None:
    error = error_of('url = "{{base}}"\nmethod = "{{env:M}}"', env={"M": "GET"})
    assert error.message == "method cannot hold {{env:M}}."


def test_what_the_client_adds_is_listed_and_can_be_removed_or_replaced() -> None:
    made = world('url = "{{base}}"').rendered()
    ours = [each for each in made.headers if each.layer is HeaderOrigin.CLIENT]
    assert [each.name for each in ours] == ["Host", "User-Agent", "Accept", "Accept-Encoding"]
    assert header_of(made, "Host") == "api.example.com"
    assert str(header_of(made, "User-Agent")).startswith("workbench/")
    made = world(
        'url = "https://h:8443"\n[request.headers]\naccept = "a/b"\n'
        "User-Agent = { enabled = false }"
    ).rendered()
    assert [each.name for each in made.headers] == ["Host", "Accept-Encoding", "accept"]
    assert header_of(made, "host") == "h:8443"


def test_a_folders_header_says_where_it_came_from() -> None:
    made = world(
        'url = "{{base}}"\nfolder = "F"',
        more='[[folder]]\npath = "F"\n[folder.headers]\nX-Team = "{{name}}"\n',
    )
    effective = made.effective("F/R")
    assert effective.headers
    plan = made.plan("F/R")
    header = next(each for each in plan.request.headers if each.name == "X-Team")
    assert (header.layer, header.whence, str(header.value)) == (
        HeaderOrigin.FOLDER,
        "folder F",
        "Ada",
    )


def test_a_file_that_leads_elsewhere_since_it_was_asked_about_is_not_read() -> None:
    made = world('url = "{{base}}/{{file:a}}"', files={"/ws/a": "1", "/etc/x": "2"})
    reading = made.reading()
    made.sources.links["/ws/a"] = "/etc/x"
    with pytest.raises(TrustRequired, match="another file"):
        build_request(made.effective(), request_renderer(made.effective(), reading))
    assert made.sources.read == []


def test_an_address_moved_by_a_value_is_not_sent() -> None:
    made = world('url = "https://api.example.com{{env:E}}/x"', env={"E": ".evil.com"}, says=True)
    plan = made.plan()
    assert str(plan.going.origin) == "https://api.example.com{{env:E}}"
    assert not plan.going.known


def test_a_host_from_a_source_is_asked_about_as_written_and_stays_hidden() -> None:
    made = world('url = "{{env:BASE}}/x?a=1"', env={"BASE": "https://secret.example:9"})
    request = made.rendered()
    assert str(request.origin) == "{{env:BASE}}"
    assert header_of(request, "Host") == "secret.example:9"
    assert "secret.example" not in repr(request)
