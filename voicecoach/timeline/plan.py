"""From a routine to a plan: the order of things, and what a coach says around them.

Repeats, sides, sets and variants are written out; rests, switches and ready times that follow each other become one
pause, so that what is said may use all of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from voicecoach.diagnostics import Span
from voicecoach.phrases.wording import Wording
from voicecoach.script.lengths import in_round
from voicecoach.script.model import Amrap, Block, BothSides, Exercise, Repeat, Rest, Rounds, Routine, Say, Tone
from voicecoach.script.texts import says_something
from voicecoach.timeline.plan_exercise import ExercisePlanner
from voicecoach.timeline.plan_rounds import (
    LONG_REST,
    Turn,
    pause_before,
    rest_of_minute,
    take_back_rest,
    tell_amrap,
    tell_block,
)
from voicecoach.timeline.slots import Line, Part, Pause, Place, Plan, Slot, Work
from voicecoach.timeline.talk import Guess, Talker, slug
from voicecoach.units import SECOND, scale


class Fallen(NamedTuple):
    """A step with the side that blocks around it have chosen, or the change between two sides, or between turns.

    ``known`` steps have been done in an earlier round.
    """

    block: Block
    side: str = ""
    switch_to: str = ""
    turn: Turn | None = None
    known: bool = False


def write_out(
    blocks: tuple[Block, ...], side: str = "", serial: Iterator[int] | None = None, *, known: bool = False
) -> Iterator[Fallen]:
    """The steps with repeats, sides and rounds written out."""
    serial = serial or itertools.count(1)
    for block in blocks:
        if isinstance(block, Repeat):
            for _ in range(block.times):
                yield from write_out(block.steps, side, serial, known=known)
        elif isinstance(block, BothSides):
            first, second = block.sides
            yield from write_out(block.steps, first, serial, known=known)
            yield Fallen(block, switch_to=second)
            yield from write_out(block.steps, second, serial, known=known)
        elif isinstance(block, Rounds):
            yield from _write_out_rounds(block, side, serial, known=known)
        else:
            yield Fallen(block, side, known=known)


def _write_out_rounds(block: Rounds, side: str, serial: Iterator[int], *, known: bool) -> Iterator[Fallen]:
    """Turns in order. What a station says and rests before its work comes before the rest of the block."""
    number = next(serial)
    stations = [
        tuple(in_round(step, block.rounds) if isinstance(step, Exercise) else step for step in station)
        for station in block.stations
    ]
    for index in range(block.turns):
        turn = Turn(block, number, index, known)
        again = known or turn.round > 1
        steps: list[Fallen] = []
        for step in stations[turn.station]:
            if isinstance(step, Exercise):
                steps.append(Fallen(step, side, turn=turn, known=again))
            else:
                steps += write_out((step,), side, serial, known=again)
        works = (place for place, step in enumerate(steps) if isinstance(step.block, (Exercise, Amrap)))
        first = next(works) if index else 0
        yield from [*steps[:first], Fallen(block, side, turn=turn), *steps[first:]]
    if block.every:
        yield Fallen(block, side, turn=Turn(block, number, block.turns))


def make_plan(routine: Routine, wording: Wording, guess: Guess) -> Plan:
    """The plan of a routine. ``guess`` serves the texts that speak of the length of the whole."""
    talk = Talker(routine, wording, guess)
    _Planner(talk).run()
    slots = tuple(_audible(slot) for slot in talk.slots)
    return Plan(talk.text(routine.title.text).text, routine.language, slots)


def _audible(slot: Slot) -> Slot:
    """Without texts of which nothing is left, such as ``{next}`` in the last exercise."""
    if isinstance(slot, Work):
        return replace(slot, cues=tuple(cue for cue in slot.cues if says_something(cue.utterance.phrase.text)))
    opening, closing = (
        tuple(line for line in lines if says_something(line.utterance.phrase.text))
        for lines in (slot.opening, slot.closing)
    )
    return replace(slot, opening=opening, closing=closing)


@dataclass
class _Planner:
    talk: Talker
    bases: dict[tuple[int, int], str] = field(default_factory=dict)
    turns: dict[str, dict[str, int]] = field(default_factory=dict)

    def run(self) -> None:
        routine, prompts = self.talk.routine, self.talk.routine.prompts
        steps = list(write_out(routine.blocks))
        worked = [step.block for step in steps if isinstance(step.block, (Exercise, Amrap))]
        names = [_exercise_of(block).say.text for block in worked]
        final = _last_station(steps)
        self._open(routine, title=prompts.title, total=prompts.total)
        done = 0
        for step in steps:
            upcoming = names[done] if done < len(names) else ""
            self.talk.context = {"next": upcoming}
            if isinstance(step.block, (Exercise, Amrap)):
                done += 1
                self.talk.context["next"] = names[done] if done < len(names) else ""
                self._exercise(step.block, step, first=done == 1, last=done >= final)
            elif isinstance(step.block, Rest):
                self._rest(step.block, upcoming, worked=done > 0)
            elif isinstance(step.block, Rounds) and step.turn is not None:
                self._turn(step.block, step.turn, upcoming)
            elif isinstance(step.block, BothSides):
                self._switch(step.block, step.switch_to)
            else:
                self._flush()
                self._aside(step.block)
        self._flush()
        last = (Line("end/done", "done", self.talk.prompt("done"), Place(), None),) if prompts.done else ()
        self.talk.slots.append(Pause("end", (_said("done", None),), last, tone="done"))

    def _open(self, routine: Routine, *, title: bool, total: bool) -> None:
        lines = []
        if title and routine.title.text:
            said = self.talk.prompt("title", title=routine.title.text)
            lines.append(Line("start/title", "title", said, Place(), routine.title.span))
        if total:
            lines.append(Line("start/total", "time", self.talk.prompt("total"), Place(), routine.title.span))
        if lines:
            self.talk.slots.append(Pause("start", (_said("title", routine.title.span),), tuple(lines)))

    def _flush(self) -> None:
        """Close what has gathered without any work after it."""
        taken = self.talk.pending.take()
        self.talk.pending.closing = taken.closing
        if taken.parts or taken.opening:
            parts = tuple(taken.parts) or (_said("end", None),)
            opening = tuple(replace(line, must=line.must or not taken.parts) for line in taken.opening)
            self.talk.slots.append(Pause(self.talk.id("rest"), parts, opening, tone=taken.tone))

    def _aside(self, block: Block) -> None:
        if isinstance(block, Say):
            name = self.talk.id(f"say/{slug(block.text.text)}")
            line = Line(name, "say", self.talk.text(block.text.text), Place(), block.text.span)
            before, self.talk.pending.closing = self.talk.pending.closing, []
            self.talk.slots.append(Pause(name, (_said(block.text.text, block.text.span),), (*before, line)))
        elif isinstance(block, Tone):
            name = self.talk.id(f"tone/{block.sound}")
            self.talk.slots.append(Pause(name, (_said(block.sound, block.span),), tone=block.sound))

    def _rest(self, block: Rest, upcoming: str, *, worked: bool) -> None:
        prompts = self.talk.routine.prompts
        length = scale(block.length, self.talk.routine.pace.rest)
        base = self.talk.id(f"rest/before-{slug(upcoming)}" if upcoming else "rest/last")
        before = take_back_rest(self.talk)
        self.talk.pending.parts.append(Part("rest", "rest", length, Place(), block.span))
        if worked:
            self.talk.pending.tone = "rest"
        length += before
        if prompts.rest and length >= SECOND:
            said = self.talk.prompt("rest", time=self.talk.wording.duration(length))
            self.talk.pending.opening.append(
                Line(f"{base}/rest", "rest", said, Place(), block.span, must=False, priority=3)
            )
        if prompts.next and upcoming and length >= LONG_REST:
            said = self.talk.prompt("next_exercise", exercise=upcoming)
            self.talk.pending.opening.append(
                Line(f"{base}/next", "next", said, Place(), block.span, must=False, priority=2)
            )

    def _switch(self, block: BothSides, side: str) -> None:
        length = scale(block.switch, self.talk.routine.pace.rest)
        base = self.talk.id(f"sides/{side}")
        self.talk.pending.parts.append(Part("switch", "switch sides", length, Place(side=side), block.span))
        self.talk.pending.tone = "switch"
        name = self.talk.wording.side(side)
        for prompt in ("switch", "side_only"):
            said = self.talk.prompt(prompt, side=name)
            self.talk.pending.opening.append(Line(f"{base}/{prompt}", "switch", said, Place(side=side), block.span))

    def _turn(self, block: Rounds, turn: Turn, upcoming: str) -> None:
        prompts = self.talk.routine.prompts
        if turn.index == 0:
            self.talk.pending.closing += tell_block(self.talk, turn, prompts)
            if block.every:
                self.talk.pending.anchors.append(turn.anchor)
        elif turn.index < block.turns:
            pause_before(self.talk, turn, prompts, upcoming)
        else:
            rest_of_minute(self.talk, turn)
            self._flush()

    def _exercise(self, block: Exercise | Amrap, step: Fallen, *, first: bool, last: bool) -> None:
        turn = step.turn
        exercise = _exercise_of(block)
        if isinstance(block, Amrap):
            self.talk.pending.closing += tell_amrap(self.talk, block, known=step.known)
        if step.side and not exercise.sides and not isinstance(block, Amrap):
            exercise = replace(exercise, sides=(step.side,))
        planner = ExercisePlanner(
            self.talk,
            exercise,
            self._base(exercise, turn),
            first=first,
            last=last,
            turn=turn,
            calls=isinstance(block, Amrap),
            known=step.known,
        )
        planner.turns = self.turns.setdefault(planner.base, planner.turns)
        planner.run()

    def _base(self, exercise: Exercise, turn: Turn | None) -> str:
        """The beginning of an exercise's ids: a station keeps it from round to round."""
        if turn is None:
            return self.talk.id(slug(exercise.key))
        place = turn.serial, turn.station
        if place not in self.bases:
            self.bases[place] = self.talk.id(slug(exercise.key))
        return self.bases[place]


def _last_station(steps: list[Fallen]) -> int:
    """From which number of work on (from 1) there is nothing but the last exercise: all of its turns, if it has any."""
    places = [
        (step.turn.serial, step.turn.station) if step.turn else (0, number)
        for number, step in enumerate(steps)
        if isinstance(step.block, (Exercise, Amrap))
    ]
    return len(places) - sum(1 for _ in itertools.takewhile(lambda place: place == places[-1], reversed(places))) + 1


def _exercise_of(block: Exercise | Amrap) -> Exercise:
    return block.exercise if isinstance(block, Amrap) else block


def _said(label: str, source: Span | None) -> Part:
    return Part("say", label, 0, Place(), source)
