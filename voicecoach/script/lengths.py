"""How long steps take at a pace before anything is said: what an emom asks of its stations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

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
    Say,
    Tone,
    Variant,
)
from voicecoach.script.set_timing import SetTiming
from voicecoach.units import scale


def in_round(exercise: Exercise, rounds: int) -> Exercise:
    """A station with as many sets as there are rounds; where its own are fewer, the last dose goes on."""

    def doses(form: Variant) -> tuple[Dose, ...]:
        return tuple(form.doses[min(number, len(form.doses) - 1)] for number in range(rounds))

    variants = tuple(replace(form, doses=doses(form)) for form in exercise.variants)
    return replace(exercise, sets=rounds, variants=variants)


def one_set(exercise: Exercise, number: int) -> Exercise:
    """Just the set of that number (from 1), or the last one."""
    variants = tuple(replace(form, doses=(form.doses[min(number, len(form.doses)) - 1],)) for form in exercise.variants)
    return replace(exercise, sets=1, variants=variants)


def has_work(block: Block) -> bool:
    """Whether there is anything to do in a step."""
    if isinstance(block, (Repeat, BothSides, Rounds)):
        return any(has_work(step) for step in block.steps)
    return isinstance(block, (Exercise, Amrap))


def turn_length(block: Rounds, index: int, pace: Pace) -> int:
    """From the first work of a turn (from 0) to the rest before the next: the work, and rests that steps ask for."""
    stations = block.stations
    station = stations[index % len(stations)]
    number = index // len(stations) + 1
    at = next(place for place, step in enumerate(station) if not isinstance(step, (Rest, Say, Tone)))
    step = station[at]
    if isinstance(step, Exercise):
        step = one_set(step, number)
    length = _length(step, pace) - _lead(step, pace) + _total(station[at + 1 :], pace)
    if index + 1 < block.turns:
        following = stations[(index + 1) % len(stations)]
        length += _lead_of(following, pace, ready=False)
    return length


def _total(blocks: Iterable[Block], pace: Pace) -> int:
    return sum(_length(block, pace) for block in blocks)


def _length(block: Block, pace: Pace) -> int:
    """All of a step, with the time to get ready."""
    if isinstance(block, Rest):
        return scale(block.length, pace.rest)
    if isinstance(block, Repeat):
        return block.times * _total(block.steps, pace)
    if isinstance(block, BothSides):
        return 2 * _total(block.steps, pace) + scale(block.switch, pace.rest)
    if isinstance(block, Rounds):
        return _rounds_length(block, pace)
    if isinstance(block, Amrap):
        return _exercise_length(block.exercise, pace)
    return _exercise_length(block, pace) if isinstance(block, Exercise) else 0


def _rounds_length(block: Rounds, pace: Pace) -> int:
    lead = _lead_of(block.stations[0], pace)
    if block.every:
        return lead + block.turns * block.every
    length = lead
    for index in range(block.turns):
        length += turn_length(block, index, pace)
        following = (index + 1) % len(block.stations)
        rest = block.rest if following else block.rest_between
        if index + 1 < block.turns:
            if rest is None:
                station = block.stations[following]
                length += _lead_of(station, pace) - _lead_of(station, pace, ready=False)
            else:
                length += scale(rest, pace.rest)
    return length


def _exercise_length(exercise: Exercise, pace: Pace) -> int:
    sides = 1 if exercise.alternate else max(1, len(exercise.sides))
    worked = sum(SetTiming.of(form, dose, pace.move).length for form in exercise.variants for dose in form.doses)
    rests = (exercise.sets - 1) * (sides if exercise.switch_after == "exercise" else 1)
    switches = exercise.sets * sides * len(exercise.variants) - 1 - rests
    paused = scale(exercise.ready, pace.rest) + rests * scale(exercise.rest, pace.rest)
    return sides * worked + paused + switches * scale(exercise.switch, pace.rest)


def _lead(block: Block, pace: Pace) -> int:
    """What lies before the first work of a step."""
    if isinstance(block, Rounds):
        return _lead_of(block.stations[0], pace)
    if isinstance(block, (Repeat, BothSides)):
        return _lead_of(block.steps, pace)
    exercise = block.exercise if isinstance(block, Amrap) else block
    return scale(exercise.ready, pace.rest) if isinstance(exercise, Exercise) else 0


def _lead_of(blocks: Iterable[Block], pace: Pace, *, ready: bool = True) -> int:
    """What lies before the first work of steps; without ``ready`` only the rests that they ask for."""
    length = 0
    for block in blocks:
        if has_work(block):
            if ready:
                return length + _lead(block, pace)
            inner = block.stations[0] if isinstance(block, Rounds) else getattr(block, "steps", ())
            nested = isinstance(block, (Repeat, BothSides, Rounds))
            return length + (_lead_of(inner, pace, ready=False) if nested else 0)
        length += _length(block, pace)
    return length
