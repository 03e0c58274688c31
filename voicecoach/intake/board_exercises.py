"""The exercises and rests in the lines of a whiteboard, as steps and as stations of blocks; what is unclear is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.intake.board_lines import (
    LONGEST,
    STARTS,
    BoardLine,
    is_aside,
    is_listed,
    is_note,
    split_pair,
    split_parts,
    without_comment,
)
from voicecoach.intake.board_parts import part_name
from voicecoach.intake.emit import Comment, Heading, Prose, Value
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import (
    BlockHeader,
    names_nothing,
    read_header,
    seems_header,
)
from voicecoach.intake.movement import Movement
from voicecoach.intake.movements import PREFIX, is_group, read_movement
from voicecoach.intake.rests import read_rest
from voicecoach.intake.rounds import Station, write_block
from voicecoach.units import HOUR, MINUTE, format_duration, parse_duration

TURN = re.compile(
    r"(?:min(?:ute)?s?\s*\d+|\d+(?:st|nd|rd|th)\s+min(?:ute)?|odds?|evens?)\b[^:.–-]{0,12}[:.–-]\s*", re.IGNORECASE
)
_SHARED = re.compile(
    r"(?P<dose>\d[^:]{0,30}?)\s*(?:,\s*|of\s+)?(?:each|every one|all)?\s*:\s*(?P<items>[^\W\d][^\d:]*)", re.IGNORECASE
)
_PLACE = re.compile(r"(?:station|exercise|move(?:ment)?)\s*\d+\s*[:.–-]\s*", re.IGNORECASE)
OPEN_REST = re.compile(
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


@dataclass(frozen=True)
class ExerciseReader:
    """Reads lines that open no block."""

    source: ForeignText

    def station(self, line: BoardLine, text: str, rounds: int) -> Iterator[Station]:
        """Yield an exercise or a rest of a block of so many rounds, and comments."""
        if length := read_rest(text):
            yield self._rest(line, text, length)
            return
        if (note := self._note(line, text)) or (is_note(text) and (note := self.not_understood(line, text))):
            yield note
            return
        movement = self._movement(line, without_place(text), rounds)
        if not movement.name or movement.unclear or _BREATHS.fullmatch(text):
            yield self.not_understood(line, text)
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
        if not OPEN_REST.fullmatch(text.strip(" .!()")):
            return None
        self.source.remark(line.span, f"'{text[:60]}' has no length; it is only a comment")
        return Comment(text)

    def not_understood(self, line: BoardLine, text: str) -> Comment:
        """Return words as a comment, which is told."""
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

    def superset(self, lines: Sequence[BoardLine], between: int = 0) -> Iterator[Value]:
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
            yield from self.steps(line)
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

    def steps(self, line: BoardLine) -> Iterator[Value]:
        """Yield the steps of a line that stands in no block."""
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
            yield self.not_understood(line, text)
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
            yield self.not_understood(line, text)
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

    def label(self, line: BoardLine) -> Comment:
        """Return a line about the whole as a comment; with a remark where it may be an exercise all the same."""
        _, _, value = line.text.partition(":")
        movement = read_movement(value.strip())
        if (movement.dosed and movement.name) or read_header(value):
            self.source.remark(line.span, f"'{line.text[:60]}' is taken as words about the whole: it is only a comment")
        return Heading(line.text.rstrip(":")) if line.text.endswith(":") else Comment(line.text)


def without_place(text: str) -> str:
    """Return a line without what says at which turn or station it is done: ``Min 1:``, ``Station 2 -``."""
    return _PLACE.sub("", TURN.sub("", text, count=1), count=1)


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


def _is_sentence(text: str) -> bool:
    """Return whether words speak to the reader, and name no exercise."""
    return text.rstrip()[-1:] in ".!?" or text.startswith("(") or len(text.split()) > _SENTENCE_WORDS
