"""What may repair a problem: for each diagnostic, changes of the text that a person would try, the likeliest first.

A proposal is a guess from the code of a diagnostic and the line it points at. Whether it helps is for
`voicecoach.script.fixes` to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic, Renaming, Span

TAB_WIDTHS = (2, 4, 8)
_ITEM = re.compile(r"\s*(?:-\s+)*")
_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^-\s'"\[\]{}#&*!|>%@`,?:][^:#]*?)\s*:\s+""")
_COMMENT = re.compile(r"\s+#.*$|\s+$")
_NEEDS_QUOTES = re.compile(
    r"""[*&|>%@`] | !(?!!) | [-?:]\s | .*:(?:\s|$)
    | \{[^{}]*\}(?=.*\w) | \{[\w ]+\}$ | \[[^\[\]]*\](?=.*\w) | "[^"]*"(?=.*\w)
    | '(?:tis|twas|til|em|cause|round|bout|n)\b""",
    re.VERBOSE,
)
_UNCLOSED = re.compile(r'"[^"]+')
_IN_BRACKETS = re.compile(
    r"""(?:(?<=:\s)|(?<=[,\[]))\s*
    (?P<value>[^\s,\[\]{}'"](?:[^,\[\]{}'"]|\{[\w |]+\})*|\{[\w |]+\}(?:[^,\[\]{}'"]|\{[\w |]+\})*)
    (?=\s*[,\]}])""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"\w[\w ./-]*")
"""A word that means the same wherever it stands in YAML."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters from ``start`` to ``end`` of a text, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to repair one problem: ``what`` it does in a few words, and the edits from first to last.

    ``whole`` ones concern the file, and not just the place of the problem.
    """

    what: str
    edits: tuple[Edit, ...]
    whole: bool = False

    def apply(self, text: str) -> str:
        """Return the text with the edits."""
        for edit in reversed(self.edits):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


class Lines:
    """A text by lines, as YAML counts them from 1, and where each begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [(found.start(), found.end()) for found in YAML_LINE_BREAK.finditer(text)]
        self.starts = [0, *(end for _, end in ends)]
        self.stops = [*(start for start, _ in ends), len(text)]

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, number: int) -> str:
        """Return a line without its break."""
        return self.text[self.starts[number - 1] : self.stops[number - 1]]

    def at(self, line: int, column: int) -> int:
        """Return where a line and column are in the text."""
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def cut(self, span: Span) -> str:
        """Return what stands in a span."""
        return self.text[self.at(span.line, span.column) : self.at(span.end_line, span.end_column)]

    def has(self, span: Span) -> bool:
        """Return whether the span lies in this text."""
        return 1 <= span.line <= span.end_line <= len(self)


def propose(problem: Diagnostic, text: str) -> Iterator[Repair]:
    """Yield ways to repair a problem of a text, none for most."""
    lines = Lines(text)
    if not lines.has(problem.span):
        return
    if problem.code == "text-cut":
        yield from _uncut(problem, lines)
    elif problem.renaming:
        yield from _rename(problem.span, problem.renaming, lines)
    elif problem.code == "yaml-syntax":
        yield from _untab(lines)
    no_text = problem.code == "wrong-value" and problem.message.startswith("expected a text")
    if no_text or problem.code in ("yaml-syntax", "yaml-tag"):
        places = [problem.span, *(other.span for other in problem.related)]
        numbers = dict.fromkeys(span.line for span in places if lines.has(span))
        for number in numbers:
            yield from _quote_in(lines, number)


def _rename(span: Span, renaming: Renaming, lines: Lines) -> Iterator[Repair]:
    """Yield a misspelt word written right, if it stands just once in its place, which may hold other words too."""
    wrong, right = renaming
    found = list(re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", lines.cut(span), re.IGNORECASE))
    if len(found) == 1 and _PLAIN.fullmatch(wrong) and _PLAIN.fullmatch(right):
        start = lines.at(span.line, span.column) + found[0].start()
        yield Repair(f"'{found[0][0]}' becomes '{right}'", (Edit(start, start + len(wrong), right),))


def _uncut(problem: Diagnostic, lines: Lines) -> Iterator[Repair]:
    """Yield quotes around a text with a ``#`` and all that follows, or a blank that shows that a comment begins."""
    number, line = problem.span.line, lines.line(problem.span.line)
    item = _ITEM.match(line)
    begin = item.end() if item else 0
    key = _KEY.match(line, begin)
    column = key.end() if key else begin
    yield _quoting(lines.starts[number - 1] + column, line[column:].rstrip())
    if lines.cut(problem.span)[:1] != "#":
        return
    at = lines.at(number, problem.span.column) + 1
    yield Repair("a comment begins with a blank", (Edit(at, at, " "),))


def _untab(lines: Lines) -> Iterator[Repair]:
    """Yield the text with spaces for the tabs in its indentation."""
    indents = [re.match(r"[ \t]*", lines.line(number)) for number in range(1, len(lines) + 1)]
    tabbed = [(start, indent[0]) for start, indent in zip(lines.starts, indents, strict=True) if indent]
    tabbed = [(start, indent) for start, indent in tabbed if "\t" in indent]
    for width in TAB_WIDTHS if tabbed else ():
        edits = (Edit(start, start + len(indent), indent.expandtabs(width)) for start, indent in tabbed)
        yield Repair("tabs become spaces", tuple(edits), whole=True)


def _quote_in(lines: Lines, number: int) -> Iterator[Repair]:
    """Yield quotes around what may be meant as a text: a key's value, an item of a list, or a text within brackets."""
    line = lines.line(number)
    for found in _IN_BRACKETS.finditer(line):
        if _NEEDS_QUOTES.match(found["value"]) or "{" in found["value"]:
            yield _quoting(lines.starts[number - 1] + found.start("value"), found["value"].rstrip())
    item = _ITEM.match(line)
    begin = item.end() if item else 0
    key = _KEY.match(line, begin)
    for column in (key.end(), begin) if key else (begin,):
        yield from _quote_rest(lines, number, column, begin)


def _quote_rest(lines: Lines, number: int, column: int, indent: int) -> Iterator[Repair]:
    """Yield quotes around the rest of a line, and of those that continue it."""
    value = _COMMENT.sub("", lines.line(number)[column:])
    at = lines.starts[number - 1] + column
    if _UNCLOSED.fullmatch(value):
        yield Repair("a quote is closed", (Edit(at + len(value), at + len(value), '"'),))
    if not _NEEDS_QUOTES.match(value):
        return
    last = number
    while last < len(lines) and _goes_on(lines.line(last + 1), indent):
        last += 1
    if last > number:
        whole = lines.text[at : lines.stops[last - 1]]
        yield _quoting(at, _COMMENT.sub("", whole))
    yield _quoting(at, value)


def _goes_on(line: str, indent: int) -> bool:
    """Return whether a line continues the text above it."""
    deep = len(line) - len(line.lstrip())
    return bool(line.strip()) and deep > indent and not re.match(r"\s*(?:[-#]\s|.*:(?:\s|$))", line)


def _quoting(at: int, value: str) -> Repair:
    return Repair("a text is put in quotes", (Edit(at, at + len(value), quoted(value)),))


def quoted(value: str) -> str:
    """Return a text in quotes, with nothing in it that YAML would read otherwise."""
    return f'"{value}"' if '"' not in value and "\\" not in value else "'" + value.replace("'", "''") + "'"
