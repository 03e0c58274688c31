"""The lines of a whiteboard, without their bullets and numbers, and which belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.diagnostics import Span
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import read_header
from voicecoach.intake.movements import read_movement, read_rest

LONGEST = 300
_MARK = re.compile(r"(?:(?:[-*+•·–—▪●○◦‣☐☑✓✔]|\[[ xX]?\]|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s*)+")
_LABEL = re.compile(r"([A-Z])(\d)[.):]?\s+(?=\S)")
_HEADING = re.compile(r"#{1,6}\s*(.*?)\s*#*")
_RULE = re.compile(r"\s*(?:[-=_*~]\s*){3,}")
_COMMENT = re.compile(r"(?:^|\s)(?://|#\s)(.*)$|<!--(.*?)-->")
_TITLE = re.compile(r"(?:title|workout|wod)\s*[:=]\s*(.+)", re.IGNORECASE)
PREFIX = re.compile(r"([^\W\d][\w &'/-]{0,40}?)\s*:\s+(\S.*)")
_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|\s+(?:\+|&|then)\s+")
STARTS = re.compile(r"\d+(?!\s*(?:%|kg|lb))\D*[^\W\d]{2}|.*\d\s*[x×]\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line without its bullet or number: where its words begin, its indent, and its label such as ``A1``."""

    span: Span
    indent: int
    text: str
    label: str = ""
    heading: bool = False

    @property
    def blank(self) -> bool:
        """Return whether the line is empty."""
        return not self.text


def read_lines(source: ForeignText) -> Iterator[BoardLine]:
    """Yield every line; one that is underlined is a heading."""
    numbered = list(source.lines())
    for index, (number, raw) in enumerate(numbered):
        below = numbered[index + 1][1] if index + 1 < len(numbered) else ""
        yield _line(source, number, raw.expandtabs(4), underlined=bool(re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", below)))


def _line(source: ForeignText, number: int, raw: str, *, underlined: bool) -> BoardLine:
    indent = len(raw) - len(raw.lstrip())
    text = raw.strip()
    span = source.at(number, indent + 1)
    if not text or _RULE.fullmatch(text):
        return BoardLine(span, 0, "")
    if heading := _HEADING.fullmatch(text):
        return BoardLine(span, 0, heading[1].strip("*_ "), heading=True)
    if not text.startswith(("//", "<!--")) and (mark := _MARK.match(text)):
        text = text[mark.end() :]
        indent += mark.end()
    label = ""
    if found := _LABEL.match(text):
        label, text = found[1] + found[2], text[found.end() :]
    text = text.replace("**", "").replace("__", "").strip()
    bold = underlined or (raw.strip().startswith("**") and raw.strip().endswith("**"))
    bold = bold and not is_work(text[:LONGEST])
    return BoardLine(source.at(number, indent + 1), indent if text else 0, text, label, heading=bold)


def take_title(source: ForeignText, lines: Sequence[BoardLine]) -> tuple[str, Sequence[BoardLine]]:
    """Split off the title on top from the lines below it: a heading, or words without a dose above a blank line."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    if first == len(lines):
        return "", lines
    line, below = lines[first], lines[first + 1 :]
    if named := _TITLE.fullmatch(line.text):
        return named[1], below
    alone = not below or below[0].blank
    plain = alone and not line.label and not is_work(line.text[:LONGEST]) and len(line.text) <= 60
    caption = is_caption(lines, first)
    if caption and not line.heading:
        source.remark(line.span, f"'{line.text[:60]}' is taken as the title")
    if line.heading or plain or caption:
        return line.text.rstrip(":"), below
    return "", lines


def is_caption(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a line is a few words right above others, at the beginning of a paragraph."""
    line = lines[at]
    below = at + 1 < len(lines) and not lines[at + 1].blank
    first = at == 0 or lines[at - 1].blank or lines[at - 1].heading
    short = len(line.text.split()) <= 5 and line.text[-1:] not in ".!?" and line.indent == 0 and not line.label
    return below and first and short and not is_work(line.text[:LONGEST]) and len(line.text) <= 60


def behind_prefix(text: str) -> str:
    """Return what follows a word such as ``Warm-up:``, if that opens a block; else the whole text."""
    prefix = PREFIX.fullmatch(text) if read_header(text) is None else None
    return prefix[2] if prefix and read_header(prefix[2]) else text


def is_work(text: str) -> bool:
    """Return whether a line says what to do, and how much of it."""
    return bool(read_header(behind_prefix(text)) or read_rest(text) or read_movement(text).dosed)


def without_comment(text: str) -> tuple[str, str]:
    """Split a line into its text and its comment."""
    found = _COMMENT.search(text)
    if not found:
        return text, ""
    return (text[: found.start()] + text[found.end() :]).strip(), (found[1] or found[2] or "").strip()


def split_parts(text: str) -> list[str]:
    """Split a line that lists several exercises; one exercise stays whole."""
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    if len(parts) < 2:
        return [text]
    joined: list[str] = []
    for part in parts:
        own = STARTS.match(part) or read_rest(part) or not re.search(r"\d", text)
        if joined and not own:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def lines_below(header: BoardLine, lines: Sequence[BoardLine]) -> int:
    """Count the lines after a header that belong to it."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    if first > 1 or first == len(lines):
        return 0
    nested = lines[first].indent > header.indent
    for number in range(first, len(lines)):
        line = lines[number]
        if line.heading or (nested and not line.blank and line.indent <= header.indent):
            return number
        if not nested and (line.blank or (number > first and read_header(line.text[:LONGEST]))):
            return number
    return len(lines)


def same_letter(line: BoardLine, lines: Sequence[BoardLine]) -> int:
    """Count the lines after ``A1`` that go on with its letter, blank ones between included."""
    count = 0
    for number, other in enumerate(lines, 1):
        if other.blank:
            continue
        if other.label[:1] != line.label[:1] or not other.label:
            break
        count = number
    return count
