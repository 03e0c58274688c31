"""How large a routine is before it is laid out, so that a slip of the finger ends in a message and not in swap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from voicecoach.diagnostics import Span
from voicecoach.script.kinds import MAX_LENGTH, Problems
from voicecoach.script.lengths import has_work, in_round, turn_length
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
    Variant,
)
from voicecoach.script.set_timing import SetTiming
from voicecoach.units import HOUR, SECOND, format_clock, format_duration

MAX_EVENTS = 100_000
A_CHARACTER = 60
"""Milliseconds that a character of speech takes, as a rule of thumb."""


@dataclass(frozen=True, slots=True)
class Size:
    """Milliseconds of what the script itself asks for, and events at most."""

    length: int = 0
    events: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.length + other.length, self.events + other.events)

    def times(self, factor: int) -> Size:
        """So many of these."""
        return Size(self.length * factor, self.events * factor)


def measure_blocks(blocks: tuple[Block, ...]) -> Size:
    """The size of steps, before speech."""
    total = Size()
    for block in blocks:
        total += _measure(block)
    return total


def _measure(block: Block) -> Size:
    if isinstance(block, Exercise):
        return _measure_exercise(block)
    if isinstance(block, Rest):
        return Size(block.length, 8)
    if isinstance(block, Repeat):
        return (measure_blocks(block.steps) + Size(0, 1)).times(block.times)
    if isinstance(block, BothSides):
        return measure_blocks(block.steps).times(2) + Size(block.switch, 6)
    if isinstance(block, Rounds):
        return _measure_rounds(block)
    if isinstance(block, Amrap):
        return _measure_exercise(block.exercise) + Size(0, 8 * len(block.steps))
    said = len(block.text.text) if isinstance(block, Say) else 0
    return Size(max(SECOND, said * A_CHARACTER), 1)


def _measure_rounds(block: Rounds) -> Size:
    total = Size()
    for index, station in enumerate(block.stations):
        times = len(range(index, block.turns, len(block.stations)))
        rest = block.rest_between if index == 0 else block.rest
        one = Size(rest or 0, 8)
        for step in station:
            if isinstance(step, Exercise):
                ready = step.ready if rest is None and not block.every else 0
                one += _measure_exercise(replace(in_round(step, 1), ready=ready))
            else:
                one += _measure(step)
        total += one.times(times)
    length = block.turns * block.every or total.length - (block.rest_between or 0)
    return Size(max(0, length), total.events)


def _measure_exercise(exercise: Exercise) -> Size:
    sides = 1 if exercise.alternate else max(1, len(exercise.sides))
    work = Size()
    for variant in exercise.variants:
        for dose in variant.doses:
            work += _measure_dose(dose, variant)
    pauses = exercise.sets * sides * len(exercise.variants)
    return work.times(sides) + Size(exercise.ready + (exercise.sets - 1) * exercise.rest, 8 + 8 * pauses)


def _measure_dose(dose: Dose, variant: Variant) -> Size:
    timing = SetTiming.of(variant, dose)
    cues = sum(cue.when.occasions(timing) for cue in variant.cues)
    return Size(timing.length, timing.reps * max(1, len(variant.phases)) + cues + 8)


def check_turns(blocks: tuple[Block, ...], pace: Pace, problems: Problems) -> None:
    """Report stations of an emom that are not done when the next one begins."""
    for block in blocks:
        if isinstance(block, Rounds) and block.every:
            _check_clock(block, pace, problems)
        if isinstance(block, (Repeat, BothSides, Rounds)):
            check_turns(block.steps, pace, problems)


def _check_clock(block: Rounds, pace: Pace, problems: Problems) -> None:
    stations = block.stations
    for number, station in enumerate(stations):
        turns = range(number, block.turns, len(stations))
        length = max((turn_length(block, index, pace) for index in turns), default=0)
        if length > block.every:
            step = next(step for step in station if has_work(step))
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
