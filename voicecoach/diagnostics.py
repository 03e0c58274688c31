"""What is wrong with a script, as data, and the one renderer that turns it into text.

A user's mistake is a value that every pass may add to a list, never an exception: so all problems
of a script are reported in one run. Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Severity = Literal["error", "warning", "note"]
YAML_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""YAML 1.1 ends a line at more characters than ``str.splitlines`` or an editor's default might."""


FEW_WORDS = 200
"""Comparing a word with more than these takes longer than anyone waits."""
LONGEST_WORD = 80


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


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic speaks of, such as the first of two equal keys."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. ``code`` is stable and documented; ``help`` says what to do next."""

    code: str
    message: str
    span: Span
    severity: Severity = "error"
    help: str = ""
    related: tuple[Related, ...] = ()


def render(diagnostic: Diagnostic, text_of: Callable[[str], str | None]) -> str:
    """``file:line:column: severity[code]: message``, the line, a caret, other places, help.

    ``text_of(file)`` gives a file's text, or None where it is not to be had.
    """
    parts = [f"{diagnostic.span}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    parts += _excerpt(diagnostic.span, text_of)
    for other in diagnostic.related:
        parts.append(f"{other.span}: {other.message}")
        parts += _excerpt(other.span, text_of)
    if diagnostic.help:
        parts.append(f"  help: {diagnostic.help}")
    return "\n".join(parts)


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
    marks = "^" * max(1, _width(shown[start:stop]))
    return [number + _printable(shown), " " * (len(number) - 2) + "| " + " " * _width(shown[:start]) + marks]


@lru_cache(maxsize=4)
def _lines_of(text: str) -> tuple[str, ...]:
    return tuple(YAML_LINE_BREAK.split(text))


def _printable(text: str) -> str:
    return "".join(" " if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _width(text: str) -> int:
    """Terminal cells: wide East Asian characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help line naming the closest known word, or all of them when they are few and none is close."""
    known = sorted(set(known))
    alike = known if len(known) <= FEW_WORDS else [one for one in known if one[:1] == word[:1]][:FEW_WORDS]
    close = difflib.get_close_matches(word[:LONGEST_WORD], alike, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if 0 < len(known) <= 24:
        return "known here: " + ", ".join(known)
    return ""
