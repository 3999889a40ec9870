"""What can stand at a place of a GraphQL query that is being written, by its schema.

    the text up to the cursor ▶ words ▶ a stack of what is open ▶ what is awaited there ▶ names

Must not send anything, must not judge a query, and must not import graphql-core before it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphql import GraphQLSchema

#: More of a query (characters) before the cursor is not read: it would make every key slow.
LONGEST = 20_000
#: More names than this nobody reads through.
MOST = 200
_LONGEST_NAME = 200
#: A text or a comment without its end goes on to the end: nothing is offered inside of it. A
#: template of ours stands for a value.
_WORD = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\Z)|"(?:[^"\\\n]|\\.)*(?:"|\n|\Z)|#[^\n]*|\{\{[^{}\n]*\}\}'
    r"|[A-Za-z_]\w*|\.\.\.|-?\d[\w.+-]*|\S",
    re.ASCII | re.DOTALL,
)
_BEGUN = re.compile(r"[$@]?(?:[A-Za-z_]\w*)?\Z", re.ASCII)
_FRAGMENT = re.compile(r"\bfragment\s+([A-Za-z_]\w*)\s+on\b", re.ASCII)
_OPERATIONS = ("query", "mutation", "subscription")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that can stand there, its type, and why it should not be used any more."""

    name: str
    type: str = ""
    deprecated: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """How many characters before the cursor were begun, and the names they can become."""

    begun: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(slots=True)
class _Open:
    """Something open: `{` of fields, `(` of arguments, `{` of an input object, `[` of a list.

    `type` is whose fields they are, `slots` what can be given by name, `value` what is awaited.
    """

    kind: str
    type: Any = None
    slots: dict[str, Any] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    #: The field, the slot or the type that the last word named; what the next word is.
    last: Any = None
    awaits: str = "name"


def complete(schema: GraphQLSchema, text: str, at: int) -> Completion:
    """Return what can stand at a place of a query; nothing where the schema does not say."""
    before = text[:at]
    if len(before) > LONGEST:
        return Completion()
    match = _BEGUN.search(before[-_LONGEST_NAME:])
    begun = match[0] if match else ""
    reading = _Reading(schema)
    for word in _WORD.finditer(before, 0, len(before) - len(begun)):
        if word.end() == len(before) - len(begun) and _goes_on(word[0]):
            return Completion()
        reading.take(word[0])
    fragments = _FRAGMENT.findall(text)
    found = _named_alike(begun, reading.awaited(begun, fragments))
    return Completion(begun, tuple(found)[:MOST])


def _goes_on(word: str) -> bool:
    """Tell whether what is typed behind a word is still a part of it."""
    if word.startswith("#"):
        return True
    if word.startswith('"""'):
        return len(word) < 6 or not word.endswith('"""')
    if word.startswith('"'):
        return len(word) < 2 or not word.endswith(('"', "\n"))
    return word[0].isdigit() or word[0] == "-"


