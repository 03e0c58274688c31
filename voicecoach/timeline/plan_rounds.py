"""Supersets, circuits, tabatas and emoms in a plan: whose turn it is, what lies between, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicecoach.script.lengths import turn_length
from voicecoach.script.model import Amrap, Exercise, Prompts, Rounds
from voicecoach.timeline.slots import Line, Part, Place
from voicecoach.timeline.talk import Talker
from voicecoach.units import MINUTE, SECOND, scale

LONG_REST = 15 * SECOND
TEN_SECONDS_FROM = 20 * SECOND


@dataclass(frozen=True, slots=True)
class Turn:
    """One station's turn: the ``index``-th (from 0) of a block.

    ``serial`` tells the block from its repeats, ``known`` that it has been explained in a round around it.
    """

    block: Rounds
    serial: int
    index: int
    known: bool = False

    @property
    def station(self) -> int:
        """Which station, from 0."""
        return self.index % self.stations

    @property
    def stations(self) -> int:
        """How many there are."""
        return len(self.block.stations)

    @property
    def round(self) -> int:
        """Which round, from 1."""
        return self.index // self.stations + 1

    @property
    def anchor(self) -> str:
        """What an emom calls the instant from which its clock counts."""
        return f"emom{self.serial}"

    @property
    def whole(self) -> bool:
        """Whether there are several rounds, each with all stations."""
        return self.block.rounds > 1 and self.block.turns % self.stations == 0

    @property
    def named(self) -> bool:
        """Whether the station's name is news."""
        return self.index == 0 or self.stations > 1


def tell_block(talk: Talker, turn: Turn, prompts: Prompts) -> Iterator[Line]:
    """What is said before the first round: name, times and number of rounds."""
    block, base = turn.block, talk.id(f"{turn.block.kind}")
    said = []
    if block.say is not None and prompts.name:
        said.append(talk.prompt("only_exercise", exercise=block.say.text))
    if prompts.dose and not turn.known:
        if block.every:
            time = talk.wording.duration(block.every * block.turns)
            kind = "emom_minute" if block.every == MINUTE else "emom"
            said.append(talk.prompt(kind, every=talk.wording.duration(block.every), time=time))
        elif block.work and block.rest:
            work, rest = scale(block.work, talk.routine.pace.move), scale(block.rest, talk.routine.pace.rest)
            lengths = {"work": talk.wording.duration(work), "rest": talk.wording.duration(rest)}
            said.append(talk.prompt("intervals", **lengths))
        if turn.whole and not block.every:
            said.append(talk.prompt("rounds", rounds=talk.wording.rounds(block.rounds)))
    for number, utterance in enumerate(said, 1):
        yield Line(f"{base}/{number}", "name", utterance, Place(), block.span)


def pause_before(talk: Talker, turn: Turn, prompts: Prompts, upcoming: str) -> None:
    """The rest before a turn, with what is said in it, added to the pause that is pending."""
    block, pending = turn.block, talk.pending
    base = talk.id(f"{block.kind}/round{turn.round}/station{turn.station + 1}")
    until = None
    if block.every:
        until = turn.anchor, turn.index * block.every
        length = max(0, block.every - turn_length(block, turn.index - 1, talk.routine.pace))
    else:
        rest = block.rest_between if turn.station == 0 else block.rest
        if rest is None:
            return
        length = scale(rest, talk.routine.pace.rest)
    before = take_back_rest(talk)
    pending.parts.append(Part("rest", "rest", length, Place(), block.span, until))
    pending.rested = True
    length += before
    pending.tone = "rest" if length else ""

    def line(name: str, role: str, prompt: str, priority: int, left: int | None = None, **values: str) -> None:
        said = talk.prompt(prompt, **values)
        made = Line(f"{base}/{name}", role, said, Place(), block.span, must=False, priority=priority, left=left)
        pending.opening.append(made)

    if prompts.rest and length >= LONG_REST and not block.every:
        line("rest", "rest", "rest", 3, time=talk.wording.duration(length))
    if turn.station == 0 and prompts.set:
        number = talk.wording.pack.number(turn.round)
        kind = "last_round" if turn.round == block.rounds else "round"
        line("round", "rest", kind, 5, round=number, rounds=talk.wording.pack.number(block.rounds))
    if prompts.next and upcoming and length >= LONG_REST and turn.named:
        line("next", "next", "next_exercise", 2, exercise=upcoming)
    if prompts.ten_seconds and length >= TEN_SECONDS_FROM:
        line("ten-seconds", "time", "ten_seconds", 1, left=10 * SECOND)


def take_back_rest(talk: Talker) -> int:
    """The rest that is pending, in ms; what was to be said of it is taken back: who adds to it speaks of all."""
    pending = talk.pending
    length = sum(part.length for part in pending.parts if part.kind == "rest")
    if length:
        told = ("rest", "next", "ten-seconds")
        pending.opening = [line for line in pending.opening if line.id.rpartition("/")[2] not in told]
    return length


def rest_of_minute(talk: Talker, turn: Turn) -> None:
    """What an emom's last turn leaves of its time."""
    block = turn.block
    part = Part("rest", "rest", 0, Place(), block.span, until=(turn.anchor, turn.index * block.every))
    talk.pending.parts.append(part)
    talk.pending.tone = "rest"


def tell_amrap(talk: Talker, block: Amrap, *, known: bool) -> Iterator[Line]:
    """What is to be done as often as possible: the time, and unless it is known each exercise, its dose and set-up."""
    base = talk.id("amrap/round")
    time = talk.wording.duration(scale(block.exercise.variants[0].doses[0].time, talk.routine.pace.move))
    yield Line(f"{base}/time", "name", talk.prompt("amrap", time=time), Place(), block.span)
    for number, step in enumerate(() if known else block.steps, 1):
        place = Place(step.key)
        said = talk.prompt("station", exercise=step.say.text, dose=dose_of(talk, step))
        yield Line(f"{base}/station{number}", "name", said, place, step.span)
        for index, text in enumerate(step.setup, 1):
            yield Line(f"{base}/station{number}/setup{index}", "setup", talk.text(text.text), place, text.span)


def dose_of(talk: Talker, exercise: Exercise) -> str:
    """One set of an exercise in words."""
    dose = exercise.variants[0].doses[0]
    said = talk.wording.dose(1, (dose.reps,), scale(dose.time, talk.routine.pace.move))
    if len(exercise.sides) < 2:
        return said
    kind = "dose_alternating" if exercise.alternate else "dose_each_side"
    return talk.wording.pack.prompts[kind].replace("{dose}", said).rstrip(".")


def time_calls(length: int) -> Iterator[int]:
    """How many ms before the end of a long time its rest is told: at ten, five and one minute."""
    for left in (10 * MINUTE, 5 * MINUTE, MINUTE):
        if left <= length - MINUTE and abs(left - length // 2) > LONG_REST:
            yield left
