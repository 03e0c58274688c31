"""Whiteboard text: headings, blocks of rounds, exercises and rests, a line each, as coaches write them.

A line that opens a block (``3 rounds:``, ``EMOM 10:``, ``Tabata``) owns the lines that are indented below it, or, where
none are, those up to the next blank line. ``A1`` and ``A2`` are a superset.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from voicecoach.intake.accounts import tell_lost
from voicecoach.intake.board_blocks import BlockReader, placed, with_prefix
from voicecoach.intake.board_exercises import ExerciseReader, without_place
from voicecoach.intake.board_lines import (
    LONGEST,
    BoardLine,
    behind_mark,
    header_of,
    is_caption,
    is_ordinal,
    is_work,
    names_intervals,
    read_lines,
    read_part,
    same_letter,
    sets_below,
    take_equipment,
    take_title,
    without_labels,
)
from voicecoach.intake.board_repeats import lift_footers
from voicecoach.intake.board_settings import join_settings
from voicecoach.intake.board_text import read_text
from voicecoach.intake.board_words import language_of
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Comment, Heading, Prose, Step, Value
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.intake.headers import (
    BlockHeader,
    is_about_whole,
    names_nothing,
    read_between,
    seems_header,
)
from voicecoach.intake.logs import gather_sets, read_set
from voicecoach.intake.movements import read_movement
from voicecoach.intake.rests import read_rest
from voicecoach.intake.usual_forms import off_clock
from voicecoach.units import HOUR, format_duration


def read_whiteboard(source: ForeignText) -> ScriptDraft:
    """Read the routine as a draft. Raises `SourceUnreadable` where nothing on the board is work."""
    reader = _BoardReader(source)
    board = read_text(source)
    own = list(read_lines(source, board.lines))
    things, others, lines = take_equipment(source, own)
    lines, settings = join_settings(lines)
    title, lines = ("", lines) if board.title else take_title(source, lines)
    lines = lift_footers(source, lines)
    steps = reader.read(lines)
    if not _is_work_in(steps):
        formats = "a Zwift workout, a w2a workout, or lines such as: Squat 3x12"
        told = "".join(f"; line {one.span.line}: {one.text}" for one in source.remarks[:3])
        raise refuse(source.at(1), f"no exercise with a dose was found here{told}", f"what can be read: {formats}")
    head: dict[str, Value] = {"language": language} if (language := _language(source)) else {}
    head |= {"equipment": [Prose(one) for one in things]} if things else {}
    draft = ScriptDraft(title=board.title or title, comments=(*board.comments, *others), head=head, steps=steps)
    tell_lost(source, reader.to_account(source, board.used | settings), draft)
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


class _BoardReader:
    """Reads the lines of a board in their order: parts, logs, blocks, headings, supersets by letters, exercises."""

    def __init__(self, source: ForeignText) -> None:
        self.source = source
        self.exercises = ExerciseReader(source)
        self.blocks = BlockReader(source, self.exercises)

    def to_account(self, source: ForeignText, used: Collection[int]) -> dict[int, str]:
        """Return what there is to account for in each line; of one that opens a block, its items."""
        lines = {
            number: without_labels(off_clock(without_place(behind_mark(raw))))
            for number, raw in source.lines()
            if number not in used and len(raw) <= LONGEST
        }
        return lines | {number: without_labels(text) for number, text in self.blocks.headers.items() if number in lines}

    def read(self, lines: Sequence[BoardLine], *, inside: bool = False) -> list[Value]:
        """Return the steps of lines, each with the line it is from; those ``inside`` of a part hold no other part."""
        steps: list[Value] = []
        last = next((line for line in reversed(lines) if not line.blank), None)
        for line, value in self._read(lines, inside=inside):
            rest = isinstance(value, Mapping) and value.keys() == {"rest"}
            between = read_between(line.text) if rest else None
            if rest and not between and not inside and line is last and read_rest(line.text):
                between = "between", read_rest(line.text)  # nothing follows: a rest at the end would be for nothing
            elif rest and not between and steps and _has_sets_without_rest(steps[-1], line):
                self.source.remark(
                    line.span, f"'{line.text[:60]}' is taken as one rest after all sets of the line above"
                )
            if not between or not self._is_given(line, steps, between):
                steps.append(placed(value, line))
        return steps

    def _is_given(self, line: BoardLine, steps: Sequence[Value], between: tuple[str, int]) -> bool:
        """Give the rest that a line names to the exercises above it that have several sets and none; say which."""
        above: list[Step] = []
        for step in reversed(steps):
            if not isinstance(step, Step) or "exercise" not in step or "rest" in step:
                break
            if re.match(r"\d+x|\d+,", str(step.get("do", ""))):
                above.append(step)
        said = f"'{line.text[:60]}'"
        if between[0] == "rest" or not above:
            self.source.remark(line.span, f"{said} stands below no block: one rest is taken")
            return False
        for step in above:
            step["rest"] = format_duration(min(between[1], HOUR))
        first, last = above[-1].line, above[0].line
        where = f"line {first}" if first == last else f"lines {first} to {last}"
        self.source.remark(line.span, f"{said} is taken as the rest between the sets of {where}")
        return True

    def _read(self, lines: Sequence[BoardLine], *, inside: bool) -> Iterator[tuple[BoardLine, Value]]:
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if self._passed_over(line):
                continue
            if is_about_whole(line.text) and not line.heading:
                yield line, self.exercises.label(line)
            elif not inside and (part := self._part(lines, at - 1)):
                yield line, part[0]
                at += part[1]
            elif (sets := sets_below(lines, at - 1)) and (log := self._log(lines[at - 1 : at + sets])):
                yield from ((line, step) for step in log)
                at += sets
            elif block := self._block_at(lines, at - 1):
                yield from ((line, step) for step in block[0])
                at += block[1]
            elif heading := self._heading_at(lines, at - 1):
                yield line, heading
            elif len(line.label) > 1 and (others := same_letter(lines, at - 1)):
                held = [line, *(one for one in lines[at : at + others] if not one.blank)]
                at += others
                between = self._rest_of_superset(held, lines[at]) if at < len(lines) else 0
                at += between > 0
                yield from ((line, step) for step in self.exercises.superset(held, between))
            else:
                yield from ((line, step) for step in self.exercises.steps(line))

    def _passed_over(self, line: BoardLine) -> bool:
        """Return whether a line is blank, or too long, which is told."""
        if len(line.text) > LONGEST:
            self.source.remark(line.span, f"a line of {len(line.text)} characters is left out")
        return line.blank or len(line.text) > LONGEST

    def _log(self, lines: Sequence[BoardLine]) -> list[Value]:
        """Return a lift whose sets stand below its name as one exercise; nothing where they are unclear."""
        name = self.source.words(lines[0].text.rstrip(":"), lines[0].span)
        sets = [(line, one) for line in lines[1:] if (one := read_set(line.text))]
        movement, doubts = gather_sets([one for _, one in sets])
        if not name or movement is None:
            return []
        own = [(line, doubt) for line, one in sets for doubt in one.doubts]
        for line, doubt in [*own, *((lines[1], one) for one in doubts)]:
            self.source.remark(line.span, f"{name}: {doubt}")
        notes = tuple(note for one in movement.notes if (note := self.source.words(one, lines[1].span)))
        steps: list[Value] = [replace(movement, name=name, notes=notes, span=lines[0].span).step()]
        return steps

    def _block_at(self, lines: Sequence[BoardLine], at: int) -> tuple[list[Value], int] | None:
        """Return the steps of the block that a line opens, and how many lines below belong to it; None for others."""
        line = lines[at]
        if is_about_whole(line.text):
            return None
        if header := header_of(line):
            title = header.items if _is_titled(header, lines, at) else ""
            header, prefix, owned = with_prefix(replace(header, items="") if title else header, lines, at)
            prefix = title or prefix
            steps = self.blocks.block(line, header, lines[at + 1 : at + 1 + owned])
            return [*([Heading(prefix)] if prefix else []), *steps], owned
        if names_intervals(lines, at) and (header := header_of(lines[at + 1])):
            self.blocks.headers[lines[at + 1].span.line] = ""
            if header.ladder:
                return list(self.exercises.steps(replace(line, text=f"{line.text} {header.ladder}"))), 1
            return list(self.blocks.block(line, replace(header, items=line.text), ())), 1
        return None

    def _heading_at(self, lines: Sequence[BoardLine], at: int) -> Comment | None:
        """Return a line that is only a comment: a heading, what is about the whole, or what is not understood."""
        line = lines[at]
        heading = Heading(line.text if line.heading else line.text.rstrip(":"))
        if re.fullmatch(r"\D+", line.text) and names_nothing(line.text):
            return Comment(line.text)
        if line.heading and not is_about_whole(line.text) and is_work(line.text):
            self.source.remark(line.span, f"'{line.text[:60]}' is only a heading: it has no work of its own")
        if is_ordinal(line.text) or line.heading:
            return heading
        if is_caption(lines, at):
            if not line.text.endswith(":"):
                self.source.remark(line.span, f"'{line.text[:60]}' is taken as a heading")
            return heading
        if self._is_unclear(lines, at):
            self.source.remark(line.span, f"'{line.text[:60]}' is not understood; what is below is done once")
            return heading
        return None

    def _is_unclear(self, lines: Sequence[BoardLine], at: int) -> bool:
        """Return whether a line seems to open a block, in words that are not understood."""
        text, following = lines[at].text, next((line for line in lines[at + 1 : at + 3] if not line.blank), None)
        if following is None or not text.endswith(":"):
            return False
        dose = read_movement(text).dose if is_work(following.text) else ""
        return seems_header(text) or bool(re.fullmatch(r"[\dhm.]+[hms]", dose))

    def _part(self, lines: Sequence[BoardLine], at: int) -> tuple[Value, int] | None:
        """Return the section that a line opens, and how many lines below belong to it; None without work in it."""
        part = read_part(lines, at)
        name = self.source.words(part.name, lines[at].span) if part else ""
        if not part or not name:
            return None
        remarks = len(self.source.remarks)
        steps = self.read(part.lines, inside=True)
        if not _is_work_in(steps):
            self.source.forget(remarks)
            return None
        end = at + 1 + part.owned
        following = next((number for number in range(end, len(lines)) if not lines[number].blank), end)
        loose = part.lines[0].span != lines[at].span
        if loose and following > end and self._is_loose(lines, following):
            self.source.remark(lines[following].span, f"'{part.name}' is taken to end above this line")
        note = [Comment(part.note)] if part.note else []
        return {"section": Prose(name), "steps": [*note, *steps]}, part.owned

    def _is_loose(self, lines: Sequence[BoardLine], at: int) -> bool:
        """Return whether a line is work that no heading tells from the part above it."""
        line = lines[at]
        return not (line.heading or is_caption(lines, at) or read_part(lines, at)) and is_work(line.text)

    def _rest_of_superset(self, held: Sequence[BoardLine], below: BoardLine) -> int:
        """Return the rest that the line below lettered exercises gives them, which is between their rounds."""
        between = read_between(below.text[:LONGEST])
        length = between[1] if between else read_rest(below.text[:LONGEST])
        if length and not between:
            where = f"lines {held[0].span.line} to {held[-1].span.line}"
            self.source.remark(below.span, f"'{below.text[:60]}' is taken as the rest between the rounds of {where}")
        if length:
            self.blocks.headers[below.span.line] = ""
        return length


def _is_titled(header: BlockHeader, lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a name before a header is the block's, whose exercises stand below: ``Cindy - 20 min AMRAP``."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    own = re.fullmatch(rf"{re.escape(header.items)}\s*[-–—:|(].*", lines[at].text) if header.items else None
    if not own or not below or below.heading or header.block not in ("amrap", "emom"):
        return False
    plain = not re.search(r"[\d,;+&/]", header.items) and header_of(below) is None
    return plain and is_work(below.text) and not read_movement(below.text).sets


def _has_sets_without_rest(step: Value, below: BoardLine) -> bool:
    """Return whether a step is an exercise of several sets without a rest, right above a line."""
    above = isinstance(step, Step) and "exercise" in step and "rest" not in step and step.line == below.span.line - 1
    return above and bool(re.match(r"\d+x|\d+,", str(step["do"] if isinstance(step, Step) and "do" in step else "")))
