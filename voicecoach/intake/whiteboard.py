"""Whiteboard text: headings, blocks of rounds, exercises and rests, a line each, as coaches write them.

A line that opens a block (``3 rounds:``, ``EMOM 10:``, ``Tabata``) owns the lines that are indented below it, or, where
none are, those up to the next blank line. ``A1`` and ``A2`` are a superset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voicecoach.intake.board_lines import (
    LONGEST,
    PREFIX,
    STARTS,
    BoardLine,
    behind_prefix,
    is_caption,
    is_work,
    lines_below,
    read_lines,
    read_part,
    same_letter,
    split_parts,
    take_equipment,
    take_title,
    without_comment,
)
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Comment, Heading, Prose, Value
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.intake.headers import BlockHeader, read_header
from voicecoach.intake.movements import Movement, read_movement, read_rest
from voicecoach.intake.rounds import write_block
from voicecoach.script.notation import parse_do
from voicecoach.units import HOUR, format_duration


def read_whiteboard(source: ForeignText) -> ScriptDraft:
    """Read the routine as a draft. Raises `SourceUnreadable` where nothing on the board is work."""
    reader = _BoardReader(source)
    things, others, lines = take_equipment(source, list(read_lines(source)))
    title, lines = take_title(source, lines)
    steps = list(reader.read(lines))
    if not _is_work_in(steps):
        formats = "a Zwift workout, a w2a workout, or lines such as: Squat 3x12"
        raise refuse(source.at(1), "no exercise with a dose was found here", f"what can be read: {formats}")
    head = {"equipment": [Prose(one) for one in things]} if things else {}
    return ScriptDraft(title=title, comments=tuple(others), head=head, steps=steps)


def _is_work_in(steps: Sequence[Value]) -> bool:
    return any(isinstance(step, Mapping) and ("exercise" in step or "steps" in step) for step in steps)


@dataclass
class _BoardReader:
    source: ForeignText

    def read(self, lines: Sequence[BoardLine], *, inside: bool = False) -> Iterator[Value]:
        """Yield the steps of lines; those ``inside`` of a part hold no other part."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.blank:
                continue
            if len(line.text) > LONGEST:
                self.source.remark(line.span, f"a line of {len(line.text)} characters is left out")
                continue
            if not inside and (part := self._part(lines, at - 1)):
                yield part[0]
                at += part[1]
            elif line.heading or is_caption(lines, at - 1):
                if not line.heading and not line.text.endswith(":"):
                    self.source.remark(line.span, f"'{line.text[:60]}' is taken as a heading")
                yield Heading(line.text if line.heading else line.text.rstrip(":"))
            elif header := read_header(behind_prefix(line.text)):
                if prefix := line.text.removesuffix(behind_prefix(line.text)).strip(": "):
                    yield Heading(prefix)
                owned = lines_below(line, lines[at:]) if not header.items else 0
                yield from self._block(line, header, lines[at : at + owned])
                at += owned
            elif line.label and (others := same_letter(line, lines[at:])):
                yield from self._superset([line, *(one for one in lines[at : at + others] if not one.blank)])
                at += others
            else:
                yield from self._line_steps(line)

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
            if header.block == "emom" and len(stations) > 1:
                self.source.remark(line.span, "several exercises in an EMOM take turns: one each time, not all of them")
        else:
            stations = list(self._stations(below, header.rounds))
        if header.ladder:
            stations = [self._laddered(one, header.ladder) for one in stations]
        yield from write_block(header, stations, line.span, self.source)

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
                yield Comment(comment)
            for part in split_parts(text) if text else ():
                yield from self._station(line, part, rounds)

    def _station(self, line: BoardLine, text: str, rounds: int) -> Iterator[Movement | Value]:
        if length := read_rest(text):
            yield {"rest": format_duration(min(length, HOUR))}
            return
        text = re.sub(r"^(?:min(?:ute)?\s*\d+|odd|even)\s*[:.-]\s*", "", text, flags=re.IGNORECASE)
        movement = self._movement(line, text, rounds)
        if movement.name:
            yield movement
        else:
            self.source.remark(line.span, f"not understood: {text[:60]}")

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
            yield movement.step()
        elif text.endswith(":"):
            yield Heading(text.rstrip(":"))
        elif words := self.source.words(text, line.span):
            self.source.remark(line.span, f"no dose in '{words[:60]}': it is only said")
            yield {"say": Prose(words)}

    def _several(self, line: BoardLine, text: str) -> list[Value]:
        """Return the exercises of a line such as ``Finisher: 20 squats, 10 push-ups``, if it is one."""
        prefix = PREFIX.fullmatch(text)
        parts = split_parts(prefix[2] if prefix else text)
        if not all(STARTS.match(part) for part in parts) or (len(parts) == 1 and not prefix):
            return []
        remarks = len(self.source.remarks)
        movements = [self._movement(line, part) for part in parts]
        if not all(one.dosed and one.name for one in movements):
            del self.source.remarks[remarks:]
            return []
        return [*([Heading(prefix[1])] if prefix else []), *(one.step() for one in movements)]
