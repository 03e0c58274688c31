"""YAML text to nodes with the place of each in the text.

A script is read from the raw text of its scalars, so that the traps of YAML 1.1 (``1:30`` is 90, ``010`` is 8,
``no`` is false) never reach anyone, and every value keeps file, line and column. The only module that knows PyYAML:
it uses libyaml where PyYAML was built with it, and the pure parser elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias, cast

import yaml

from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic, Related, Span

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 64

_CUT = re.compile(r"(?<=[^\s#])[ \t]+(#[^\s#].*)")
"""Words after which YAML sees a comment, though nobody writes one without a blank after the ``#``."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = r"[\[{*&|>%@`\"'?"
_BEGINS = re.compile(rf"\s*(?:-\s+)*(?:\w[^:#]*:\s+(?P<after_key>{_MARKS}-])|(?P<mark>{_MARKS}]))")
"""A line whose value begins with a mark that means something to YAML."""
_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml from 0.2.6 gives up at a depth of 1000, with nothing read. What stands before that is too deep already."""
_SYNTAX_HELP = {
    "mapping values are not allowed": 'a text that contains ": " must stand in quotes; check --fix puts them there',
    "could not find expected ':'": 'a key is followed by ": " and its value on the same line, or indented below',
    "cannot start any token": "YAML is indented with spaces; a text that starts with a special character needs quotes",
    "expected <block end>": "look at the indentation: keys of one block start in the same column",
    "did not find expected key": "look at the indentation and the quotes just above",
    "found unexpected end of stream": "a quote or a bracket is not closed",
    "undefined alias": "an alias (*name) needs an anchor (&name) above it; a text that starts with * needs quotes",
}


class Scalar(NamedTuple):
    """A single value, as raw text."""

    text: str
    span: Span
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Nothing was written: ``key:``, ``key: ~`` or ``key: null``."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    span: Span


class Mapping(NamedTuple):
    """Keys and values in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for key, value in self.entries if key.text == name), None)


Cuts: TypeAlias = dict[tuple[int, int], tuple[int, str]]
Node: TypeAlias = Scalar | Sequence | Mapping


