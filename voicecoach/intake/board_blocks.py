"""The blocks of a whiteboard: a header and the lines that belong to it, with the blocks among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from voicecoach.intake.board_exercises import OPEN_REST, TURN, ExerciseReader
from voicecoach.intake.board_lines import (
    LONGEST,
    BoardLine,
    behind_prefix,
    header_of,
    is_named_interval,
    is_ordinal,
    is_work,
    lines_below,
    split_parts,
    without_comment,
)
from voicecoach.intake.emit import Comment, Step, Value
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import (
    BlockHeader,
    is_about_whole,
    read_header,
    read_rests,
)
from voicecoach.intake.movement import Movement
from voicecoach.intake.movements import read_movement
from voicecoach.intake.rests import read_rest
from voicecoach.intake.rounds import Station, Turn, write_block, write_emom
from voicecoach.script.notation import parse_do
from voicecoach.units import MINUTE

_MOST_NESTED = 6
_MINUTE = re.compile(r"min(?:ute)?\s*\d+\s*[:.–-]", re.IGNORECASE)
_TOGETHER = re.compile(r"\s(?:\+|&|then)\s|^\d+\D*[^\W\d]\s+and\s+\d", re.IGNORECASE)

_Read = TypeVar("_Read", Value, Station)


def placed(value: _Read, line: BoardLine) -> _Read:
    """Return a step or a comment with the line that it is from, if it has none."""
    if isinstance(value, Comment):
        value.line = value.line or line.span.line
    elif isinstance(value, Mapping) and not isinstance(value, Step):
        return Step(value, line.span.line)
    return value


@dataclass
class BlockReader:
    """Reads the blocks of a board; ``headers`` are what is to be done in the lines of their headers."""

    source: ForeignText
    exercises: ExerciseReader
    headers: dict[int, str] = field(default_factory=dict)
    depth: int = 0

    def block(self, line: BoardLine, header: BlockHeader, below: Sequence[BoardLine]) -> Iterator[Value]:
        """Yield a block of rounds with what stands after its colon, or below it."""
        if header.note:
            yield placed(Comment(header.note), line)
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
        header = _in_minutes(header, below)
        if header.block == "emom":
            turns = list(self._turns(line, header, below))
            steps = write_emom(header, turns, line.span, self.source)
        else:
            stations = self._listed(line, header) if header.items else list(self._stations(below, header.rounds))
            stations = [self._laddered(one, header.ladder) for one in stations]
            steps = write_block(header, stations, line.span, self.source)
        self.depth -= 1
        yield from (placed(one, line) for one in steps)

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
        return [station for text in parts for station in self.exercises.station(line, text, header.rounds)]

    def _turns(self, line: BoardLine, header: BlockHeader, below: Sequence[BoardLine]) -> Iterator[Turn]:
        """Yield what is done in each turn of an emom."""
        if header.items:
            texts = [(line, text) for text in split_parts(header.items)]
            shared = bool(_TOGETHER.search(header.items)) or (header.every > MINUTE and "/" not in header.items)
            named = any(TURN.match(text) for _, text in texts) or " / " in header.items
            named = named or re.match(r"1[.)]\s", header.items) is not None
        else:
            own = [one for one in below if not one.blank and len(one.text) <= LONGEST]
            texts = [(one, one.text) for one in own]
            shared = header.every > MINUTE
            named = any(TURN.match(one.text) or one.numbered or one.label for one in own)
        together: list[Station] = []
        turns: list[list[Station]] = []
        for place, text in texts:
            whole, comment = without_comment(text)
            parts = split_parts(TURN.sub("", whole, count=1)) if whole else []
            turn: list[Station] = [placed(Comment(comment), place)] if comment else []
            for part in parts:
                turn += self._turn_rest(part) or [placed(one, place) for one in self.exercises.station(place, part, 0)]
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
        return ["rest"] if read_rest(text) or OPEN_REST.fullmatch(text.strip(" .")) else []

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
                yield placed(self.exercises.label(line), line)
                continue
            if is_ordinal(line.text):
                yield placed(Comment(line.text), line)
                continue
            if header := header_of(line):
                header, prefix, owned = with_prefix(header, lines, at - 1)
                if prefix:
                    yield placed(Comment(prefix), line)
                yield from self.block(line, header, lines[at : at + owned])
                at += owned
                continue
            text, comment = without_comment(line.text)
            if comment:
                yield placed(Comment(comment), line)
            for part in split_parts(text) if text else ():
                yield from (placed(one, line) for one in self.exercises.station(line, part, rounds))


def _in_minutes(header: BlockHeader, below: Sequence[BoardLine]) -> BlockHeader:
    """Return rounds as an emom where each line below them is that of a minute: ``Minute 2: 15 sit-ups``."""
    turns = [one for one in below if not one.blank]
    if header.block != "circuit" or not header.rounds or not turns or not all(_MINUTE.match(one.text) for one in turns):
        return header
    return replace(header, block="emom", time=header.rounds * len(turns) * MINUTE, every=MINUTE)


def with_prefix(header: BlockHeader, lines: Sequence[BoardLine], at: int) -> tuple[BlockHeader, str, int]:
    """Return a header, the words before it, and how many lines below belong to it.

    The words before intervals with nothing but work below them are what is done: ``Half crimp: 6 x 7s on / 3s off``.
    """
    text = lines[at].text
    prefix = text.removesuffix(behind_prefix(text)).strip(":-–—(| ")
    owned = lines_below(lines, at) if not header.items else 0
    if owned and lines[at + 1].blank and is_named_interval(text):
        owned = 0
    below = lines[at + 1 : at + 1 + owned]
    named = not header.rounds and is_named_interval(text)
    other = any(is_work(one.text) or (named and read_movement(one.text).weights) for one in below)
    if prefix and header.work and not header.items and (not owned or other):
        return replace(header, items=prefix), "", 0
    return header, prefix, owned
