"""Ducking: how much softer music plays while something is said, drawn ahead from the timeline.

The timeline knows when words come, so music is down before the first of them, stays down over short gaps, and comes up
slowly. Counts and tones duck it less than sentences, and from the first count of a set to its last it stays at one
level, for a bed that rises between counts is heard as pumping.
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
MERGED_MS = 1_200
"""Gaps between words that are shorter are no gaps for music."""
MERGED_IN_A_SET_MS = 15_000
"""The same for the counts and tones of one set."""
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
        return cls(_points(_merged(sentences)), _points(_merged(heard)), duck)

    def gains(self, first: int, last: int, rate: int) -> Samples:
        """Return the factors for the samples in [first, last)."""
        sentences = _drawn(self.sentences, first, last, rate)
        down = np.maximum(sentences, COUNTS_SHARE * _drawn(self.brief, first, last, rate))
        gains = np.exp(np.asarray(down * (-self.duck * np.log(10) / 20), np.float32))
        return np.broadcast_to(gains, last - first)


def _merged(events: Iterable[Event]) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which music stays down, apart by so much that it can come up between them."""
    begin = end = -1
    place: tuple[str, int | None, str] | None = None
    for event in events:
        own = (event.exercise, event.set, event.side)
        most = MERGED_IN_A_SET_MS if own == place and event.set is not None else MERGED_MS
        if end < 0:
            begin, end = event.start, event.end
        elif event.start - end < most:
            end = max(end, event.end)
        else:
            yield begin, end
            begin, end = event.start, event.end
        place = own
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
