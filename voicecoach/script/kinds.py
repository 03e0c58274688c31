"""Kinds of value and tables of keys: written once, to read a script, to report mistakes and to print the schema.

A `Kind` reads a node into a value, or reports what it expected. A `Key` is one keyword of the language with its kind
and its documentation. The checker, the JSON Schema and the language page all stand on these tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, NamedTuple, TypeVar

from voicecoach.diagnostics import Diagnostic, Near, Related, Severity, Span, nearest
from voicecoach.script import reader
from voicecoach.script.model import Text
from voicecoach.script.reader import Node, Scalar
from voicecoach.units import HOUR, format_duration, parse_duration

T = TypeVar("T")
Schema = dict[str, Any]

TRUE = ("yes", "true", "on")
FALSE = ("no", "false", "off")
MAX_LENGTH = 24 * HOUR
MAX_TEXT = 2_000
SUGGESTED = 200
WHOLE_NUMBER: Schema = {"type": "string", "pattern": r"^\s*-?[0-9]+\s*$"}
"""In quotes a number is a text to an editor, and a number to the checker."""


class Problems:
    """The list to which every pass adds; nothing is reported twice."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self._said: set[Diagnostic] = set()

    def add(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        help: str | Near = "",  # noqa: A002
        related: tuple[Related, ...] = (),
        severity: Severity = "error",
    ) -> None:
        """Report one problem, with help in words or with what a wrong word may mean."""
        near = help if isinstance(help, Near) else Near()
        help_ = near.help if isinstance(help, Near) else help
        diagnostic = Diagnostic(code, message, span, severity, help_, related, near.renaming)
        if diagnostic not in self._said:
            self._said.add(diagnostic)
            self.found.append(diagnostic)

    def suggest(self, word: str, known: Iterable[str]) -> Near:
        """Return what a wrong word may mean, or nothing once there are so many problems that searching takes long."""
        return nearest(word, known) if len(self.found) < SUGGESTED else Near()

    @property
    def fatal(self) -> bool:
        """Return whether any of them is an error."""
        return any(problem.severity == "error" for problem in self.found)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What a value may be. ``parse`` turns raw text into a value or None; ``expects`` completes "expected …".

    ``hint`` says what a text that is none may mean.
    """

    expects: str
    schema: Schema
    parse: Callable[[str], T | None] = lambda _: None
    from_node: Callable[[Node, Problems], T | None] | None = None
    hint: Callable[[str], str] = lambda _: ""

    def read(self, node: Node, problems: Problems) -> T | None:
        """Return the value, or None after a report."""
        if self.from_node is not None:
            return self.from_node(node, problems)
        if isinstance(node, Scalar) and not node.is_null:
            text = " ".join(node.text.split())
            value = self.parse(text) if len(text) <= MAX_TEXT else None
            if value is not None:
                return value
            refuse(node, self.expects, problems, self.hint(text) if len(text) <= MAX_TEXT else "")
            return None
        refuse(node, self.expects, problems)
        return None


def refuse(node: Node, expects: str, problems: Problems, help: str = "") -> None:  # noqa: A002
    """Report a value of the wrong kind."""
    problems.add("wrong-value", f"expected {expects}, found {describe(node)}", node.span, help=help)


def describe(node: Node) -> str:
    """Return a node in a few words, for a message."""
    if isinstance(node, reader.Mapping):
        return "a block of keys"
    if isinstance(node, reader.Sequence):
        return "a list"
    if node.is_null:
        return "nothing"
    text = " ".join(node.text.split())
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


class Key(NamedTuple):
    """One keyword: its name, what it takes, and a line of documentation."""

    name: str
    kind: Kind[Any]
    doc: str


@dataclass(frozen=True)
class Read(Generic[T]):
    """A value together with where its key and it stand."""

    value: T
    key_span: Span
    span: Span


_ELSEWHERE = {
    "equipment": "equipment: stands at the top of the script; in an exercise, setup: or move: says what is needed",
    "rest between": "rest: is the time between sets; between rounds it is rest_between_rounds: of the block",
    "rest between sets": "rest: is the time between sets",
    "hold": "write the hold into the dose: do: 3x30s, or do: 10x5s hold for many in a set",
    "voice": "voice: stands at the top of the script, or in a cue: {say: the words, voice: NAME}",
}
"""Keys that people look for where they are not."""


def _spelt(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.strip().lower()))


def read_keys(mapping: reader.Mapping, keys: Sequence[Key], problems: Problems, where: str) -> dict[str, Read[Any]]:
    """Return the values of a block by key; unknown keys and wrong values are reported and left out."""
    keys_by_name = {key.name: key for key in keys}
    values: dict[str, Read[Any]] = {}
    for name, node in mapping.entries:
        key = keys_by_name.get(name.text)
        if key is None:
            message = f"unknown key '{name.text}' in {where}"
            help_ = _ELSEWHERE.get(_spelt(name.text)) or problems.suggest(name.text, keys_by_name)
            if re.fullmatch(r"\d[\w.-]*", name.text):
                help_ = 'inside { } a value with commas needs quotes, such as do: "12,10,8"'
            problems.add("unknown-key", message, name.span, help=help_)
            continue
        value = key.kind.read(node, problems)
        if value is not None:
            values[name.text] = Read(value, name.span, node.span)
    return values


def expect_mapping(node: Node, what: str, problems: Problems) -> reader.Mapping | None:
    """Return the node as a block of keys, or None after a report."""
    if isinstance(node, reader.Mapping):
        return node
    refuse(node, f"a block of keys ({what})", problems)
    return None


def object_schema(keys: Sequence[Key], **more: Any) -> Schema:
    """Return the JSON Schema of a block with these keys."""
    properties = {key.name: {**key.kind.schema, "description": key.doc} for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _read_text(node: Node, problems: Problems) -> Text | None:
    if not isinstance(node, Scalar) or node.is_null or not node.text.strip():
        help_ = 'a text that contains ": " must stand in quotes' if isinstance(node, reader.Mapping) else ""
        refuse(node, "a text", problems, help_)
        return None
    if len(node.text) > MAX_TEXT:
        message = f"a text of {len(node.text):,} characters is too long to be spoken at once (at most {MAX_TEXT:,})"
        problems.add("text-too-long", message, node.span, help="make it a list, or several say: steps")
        return None
    return Text(" ".join(node.text.split()), node.span)


TEXT: Kind[Text] = Kind("a text", {"type": ["string", "number", "boolean"]}, from_node=_read_text)


def list_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Return the kind of one value or a list of them."""

    def read(node: Node, problems: Problems) -> tuple[T, ...] | None:
        if not isinstance(node, reader.Sequence):
            value = kind.read(node, problems)
            return None if value is None else (value,)
        if not node.items:
            refuse(node, f"{kind.expects}, or a list of them", problems, "the list is empty")
            return None
        values = [kind.read(item, problems) for item in node.items]
        good = tuple(value for value in values if value is not None)
        return good if len(good) == len(values) else None

    schema = {"anyOf": [kind.schema, {"type": "array", "items": kind.schema, "minItems": 1}]}
    return Kind(f"{kind.expects}, or a list", schema, from_node=read)


