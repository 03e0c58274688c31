"""The lines of a whiteboard, without their bullets and numbers, and which belong together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicecoach.diagnostics import Span
from voicecoach.intake.board_parts import is_main, part_name, read_equipment
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import read_header
from voicecoach.intake.movements import PREFIX, read_movement, read_rest, read_set
from voicecoach.intake.quantities import about_the_whole

LONGEST = 300
_MARK = re.compile(r"(?:(?:[-+–](?!\d)|[*•·—▪●○◦‣☐☑✓✔]|\[[ xX]?\]|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s*)+")
_LABEL = re.compile(r"(?:([A-Z])(\d)[.):]?|(\d)([A-Za-z])[.):])\s+(?=\S)")
_HEADING = re.compile(r"(#{1,6})\s*(.*?)\s*#*")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*")
_RULE = re.compile(r"\s*(?:[-=_*~]\s*){3,}")
_COMMENT = re.compile(r"(?:^|\s)(?://|#\s)(.*)$|<!--(.*?)-->")
_TITLE = re.compile(r"(?:title|workout|wod)\s*[:=]\s*(.+)", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|\s+(?:\+|&|then)\s+")
STARTS = re.compile(r"\d+(?!\s*(?:%|kg|lb))\D*[^\W\d]{2}|.*\d\s*[x×]\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line without its bullet or number: where its words begin, its indent, and its label such as ``A1``.

    ``level`` is that of a heading, from 1, and more than any of them for other lines.
    """

    span: Span
    indent: int
    text: str
    label: str = ""
    heading: bool = False
    level: int = 9

    @property
    def blank(self) -> bool:
        """Return whether the line is empty."""
        return not self.text


def read_lines(source: ForeignText, numbered: Sequence[tuple[int, str]]) -> Iterator[BoardLine]:
    """Yield every line; one that is underlined is a heading."""
    for index, (number, raw) in enumerate(numbered):
        below = numbered[index + 1][1] if index + 1 < len(numbered) else ""
        level = (1 if "=" in below else 2) if _UNDERLINE.fullmatch(below) else 0
        yield _line(source, number, raw.expandtabs(4), level)


def _line(source: ForeignText, number: int, raw: str, underlined: int) -> BoardLine:
    """Read one line; ``underlined`` is the level of heading that the line below gives it, or 0."""
    indent = len(raw) - len(raw.lstrip())
    text = raw.strip()
    span = source.at(number, indent + 1)
    if not text or _RULE.fullmatch(text):
        return BoardLine(span, 0, "")
    heading = _HEADING.fullmatch(text)
    if heading and not _is_dosed(heading[2]):
        return BoardLine(span, 0, heading[2].strip("*_ "), heading=True, level=len(heading[1]))
    text = heading[2] if heading else text
    if not text.startswith(("//", "<!--")) and (mark := _MARK.match(text)):
        text = text[mark.end() :]
        indent += mark.end()
    label = ""
    if found := _LABEL.match(text):
        label, text = "".join(part for part in found.groups() if part), text[found.end() :]
    text = text.replace("**", "").replace("__", "").strip()
    bold = underlined > 0 or (raw.strip().startswith("**") and raw.strip().endswith("**"))
    bold = bold and not is_work(text[:LONGEST])
    level = (underlined or 3) if bold else 9
    return BoardLine(source.at(number, indent + 1), indent if text else 0, text, label, heading=bold, level=level)


def _is_dosed(text: str) -> bool:
    """Return whether a heading is more than that: it opens rounds, or is an exercise with its sets."""
    text = text[:LONGEST]
    return read_header(text) is not None or (read_movement(text).sets > 0 and not about_the_whole(text))


def behind_mark(raw: str) -> str:
    """Return a line without its bullet, number, box and label."""
    text = raw.strip()
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def take_equipment(source: ForeignText, lines: Sequence[BoardLine]) -> tuple[list[str], list[str], Sequence[BoardLine]]:
    """Split off what is needed: the things, other lines about them, and the lines that are left.

    The things stand after a colon or, a line each, below it.
    """
    things: list[str] = []
    others: list[str] = []
    left: list[BoardLine] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        text, comment = without_comment(line.text[:LONGEST])
        bare = line.heading and not text.endswith(":")
        found = read_equipment(f"{text}:" if bare else text) if len(line.text) <= LONGEST else None
        if found is None:
            left.append(line)
            continue
        own = [source.words(one, line.span) for one in found]
        if line.heading or text.endswith(":"):
            if at + 1 < len(lines) and lines[at].blank and lines[at + 1].indent:
                at += 1
            while at < len(lines) and _is_thing(lines[at]):
                own += [source.words(one, lines[at].span) for one in read_equipment(f"gear: {lines[at].text}") or ()]
                at += 1
        things += [one for one in own if one and one not in things]
        others += [comment] if any(own) else [text, comment]
    return things, others, left


def _is_thing(line: BoardLine) -> bool:
    """Return whether a line is a thing that is needed: words without a dose, or up to four of them."""
    few = re.match(r"[1-4]\s+(?!sets|rounds)[^\W\d]{3}[^\d]*$", line.text)
    own = read_header(line.text) is None and (few or not is_work(line.text))
    plain = not line.blank and not line.heading and part_name(line.text) is None and len(line.text) <= 60
    return bool(plain and own and not line.text.endswith(":"))


