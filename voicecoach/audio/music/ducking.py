"""Ducking: how much softer music plays while something is said, drawn ahead from the timeline.

The timeline knows when words come, so music is down before the first of them, stays down over short gaps, and comes up
slowly. Counts and tones duck it less than sentences, and from one count of a set to the next it stays at one level, for
a bed that rises between counts is heard as pumping. In a rest, and in a hold in which nothing is said, it is as loud as
alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples
from voicecoach.timeline.model import Event, Role

DUCK_DB = 7.0
"""How much softer than alone music is under sentences."""
COUNTS_SHARE = 0.9
"""What share of that, in dB, it is softer under counts and tones."""
DOWN_MS, BEFORE_MS, UP_MS = 200, 20, 700
"""How long it takes to go down, how long before the onset that is done, and how long it takes to come up."""
MERGED_MS = 2_000
"""Gaps between words that are shorter are no gaps for music."""
BETWEEN_COUNTS_MS = 15_000
"""Counts of one set that are further apart do not hold music down between them."""
_BRIEF: frozenset[Role] = frozenset({"count", "last", "phase"})

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ducking:
    """What music is to be multiplied by at each instant, to be ``duck`` dB softer where it is down.

    The points are instants in ms, and how far it has gone down at each: from 0 to 1. Lines between them are straight
    in dB.
    """

    sentences: tuple[_Floats, _Floats]
    brief: tuple[_Floats, _Floats]
    duck: float = DUCK_DB

    @classmethod
    def of(cls, events: Sequence[Event], duck: float = DUCK_DB) -> Ducking:
        """Draw the envelope for the events of a timeline, in order of start."""
        heard = [event for event in events if event.end > event.start and event.sound != "wake"]
        sentences = [event for event in heard if event.kind == "say" and event.role not in _BRIEF]
        stretches = sorted([*_stretches(heard), *_between_counts(heard)])
        return cls(_points(_merged(_stretches(sentences))), _points(_merged(stretches)), duck)

    def gains(self, first: int, last: int, rate: int) -> Samples:
        """Return the factors for the samples in [first, last)."""
        sentences = _drawn(self.sentences, first, last, rate)
        down = np.maximum(sentences, COUNTS_SHARE * _drawn(self.brief, first, last, rate))
        gains = np.exp(np.asarray(down * (-self.duck * np.log(10) / 20), np.float32))
        return np.broadcast_to(gains, last - first)


def _stretches(events: Iterable[Event]) -> Iterator[tuple[int, int]]:
    return ((event.start, event.end) for event in events)


def _between_counts(events: Iterable[Event]) -> Iterator[tuple[int, int]]:
    """Yield the stretches from each count of a set to the next."""
    before: Event | None = None
    for event in events:
        if event.role not in _BRIEF or event.set is None:
            continue
        near = before is not None and event.start - before.end < BETWEEN_COUNTS_MS
        if before is not None and near and _set_of(before) == _set_of(event):
            yield before.start, event.end
        before = event


def _set_of(event: Event) -> tuple[str, int | None, str]:
    return event.exercise, event.set, event.side


def _merged(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches, given in order of start, apart by so much that music can come up between them."""
    begin = end = -1
    for start, stop in stretches:
        if end < 0:
            begin, end = start, stop
        elif start - end < MERGED_MS:
            end = max(end, stop)
        else:
            yield begin, end
            begin, end = start, stop
    if end >= 0:
        yield begin, end


def _points(stretches: Iterable[tuple[int, int]]) -> tuple[_Floats, _Floats]:
    instants: list[int] = []
    for begin, end in stretches:
        down = begin - BEFORE_MS
        instants += (down - DOWN_MS, down, end, end + UP_MS)
    return np.asarray(instants, np.float64), np.tile(np.asarray((0.0, 1.0, 1.0, 0.0)), len(instants) // 4)


def _drawn(points: tuple[_Floats, _Floats], first: int, last: int, rate: int) -> _Floats | float:
    """Return the height of the lines at each sample in [first, last), or the one that they all have."""
    instants, heights = points
    if not len(instants):
        return 0.0
    low, high = np.searchsorted(instants, (first * 1000 / rate, last * 1000 / rate))
    around = heights[max(low - 1, 0) : high + 1]
    if around.min() == around.max():
        return float(around[0])
    return np.interp(np.arange(first, last, dtype=np.float64) * (1000 / rate), instants, heights)
