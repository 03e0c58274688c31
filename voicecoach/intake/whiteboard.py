"""Whiteboard text: headings, blocks of rounds, exercises and rests, a line each, as coaches write them.

A line that opens a block (``3 rounds:``, ``EMOM 10:``, ``Tabata``) owns the lines that are indented below it, or, where
none are, those up to the next blank line. ``A1`` and ``A2`` are a superset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.diagnostics import Span
from voicecoach.intake.draft import Draft
from voicecoach.intake.emit import Comment, Value, Words
from voicecoach.intake.headers import Header, read_header
from voicecoach.intake.movements import Movement, read_movement, read_rest
from voicecoach.intake.rounds import write_block
from voicecoach.intake.source import Source, refuse
from voicecoach.units import HOUR, format_duration

_LONGEST = 300
_MARK = re.compile(r"(?:(?:[-*+•·–—▪●○◦‣☐☑✓✔]|\[[ xX]?\]|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s*)+")
_LABEL = re.compile(r"([A-Z])(\d)[.):]?\s+(?=\S)")
_HEADING = re.compile(r"#{1,6}\s*(.*?)\s*#*")
_RULE = re.compile(r"\s*(?:[-=_*~]\s*){3,}")
_COMMENT = re.compile(r"(?:^|\s)(?://|#\s)(.*)$|<!--(.*?)-->")
_TITLE = re.compile(r"(?:title|workout|wod)\s*[:=]\s*(.+)", re.IGNORECASE)
_PREFIX = re.compile(r"([^\W\d][\w &'/-]{0,40}?)\s*:\s+(\S.*)")
_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|\s+(?:\+|&|then)\s+")
_STARTS = re.compile(r"\d+(?!\s*(?:%|kg|lb))\D*[^\W\d]{2}|.*\d\s*[x×]\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks: where its words begin, how far it is indented, and its label such as ``A1``."""

    span: Span
    indent: int
    text: str
    label: str = ""
    heading: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return not self.text


def read_whiteboard(source: Source) -> Draft:
    """The routine as a draft. Raises `SourceUnreadable` where nothing on the board is work."""
    reader = _Reader(source)
    title, lines = _take_title(list(reader.lines()))
    steps = list(reader.read(lines))
    if not reader.worked:
        formats = "a Zwift workout, a w2a workout, or lines such as: Squat 3x12"
        raise refuse(source.at(1), "no exercise with a dose was found here", f"what can be read: {formats}")
    return Draft(title=title, steps=steps)