def integer(low: int, high: int, what: str = "a whole number") -> Kind[int]:
    """Return the kind of a whole number from ``low`` to ``high``."""

    def parse(text: str) -> int | None:
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            return None
        return int(text) if low <= int(text) <= high else None

    schema = {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, WHOLE_NUMBER]}
    return Kind(f"{what} from {low:,} to {high:,}", schema, parse)


def decimal(low: Decimal, high: Decimal, what: str) -> Kind[Decimal]:
    """Return the kind of a decimal number from ``low`` to ``high``."""

    def parse(text: str) -> Decimal | None:
        try:
            value = Decimal(text) if len(text) <= 12 else Decimal("NaN")
        except InvalidOperation:
            return None
        return value if value.is_finite() and low <= value <= high else None

    written = {"type": "string", "pattern": r"^\s*[0-9]*\.?[0-9]+\s*$"}
    schema = {"anyOf": [{"type": "number", "minimum": float(low), "maximum": float(high)}, written]}
    return Kind(f"{what} from {low} to {high}", schema, parse)


DURATION_SCHEMA: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?|(\d+:)?\d+:\d\d?(\.\d+)?|(\d+(\.\d+)?\s*[a-z]+\s*)+)\s*$"},
    ]
}


def duration(low: int = 0, high: int = MAX_LENGTH) -> Kind[int]:
    """Return the kind of a length of time from ``low`` to ``high`` ms."""

    def parse(text: str) -> int | None:
        value = parse_duration(text)
        return value if value is not None and low <= value <= high else None

    limits = f"from {format_duration(low)} to {format_duration(high)}"
    return Kind(f"a duration such as 45s, 1m30s or 1:30, {limits}", DURATION_SCHEMA, parse, hint=hint_of_duration)


def hint_of_duration(text: str) -> str:
    """Return how a time is written that lacks its last unit: ``1m30``."""
    return f"write {text}s" if re.fullmatch(r"\d{1,3}m\d{1,2}", text) else ""


def ignoring_case(pattern: str) -> str:
    """Return a pattern in lower case that takes capitals too, which a schema can only express letter by letter."""
    return re.sub(
        r"\\.|[a-z]", lambda found: found[0] if len(found[0]) > 1 else f"[{found[0]}{found[0].upper()}]", pattern
    )


def any_case(*words: str) -> Schema:
    """Return the schema of some words, with or without capitals."""
    return {"type": "string", "pattern": ignoring_case(rf"^\s*({'|'.join(words)})\s*$")}


def choice(*values: str) -> Kind[str]:
    """Return the kind of one of a few words."""
    return Kind(
        "one of " + ", ".join(values),
        {"anyOf": [{"enum": list(values)}, any_case(*values)]},
        lambda text: text.lower() if text.lower() in values else None,
    )


def _parse_switch(text: str) -> bool | None:
    return True if text.lower() in TRUE else False if text.lower() in FALSE else None


_SWITCH_SCHEMA: Schema = {"anyOf": [{"enum": [True, False, "yes", "no", "on", "off"]}, any_case(*TRUE, *FALSE)]}
SWITCH: Kind[bool] = Kind("yes or no", _SWITCH_SCHEMA, _parse_switch)


def either(*kinds: Kind[Any]) -> Schema:
    """Return the schema that takes any of several kinds."""
    return {"anyOf": [kind.schema for kind in kinds]}
