"""Whiteboard text: headings, blocks of rounds, exercises and rests, a line each, as coaches write them.

A line that opens a block (``3 rounds:``, ``EMOM 10:``, ``Tabata``) owns the lines that are indented below it, or, where
none are, those up to the next blank line. ``A1`` and ``A2`` are a superset.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from voicecoach.intake.accounts import tell_lost
from voicecoach.intake.board_lines import (
    LONGEST,
    STARTS,
    BoardLine,
    behind_mark,
    behind_prefix,
    is_caption,
    is_work,
    lines_below,
    read_lines,
    read_part,
    same_letter,
    sets_below,
    split_parts,
    take_equipment,
    take_title,
    without_comment,
)
from voicecoach.intake.board_text import read_text
from voicecoach.intake.board_words import language_of
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Comment, Heading, Prose, Step, Value
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.intake.headers import BlockHeader, read_header
from voicecoach.intake.movements import PREFIX, Movement, gather_sets, read_movement, read_rest, read_set
from voicecoach.intake.quantities import about_the_whole
from voicecoach.intake.rounds import write_block
from voicecoach.script.notation import parse_do
from voicecoach.units import HOUR, format_duration


def read_whiteboard(source: ForeignText) -> ScriptDraft:
    """Read the routine as a draft. Raises `SourceUnreadable` where nothing on the board is work."""
    reader = _BoardReader(source)
    board = read_text(source)
    own = list(read_lines(source, board.lines))
    things, others, lines = take_equipment(source, own)
    title, lines = ("", lines) if board.title else take_title(source, lines)
    steps = list(reader.read(lines))
    if not _is_work_in(steps):
        formats = "a Zwift workout, a w2a workout, or lines such as: Squat 3x12"
        raise refuse(source.at(1), "no exercise with a dose was found here", f"what can be read: {formats}")
    head: dict[str, Value] = {"language": language} if (language := _language(source)) else {}
    head |= {"equipment": [Prose(one) for one in things]} if things else {}
    draft = ScriptDraft(title=board.title or title, comments=(*board.comments, *others), head=head, steps=steps)
    tell_lost(source, {**reader.to_account(source, board.used)}, draft)
    return draft


def _language(source: ForeignText) -> str:
    """Return the language that the words for doses and rests are clearly of, and add a remark; else nothing."""
    found = language_of(source.text)
    if len(found) == 1:
        source.remark(source.at(1), f"some words are of the language {found[0]}; the script says so")
        return found[0]
    if found:
        source.remark(source.at(1), f"of which language are the words? Write language: {' or '.join(found)}")
    return ""


def _is_work_in(steps: Sequence[Value]) -> bool:
    return any(isinstance(step, Mapping) and ("exercise" in step or "steps" in step) for step in steps)


_Read = TypeVar("_Read", Value, "Movement | Value")


def _placed(value: _Read, line: BoardLine) -> _Read:
    """Return a step or a comment with the line that it is from, if it has none."""
    if isinstance(value, Comment):
        value.line = value.line or line.span.line
    elif isinstance(value, Mapping) and not isinstance(value, Step):
        return Step(value, line.span.line)
    return value


@dataclass
class _BoardReader:
    source: ForeignText
    headers: dict[int, str] = field(default_factory=dict)

    def to_account(self, source: ForeignText, used: Collection[int]) -> dict[int, str]:
        """Return what there is to account for in each line; of one that opens a block, its items and its numbers."""
        lines = {
            number: behind_mark(raw) for number, raw in source.lines() if number not in used and len(raw) <= LONGEST
        }
        return lines | {number: text for number, text in self.headers.items() if number in lines}

    def read(self, lines: Sequence[BoardLine], *, inside: bool = False) -> Iterator[Value]:
        """Yield the steps of lines, each with the line it is from; those ``inside`` of a part hold no other part."""
        for line, value in self._read(lines, inside=inside):
            yield _placed(value, line)

    def _read(self, lines: Sequence[BoardLine], *, inside: bool) -> Iterator[tuple[BoardLine, Value]]:
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if self._passed_over(line):
                continue
            if about_the_whole(line.text):
                yield line, self._label(line)
            elif not inside and (part := self._part(lines, at - 1)):
                yield line, part[0]
                at += part[1]
            elif (sets := sets_below(lines, at - 1)) and (log := self._log(lines[at - 1 : at + sets])):
                yield from ((line, step) for step in log)
                at += sets
            elif line.heading or is_caption(lines, at - 1):
                yield line, self._heading(line)
            elif header := read_header(behind_prefix(line.text)):
                if prefix := line.text.removesuffix(behind_prefix(line.text)).strip(": "):
                    yield line, Heading(prefix)
                owned = lines_below(line, lines[at:]) if not header.items else 0
                yield from ((line, step) for step in self._block(line, header, lines[at : at + owned]))
                at += owned
            else:
                others = same_letter(line, lines[at:]) if line.label else 0
                held = [line, *(one for one in lines[at : at + others] if not one.blank)]
                yield from ((line, step) for step in (self._superset(held) if others else self._line_steps(line)))
                at += others

    def _passed_over(self, line: BoardLine) -> bool:
        """Return whether a line is blank, or too long, which is told."""
        if len(line.text) > LONGEST:
            self.source.remark(line.span, f"a line of {len(line.text)} characters is left out")
        return line.blank or len(line.text) > LONGEST

    def _label(self, line: BoardLine) -> Comment:
        """Return a line about the whole as a comment; with a remark where it may be an exercise all the same."""
        _, _, value = line.text.partition(":")
        movement = read_movement(value.strip())
        if (movement.dosed and movement.name) or read_header(value):
            self.source.remark(line.span, f"'{line.text[:60]}' is taken as words about the whole: it is only a comment")
        return Comment(line.text)

    def _heading(self, line: BoardLine) -> Heading:
        if not line.heading and not line.text.endswith(":"):
            self.source.remark(line.span, f"'{line.text[:60]}' is taken as a heading")
        elif is_work(line.text.rstrip(":")):
            self.source.remark(line.span, f"'{line.text[:60]}' is only a heading: it has no work of its own")
        return Heading(line.text if line.heading else line.text.rstrip(":"))

    def _log(self, lines: Sequence[BoardLine]) -> list[Value]:
        """Return a lift whose sets stand below its name as one exercise; nothing where they are unclear."""
        name = self.source.words(lines[0].text.rstrip(":"), lines[0].span)
        movement, doubts = gather_sets([one for line in lines[1:] if (one := read_set(line.text))])
        if not name or movement is None:
            return []
        for doubt in doubts:
            self.source.remark(lines[1].span, f"{name}: {doubt}")
        notes = tuple(note for one in movement.notes if (note := self.source.words(one, lines[1].span)))
        steps: list[Value] = [replace(movement, name=name, notes=notes, span=lines[0].span).step()]
        return steps

    def _part(self, lines: Sequence[BoardLine], at: int) -> tuple[Value, int] | None:
        """Return the section that a line opens, and how many lines below belong to it; None without work in it."""
        part = read_part(lines, at)
        name = self.source.words(part.name, lines[at].span) if part else ""
        if not part or not name:
            return None
        remarks = len(self.source.remarks)
        steps = list(self.read(part.lines, inside=True))
        if not _is_work_in(steps):
            del self.source.remarks[remarks:]
            return None
        after = lines[at + 1 + part.owned :]
        following = next((number for number, line in enumerate(after) if not line.blank), None)
        loose = part.lines[0].span != lines[at].span
        if loose and following and self._is_loose(after, following):
            self.source.remark(after[following].span, f"'{part.name}' is taken to end above this line")
        note = [Comment(part.note)] if part.note else []
        return {"section": Prose(name), "steps": [*note, *steps]}, part.owned

    def _is_loose(self, lines: Sequence[BoardLine], at: int) -> bool:
        """Return whether a line is work that no heading tells from the part above it."""
        line = lines[at]
        return not (line.heading or is_caption(lines, at) or read_part(lines, at)) and is_work(line.text[:LONGEST])

    def _block(self, line: BoardLine, header: BlockHeader, below: Sequence[BoardLine]) -> Iterator[Value]:
        """Yield a block of rounds with what stands after its colon, or below it."""
        if header.items:
            parts = split_parts(header.items)
            stations = [station for text in parts for station in self._station(line, text, header.rounds)]
            if header.block == "emom" and sum(isinstance(one, Movement) for one in stations) > 1:
                self.source.remark(line.span, "several exercises in an EMOM take turns: one each time, not all of them")
        else:
            stations = list(self._stations(below, header.rounds))
        if header.ladder:
            stations = [self._laddered(one, header.ladder) for one in stations]
        self.headers[line.span.line] = " ".join(re.findall(r"\d+", line.text)) if not header.items else header.items
        yield from (_placed(one, line) for one in write_block(header, stations, line.span, self.source))

    def _laddered(self, station: Movement | Value, ladder: str) -> Movement | Value:
        if isinstance(station, Movement) and not station.dosed and parse_do(ladder):
            return replace(station, amount=ladder)
        return station

    def _stations(self, lines: Sequence[BoardLine], rounds: int) -> Iterator[Movement | Value]:
        """Yield what a block holds: movements, and finished steps such as rests, comments and inner blocks."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.blank or len(line.text) > LONGEST:
                continue
            if header := read_header(line.text):
                owned = lines_below(line, lines[at:]) if not header.items else 0
                yield from self._block(line, header, lines[at : at + owned])
                at += owned
                continue
            text, comment = without_comment(line.text)
            if comment:
                yield _placed(Comment(comment), line)
            if text and about_the_whole(text):
                yield _placed(self._label(line), line)
            else:
                for part in split_parts(text) if text else ():
                    yield from (_placed(one, line) for one in self._station(line, part, rounds))

    def _station(self, line: BoardLine, text: str, rounds: int) -> Iterator[Movement | Value]:
        if length := read_rest(text):
            yield {"rest": format_duration(min(length, HOUR))}
            return
        text = re.sub(r"^(?:min(?:ute)?\s*\d+|odd|even)\s*[:.-]\s*", "", text, flags=re.IGNORECASE)
        movement = self._movement(line, text, rounds)
        if not movement.name or movement.unclear:
            yield self._not_understood(line, text)
            return
        if movement.heading:
            yield Comment(movement.heading)
        if movement.rest and movement.sets <= 1:
            yield replace(movement, rest=0)
            yield {"rest": format_duration(movement.rest)}
        else:
            yield movement

    def _not_understood(self, line: BoardLine, text: str) -> Comment:
        self.source.remark(line.span, f"not understood, and only a comment: {text[:60]}")
        return Comment(text)

    def _movement(self, line: BoardLine, text: str, rounds: int = 0) -> Movement:
        movement = read_movement(text[:LONGEST])
        words = self.source.words
        notes = tuple(note for one in movement.notes if (note := words(one, line.span)))
        name = words(movement.name, line.span)
        if not re.search(r"[^\W\d_]", name):
            name = ""
        if movement.distance and name:
            self.source.remark(line.span, f"{name}: a distance has no time; give it one, or play it live")
        elif movement.open and name:
            self.source.remark(line.span, f"{name}: as many as possible; ten in a file, until a key when live")
        if name and not movement.is_weighed(rounds):
            there = f"{len(movement.weights)} weights"
            self.source.remark(line.span, f"{name}: {there} are not one for each set; they are in its setup")
        for doubt in movement.doubts if name and movement.dosed else ():
            self.source.remark(line.span, f"{name}: {doubt}")
        if movement.rest > HOUR:
            self.source.remark(line.span, f"{name}: a rest of more than an hour")
        rest = movement.rest if movement.rest <= HOUR else 0
        return replace(movement, name=name, notes=notes, rest=rest, span=line.span)

    def _superset(self, lines: Sequence[BoardLine]) -> Iterator[Value]:
        """Yield ``A1``, ``A2``, … as a superset where all have the same sets, else one after the other."""
        movements = [self._movement(line, line.text) for line in lines]
        sets = {one.sets for one in movements}
        if len(sets) == 1 and all(one.dosed and one.name for one in movements) and movements[0].sets > 0:
            rests = {one.rest for one in movements[:-1] if one.rest}
            header = BlockHeader(
                "superset", rounds=movements[0].sets, rest=min(rests, default=0), between=movements[-1].rest
            )
            yield from write_block(header, movements, lines[0].span, self.source)
            return
        if len(lines) > 1:
            self.source.remark(
                lines[0].span, f"{lines[0].label} and {lines[1].label} have not the same sets; done one by one"
            )
        for line in lines:
            yield from self._line_steps(line)

    def _line_steps(self, line: BoardLine) -> Iterator[Value]:
        text, comment = without_comment(line.text)
        if comment:
            yield Comment(comment)
        if not text:
            return
        if length := read_rest(text):
            yield {"rest": format_duration(min(length, HOUR))}
        elif several := self._several(line, text):
            yield from several
        elif (movement := self._movement(line, text)).dosed and movement.name:
            yield from [Heading(movement.heading)] if movement.heading else []
            yield movement.step()
        else:
            yield from self._without_dose(line, text, movement)

    def _without_dose(self, line: BoardLine, text: str, movement: Movement) -> Iterator[Value]:
        """Yield a line without a dose: as a heading, or said, or as a comment where it has numbers."""
        if text.endswith(":"):
            if re.search(r"\d", text):
                self.source.remark(line.span, f"'{text[:60]}' is taken as a heading")
            yield Heading(text.rstrip(":"))
        elif movement.weights and movement.name and not movement.unclear:
            self.source.remark(line.span, f"no dose for {movement.name}: ten repetitions, as for any exercise")
            yield movement.step()
        elif re.search(r"\d", text):
            yield self._not_understood(line, text)
        elif words := self.source.words(text, line.span):
            self.source.remark(line.span, f"no dose in '{words[:60]}': it is only said")
            yield {"say": Prose(words)}

    def _several(self, line: BoardLine, text: str) -> list[Value]:
        """Return the exercises of a line such as ``Finisher: 20 squats, 10 push-ups``, if it is one."""
        prefix = PREFIX.fullmatch(text)
        parts = split_parts(prefix[2] if prefix else text)
        if len(parts) == 1 or not all(STARTS.match(part) for part in parts):
            return []
        remarks = len(self.source.remarks)
        movements = [self._movement(line, part) for part in parts]
        if not all(one.dosed and one.name for one in movements):
            del self.source.remarks[remarks:]
            return []
        return [*([Heading(prefix[1])] if prefix else []), *(one.step() for one in movements)]