def _take_title(lines: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The title on top and the lines below it: a heading, or words without a dose above a blank line."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    if first == len(lines):
        return "", lines
    line, below = lines[first], lines[first + 1 :]
    if named := _TITLE.fullmatch(line.text):
        return named[1], below
    alone = not below or below[0].blank
    if line.heading or (alone and not line.label and not _is_work(line.text) and len(line.text) <= 60):
        return line.text.rstrip(":"), below
    return "", lines


def _is_work(text: str) -> bool:
    return bool(read_header(text) or read_rest(text) or read_movement(text).dosed)


@dataclass
class _Reader:
    source: Source
    worked: int = 0

    def lines(self) -> Iterator[Line]:
        """Every line; one that underlines another makes that a heading."""
        numbered = list(self.source.lines())
        for index, (number, raw) in enumerate(numbered):
            below = numbered[index + 1][1] if index + 1 < len(numbered) else ""
            yield self._line(number, raw.expandtabs(4), underlined=bool(re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", below)))

    def _line(self, number: int, raw: str, *, underlined: bool) -> Line:
        indent = len(raw) - len(raw.lstrip())
        text = raw.strip()
        span = self.source.at(number, indent + 1)
        if not text or _RULE.fullmatch(text):
            return Line(span, 0, "")
        if heading := _HEADING.fullmatch(text):
            return Line(span, 0, heading[1].strip("*_ "), heading=True)
        if not text.startswith(("//", "<!--")) and (mark := _MARK.match(text)):
            text = text[mark.end() :]
            indent += mark.end()
        label = ""
        if found := _LABEL.match(text):
            label, text = found[1] + found[2], text[found.end() :]
        text = text.replace("**", "").replace("__", "").strip()
        bold = underlined or (
            raw.strip().startswith("**") and raw.strip().endswith("**") and not _is_work(text[:_LONGEST])
        )
        return Line(self.source.at(number, indent + 1), indent if text else 0, text, label, heading=bold)

    def read(self, lines: Sequence[Line]) -> Iterator[Value]:
        """The steps of lines."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.blank:
                continue
            if len(line.text) > _LONGEST:
                self.source.remark(line.span, f"a line of {len(line.text)} characters is left out")
                continue
            if line.heading:
                yield Comment(line.text)
            elif header := read_header(line.text):
                taken = _below(line, lines[at:]) if not header.items else 0
                yield from self._block(line, header, lines[at : at + taken])
                at += taken
            elif line.label and (others := _same_letter(line, lines[at:])):
                yield from self._superset([line, *(one for one in lines[at : at + others] if not one.blank)])
                at += others
            else:
                yield from self._line_steps(line)

    def _block(self, line: Line, header: Header, below: Sequence[Line]) -> Iterator[Value]:
        """A block of rounds with what stands behind its colon, or below it."""
        if header.items:
            stations = [station for text in _parts(header.items) for station in self._station(line, text)]
        else:
            stations = list(self._stations(below))
        made = write_block(header, stations, line.span, self.source)
        self.worked += any(isinstance(one, Movement) for one in stations) and bool(made)
        yield from made

    def _stations(self, lines: Sequence[Line]) -> Iterator[Movement | Value]:
        """What a block holds: movements, and finished steps such as rests, comments and inner blocks."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.blank or len(line.text) > _LONGEST:
                continue
            if header := read_header(line.text):
                taken = _below(line, lines[at:]) if not header.items else 0
                yield from self._block(line, header, lines[at : at + taken])
                at += taken
                continue
            text, comment = _without_comment(line.text)
            if comment:
                yield Comment(comment)
            for part in _parts(text) if text else ():
                yield from self._station(line, part)

    def _station(self, line: Line, text: str) -> Iterator[Movement | Value]:
        if length := read_rest(text):
            yield {"rest": format_duration(min(length, HOUR))}
            return
        made = self._movement(
            line, re.sub(r"^(?:min(?:ute)?\s*\d+|odd|even)\s*[:.-]\s*", "", text, flags=re.IGNORECASE)
        )
        if made.name:
            yield made
        else:
            self.source.remark(line.span, f"not understood: {text[:60]}")

    def _movement(self, line: Line, text: str) -> Movement:
        made = read_movement(text[:_LONGEST])
        words = self.source.words
        notes = tuple(note for one in made.notes if (note := words(one, line.span)))
        name = words(made.name, line.span)
        if not re.search(r"[^\W\d_]", name):
            name = ""
        if made.distance and name:
            self.source.remark(line.span, f"{name}: a distance has no time; live, it lasts until a key is pressed")
        elif made.open and name:
            self.source.remark(line.span, f"{name}: as many as possible; live, until a key is pressed, in a file ten")
        if made.rest > HOUR:
            self.source.remark(line.span, f"{name}: a rest of more than an hour")
        rest = made.rest if made.rest <= HOUR else 0
        return replace(made, name=name, notes=notes, rest=rest, span=line.span)

    def _superset(self, lines: Sequence[Line]) -> Iterator[Value]:
        """``A1``, ``A2``, …: a superset where all have the same sets, else one after the other."""
        made = [self._movement(line, line.text) for line in lines]
        sets = {one.sets for one in made}
        if len(sets) == 1 and all(one.dosed and one.name for one in made) and made[0].sets > 0:
            self.worked += 1
            rests = {one.rest for one in made[:-1] if one.rest}
            header = Header("superset", rounds=made[0].sets, rest=min(rests, default=0), between=made[-1].rest)
            yield from write_block(header, made, lines[0].span, self.source)
            return
        if len(lines) > 1:
            self.source.remark(
                lines[0].span, f"{lines[0].label} and {lines[1].label} have not the same sets; done one by one"
            )
        for line in lines:
            yield from self._line_steps(line)

    def _line_steps(self, line: Line) -> Iterator[Value]:
        text, comment = _without_comment(line.text)
        if comment:
            yield Comment(comment)
        if not text:
            return
        if length := read_rest(text):
            yield {"rest": format_duration(min(length, HOUR))}
        elif several := self._several(line, text):
            self.worked += 1
            yield from several
        elif (made := self._movement(line, text)).dosed and made.name:
            self.worked += 1
            yield made.step()
        elif text.endswith(":"):
            yield Comment(text.rstrip(":"))
        elif words := self.source.words(text, line.span):
            self.source.remark(line.span, f"no dose in '{words[:60]}': it is only said")
            yield {"say": Words(words)}

    def _several(self, line: Line, text: str) -> list[Value]:
        """The exercises of a line such as ``Finisher: 20 squats, 10 push-ups``; none where it is not such a line."""
        prefix = _PREFIX.fullmatch(text)
        parts = _parts(prefix[2] if prefix else text)
        if not all(_STARTS.match(part) for part in parts) or (len(parts) == 1 and not prefix):
            return []
        remarks = len(self.source.remarks)
        made = [self._movement(line, part) for part in parts]
        if not all(one.dosed and one.name for one in made):
            del self.source.remarks[remarks:]
            return []
        return [*([Comment(prefix[1])] if prefix else []), *(one.step() for one in made)]


def _without_comment(text: str) -> tuple[str, str]:
    found = _COMMENT.search(text)
    if not found:
        return text, ""
    return (text[: found.start()] + text[found.end() :]).strip(), (found[1] or found[2] or "").strip()


def _parts(text: str) -> list[str]:
    """The exercises of a line that lists several; a line that is one stays whole."""
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    if len(parts) < 2:
        return [text]
    joined: list[str] = []
    for part in parts:
        own = _STARTS.match(part) or read_rest(part) or not re.search(r"\d", text)
        if joined and not own:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _below(header: Line, lines: Sequence[Line]) -> int:
    """How many of the lines after a header belong to it."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    if first > 1 or first == len(lines):
        return 0
    nested = lines[first].indent > header.indent
    for number in range(first, len(lines)):
        line = lines[number]
        if line.heading or (nested and not line.blank and line.indent <= header.indent):
            return number
        if not nested and (line.blank or (number > first and read_header(line.text[:_LONGEST]))):
            return number
    return len(lines)


def _same_letter(line: Line, lines: Sequence[Line]) -> int:
    """How many of the lines after ``A1`` go on with its letter, blank ones between included."""
    count = 0
    for number, other in enumerate(lines, 1):
        if other.blank:
            continue
        if other.label[:1] != line.label[:1] or not other.label:
            break
        count = number
    return count
