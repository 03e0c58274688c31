"""How long steps last at a pace, and how many events they make, before anything is laid out.

An emom must know whether its stations are done in time, and a slip of the finger is to end in a message and not in
swap. Everything here is reckoned from the script alone: no voice has been asked how long a sentence takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

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
from voicecoach.script.walk import children, has_work, walk
from voicecoach.units import HOUR, SECOND, format_clock, format_duration, scale

MAX_EVENTS = 100_000
_USUAL = Pace()
A_CHARACTER = 60
"""Milliseconds that a character of speech takes, as a rule of thumb."""


@dataclass(frozen=True, slots=True)
class Size:
    """What steps come to: ms that the script asks for, ms that other speech and movement may take, and events."""

    asked: int = 0
    spoken: int = 0
    events: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.asked + other.asked, self.spoken + other.spoken, self.events + other.events)

    def times(self, factor: int) -> Size:
        """Return so many of these."""
        return Size(self.asked * factor, self.spoken * factor, self.events * factor)

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
            return Size(scale(block.length, pace.rest), events=8)
        case Say():
            text = block.text.text
            return Size(spoken=max(SECOND, len(text) * A_CHARACTER) + _silent(block.text), events=1)
        case Tone():
            return Size(spoken=SECOND, events=1)
        case Repeat():
            return (measure_blocks(block.steps, pace) + Size(events=1)).times(block.times)
        case BothSides():
            return measure_blocks(block.steps, pace).times(2) + Size(scale(block.switch, pace.rest), events=6)
        case Section():
            return measure_blocks(block.steps, pace) + Size(events=1)
        case Rounds():
            return _measure_rounds(block, pace)
        case _:
            return assert_never(block)


def _measure_exercise(exercise: Exercise, pace: Pace) -> Size:
    """Return all of an exercise: the time to get ready, its work, and a rest or a change of sides or forms between."""
    sides = 1 if exercise.alternate else max(1, len(exercise.sides))
    work = sum((_measure_sets(form, pace) for form in exercise.variants), Size())
    bouts = exercise.sets * sides * len(exercise.variants)
    times = sides if exercise.switch_after == "exercise" else 1
    rests = (exercise.sets - 1) * times
    rested = sum(scale(exercise.rest_after(number), pace.rest) for number in range(1, exercise.sets))
    paused = scale(exercise.ready, pace.rest) + times * rested
    shown = scale(sum(phase.length for phase in demo_phases(exercise)), pace.move)
    shown += scale(DEMO_BREAK, pace.rest) if exercise.demo else 0
    switched = (bouts - 1 - rests) * scale(exercise.switch, pace.rest)
    shown += sum(map(_silent, _told(exercise)))
    explained = 8 + 8 * len(exercise.variants)
    return work.times(sides) + Size(paused + switched, shown, events=explained + 8 * bouts)


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
    """Return all turns. A rest takes the place of the time to get ready; with a clock only the first of that counts."""
    total = Size()
    stations = block.stations
    for index, station in enumerate(stations):
        turns = len(range(index, block.turns, len(stations)))
        rest = block.rest if index else block.rest_between
        pause = 0 if rest is None else scale(rest, pace.rest) - _ready(station, pace)
        total += _measure_turns(station, turns, pace) + Size(pause * (turns if index else turns - 1), events=8 * turns)
    if block.every:
        start = _rests_before_work(block.steps, pace) + _ready(block.steps, pace)
        return Size(start + block.turns * block.every, events=total.events)
    return total


def _measure_turns(station: tuple[Block, ...], turns: int, pace: Pace) -> Size:
    """Return the turns of a station, a set in each with the time to get ready."""
    total = Size()
    for step in station:
        if isinstance(step, Exercise):
            sets = replace(in_round(step, turns), ready=0, rests=(0,), switch_after="set")
            announced = Size(turns * scale(step.ready, pace.rest), events=8 * (turns - 1))
            total += _measure_exercise(sets, pace) + announced
        else:
            total += _measure(step, pace).times(turns)
    return total


def turn_length(block: Rounds, index: int, pace: Pace) -> int:
    """Return ms from the first work of a turn (from 0) to the rest before the next: work, and rests of steps."""
    stations = block.stations
    station = stations[index % len(stations)]
    number = index // len(stations) + 1
    turn = (one_set(step, number) if isinstance(step, Exercise) else step for step in station)
    length = measure_blocks(turn, pace).asked - _rests_before_work(station, pace) - _ready(station, pace)
    following = stations[(index + 1) % len(stations)] if index + 1 < block.turns else ()
    return length + _rests_before_work(following, pace)


def _rests_before_work(blocks: Iterable[Block], pace: Pace) -> int:
    """Return how much rest steps ask for before their first work."""
    length = 0
    for block in blocks:
        if has_work(block):
            return length + _rests_before_work(children(block), pace)
        length += _measure(block, pace).asked
    return length


def _ready(blocks: Iterable[Block], pace: Pace) -> int:
    """Return the time to get ready for the first work of steps."""
    works = (block.exercise if isinstance(block, Amrap) else block for block in walk(blocks))
    return next((scale(work.ready, pace.rest) for work in works if isinstance(work, Exercise)), 0)


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