def _named_alike(begun: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Return those that begin with what was begun, then those that have it inside."""
    wanted = begun.lower()
    names = [(each.name.lower(), each) for each in found]
    first = [each for name, each in names if name.startswith(wanted)]
    return first + [each for name, each in names if wanted in name and not name.startswith(wanted)]


class _Reading:
    """A query as far as it was read."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._stack = [_Open("document")]
        self._variables: dict[str, str] = {}
        self._before = ""

    # Reading.

    def take(self, word: str) -> None:
        """Read one word."""
        if word == "," or word.startswith("#"):
            return
        here = self._stack[-1]
        match here.kind:
            case "document":
                self._document(here, word)
            case "variables":
                self._variable(here, word)
            case "fields":
                self._field(here, word)
            case _:
                self._value(here, word)
        self._before = word

    def _document(self, here: _Open, word: str) -> None:
        if word in _OPERATIONS and here.awaits == "name":
            here.type, here.awaits = self._root(word), "head"
            self._variables = {}
        elif word == "fragment" and here.awaits == "name":
            here.type, here.awaits = None, "fragment"
        elif word == "on" and here.awaits == "fragment":
            here.awaits = "type"
        elif here.awaits == "type":
            here.type, here.awaits = self._schema.type_map.get(word), "head"
        elif word == "{":
            self._open("fields", here.type if here.awaits == "head" else self._root("query"))
            here.awaits = "name"
        elif word == "(":
            self._bracket(here, "variables")
        elif self._before == "@":
            here.given = {word}

    def _variable(self, here: _Open, word: str) -> None:
        if word == ")":
            self._close()
        elif self._before == "$":
            here.last = word
            self._variables.setdefault(word, "")
        elif word == ":":
            here.awaits = "input type"
        elif word == "=":
            here.awaits = "value"
        elif word == "$":
            here.awaits = "name"
        elif here.awaits in {"input type", "typed"} and isinstance(here.last, str):
            self._variables[here.last] += word
            if word.isidentifier():
                here.awaits = "typed"

    def _field(self, here: _Open, word: str) -> None:
        if word == "}":
            self._close()
        elif word == "{":
            self._open("fields", self._type_of_last(here))
            here.awaits, here.last = "name", None
        elif word == "(":
            self._bracket(here, "arguments")
        elif word == "...":
            here.awaits, here.last = "spread", here.type
        elif word == "on" and here.awaits == "spread":
            here.awaits = "type"
        elif here.awaits == "type":
            here.last, here.awaits = self._schema.type_map.get(word), "name"
        elif self._before == "@":
            # What a directive stands behind stays what an open bracket belongs to.
            here.given = {word}
        elif word not in ":@":
            found = None if here.awaits == "spread" else self._field_named(here.type, word)
            here.last, here.awaits, here.given = found, "name", set()

    def _value(self, here: _Open, word: str) -> None:
        if word in ")}]":
            self._close()
        elif word == "{":
            self._open("object", slots=getattr(_named(self._awaited_type(here)), "fields", {}))
        elif word == "[":
            inner = getattr(_nullable(self._awaited_type(here)), "of_type", None)
            self._open("list", inner, awaits="value")
        elif here.kind == "list":
            return
        elif word == ":":
            here.awaits = "value"
        elif here.awaits == "name" or (here.awaits == "given" and word != "$"):
            here.last, here.awaits = here.slots.get(word), "colon"
            here.given.add(word)
        elif here.awaits == "value" and word != "$":
            here.awaits = "given"

    def _open(self, kind: str, type_: Any = None, **rest: Any) -> None:
        above = self._stack[-1]
        if above.kind in {"arguments", "object"}:
            above.awaits = "given"
        self._stack.append(_Open(kind, type_, **rest))

    def _bracket(self, here: _Open, kind: str) -> None:
        """Open what a `(` begins: arguments of a directive, of a field, or variables."""
        directive = self._schema.get_directive(self._before)
        if directive is not None and here.given == {self._before}:
            self._open("arguments", slots=dict(directive.args))
        elif kind == "variables":
            self._open("variables")
        else:
            self._open("arguments", slots=dict(getattr(here.last, "args", {})))

    def _close(self) -> None:
        if len(self._stack) > 1:
            self._stack.pop()

    # Types.

    def _root(self, operation: str) -> Any:
        return getattr(self._schema, f"{operation}_type")

    def _field_named(self, owner: Any, name: str) -> Any:
        return getattr(owner, "fields", {}).get(name)

    def _type_of_last(self, here: _Open) -> Any:
        """Return whose fields a `{` holds: of a field, of `... on Type`, of `...` alone."""
        if hasattr(here.last, "args"):
            return _named(here.last.type)
        return here.last

    @staticmethod
    def _awaited_type(here: _Open) -> Any:
        return here.type if here.kind == "list" else getattr(here.last, "type", None)

    # What is awaited.

    def awaited(self, begun: str, fragments: list[str]) -> Iterator[Candidate]:
        """Return all that can stand next."""
        here = self._stack[-1]
        if begun.startswith("@"):
            yield from (Candidate(f"@{each.name}") for each in self._schema.directives)
        elif here.kind == "document":
            yield from self._awaited_in_document(here)
        elif here.kind == "variables":
            if here.awaits == "input type":
                yield from self._types(is_input=True)
        elif here.kind == "fields":
            yield from self._awaited_fields(here, fragments)
        elif here.awaits == "value" or here.kind == "list":
            yield from self._values(self._awaited_type(here), begun)
        elif here.awaits in {"name", "given"} and not begun.startswith("$"):
            yield from (
                Candidate(f"{name}: ", str(each.type), each.deprecation_reason or "")
                for name, each in here.slots.items()
                if name not in here.given
            )

    def _awaited_in_document(self, here: _Open) -> Iterator[Candidate]:
        if here.awaits == "type":
            yield from self._types(is_input=False)
        elif here.awaits == "name":
            yield from (Candidate(each) for each in _OPERATIONS if self._root(each) is not None)
            yield Candidate("fragment")

    def _awaited_fields(self, here: _Open, fragments: list[str]) -> Iterator[Candidate]:
        if here.awaits == "type":
            yield from self._types(is_input=False, within=here.type)
        elif here.awaits == "spread":
            yield Candidate("on")
            yield from (Candidate(each, "fragment") for each in fragments)
        elif here.type is not None and self._before != "@":
            fields = getattr(here.type, "fields", {})
            told = [
                Candidate(name, str(each.type), each.deprecation_reason or "")
                for name, each in fields.items()
            ]
            # What is not to be used any more comes after all that is.
            yield from sorted(told, key=lambda each: bool(each.deprecated))
            yield Candidate("__typename", "String!")

    def _types(self, *, is_input: bool, within: Any = None) -> Iterator[Candidate]:
        from graphql import do_types_overlap, is_composite_type, is_input_type

        for name, each in self._schema.type_map.items():
            if name.startswith("__"):
                continue
            if is_input:
                fits = is_input_type(each)
            else:
                fits = is_composite_type(each) and (
                    within is None or do_types_overlap(self._schema, within, each)  # type: ignore[arg-type] # it is one, as was asked
                )
            if fits:
                yield Candidate(name)

    def _values(self, type_: Any, begun: str) -> Iterator[Candidate]:
        if type_ is None:
            return
        named = _named(type_)
        for name, written in self._variables.items():
            if written.strip("[]!") == named.name:
                yield Candidate(f"${name}", written)
        if begun.startswith("$"):
            return
        if named.name == "Boolean":
            yield from (Candidate("true"), Candidate("false"))
        for name, each in getattr(named, "values", {}).items():
            yield Candidate(name, named.name, each.deprecation_reason or "")


def _named(type_: Any) -> Any:
    from graphql import get_named_type

    return get_named_type(type_) if type_ is not None else None


def _nullable(type_: Any) -> Any:
    from graphql import get_nullable_type

    return get_nullable_type(type_) if type_ is not None else None
