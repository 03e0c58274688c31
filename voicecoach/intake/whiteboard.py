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
    header_of,
    is_aside,
    is_caption,
    is_listed,
    is_named_interval,
    is_note,
    is_ordinal,
    is_work,
    lines_below,
    names_intervals,
    read_lines,
    read_part,
    same_letter,
    sets_below,
    split_pair,
    split_parts,
    take_equipment,
    take_title,
    without_comment,
    without_labels,
)
from voicecoach.intake.board_parts import part_name
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
    read_header,
    read_rests,
    seems_header,
)
from voicecoach.intake.logs import gather_sets, read_set
from voicecoach.intake.movement import Movement
from voicecoach.intake.movements import PREFIX, is_group, read_movement
from voicecoach.intake.rests import read_rest
from voicecoach.intake.rounds import Station, Turn, write_block, write_emom
from voicecoach.intake.usual_forms import off_clock
from voicecoach.script.notation import parse_do
from voicecoach.units import HOUR, MINUTE, format_duration, parse_duration

_MOST_NESTED = 6
_TURN = re.compile(
    r"(?:min(?:ute)?s?\s*\d+|\d+(?:st|nd|rd|th)\s+min(?:ute)?|odds?|evens?)\b[^:.–-]{0,12}[:.–-]\s*", re.IGNORECASE
)
_MINUTE = re.compile(r"min(?:ute)?\s*\d+\s*[:.–-]", re.IGNORECASE)
_SHARED = re.compile(
    r"(?P<dose>\d[^:]{0,30}?)\s*(?:,\s*|of\s+)?(?:each|every one|all)?\s*:\s*(?P<items>[^\W\d][^\d:]*)", re.IGNORECASE
)
_PLACE = re.compile(r"(?:station|exercise|move(?:ment)?)\s*\d+\s*[:.–-]\s*", re.IGNORECASE)
_TOGETHER = re.compile(r"\s(?:\+|&|then)\s|^\d+\D*[^\W\d]\s+and\s+\d", re.IGNORECASE)
_OPEN_REST = re.compile(
    r"(?:rest|recover|break|pause)\b(?:\s+(?:as|until|when|till|fully|full|to|the|for)\b.*)?"
    r"|(?:full|equal) (?:rest|recovery)\b.*",
    re.IGNORECASE,
)
_BREATHS = re.compile(
    r"\d+\s+(?:\w+\s+)?breaths?\s+(?:in\s+|for\s+|per\s+)?(?:each|every|all|per)?\s*(?:pose|posture|position)s?\W*",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\s[-–—|(]\s*\d+\s*\w+\W*$")
"""How titles end that name the length of the whole: ``Yin - 60 min``."""
_SESSION = re.compile(
    r"\b(?:yoga|pilates|hiit|workout|class|session|training|flow|boot\s?camp|barre|routine|\w*gymnastik)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(r"l|r|left|right|li|re|links|rechts|izq(?:uierda)?|der(?:echa)?|gauche|droite?", re.IGNORECASE)
_LONG = 10 * MINUTE
_SENTENCE_WORDS = 6


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


_Read = TypeVar("_Read", Value, Station)


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
    depth: int = 0
    headers: dict[int, str] = field(default_factory=dict)

    def to_account(self, source: ForeignText, used: Collection[int]) -> dict[int, str]:
        """Return what there is to account for in each line; of one that opens a block, its items."""
        lines = {
            number: without_labels(off_clock(_PLACE.sub("", _TURN.sub("", behind_mark(raw)))))
            for number, raw in source.lines()
            if number not in used and len(raw) <= LONGEST
        }
        return lines | {number: without_labels(text) for number, text in self.headers.items() if number in lines}

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
                steps.append(_placed(value, line))
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
                yield line, self._label(line)
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
                yield from ((line, step) for step in self._superset(held, between))
            else:
                yield from ((line, step) for step in self._line_steps(line))

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
        return Heading(line.text.rstrip(":")) if line.text.endswith(":") else Comment(line.text)

    def _log(self, lines: Sequence[BoardLine]) -> list[Value]:
        """Return a lift whose sets stand below its name as one exercise; nothing where they are unclear."""
        name = self.source.words(lines[0].text.rstrip(":"), lines[0].span)
        sets = [(line, one) for line in lines[1:] if (one := read_set(line.text))]
        movement, doubts = gather_sets([one for _, one in sets])
        if not name or movement is None:
            return []
        for line, doubt in [
            *((line, doubt) for line, one in sets for doubt in one.doubts),
            *((lines[1], one) for one in doubts),
        ]:
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
            header, prefix, owned = _with_prefix(header, lines, at)
            steps = self._block(line, header, lines[at + 1 : at + 1 + owned])
            return [*([Heading(prefix)] if prefix else []), *steps], owned
        if names_intervals(lines, at) and (header := header_of(lines[at + 1])):
            self.headers[lines[at + 1].span.line] = ""
            if header.ladder:
                return list(self._line_steps(replace(line, text=f"{line.text} {header.ladder}"))), 1
            return list(self._block(line, replace(header, items=line.text), ())), 1
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

    def _block(self, line: BoardLine, header: BlockHeader, below: Sequence[BoardLine]) -> Iterator[Value]:
        """Yield a block of rounds with what stands after its colon, or below it."""
        if header.note:
            yield _placed(Comment(header.note), line)
        for doubt in header.doubts:
            self.source.remark(line.span, f"'{line.text[:60]}': {doubt}")
        if self.depth >= _MOST_NESTED:
            self.source.remark(line.span, f"blocks within more than {_MOST_NESTED} others are left out")
            return
        self.depth += 1
        self.headers[line.span.line] = header.items
        if header.items and (inner := read_header(header.items)) and inner.work and inner.rounds:
            below, header = [replace(line, text=header.items)], replace(header, items="")
        header, below = self._with_rests(header, below)
        header, below = self._with_intervals(header, below)
        turns_ = [one for one in below if not one.blank]
        if header.block == "circuit" and header.rounds and turns_ and all(_MINUTE.match(one.text) for one in turns_):
            header = replace(header, block="emom", time=header.rounds * len(turns_) * MINUTE, every=MINUTE)
        if header.block == "emom":
            turns = list(self._turns(line, header, below))
            steps = write_emom(header, turns, line.span, self.source)
        else:
            stations = self._listed(line, header) if header.items else list(self._stations(below, header.rounds))
            stations = [self._laddered(one, header.ladder) for one in stations]
            steps = write_block(header, stations, line.span, self.source)
        self.depth -= 1
        yield from (_placed(one, line) for one in steps)

    def _with_rests(self, header: BlockHeader, lines: Sequence[BoardLine]) -> tuple[BlockHeader, Sequence[BoardLine]]:
        """Take the lines such as "rest 2 min between rounds" into the header."""
        left = []
        for line in lines:
            found = read_rests(line.text[:LONGEST]) if header.block in ("circuit", "superset") else []
            for which, length in found:
                self.headers[line.span.line] = ""
                header = replace(header, rest=length) if which == "rest" else replace(header, between=length)
            if not found:
                left.append(line)
        return header, left

    def _with_intervals(
        self, header: BlockHeader, lines: Sequence[BoardLine]
    ) -> tuple[BlockHeader, Sequence[BoardLine]]:
        """Take the line on top into the header where rounds have the intervals that it names, and no rounds."""
        first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
        inner = header_of(lines[first]) if first < len(lines) and header.block == "circuit" else None
        if not inner or inner.rounds or inner.items or not inner.work or header.work or header.items:
            return header, lines
        self.headers[lines[first].span.line] = ""
        between = header.between or inner.between
        return replace(inner, rounds=header.rounds, rest=header.rest or inner.rest, between=between), lines[first + 1 :]

    def _listed(self, line: BoardLine, header: BlockHeader) -> list[Station]:
        """Return the stations that a header names in its own line."""
        parts = split_parts(header.items)
        if len(parts) == 1 and (header.ladder or header.work or header.block == "tabata"):
            parts = (
                re.split(r"(?<!clean)\s+and\s+(?!jerk)", header.items) if not re.search(r"\d", header.items) else parts
            )
        return [station for text in parts for station in self._station(line, text, header.rounds)]

    def _turns(self, line: BoardLine, header: BlockHeader, below: Sequence[BoardLine]) -> Iterator[Turn]:
        """Yield what is done in each turn of an emom."""
        if header.items:
            texts = [(line, text) for text in split_parts(header.items)]
            shared = bool(_TOGETHER.search(header.items)) or (header.every > MINUTE and "/" not in header.items)
            named = any(_TURN.match(text) for _, text in texts) or " / " in header.items
            named = named or re.match(r"1[.)]\s", header.items) is not None
        else:
            own = [one for one in below if not one.blank and len(one.text) <= LONGEST]
            texts = [(one, one.text) for one in own]
            shared = header.every > MINUTE
            named = any(_TURN.match(one.text) or one.numbered or one.label for one in own)
        together: list[Station] = []
        turns: list[list[Station]] = []
        for place, text in texts:
            whole, comment = without_comment(text)
            parts = split_parts(_TURN.sub("", whole, count=1)) if whole else []
            turn: list[Station] = [_placed(Comment(comment), place)] if comment else []
            for part in parts:
                turn += self._turn_rest(part) or [_placed(one, place) for one in self._station(place, part, 0)]
            together += turn
            turns.append(turn)
        movements = sum(isinstance(one, Movement) for one in together)
        if shared and not named and movements > 1:
            yield together
            return
        named = named or "alternat" in header.note.lower()
        if movements > 1 and not named and len(turns) > 1:
            self.source.remark(line.span, "several exercises in an EMOM take turns: one each time, not all of them")
        yield from turns

    def _turn_rest(self, text: str) -> list[Station]:
        """Return a turn of rest, which lasts as long as all others."""
        return ["rest"] if read_rest(text) or _OPEN_REST.fullmatch(text.strip(" .")) else []

    def _laddered(self, station: Station, ladder: str) -> Station:
        if isinstance(station, Movement) and ladder and not station.dosed and parse_do(ladder):
            return replace(station, amount=ladder)
        return station

    def _stations(self, lines: Sequence[BoardLine], rounds: int) -> Iterator[Station]:
        """Yield what a block holds: movements, and finished steps such as rests, comments and inner blocks."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.blank:
                continue
            if len(line.text) > LONGEST:
                self.source.remark(line.span, f"a line of {len(line.text)} characters is left out")
                continue
            if is_about_whole(line.text):
                yield _placed(self._label(line), line)
                continue
            if is_ordinal(line.text):
                yield _placed(Comment(line.text), line)
                continue
            if header := header_of(line):
                header, prefix, owned = _with_prefix(header, lines, at - 1)
                if prefix:
                    yield _placed(Comment(prefix), line)
                yield from self._block(line, header, lines[at : at + owned])
                at += owned
                continue
            text, comment = without_comment(line.text)
            if comment:
                yield _placed(Comment(comment), line)
            for part in split_parts(text) if text else ():
                yield from (_placed(one, line) for one in self._station(line, part, rounds))

    def _station(self, line: BoardLine, text: str, rounds: int) -> Iterator[Station]:
        if length := read_rest(text):
            yield self._rest(line, text, length)
            return
        if (note := self._note(line, text)) or (is_note(text) and (note := self._not_understood(line, text))):
            yield note
            return
        movement = self._movement(line, _PLACE.sub("", _TURN.sub("", text, count=1), count=1), rounds)
        if not movement.name or movement.unclear or _BREATHS.fullmatch(text):
            yield self._not_understood(line, text)
            return
        if not movement.dosed and _is_sentence(text):
            self.source.remark(line.span, f"no dose in '{text[:60]}': it is only a comment")
            yield Comment(text)
            return
        if movement.heading:
            yield Comment(movement.heading)
        if movement.rests_after:
            yield replace(movement, rest=0)
            yield {"rest": format_duration(movement.rest)}
        else:
            yield movement

    def _note(self, line: BoardLine, text: str) -> Comment | None:
        """Return a rest without a length, or words in brackets, as a comment, which is told."""
        if is_aside(text):
            if re.search(r"\d", text):
                self.source.remark(line.span, f"'{text[:60]}' stands in brackets: it is only a comment")
            return Comment(text.strip("() "))
        if not _OPEN_REST.fullmatch(text.strip(" .!()")):
            return None
        self.source.remark(line.span, f"'{text[:60]}' has no length; it is only a comment")
        return Comment(text)

    def _not_understood(self, line: BoardLine, text: str) -> Comment:
        self.source.remark(line.span, f"not understood, and only a comment: {text[:60]}")
        return Comment(text)

    def _movement(self, line: BoardLine, text: str, rounds: int = 0) -> Movement:
        movement = read_movement(text[:LONGEST])
        words = self.source.words
        notes = tuple(note for one in movement.notes if (note := words(one, line.span)))
        name = words(movement.name, line.span)
        if not re.search(r"[^\W\d_]", name) or names_nothing(name):
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
        session = _SESSION.search(name) and (parse_duration(movement.amount) or 0) >= _LONG
        titled = _TITLED.search(text) or session or (is_group(name) and not part_name(name))
        if name and titled and movement.amount and re.fullmatch(r"(?:\d+h)?(?:(?:[5-9]|\d\d)m)?", movement.amount):
            doubt = "is taken as an exercise; if it is the title, write # before it"
            self.source.remark(line.span, f"'{text[:60]}' {doubt}")
        if movement.rest > HOUR:
            self.source.remark(line.span, f"{name}: a rest of more than an hour")
        rest = movement.rest if movement.rest <= HOUR else 0
        return replace(movement, name=name, notes=notes, rest=rest, span=line.span)

    def _rest_of_superset(self, held: Sequence[BoardLine], below: BoardLine) -> int:
        """Return the rest that the line below lettered exercises gives them, which is between their rounds."""
        between = read_between(below.text[:LONGEST])
        length = between[1] if between else read_rest(below.text[:LONGEST])
        if length and not between:
            where = f"lines {held[0].span.line} to {held[-1].span.line}"
            self.source.remark(below.span, f"'{below.text[:60]}' is taken as the rest between the rounds of {where}")
        if length:
            self.headers[below.span.line] = ""
        return length

    def _superset(self, lines: Sequence[BoardLine], between: int = 0) -> Iterator[Value]:
        """Yield ``A1``, ``A2``, … as a superset where all have the same sets, else one after the other.

        ``between`` is the rest between its rounds that a line below them names.
        """
        movements = [self._movement(line, line.text) for line in lines]
        sets = {one.sets for one in movements}
        if len(sets) == 1 and all(one.dosed and one.name for one in movements) and movements[0].sets > 0:
            rests = {one.rest for one in movements[:-1] if one.rest}
            header = BlockHeader(
                "superset", rounds=movements[0].sets, rest=min(rests, default=0), between=between or movements[-1].rest
            )
            yield from write_block(header, movements, lines[0].span, self.source)
            return
        if len(lines) > 1:
            self.source.remark(
                lines[0].span, f"{lines[0].label} and {lines[1].label} have not the same sets; done one by one"
            )
        for line in lines:
            yield from self._line_steps(line)
        if between:
            yield {"rest": format_duration(between)}

    def _pair(self, line: BoardLine, text: str) -> list[Value]:
        """Return the superset of a line such as ``Bench 3x8 superset with rows 3x10``, if it is one."""
        parts = split_pair(text)
        if len(parts) < 2:
            return []
        movements = [self._movement(line, part) for part in parts]
        dosed = next((one for one in movements if one.dosed), None)
        if dosed is None or not all(one.name for one in movements):
            return []
        movements = [one if one.dosed else replace(one, amount=dosed.amount) for one in movements]
        movements = [one if one.sets else replace(one, sets=dosed.sets) for one in movements]
        header = BlockHeader("superset", between=max(one.rest for one in movements))
        return write_block(header, movements, line.span, self.source)

    def _line_steps(self, line: BoardLine) -> Iterator[Value]:
        text, comment = without_comment(line.text)
        if comment:
            yield Comment(comment)
        if not text:
            return
        if length := read_rest(text):
            yield self._rest(line, text, length)
        elif note := self._note(line, text):
            yield note
        elif _BREATHS.fullmatch(text):
            yield self._not_understood(line, text)
        elif several := self._pair(line, text) or self._several(line, text):
            yield from several
        elif (movement := self._movement(line, text)).dosed and movement.name:
            yield from [Heading(movement.heading)] if movement.heading else []
            yield from _with_rest_after(movement)
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
            yield replace(movement, amount="10" if movement.sets else "").step()
        elif re.search(r"\d", text):
            yield self._not_understood(line, text)
        elif words := self.source.words(text, line.span):
            self.source.remark(line.span, f"no dose in '{words[:60]}': it is only said")
            yield {"say": Prose(words)}

    def _rest(self, line: BoardLine, text: str, length: int) -> Value:
        if re.search(r"\d\s*[-–]\s*\d", text):
            self.source.remark(line.span, f"'{text[:60]}' is taken as {format_duration(min(length, HOUR))}")
        return {"rest": format_duration(min(length, HOUR))}

    def _several(self, line: BoardLine, text: str) -> list[Value]:
        """Return the exercises of a line such as ``Finisher: 20 squats, 10 push-ups``, if it is one."""
        text = _with_own_doses(text)
        prefix = PREFIX.fullmatch(text)
        parts = split_parts(prefix[2] if prefix else text)
        listed = len(parts) > 1 and is_listed(parts)
        unclear = prefix is not None and seems_header(f"{prefix[1]}:")
        if (len(parts) == 1 and not unclear) or not (listed or all(STARTS.match(part) for part in parts)):
            return []
        remarks = len(self.source.remarks)
        movements = [self._movement(line, part) for part in parts]
        if not all(one.dosed and one.name for one in movements):
            self.source.forget(remarks)
            return []
        first = movements[0].name
        movements = [
            replace(one, name=first, notes=(one.name, *one.notes)) if _SIDE.fullmatch(one.name) else one
            for one in movements
        ]
        if prefix and unclear:
            self.source.remark(line.span, f"'{prefix[1]}' is not understood; what is behind it is done once")
        return [
            *([Heading(prefix[1])] if prefix else []),
            *(step for one in movements for step in _with_rest_after(one)),
        ]


def _has_sets_without_rest(step: Value, below: BoardLine) -> bool:
    """Return whether a step is an exercise of several sets without a rest, right above a line."""
    above = isinstance(step, Step) and "exercise" in step and "rest" not in step and step.line == below.span.line - 1
    return above and bool(re.match(r"\d+x|\d+,", str(step["do"] if isinstance(step, Step) and "do" in step else "")))


def _with_own_doses(text: str) -> str:
    """Return a line such as ``3x12 each: squats, rows`` with the dose written to each exercise; others as they are."""
    found = _SHARED.fullmatch(text)
    dose = read_movement(found["dose"]) if found else None
    parts = re.split(r"\s*[,;]\s*", found["items"].rstrip(" .")) if found else []
    if not found or not dose or not dose.dosed or dose.name or len(parts) < 2:
        return text
    return ", ".join(f"{found['dose']} {part}" for part in parts)


def _with_rest_after(movement: Movement) -> Iterator[Value]:
    """Yield an exercise, and the rest of a single set as a step of its own."""
    if not movement.rests_after:
        yield movement.step()
        return
    yield replace(movement, rest=0).step()
    yield {"rest": format_duration(movement.rest)}


def _with_prefix(header: BlockHeader, lines: Sequence[BoardLine], at: int) -> tuple[BlockHeader, str, int]:
    """Return a header, the words before it, and how many lines below belong to it.

    The words before intervals with nothing but work below them are what is done: ``Half crimp: 6 x 7s on / 3s off``.
    """
    text = lines[at].text
    prefix = text.removesuffix(behind_prefix(text)).strip(":-–—(| ")
    owned = lines_below(lines, at) if not header.items else 0
    if owned and lines[at + 1].blank and is_named_interval(text):
        owned = 0
    below = lines[at + 1 : at + 1 + owned]
    if prefix and header.work and not header.items and (not owned or any(is_work(one.text) for one in below)):
        return replace(header, items=prefix), "", 0
    return header, prefix, owned


def _is_sentence(text: str) -> bool:
    """Return whether words speak to the reader, and name no exercise."""
    return text.rstrip()[-1:] in ".!?" or text.startswith("(") or len(text.split()) > _SENTENCE_WORDS
