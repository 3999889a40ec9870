"""Carries templates over: Postman's `{{name}}` and `{{$guid}}` into ours and back.

Must not fill anything in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.template import (
    Source,
    SourceCall,
    Variable,
    escape_template,
    has_template,
    parse_template,
)
from workbench.formats.distinct import distinct, variable_name

if TYPE_CHECKING:
    from collections.abc import Callable

_THEIRS = re.compile(r"\{\{([^{}]*)\}\}")
_OURS = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MADE = {
    "$guid": "{{uuid:}}",
    "$randomUUID": "{{uuid:}}",
    "$timestamp": "{{now:unix}}",
    "$isoTimestamp": "{{now:iso}}",
    "$randomInt": "{{random:3}}",
}
_VAULT = "vault:"
#: Stands in what is kept of Postman where a secret was.
_MOVED = re.compile(r"\{\{(env:[A-Za-z_]\w*)\}\}", re.ASCII)


@dataclass(slots=True)
class Inward:
    """Turns Postman's text into ours; `names` has what each variable is called from now on.

    `known` are names that must not be given to another. `sources` are names that stand for one of
    our sources.
    """

    say: Callable[[str, str, str], None]
    keep: Callable[[str, str, str], None]
    leave: Callable[[str, str, str], None]
    known: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def learn(self, text: str) -> None:
        """Take in the names that a whole document uses, so that none is given twice."""
        for inner in _THEIRS.findall(text):
            if _OURS.fullmatch(inner.strip()):
                self.known.add(inner.strip())

    def name(self, theirs: str) -> str:
        """Return what a variable is called here."""
        stripped = theirs.strip()
        if _OURS.fullmatch(stripped):
            return stripped
        if stripped not in self.names:
            given = distinct(variable_name(stripped), self.known, "{}_{}")
            self.known.add(given)
            self.names[stripped] = given
            why = f"No variable can be called that; it is {given} from now on."
            self.say("variables", stripped, why)
        return self.names[stripped]

    def text(self, theirs: str, where: str) -> str:
        """Return a text that renders here to what it is filled to there."""
        if "{{" not in theirs:
            return theirs
        parts: list[str] = []
        position = count = 0
        for match in _THEIRS.finditer(theirs):
            inner = match[1].strip()
            template = self._template(inner, where)
            if template is None:
                continue
            parts += [escape_template(theirs[position : match.start()]), template]
            position = match.end()
            count += 1
        parts.append(escape_template(theirs[position:]))
        ours = "".join(parts)
        filled = sum(not isinstance(each, str) for each in parse_template(ours))
        if filled != count:
            what = ", ".join(dict.fromkeys(f"{{{{{inner}}}}}" for inner in _THEIRS.findall(theirs)))
            why = "A backslash or brace touches it, so it is not filled in here; put it right."
            self.say(where, what, why)
        return ours

    def _template(self, inner: str, where: str) -> str | None:
        if not inner:
            return None
        if inner in self.sources:
            return f"{{{{{self.sources[inner]}}}}}"
        if inner.startswith("$"):
            made = _MADE.get(inner)
            if made is None:
                why = "Nothing here makes such a value; it is kept as text."
                self.say(where, f"{{{{{inner}}}}}", why)
            elif inner == "$randomInt":
                self.say(where, "{{$randomInt}}", "Three digits here; 0 to 1000 in Postman.")
            return made
        if inner.startswith(_VAULT):
            name = re.sub(r"\W", "_", inner.removeprefix(_VAULT).strip(), flags=re.ASCII).upper()
            self.say(
                where, f"{{{{{inner}}}}}", f"The vault stays with Postman; set {name} instead."
            )
            return f"{{{{env:{name}}}}}"
        return f"{{{{{self.name(inner)}}}}}"

    def plain(self, theirs: str, where: str) -> str:
        """Return a text that is not rendered here, and say so where it would be in Postman."""
        if any(self._template(inner.strip(), where) for inner in _THEIRS.findall(theirs)):
            self.say(where, theirs, "A name is not filled in here; it is kept as text.")
        return theirs


@dataclass(slots=True)
class Outward:
    """Turns our text into Postman's; `asked` has each source that became a variable.

    `names` leads back to what variables were called there.
    """

    say: Callable[[str, str, str], None]
    names: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)

    def name(self, ours: str) -> str:
        """Return what a variable is called there."""
        return self.names.get(ours, ours)

    def text(self, ours: str, where: str) -> str:
        """Return a text that is filled there to what it renders to here."""
        if "{{" not in ours:
            return ours
        parts: list[str] = []
        for piece in parse_template(ours):
            match piece:
                case str():
                    parts.append(self._literal(piece, where))
                case Variable(name=name):
                    parts.append(f"{{{{{self.name(name)}}}}}")
                case SourceCall():
                    parts.append(f"{{{{{self._source(piece, where)}}}}}")
        return "".join(parts)

    def _literal(self, text: str, where: str) -> str:
        if has_template(text):
            # No more than the templates: around them may be a secret.
            found = ", ".join(dict.fromkeys(each[0] for each in _THEIRS.finditer(text)))
            self.say(where, found, "Postman has no escape and will fill it in.")
        return text

    def _source(self, call: SourceCall, where: str) -> str:
        match call.source:
            case Source.UUID:
                return "$guid"
            case Source.NOW:
                return "$timestamp" if call.argument == "unix" else "$isoTimestamp"
            case Source.RANDOM:
                if call.argument != "3":
                    self.say(where, f"random:{call.argument}", "Postman makes 0 to 1000.")
                return "$randomInt"
        return self.variable(f"{call.source}:{call.argument}")

    def untouched(self, text: str, where: str) -> str:
        """Return a text that is sent here as it is, and say so where Postman would fill it."""
        return self._literal(text, where)

    def kept(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return values of Postman's own with the sources in them as variables."""
        return {name: self._given_back(value) for name, value in values.items()}

    def _given_back(self, value: Any) -> Any:
        if isinstance(value, str):
            return _MOVED.sub(lambda found: f"{{{{{self.variable(found[1])}}}}}", value)
        if isinstance(value, list):
            return [self._given_back(each) for each in value]
        if isinstance(value, dict):
            return {name: self._given_back(each) for name, each in value.items()}
        return value

    def variable(self, source: str) -> str:
        """Return the variable that stands for one of our sources."""
        if source not in self.asked:
            kind, _, argument = source.partition(":")
            wanted = variable_name(argument) if argument else kind
            given = distinct(wanted, self.known | set(self.asked.values()), "{}_{}")
            self.asked[source] = given
        return self.asked[source]
