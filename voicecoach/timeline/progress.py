"""Where in a routine its exercises are: which of how many, and how much of the workout is done before each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from voicecoach.script.lengths import measure_blocks
from voicecoach.script.model import Pace, Rest
from voicecoach.timeline.expand import BeginSection, ChangeSides, Do, EndSection, Step
from voicecoach.units import MINUTE, scale

COUNTED_FROM = 4
"""Fewer exercises than these are not counted aloud."""
ABOUT = 0.1
"""Half of the workout is done where the share that is done differs from a half by no more than this."""
TIME_LEFT_FROM = 20 * MINUTE


class Progress(NamedTuple):
    """The ``number`` of an exercise, ``of`` how many, 0 where they are not counted; whether to say more than that.

    Of its number, that ``half`` of the workout is done, and how much time is left where it is ``late``, at most one is
    said before an exercise.
    """

    number: int
    of: int
    half: bool = False
    late: bool = False


class Where(NamedTuple):
    """Where a step is: before any other work, in the last exercise, and its progress if exercises are counted.

    ``upcoming`` is the name of the next exercise, or of this one.
    """

    upcoming: str
    first: bool
    last: bool
    progress: Progress | None = None


def places(steps: Sequence[Step], pace: Pace) -> Iterator[tuple[Step, Where]]:
    """Yield each step with where it is in the routine."""
    work = [step for step in steps if isinstance(step, Do)]
    names = [*(step.exercise.say.text for step in work), ""]
    progress = _progress(steps, pace)
    done, last_from = 0, _last_station(work)
    for index, step in enumerate(steps):
        first = done == 0
        done += isinstance(step, Do)
        yield step, Where(names[done], first, done >= last_from, progress.get(index))


def _last_station(work: Sequence[Do]) -> int:
    """Return from which work on (from 1) only the last exercise is left: all of its turns, if it has any."""
    stations = [
        (one.turn.serial, one.turn.station) if one.turn is not None else (0, number) for number, one in enumerate(work)
    ]
    last = sum(1 for _ in itertools.takewhile(lambda place: place == stations[-1], reversed(stations)))
    return len(stations) - last + 1


def _progress(steps: Sequence[Step], pace: Pace) -> Mapping[int, Progress]:
    """Return the progress of the exercises by the index of their step, nothing where they are in rounds.

    They are counted by section. Where one of them comes several times, they are not: their number would mislead.
    """
    work = [(index, step) for index, step in enumerate(steps) if isinstance(step, Do)]
    if len(work) < COUNTED_FROM or any(step.turn is not None or step.amrap is not None for _, step in work):
        return {}
    before = [0, *itertools.accumulate(_length(step, pace) for step in steps)]
    total = before[-1]

    def nearest(share: float) -> int:
        """Return before which exercise that share of the whole is done, or -1."""
        found = min((index for index, _ in work[1:-1]), key=lambda index: abs(before[index] / total - share))
        return found if abs(before[found] / total - share) <= ABOUT else -1

    half = nearest(0.5)
    late = nearest(0.75) if total >= TIME_LEFT_FROM else -1
    sections: dict[int, list[str]] = {}
    progress, serials = {}, list(itertools.accumulate(isinstance(step, (BeginSection, EndSection)) for step in steps))
    for index, step in work:
        section = sections.setdefault(serials[index], [])
        section.append(step.exercise.key)
        progress[index] = Progress(len(section), 0, half=index == half, late=index == late != half)
    counts = {
        serial: len(keys)
        for serial, keys in sections.items()
        if len(keys) >= COUNTED_FROM and len(set(keys)) == len(keys)
    }
    return {index: progress[index]._replace(of=counts.get(serials[index], 0)) for index, _ in work}


def _length(step: Step, pace: Pace) -> int:
    """Return about how long a step takes that is not in rounds, by the script alone."""
    match step:
        case Do(exercise):
            return measure_blocks([exercise], pace).length
        case ChangeSides(block):
            return scale(block.switch, pace.rest)
        case Rest():
            return scale(step.length, pace.rest)
        case _:
            return 0
