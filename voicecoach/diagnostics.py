"""Diagnostics: what is wrong with a script, as data, and its rendering as text for people and for tools.

A user's mistake is a value that every pass may add to a list, never an exception: so all problems
of a script are reported in one run. Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from voicecoach.text_width import width
from voicecoach.visible import visible

Severity = Literal["error", "warning", "note"]
YAML_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""The line breaks of YAML 1.1, which are not those of ``str.splitlines`` or of every editor."""

FEW_WORDS = 200
"""A word is compared with so many others at most: more would take too long."""
LONGEST_WORD = 80
MOST_LISTED = 24
"""So many words at most are listed where none is near."""
AS_NEAR = 0.12
"""If two words are almost equally similar (difflib's ratio differs by less), both are proposed."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where something stands in a file; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Related(NamedTuple):
    """A second place that a diagnostic names, such as the first of two equal keys."""

    message: str
    span: Span


class Renaming(NamedTuple):
    """A misspelt word, and the only one that it may mean."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. ``code`` is stable and documented; ``help`` says what to do next.

    A ``renaming`` of what stands in its place may repair it.
    """

    code: str
    message: str
    span: Span
    severity: Severity = "error"
    help: str = ""
    related: tuple[Related, ...] = ()
    renaming: Renaming | None = None


def render(diagnostic: Diagnostic, text_of: Callable[[str], str | None]) -> str:
    """Write ``file:line:column: severity[code]: message``, the line, a caret, other places, help.

    ``text_of(file)`` returns a file's text, or None if it cannot be read. What cannot be seen is an escape.
    """
    parts = [f"{diagnostic.span}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    parts += _excerpt(diagnostic.span, text_of)
    for other in diagnostic.related:
        parts.append(f"{other.span}: {other.message}")
        parts += _excerpt(other.span, text_of)
    if diagnostic.help:
        parts.append(f"  help: {diagnostic.help}")
    return "\n".join(visible(part) for part in parts)


def as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as plain values, for `check --format json`; docs/commands.md promises its keys."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **asdict(diagnostic.span),
        "help": diagnostic.help,
        "related": [{"message": other.message, **asdict(other.span)} for other in diagnostic.related],
    }


def as_github(diagnostic: Diagnostic, *, in_file: bool = True) -> str:
    """Return a workflow command with which GitHub shows the problem beside its line.

    ``in_file`` is False where the problem stands in no file, as with an option of the command line.
    Source: GitHub, "Workflow commands for GitHub Actions", and actions/toolkit for what is escaped.
    """
    span = diagnostic.span
    place = {"file": span.file, "line": span.line, "col": span.column} if in_file else {}
    if in_file and span.end_line == span.line:
        place |= {"endLine": span.end_line, "endColumn": span.end_column}
    properties = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)}" for key, value in place.items())
    title = _escaped(f"voicecoach {diagnostic.code}", _IN_PROPERTIES)
    message = "" if in_file else f"{span.file}: "
    message += diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    command = {"error": "error", "warning": "warning", "note": "notice"}[diagnostic.severity]
    return f"::{command} {properties}{',' if properties else ''}title={title}::{_escaped(message, _IN_MESSAGES)}"


_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return visible("".join(escapes.get(character, character) for character in text))


def _excerpt(span: Span, text_of: Callable[[str], str | None]) -> list[str]:
    text = text_of(span.file)
    if text is None:
        return []
    lines = _lines_of(text)
    if not 1 <= span.line <= len(lines):
        return []
    full = lines[span.line - 1]
    first = max(0, span.column - 1 - 70) if len(full) > 110 else 0
    shown = full[first : first + 110]
    start = span.column - 1 - first
    stop = span.end_column - 1 - first if span.end_line == span.line else len(shown)
    stop = max(start + 1, min(stop, len(shown)))
    number = f"{span.line:>5} | "
    before = width(_in_columns(shown[:start]))
    marks = "^" * max(1, width(_in_columns(shown[start:stop])))
    return [number + _in_columns(shown), " " * (len(number) - 2) + "| " + " " * before + marks]


@lru_cache(maxsize=4)
def _lines_of(text: str) -> tuple[str, ...]:
    return tuple(YAML_LINE_BREAK.split(text))


def _in_columns(text: str) -> str:
    return visible(text.replace("\t", " "))


class Near(NamedTuple):
    """What a wrong word may mean: the words ``close`` to it, two at most, among all that are ``known``."""

    word: str = ""
    close: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def renaming(self) -> Renaming | None:
        """Return what is to be changed, if just one word is near."""
        return Renaming(self.word, self.close[0]) if len(self.close) == 1 else None

    @property
    def question(self) -> str:
        """Ask whether one of the near words was meant; nothing where there is none."""
        quoted = " or ".join(f"'{one}'" for one in self.close)
        return f"did you mean {quoted}?" if quoted else ""

    @property
    def help(self) -> str:
        """Ask for the near words, or list all if they are few."""
        few = 0 < len(self.known) <= MOST_LISTED
        return self.question or (f"known here: {', '.join(self.known)}" if few else "")


def nearest(word: str, known: Iterable[str]) -> Near:
    """Find what a wrong word may mean."""
    known = tuple(sorted(set(known)))
    alike = known if len(known) <= FEW_WORDS else [one for one in known if one[:1] == word[:1]][:FEW_WORDS]
    close = [one for one in alike if _plainly(one) == _plainly(word)]
    return Near(word, tuple(close or _closest(word[:LONGEST_WORD], alike)), known)


def _closest(word: str, known: Iterable[str]) -> list[str]:
    import difflib

    close = difflib.get_close_matches(word, known, n=2, cutoff=0.6)
    ratios = [difflib.SequenceMatcher(None, one, word).ratio() for one in close]
    return [one for one, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - AS_NEAR]


def _plainly(word: str) -> str:
    return word.replace("-", "_").replace(" ", "_").casefold()