def take_title(source: ForeignText, lines: Sequence[BoardLine]) -> tuple[str, Sequence[BoardLine]]:
    """Split off the title on top from the lines below it: a heading, or words without a dose above a blank line."""
    own = (number for number, line in enumerate(lines) if not line.blank and not about_the_whole(line.text[:LONGEST]))
    first = next(own, len(lines))
    if first == len(lines):
        return "", lines
    line, below = lines[first], [*lines[:first], *lines[first + 1 :]]
    if begins_part(lines, first) or sets_below(lines, first):
        return "", lines
    named = _TITLE.fullmatch(line.text)
    if named and not read_header(named[1]):
        return named[1], below
    alone = first + 1 == len(lines) or lines[first + 1].blank
    plain = alone and not line.label and not is_work(line.text[:LONGEST]) and len(line.text) <= 60
    caption = is_caption(lines, first)
    if caption and not line.heading:
        source.remark(line.span, f"'{line.text[:60]}' is taken as the title")
    if line.heading or plain or caption:
        return line.text.rstrip(":"), below
    return "", lines


def _is_set(text: str) -> bool:
    return read_header(text) is None and not about_the_whole(text) and read_set(text) is not None


@dataclass(frozen=True, slots=True)
class BoardPart:
    """A part of the routine with a name: the ``note`` beside it, its lines, and how many of those that follow."""

    name: str
    note: str
    lines: tuple[BoardLine, ...]
    owned: int


def read_part(lines: Sequence[BoardLine], at: int) -> BoardPart | None:
    """Return the part that a line opens, or None. A heading owns the lines up to the next one that is not below it.

    Other words own their paragraph, or what is indented below them; a main part goes on until another part begins. What
    stands after a colon is the first line, and only what is indented below belongs to it.
    """
    line = lines[at]
    opened = _opens_part(line)
    if opened is None:
        return None
    below = lines[at + 1 :]
    name, note, text = opened
    nested = line.indent < next((one.indent for one in below if not one.blank), 0)
    if text:
        header = read_header(text)
        owned = lines_below(line, below) if nested or (header and not header.items) else 0
    elif line.heading or is_main(name):
        owned = len(below)
    else:
        owned = lines_below(line, below)
    for number, other in enumerate(below[:owned]):
        if _opens_part(other) or (other.heading and other.level <= line.level):
            owned = number
            break
    first = (replace(line, text=text),) if text else ()
    return BoardPart(name, note, (*first, *below[:owned]), owned)


def _opens_part(line: BoardLine) -> tuple[str, str, str] | None:
    """Return the name of the part that a line opens, the note beside it, and its first line where this is the same."""
    if line.blank or line.label or len(line.text) > LONGEST:
        return None
    named = part_name(line.text)
    if named and (line.heading or not is_work(line.text)):
        return *named, ""
    prefix = PREFIX.fullmatch(line.text)
    named = part_name(prefix[1]) if prefix else None
    if prefix and named and not line.heading and not part_name(prefix[2]):
        movement = read_movement(prefix[2])
        if read_header(prefix[2]) or (movement.dosed and movement.name):
            return *named, prefix[2]
    return None


def begins_part(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether the line on top opens a part, and is not the title: it has work, and is not all there is."""
    part = read_part(lines, at)
    if part is None:
        return False
    more = any(not line.blank for line in lines[at + 1 + part.owned :])
    return more and any(is_work(line.text[:LONGEST]) for line in part.lines)


def is_caption(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a line is a few words right above others, at the beginning of a paragraph."""
    line = lines[at]
    below = at + 1 < len(lines) and not lines[at + 1].blank
    first = at == 0 or lines[at - 1].blank or lines[at - 1].heading
    short = len(line.text.split()) <= 5 and line.text[-1:] not in ".!?" and line.indent == 0 and not line.label
    plain = not about_the_whole(line.text[:LONGEST]) and not is_work(line.text[:LONGEST])
    return below and first and short and len(line.text) <= 60 and plain


def sets_below(lines: Sequence[BoardLine], at: int) -> int:
    """Count the lines below the name of a lift that are its sets, and nothing else; 0 where a line is no such name."""
    line = lines[at]
    if line.blank or line.label or len(line.text) > 60 or re.search(r"\d", line.text) or line.text[-1:] in ".!?":
        return 0
    below = itertools.takewhile(
        lambda one: not one.blank and not one.heading and len(one.text) <= LONGEST,
        (lines[number] for number in range(at + 1, len(lines))),
    )
    return sum(1 for _ in itertools.takewhile(lambda one: _is_set(one.text), below))


def behind_prefix(text: str) -> str:
    """Return what follows a word such as ``Warm-up:``, if that opens a block; else the whole text."""
    prefix = PREFIX.fullmatch(text) if read_header(text) is None else None
    return prefix[2] if prefix and read_header(prefix[2]) else text


@lru_cache(maxsize=2_000)
def is_work(text: str) -> bool:
    """Return whether a line says what to do, and how much of it."""
    return not about_the_whole(text) and bool(
        read_header(behind_prefix(text)) or read_rest(text) or read_movement(text).dosed
    )


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
        if number > first and _opens_part(line):
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
