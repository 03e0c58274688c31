"""How long steps last at a pace, and how many events they make, before anything is laid out.

An emom must know whether its stations are done in time, and a slip of the finger is to end in a message and not in
swap. Everything here is reckoned from the script alone: no voice has been asked how long a sentence takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from voicecoach.diagnostics import Span
from voicecoach.errors import assert_never
from voicecoach.script.kinds import MAX_LENGTH, Problems
from voicecoach.script.model import (
    Amrap,
    Block,
    BothSides,
    Dose,
    Exercise,
    Pace,
    Repeat,
    Rest,
    Rounds,
    Routine,
    Say,
    Section,
    Text,
    Tone,
    Variant,
)
from voicecoach.script.set_timing import DEMO_BREAK, SetTiming, demo_phases
from voicecoach.script.texts import LONGEST_SILENCE, silences_of
from voicecoach.script.walk import has_work, walk
from voicecoach.units import HOUR, SECOND, format_clock, format_duration, scale

MAX_EVENTS = 100_000
_USUAL = Pace()
A_CHARACTER = 60
"""Milliseconds that a character of speech takes, as a rule of thumb."""


@dataclass(frozen=True, slots=True)
class Size:
    """What steps come to: ms that the script asks for, ms that other speech and movement may take, and events.

    Steps are added in the order done, for the time to get ready is the end of a rest before it. ``begins`` is what
    comes first, ``lead`` the time before the first work, and ``ready`` what of it is a time to get ready besides the
    rests. It may end in a rest: one that the ``rests`` of the steps say, or one that is ``owed`` where work follows
    without another rest. ``pending`` is what was owed before words that no work has followed yet.
    """

    asked: int = 0
    spoken: int = 0
    events: int = 0
    begins: Literal["", "work", "rest", "words"] = ""
    works: bool = False
    lead: int = 0
    ready: int = 0
    rests: bool = False
    owed: int | None = None
    pending: int = 0

    def __add__(self, other: Size) -> Size:
        spoken, events = self.spoken + other.spoken, self.events + other.events
        first, last = (self if self.begins else other), (other if other.begins else self)
        owed = (self.owed or 0) if other.begins in ("work", "words") else 0
        pending = self.pending + (0 if other.works else owed)
        owed = owed + self.pending if other.works else 0
        inside = other.ready if other.begins == "work" and (self.rests or self.owed is not None) else 0
        asked = self.asked + owed + other.asked - inside
        lead, ready = self.lead, self.ready
        if not self.works:
            lead, ready = self.asked + other.lead - inside, other.ready - inside
        works = self.works or other.works
        pending = other.pending + (0 if other.works else pending)
        return Size(asked, spoken, events, first.begins, works, lead, ready, last.rests, last.owed, pending)

    def times(self, factor: int) -> Size:
        """Return so many of these, one after another."""
        again = (self + self).asked - self.asked
        return replace(
            self,
            asked=self.asked + (factor - 1) * again,
            spoken=self.spoken * factor,
            events=self.events * factor,
        )

    @property
    def length(self) -> int:
        """Milliseconds in all."""
        return self.asked + self.spoken


def in_round(exercise: Exercise, rounds: int) -> Exercise:
    """Return a station with as many sets as there are rounds; where its own are fewer, the last dose goes on."""

    def doses(form: Variant) -> tuple[Dose, ...]:
        return tuple(form.doses[min(number, len(form.doses) - 1)] for number in range(rounds))

    variants = tuple(replace(form, doses=doses(form)) for form in exercise.variants)
    return replace(exercise, sets=rounds, variants=variants)


def one_set(exercise: Exercise, number: int) -> Exercise:
    """Return an exercise with just the set of that number (from 1), or its last one."""
    variants = tuple(replace(form, doses=(form.doses[min(number, len(form.doses)) - 1],)) for form in exercise.variants)
    return replace(exercise, sets=1, variants=variants)


def measure_blocks(blocks: Iterable[Block], pace: Pace = _USUAL) -> Size:
    """Return the size of steps at a pace."""
    return sum((_measure(block, pace) for block in blocks), Size())


def _measure(block: Block, pace: Pace) -> Size:
    match block:
        case Exercise():
            return _measure_exercise(block, pace)
        case Amrap():
            return _measure_exercise(block.exercise, pace) + Size(events=8 * len(block.steps))
        case Rest():
            return _rest(scale(block.length, pace.rest), events=8)
        case Say():
            spoken = max(SECOND, len(block.text.text) * A_CHARACTER) + _silent(block.text)
            return Size(spoken=spoken, events=1, begins="words")
        case Tone():
            return Size(spoken=SECOND, events=1, begins="words")
        case Repeat():
            return (measure_blocks(block.steps, pace) + Size(events=1)).times(block.times)
        case BothSides():
            side = measure_blocks(block.steps, pace)
            return side + _rest(scale(block.switch, pace.rest), events=6) + side
        case Section():
            return measure_blocks(block.steps, pace) + Size(events=1)
        case Rounds():
            return _measure_rounds(block, pace)
        case _:
            return assert_never(block)


def _rest(length: int, events: int) -> Size:
    return Size(length, events=events, begins="rest", lead=length, rests=True)


def _measure_exercise(exercise: Exercise, pace: Pace) -> Size:
    """Return all of an exercise: the time to get ready, its work, and a rest or a change of sides or forms between."""
    sides = 1 if exercise.alternate else max(1, len(exercise.sides))
    work = sum((_measure_sets(form, pace) for form in exercise.variants), Size())
    bouts = exercise.sets * sides * len(exercise.variants)
    times = sides if exercise.switch_after == "exercise" else 1
    rests = (exercise.sets - 1) * times
    rested = sum(scale(exercise.rest_after(number), pace.rest) for number in range(1, exercise.sets))
    ready = scale(exercise.ready, pace.rest)
    paused = ready + times * rested
    shown = scale(sum(phase.length for phase in demo_phases(exercise)), pace.move)
    shown += scale(DEMO_BREAK, pace.rest) if exercise.demo else 0
    switched = (bouts - 1 - rests) * scale(exercise.switch, pace.rest)
    shown += sum(map(_silent, _told(exercise)))
    explained = 8 + 8 * len(exercise.variants)
    asked, events = work.asked * sides + paused + switched, work.events * sides + explained + 8 * bouts
    return Size(asked, shown, events, begins="work", works=True, lead=ready, ready=ready)


def _silent(text: Text) -> int:
    """Return the ms of silence inside a text; what is too long for a silence is reported as that."""
    return sum(min(length, LONGEST_SILENCE) for length in silences_of(text.text))


def _told(exercise: Exercise) -> Iterator[Text]:
    """Yield what is told of an exercise before its work: its pauses grow for that."""
    yield from (exercise.say, *exercise.setup)
    for one in exercise.variants:
        yield from one.setup
    for movement in (exercise.movement, *(one.movement for one in exercise.variants)):
        yield from movement.say if movement else ()
    yield from exercise.safety


def _measure_sets(form: Variant, pace: Pace) -> Size:
    """Return the work of all sets of a variant on one side."""
    total = Size()
    for dose, sets in Counter(form.doses).items():
        timing = SetTiming.of(form, dose, pace.move)
        cues = sum(cue.when.occasions(timing) for cue in form.cues)
        seconds = timing.length // SECOND if form.holds else 0
        total += Size(timing.length, events=timing.reps * max(1, len(form.phases)) + seconds + cues + 8).times(sets)
    return total


def _measure_rounds(block: Rounds, pace: Pace) -> Size:
    """Return all turns; with a clock only what comes before the first work counts besides its time."""
    total = sum(_turns(block, pace), Size())
    if block.every:
        length = total.lead + block.turns * block.every
        return replace(total, asked=length, spoken=0, rests=False, owed=None, pending=0)
    if total.rests or not block.rest_after:
        return total
    return replace(total, owed=scale(block.rest_after, pace.rest))


def _turns(block: Rounds, pace: Pace) -> Iterator[Size]:
    """Yield turn after turn, each with the rest before it, which is also its time to get ready."""
    stations = block.stations
    for index in range(block.turns):
        turn = _turn(block, index, pace)
        rest = block.rest if index % len(stations) else block.rest_between
        if index and rest is not None:
            asked = turn.asked + scale(rest, pace.rest) - turn.ready
            begins: Literal["rest", "words"] = "words" if turn.begins == "words" else "rest"
            turn = replace(turn, asked=asked, ready=0, begins=begins)
        yield turn


def _turn(block: Rounds, index: int, pace: Pace) -> Size:
    """Return a turn (from 0): a set of each exercise in its station."""
    station, number = block.stations[index % len(block.stations)], index // len(block.stations) + 1
    return measure_blocks((one_set(step, number) if isinstance(step, Exercise) else step for step in station), pace)


def turn_length(block: Rounds, index: int, pace: Pace) -> int:
    """Return ms from the first work of a turn (from 0) to the rest before the next: work, and rests of steps."""
    turn = _turn(block, index, pace)
    following = _turn(block, index + 1, pace) if index + 1 < block.turns else Size()
    return turn.asked - turn.lead + following.lead - following.ready


def check_turns(blocks: tuple[Block, ...], pace: Pace, problems: Problems) -> None:
    """Report stations of an emom that are not done when the next one begins."""
    for block in walk(blocks):
        if isinstance(block, Rounds) and block.every:
            _check_clock(block, pace, problems)


def _check_clock(block: Rounds, pace: Pace, problems: Problems) -> None:
    stations = block.stations
    for number, station in enumerate(stations):
        turns = range(number, block.turns, len(stations))
        length = max((turn_length(block, index, pace) for index in turns), default=0)
        if length > block.every:
            step = next((step for step in station if has_work(step)), station[0])
            lengths = f"{format_duration(length)}, and the next one begins after {format_duration(block.every)}"
            name = f"'{step.key}'" if isinstance(step, Exercise) else "this station"
            help_ = "fewer repetitions, a quicker rep:, or a longer every:"
            problems.add("turn-too-short", f"{name} takes {lengths}", getattr(step, "span", block.span), help=help_)


def check_size(routine: Routine, span: Span, problems: Problems) -> None:
    """Report a routine that is too long or too full."""
    size = measure_blocks(routine.blocks)
    slowest = min(routine.pace.move, routine.pace.rest, Decimal(1))
    length = int(size.length / slowest)
    if length > MAX_LENGTH:
        message = f"the routine lasts about {format_clock(length)}; at most {MAX_LENGTH // HOUR} hours are made"
        problems.add("too-long", message, span, help="fewer sets or repetitions, or several routines")
    if size.events > MAX_EVENTS:
        message = f"the routine has about {size.events:,} events; at most {MAX_EVENTS:,} are made"
        problems.add("too-many-events", message, span, help="fewer repetitions, or count: last 5")
    check_turns(routine.blocks, routine.pace, problems)