def read(file: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """Return the root node of ``text``, or None if it cannot be used, and everything wrong with it as YAML."""
    found = _refuse_oversize(file, text) or _refuse_unprintable(file, text)
    if found:
        return None, [found]
    try:
        anchors: dict[str, Span] = {}
        found = _scan(file, _noting_anchors(file, yaml.parse(text, Loader=_Loader), anchors))
        if found:
            return None, [found]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        if error.problem == _LIBYAML_TOO_DEEP and error.problem_mark:
            return read(file, text[: error.problem_mark.index])
        return None, [_syntax_error(file, text, error)]
    except yaml.YAMLError as error:
        return None, [Diagnostic("yaml-syntax", str(error), Span(file, 1, 1, 1, 2))]
    if root is None:
        start = Span(file, 1, 1, 1, 2)
        return None, [Diagnostic("empty-script", "there is nothing in this script", start, help="start with: title: …")]
    converter = _Converter(file, _cuts(text))
    try:
        return converter.convert(root), [*(_anchor_unused(*anchor) for anchor in anchors.items()), *converter.problems]
    except _TooMuchError as limit:
        return None, [*converter.problems, limit.diagnostic]


def _cuts(text: str) -> Cuts:
    """Return by line and column (from 0) where values may end before a ``#``: in which column that is, and the rest."""
    if not _CUT.search(text):
        return {}
    lines = enumerate(YAML_LINE_BREAK.split(text))
    return {(number, cut.start()): (cut.start(1), cut[1]) for number, line in lines for cut in _CUT.finditer(line)}


def _refuse_oversize(file: str, text: str) -> Diagnostic | None:
    if len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES:
        return None
    message = f"the script has more than {MAX_BYTES:,} bytes, and no more are read"
    return Diagnostic("too-large", message, Span(file, 1, 1, 1, 2), help="split it with include:")


def _refuse_unprintable(file: str, text: str) -> Diagnostic | None:
    bad = _UNPRINTABLE.search(text)
    if not bad:
        return None
    before = YAML_LINE_BREAK.split(text[: bad.start()])
    line, column = len(before), len(before[-1]) + 1
    return _bad_character(bad[0], Span(file, line, column, line, column + 1))


def _bad_character(character: str, span: Span) -> Diagnostic:
    message = f"the character U+{ord(character):04X} cannot stand in a script"
    return Diagnostic("bad-character", message, span, help="delete it")


def _noting_anchors(file: str, events: Iterable[Any], anchors: dict[str, Span]) -> Iterator[Any]:
    """Yield events. ``anchors`` of single values that no alias uses are there in the end."""
    used: set[str] = set()
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            used.add(str(event.anchor))
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            anchors[event.anchor] = _span(file, event)
        yield event
    for name in used:
        anchors.pop(name, None)


def _scan(file: str, events: Iterable[Any]) -> Diagnostic | None:
    """Refuse what would hurt before anything recursive sees it: depth, number of nodes, tags, second documents."""
    depth = nodes = documents = 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            if nodes > MAX_NODES:
                return _too_many(_span(file, event))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                message = "a script is one YAML document; a second one starts here"
                return Diagnostic("second-document", message, _span(file, event), help="delete the line ---")
        tag = getattr(event, "tag", None)
        if tag:
            message = f"YAML tags such as {tag.replace('tag:yaml.org,2002:', '!!')} are not part of the language"
            return Diagnostic("yaml-tag", message, _span(file, event), help="delete the tag; values are read as text")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return _too_deep(_span(file, event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _too_many(span: Span) -> Diagnostic:
    return Diagnostic("too-many-nodes", f"the script has more than {MAX_NODES:,} values (aliases counted)", span)


def _too_deep(span: Span) -> Diagnostic:
    return Diagnostic("too-deep", f"blocks are nested more than {MAX_DEPTH} deep", span)


def _span(file: str, thing: Any) -> Span:
    start, end = thing.start_mark, thing.end_mark
    span = Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    return span if (span.end_line, span.end_column) > (span.line, span.column) else _point(file, start)


def _point(file: str, mark: yaml.Mark) -> Span:
    return Span(file, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)


def _syntax_error(file: str, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    span = _within(text, _point(file, mark)) if mark else Span(file, 1, 1, 1, 2)
    problem = error.problem or "this is not YAML"
    message = f"not readable as YAML: {problem}"
    related: tuple[Related, ...] = ()
    if error.context_mark and error.problem_mark and error.context_mark.index != error.problem_mark.index:
        related = (Related(str(error.context or "it began here"), _point(file, error.context_mark)),)
    hint = next((help_ for part, help_ in _SYNTAX_HELP.items() if part in problem), "")
    first = error.context_mark.line + 1 if error.context_mark else span.line
    begins = _BEGINS.match(_line(text, span.line))
    if any(first <= line + 1 <= span.line for line, _ in _cuts(text)):
        hint = "a text with a # in it must stand in quotes: YAML takes the rest of its line for a comment"
    elif begins and "flow" not in str(error.context):
        hint = f"a text that begins with {begins[1] or begins[2]} must stand in quotes; check --fix puts them there"
    elif "flow mapping" in str(error.context) and re.search(r"\{[^{}]*\{", _line(text, span.line)):
        hint = "inside { } a text with { } in it must stand in quotes"
    elif "mapping values" in problem and _is_indented_too_far(text, span.line):
        hint = "it begins further to the right than the line above: keys of one block begin in the same column"
    return Diagnostic("yaml-syntax", message, span, help=hint, related=related)


def _line(text: str, number: int) -> str:
    """Return a line by its number, from 1; nothing where there is none."""
    return "".join(YAML_LINE_BREAK.split(text)[number - 1 : number])


def _is_indented_too_far(text: str, number: int) -> bool:
    """Return whether a key begins to the right of the key above it, which has a value already."""
    line, above = _line(text, number), _line(text, number - 1) if number > 1 else ""
    key = re.match(r"( *)[\w ]+:(?:\s|$)", line)
    valued = re.match(r"( *)[\w ]+:\s+[^\s|>#]", above)
    return bool(key and valued and len(key[1]) > len(valued[1]))


def _within(text: str, span: Span) -> Span:
    """Return the place just after all that is written for one below it, where YAML finds that something is missing."""
    lines = YAML_LINE_BREAK.split(text.rstrip())
    if span.line <= len(lines):
        return span
    end = len(lines[-1]) + 1
    return Span(span.file, len(lines), end, len(lines), end + 1)


def _anchor_unused(name: str, span: Span) -> Diagnostic:
    message = f"'&{name}' is not read as words: YAML takes it for a name, and no *{name} uses it"
    return Diagnostic("text-cut", message, span, "warning", "put the whole text in quotes")


def _text_cut(file: str, line: int, column: int, rest: str) -> Diagnostic:
    shown = rest.split()[0]
    message = f"what is written here ends before '{shown}': YAML takes the rest of the line for a comment"
    help_ = "put the whole text in quotes; if it is a comment, write a blank after the #"
    span = Span(file, line, column + 1, line, column + 1 + len(rest))
    return Diagnostic("text-cut", message, span, "warning", help_)


class _TooMuchError(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Converter:
    """Converts PyYAML's graph to ours. Shared nodes stay shared, but count each time that they appear."""

    def __init__(self, file: str, cuts: Cuts) -> None:
        self.file, self.cuts = file, cuts
        self.problems: list[Diagnostic] = []
        self._done: dict[int, tuple[Node, int, int]] = {}
        self._open: set[int] = set()

    def convert(self, root: yaml.Node) -> Node:
        return self._visit(root)[0]

    def _visit(self, node: yaml.Node) -> tuple[Node, int, int]:
        """Return our node, how many it stands for with aliases written out, and how deep it is."""
        key = id(node)
        if key in self._done:
            return self._done[key]
        span = _span(self.file, node)
        if key in self._open:
            raise _TooMuchError(Diagnostic("alias-cycle", "an alias here contains itself", span))
        self._open.add(key)
        converted, size, depth = self._make(node, span)
        self._open.discard(key)
        if size > MAX_NODES:
            raise _TooMuchError(_too_many(span))
        if depth > MAX_DEPTH:
            raise _TooMuchError(_too_deep(span))
        self._done[key] = converted, size, depth
        return self._done[key]

    def _make(self, node: yaml.Node, span: Span) -> tuple[Node, int, int]:
        if isinstance(node, yaml.ScalarNode):
            bad = _UNPRINTABLE.search(node.value)
            if bad:
                self.problems.append(_bad_character(bad[0], span))
            end = node.end_mark.line, node.end_mark.column
            if end in self.cuts and not node.style and node.value:
                self.problems.append(_text_cut(self.file, end[0] + 1, *self.cuts[end]))
            return Scalar(node.value, span, plain=not node.style), 1, 0
        if isinstance(node, yaml.SequenceNode):
            parts = [self._visit(item) for item in node.value]
            return Sequence(tuple(part[0] for part in parts), span), *_total(parts)
        parts = []
        entries = []
        for key_node, value_node in self._unique(cast(yaml.MappingNode, node)):
            key, value = self._visit(key_node), self._visit(value_node)
            parts += [key, value]
            entries.append((key[0], value[0]))
        return Mapping(tuple(entries), span), *_total(parts)  # type: ignore[arg-type]

    def _unique(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                message = "a key must be a word, not a list or a block"
                self.problems.append(Diagnostic("key-not-text", message, _span(self.file, key)))
            elif key.value in first:
                message = f"the key '{key.value}' stands twice in this block"
                related = (Related("the first one is here", _span(self.file, first[key.value])),)
                help_ = "keep one of them; several texts for one moment are a list"
                where = _span(self.file, key)
                self.problems.append(Diagnostic("duplicate-key", message, where, help=help_, related=related))
            else:
                first[key.value] = key
                yield key, value


def _total(parts: list[tuple[Node, int, int]]) -> tuple[int, int]:
    return 1 + sum(part[1] for part in parts), 1 + max((part[2] for part in parts), default=0)
