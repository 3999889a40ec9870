"""curl commands read into requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.worlds import World
from workbench.domain.collection import (
    FileBody,
    FormBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.errors import FormatError
from workbench.domain.imported import Fate, Imported
from workbench.domain.presets import (
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    NoAuth,
    OAuth2,
)
from workbench.domain.problem import Place
from workbench.formats import curl
from workbench.formats.curl_in import load, sniff
from workbench.formats.toml_blocks import dump_collection


def read(command: str) -> Imported:
    return load(command.encode())


def one(command: str) -> RequestSpec:
    (spec,) = read(command).collection.requests
    return spec


def whys(command: str) -> str:
    return "\n".join(f"{note.where} | {note.what} | {note.why}" for note in read(command).notes)


def places_of(command: str) -> list[Place]:
    """Where the command is broken; nowhere, where it can be read."""
    try:
        read(command)
    except FormatError as error:
        return [problem.place for problem in error.problems] or [Place(0, 0)]
    return []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'a b'", "a b"),
        ('"a \\"b\\" \\\\ \\x"', 'a "b" \\ \\x'),
        ("$'a\\n\\t\\x41\\u00e9\\101\\'\\\\'", "a\n\tAéA'\\"),
        ("a\\ b\\'c", "a b'c"),
        ("'it'\\''s'", "it's"),
        ("a\"b\"'c'", "abc"),
        ("'a\r\nb'", "a\r\nb"),
        ('"a \\\nb"', "a b"),
        ("$'\\xc3\\xa9'", "é"),
    ],
)
def test_words_are_quoted_as_a_shell_reads_them(written: str, value: str) -> None:
    spec = one(f"curl https://x -H 'Content-Type: text/plain' --data-raw {written}")
    assert spec.body == TextBody(TextKind.TEXT, value)


@pytest.mark.parametrize("end", ["\\\n", "\\\r\n", "^\n", "^\r\n", "`\n"])
def test_a_command_goes_on_over_lines_of_any_shell(end: str) -> None:
    spec = one(f'curl "https://x/a?b=1" {end}  -H "A: b c" {end}  -X PUT')
    assert (spec.method, spec.url, spec.headers) == ("PUT", "https://x/a", (Row("A", "b c"),))
    assert spec.query == (Row("b", "1"),)


def test_what_chrome_copies_for_cmd_is_read_and_noted() -> None:
    command = 'curl ^"https://x/a?b=1^&c=2^" ^\n  -H ^"X: a ^\\^"b^\\^"^" --data-raw ^"100^%^"'
    spec = one(command)
    assert spec.query == (Row("b", "1"), Row("c", "2"))
    assert spec.headers == (Row("X", 'a "b"'),)
    assert "cmd quoting" in whys(command)


def test_a_shell_variable_becomes_one_of_the_environment() -> None:
    spec = one('curl "https://x/$ID" -H "Authorization: Bearer ${TOKEN}" -d \'$NOT\' -d \\$NOR')
    assert spec.url == "https://x/{{env:ID}}"
    assert spec.headers == (Row("Authorization", "Bearer {{env:TOKEN}}"),)
    assert spec.body == TextBody(
        TextKind.TEXT, "$NOT&$NOR", content_type="application/x-www-form-urlencoded"
    )


def test_a_variable_that_the_lines_before_set_is_filled_in() -> None:
    assert one("HOST=api.example.com\ncurl https://$HOST/v1").url == "https://api.example.com/v1"


@pytest.mark.parametrize("text", ["{{env:HOME}}", "{{name}}", "{{command:id}}", "{{file:/a}}"])
def test_what_would_be_a_template_of_ours_is_escaped(text: str) -> None:
    command = f"curl https://x/ -H 'X: {text}' -d '{{\"a\": \"{text}\"}}' -u 'a:{text}'"
    spec = one(command)
    assert spec.headers[0].value == f"\\{text}"
    world = World(dump_collection(read(command).collection))
    sent = world.rendered()
    assert next(each for each in sent.headers if each.name == "X").value.reveal() == text
    assert world.sources.read == []
    assert "escaped" in whys(command)


def test_short_options_may_be_joined() -> None:
    spec = one("curl -sSkLXPOST -HA:b -d'x=1' https://x")
    assert spec.method == "POST"
    assert spec.headers == (Row("A", "b"),)
    assert spec.settings.verify is False
    assert spec.settings.follow_redirects is None
    assert spec.body == FormBody((Row("x", "1"),))


def test_curl_follows_no_redirect_by_itself_and_neither_does_the_request() -> None:
    assert one("curl https://x").settings.follow_redirects is False


def test_several_addresses_share_the_options_and_next_begins_anew() -> None:
    collection = read("curl https://x/a https://x/b -H A:1 --next https://x/c").collection
    assert [spec.url for spec in collection.requests] == [f"https://x/{each}" for each in "abc"]
    assert [len(spec.headers) for spec in collection.requests] == [1, 1, 0]


def test_a_glob_is_several_requests_and_globoff_is_one() -> None:
    collection = read("curl 'https://x/{a,b}/[08-10]'").collection
    assert [spec.url.removeprefix("https://x/") for spec in collection.requests] == [
        "a/08", "a/09", "a/10", "b/08", "b/09", "b/10",
    ]  # fmt: skip
    assert one("curl -g 'https://x/?ids={a,b}'").url == "https://x/?ids={a,b}"
    assert "more than 100" in whys("curl 'https://x/[1-5000000]'")
    assert one("curl 'https://x/?ids[]=1'").url == "https://x/?ids[]=1"


@pytest.mark.parametrize(
    "query", ["a=a%20b", "a=%2F&b", "a=1&a=2", "filter[x]=y:z", "a=b+c", "a=%zz"]
)
def test_a_query_is_sent_as_it_was_written(query: str) -> None:
    world = World(dump_collection(read(f"curl -g 'https://x/p?{query}'").collection))
    assert world.rendered().url.reveal() == f"https://x/p?{query}"


def test_get_puts_the_data_into_the_query() -> None:
    spec = one("curl -G https://x/s?z=1 -d a=1 --data-urlencode 'q=a b&c' -d debug")
    assert (spec.method, spec.body) == ("GET", NoBody())
    assert f"{spec.url}?{spec.query}".count("debug") == 1
    world = World(
        dump_collection(read("curl -G https://x -d a=1 --data-urlencode 'q=b&c'").collection)
    )
    assert world.rendered().url.reveal() == "https://x?a=1&q=b%26c"


def test_data_that_is_a_form_is_one_and_other_data_is_text() -> None:
    assert one("curl https://x -d a=1 -d b=%C3%A9+x").body == FormBody(
        (Row("a", "1"), Row("b", "é x"))
    )
    assert one(
        "curl https://x -d '{\"a\": 1}' -H 'Content-Type: application/json'"
    ).body == TextBody(TextKind.JSON, '{"a": 1}')
    assert one("curl https://x --data-urlencode 'a b=c&d e'").body == TextBody(
        TextKind.TEXT, "a b=c%26d+e", content_type="application/x-www-form-urlencoded"
    )


def test_json_says_its_type_and_what_it_accepts() -> None:
    spec = one("curl --json '{\"a\":' --json '1}' https://x")
    assert spec.body == TextBody(TextKind.JSON, '{"a":1}')
    assert spec.headers == (Row("Accept", "application/json"),)


def test_files_are_referred_to_and_never_read() -> None:
    assert one("curl https://x --data-binary @b.bin -H 'Content-Type: a/b'").body == FileBody(
        "b.bin"
    )
    assert one("curl https://x -d a=1 -d @more").body == TextBody(
        TextKind.TEXT, "a=1&{{file:more}}", content_type="application/x-www-form-urlencoded"
    )
    upload = one("curl -T dir/a.txt https://x/up/")
    assert (upload.method, upload.url, upload.body) == (
        "PUT", "https://x/up/a.txt", FileBody("dir/a.txt"),
    )  # fmt: skip


def test_form_parts_have_their_little_language() -> None:
    command = (
        "curl https://x -F 'a=\"x;y\";type=text/plain' -F 'f=@\"my file.png\";filename=n.png' "
        "-F 'g=@a.txt,b.bin' --form-string 'h=@no;type=x' -F 'i=<notes.txt'"
    )
    assert one(command).body == MultipartBody(
        (
            Part("a", "x;y", content_type="text/plain"),
            Part("f", file="my file.png", filename="n.png", content_type="image/png"),
            Part("g", file="a.txt", content_type="text/plain"),
            Part("g", file="b.bin"),
            Part("h", "@no;type=x"),
            Part("i", "{{file:notes.txt}}"),
        )
    )


def test_credentials_go_where_they_belong() -> None:
    assert one("curl -u ada:p:w https://x").auth == Basic("ada", "p:w")
    assert one("curl https://ada:p%40w@x/a") == RequestSpec(
        "a", url="https://x/a", auth=Basic("ada", "p@w"), settings=one("curl x").settings
    )
    assert one("curl --oauth2-bearer t0k https://x").auth == Bearer("t0k")
    digest = one("curl --digest -u ada:pw https://x")
    assert digest.auth == NoAuth()
    assert digest.extensions["curl"]["auth"]["type"] == "digest"
    assert one("curl -u ada https://x").auth == Basic("ada", "{{prompt:password}}")


def test_how_it_is_sent_becomes_settings() -> None:
    settings = one(
        "curl -L -k -m 5 --connect-timeout 2.5 --max-redirs 3 -x http://p:1 --http2 "
        "--cacert ca.pem --cert c.pem:pw --key k.pem --post301 https://x"
    ).settings
    assert (settings.total_timeout, settings.connect_timeout, settings.max_redirects) == (5, 2.5, 3)
    assert (settings.verify, settings.proxy, settings.http2) == (False, "http://p:1", True)
    assert (settings.ca_file, settings.client_certificate) == ("ca.pem", "c.pem")
    assert (settings.client_key, settings.redirect_keeps_method) == ("k.pem", True)


def test_headers_of_options_and_removed_ones_are_rows() -> None:
    spec = one("curl https://x -A me -e https://r -b 'a=1; b=2' -b c=3 -H 'Accept:' -H 'X;'")
    assert spec.headers == (
        Row("Accept", enabled=False),
        Row("X", ""),
        Row("User-Agent", "me"),
        Row("Referer", "https://r"),
        Row("Cookie", "a=1; b=2; c=3"),
    )


def test_what_has_no_counterpart_is_noted_and_no_note_has_a_secret() -> None:
    command = (
        "curl https://me:s3cret@x/a?key=s3cret -o out.json -w '%{http_code}' --retry 3 -c jar "
        "-K cfg --proxy-user a:s3cret --cert c.pem:s3cret -H s3cret | jq .s3cret\n"
        "  -H 'Authorization: Bearer s3cret'\n"
    )
    told = whys(command)
    for what in ("--output out.json", "--write-out", "--retry", "--cookie-jar", "--config", "jq"):
        assert what in told
    assert "s3cret" not in told


def test_a_token_request_offers_the_preset_that_asks_for_the_same() -> None:
    imported = read(
        "curl https://auth.example.com/token -d grant_type=client_credentials -d client_id=me "
        "-d client_secret=pw --data-urlencode 'scope=a b' -d audience=api -d x=y"
    )
    (offer,) = imported.offers
    assert offer.name == "auth_example_com"
    assert offer.label == "token"
    assert offer.preset == OAuth2(
        GrantType.CLIENT_CREDENTIALS,
        token_url="https://auth.example.com/token",
        client_id="me",
        client_secret="pw",
        scope=("a", "b"),
        client_authentication=ClientAuthentication.CLIENT_SECRET_POST,
        audience="api",
        parameters=(("x", "y"),),
    )


@pytest.mark.parametrize("how", ["-u me:pw", "-H 'Authorization: Basic bWU6cHc='"])
def test_a_token_request_with_basic_offers_basic(how: str) -> None:
    (offer,) = read(f"curl https://a/t {how} -d grant_type=client_credentials").offers
    assert (offer.preset.client_id, offer.preset.client_secret) == ("me", "pw")
    assert offer.preset.client_authentication == ClientAuthentication.CLIENT_SECRET_BASIC
    assert offer.preset.basic_encoding == BasicEncoding.RAW


def test_a_token_request_kept_as_the_text_it_was_offers_the_preset_too() -> None:
    imported = read(
        "curl https://a/t -d grant_type=client_credentials -d client_id=x -d scope=read:a+b:%7B"
    )
    (spec,), (offer,) = imported.collection.requests, imported.offers
    assert isinstance(spec.body, TextBody)
    assert offer.preset.scope == ("read:a", "b:{")


def test_a_request_that_asks_for_no_token_offers_nothing() -> None:
    assert read("curl https://a -d grant_type=other -d client_id=x").offers == ()


@pytest.mark.parametrize(
    "command", ["curl x", "$ curl x", "# a\ncurl x", "A=b curl x", "sudo curl.exe x"]
)
def test_a_curl_command_is_recognised(command: str) -> None:
    assert sniff(command.encode())


@pytest.mark.parametrize("text", ["", "curly x", '{"info": {}}', "[collection]", "https://curl.se"])
def test_other_text_is_not_taken_for_one(text: str) -> None:
    assert not sniff(text.encode())


VALUES = st.text(alphabet="ab{}'\"\\$`&=?# \n\té@;:%^", max_size=12)


@given(
    VALUES, VALUES.map(lambda text: text.replace("\n", "")), st.sampled_from(["GET", "PUT", "X"])
)
def test_what_is_written_as_curl_is_read_as_the_same_request(
    text: str, header: str, method: str
) -> None:
    from workbench.formats.toml_values import string

    source = (
        f'[[request]]\nname = "R"\nmethod = "{method}"\nurl = "https://x/p"\n'
        f"[request.headers]\nX = {string(_escaped(header.strip() or 'x'))}\n"
        f'[request.body]\ntype = "json"\ntemplate = false\ntext = {string(text)}\n'
    )
    sent = World(source).rendered()
    again = World(dump_collection(read(curl.dump(sent)).collection)).rendered()
    assert again.method == sent.method
    assert again.url == sent.url
    assert again.content == sent.content
    assert {(each.name, each.value) for each in again.headers} == {
        (each.name, each.value) for each in sent.headers
    }


def _escaped(text: str) -> str:
    from workbench.domain.template import escape_template

    return escape_template(text)


@given(st.one_of(VALUES, st.text(max_size=30)).map(lambda text: "curl https://x " + text))
def test_any_text_behind_curl_is_read_or_refused_with_a_place(command: str) -> None:
    assert all(place.line >= 1 for place in places_of(command))


@pytest.mark.parametrize(
    ("options", "proxy"),
    [
        ("-x proxy:80", "http://proxy:80"),
        ("-x https://proxy -U me", "https://me@proxy"),
        ("-x socks5h://a:b@proxy:80 -U 'me:p@ss/%'", "socks5h://me:p%40ss%2F%25@proxy:80"),
        ("-x proxy:80 -U me:$PW", "http://me:{{env:PW}}@proxy:80"),
        ("-x ''", ""),
        ("-U me:s3cret", None),
    ],
)
def test_a_proxy_is_written_in_full_with_who_asks_for_it(options: str, proxy: str | None) -> None:
    assert one(f"curl {options} https://x").settings.proxy == proxy


def test_a_note_says_what_became_of_it() -> None:
    command = "curl https://x -o out.json -u a:b --digest -d @body.txt | jq ."
    fates = {note.what: note.fate for note in load(command.encode()).notes}
    assert fates == {
        "--output out.json": Fate.LEFT_OUT,
        "--digest": Fate.KEPT,
        "-d @body.txt": Fate.CHANGED,
        "jq": Fate.LEFT_OUT,
    }
