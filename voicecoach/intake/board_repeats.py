"""Headers that stand below what they are about: "repeat twice", "x3", "each minute for 30 min" at the end.

They are moved above the lines that they speak of, which are indented below them, so that the board is read downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.intake.board_lines import (
    BoardLine,
    header_of,
    is_caption,
    is_named_interval,
    is_work,
    lines_below,
    opens_part,
)
from voicecoach.intake.foreign_text import ForeignText


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: Sequence[BoardLine]
    start: int
    end: int

    def work(self) -> int:
        """Return where its work begins: behind headings and a caption."""
        at = self.start
        while at < self.end and (self.lines[at].heading or is_caption(self.lines, at) or opens_part(self.lines[at])):
            at += 1
        return at


def lift_footers(source: ForeignText, lines: Sequence[BoardLine]) -> list[BoardLine]:
    """Return the lines in the order of reading: each header that stands below its exercises above them."""
    lifted: list[BoardLine] = []
    before: _Paragraph | None = None
    for part in _paragraphs(lines):
        own = _footer(lines, part)
        about = part if own is None or own > part.work() else before
        if own is None or about is None or not _may_speak_of(lines, about, own):
            lifted += lines[part.start : part.end]
            before = part
        else:
            _lift(source, lifted, lines, about, own)
            before = None
        lifted += lines[part.end : part.end + 1]
    return lifted


def _paragraphs(lines: Sequence[BoardLine]) -> Iterator[_Paragraph]:
    start = 0
    for at, line in enumerate(lines):
        if line.blank:
            yield _Paragraph(lines, start, at)
            start = at + 1
    yield _Paragraph(lines, start, len(lines))


def _footer(lines: Sequence[BoardLine], part: _Paragraph) -> int | None:
    """Return the last line of a paragraph where it is a header with nothing below it, and work above it."""
    at = part.end - 1
    alone = at >= part.start and not lines[at].heading and not is_named_interval(lines[at].text)
    header = header_of(lines[at]) if alone else None
    return None if header is None or header.items or lines_below(lines, at) else at


def _may_speak_of(lines: Sequence[BoardLine], about: _Paragraph, footer: int) -> bool:
    """Return whether a paragraph has work above a footer that is not in a block already, or that may be done again."""
    header = header_of(lines[footer])
    stretch = [line for line in lines[about.work() : min(about.end, footer)] if not line.blank]
    opened = any(header_of(line) for line in stretch)
    return any(is_work(line.text) for line in stretch) and bool(header and (header.again or not opened))


def _lift(
    source: ForeignText, lifted: list[BoardLine], lines: Sequence[BoardLine], about: _Paragraph, footer: int
) -> None:
    """Add a header and the lines that it is about, which are at the end of ``lifted`` where they were above it."""
    first = about.work()
    own = [line for line in lines[first : min(about.end, footer)] if not line.blank]
    line = lines[footer]
    if about.end <= footer:
        del lifted[len(lifted) - (footer - first) :]
    else:
        lifted += lines[about.start : first]
    where = f"lines {own[0].span.line} to {own[-1].span.line}" if len(own) > 1 else f"line {own[0].span.line}"
    source.remark(line.span, f"'{line.text[:60]}' is taken to speak of {where}")
    indent = min(one.indent for one in own)
    lifted.append(replace(line, indent=indent))
    lifted.extend(replace(one, indent=one.indent + 1) for one in own)
