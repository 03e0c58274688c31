"""Places in a text as the checker has them, and as an editor in a browser does.

The checker counts YAML's line breaks and whole characters. An editor breaks lines at ``\\n`` alone and counts the code
units of UTF-16, of which an emoji is two. Both count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, TypedDict

from voicecoach.diagnostics import Span
from voicecoach.script.repairs import Edit, Lines


class Range(TypedDict):
    """A stretch of a text in an editor; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Replacement(Range):
    """A stretch of a text in an editor, and what is to stand there instead."""

    text: str


class Point(NamedTuple):
    """A place in an editor."""

    line: int
    column: int


class Places:
    """A ``text`` whose lines end in ``\\n``."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> Lines:
        """Return the text by lines, as the checker counts them."""
        return Lines(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(at + 1 for at, one in enumerate(self.text) if one == "\n")]

    def offset(self, line: int, column: int) -> int:
        """Return where a place of the checker is in the text."""
        line = min(max(line, 1), len(self.lines))
        return self.lines.at(line, max(column, 1))

    def point(self, offset: int) -> Point:
        """Return a place of the text as an editor has it."""
        line = bisect_right(self._starts, offset)
        return Point(line, _units(self.text[self._starts[line - 1] : offset]) + 1)

    def at(self, line: int, column: int) -> int:
        """Return where a place of the editor is in the text, or the nearest that there is."""
        line = min(max(line, 1), len(self._starts))
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        content = self.text[start:end]
        if content.isascii():
            return start + min(max(column, 1) - 1, len(content))
        units = 1
        for index, character in enumerate(content):
            if units >= column:
                return start + index
            units += _units(character)
        return end

    def line_of(self, span: Span) -> int:
        """Return the line of the editor on which something begins."""
        return self.point(self.offset(span.line, span.column)).line

    def range_of(self, span: Span) -> Range:
        """Return a stretch of the checker as the editor has it, at least one character where the line has one."""
        return self.between(self.offset(span.line, span.column), self.offset(span.end_line, span.end_column))

    def between(self, start: int, end: int) -> Range:
        """Return a stretch of the text as an editor has it."""
        first, last = self.point(start), self.point(max(start, end))
        return {"line": first.line, "column": first.column, "end_line": last.line, "end_column": last.column}

    def replacements(self, edits: Iterable[Edit]) -> list[Replacement]:
        """Return edits as the editor makes them."""
        return [{**self.between(edit.start, edit.end), "text": edit.text} for edit in edits]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
