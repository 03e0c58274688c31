"""Lays a musical pulse under a passage: its beats where the routine has them, even steps between them.

A repetition may take one second or twelve, and its phases need not be equal; a listener taps along at 80 to 130 beats
a minute. So one length of pulse is sought for the whole passage that fits all its gaps, each gap is divided evenly by
the nearest number of pulses, and pulses are gathered into measures that begin with a repetition.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.timeline.passages import Mood, Passage
from voicecoach.units import samples_at

STEADY, BEAT, BAR = 0, 1, 2
"""How much a pulse weighs: it only keeps the time, it is a beat of the routine, a repetition begins."""

_BEST_MS = 560.0
_QUICKEST_MS, _SLOWEST_MS = 450.0, 810.0
_MOST_GAPS = 48
_CROWDED_MS = 180
_LEAST_MS = 20
_FIGURE = 8

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A few pulses that are played as one figure over one chord; all instants are samples."""

    passage: int
    number: int
    final: bool
    mood: Mood
    last_set: bool
    counted: bool
    weights: tuple[int, ...]
    at: tuple[int, ...]
    """Where each pulse falls, and behind them where the measure ends."""

    @property
    def end(self) -> int:
        """Return where the measure ends."""
        return self.at[-1]

    @property
    def length(self) -> int:
        """Return how many samples it has."""
        return self.at[-1] - self.at[0]

    def eighths(self) -> list[int]:
        """Return where each pulse and each middle between two pulses falls."""
        return [place for a, b in zip(self.at, self.at[1:], strict=False) for place in (a, (a + b) // 2)]


class Grid:
    """The pulses of ``passage``, in measures of ``size`` to twice as many pulses.

    Measures begin with repetitions, unless they are so long (``size`` above :data:`_FIGURE`) that no beat is heard.
    """

    def __init__(self, passage: Passage, rate: int, tempo: int, size: int) -> None:
        self.passage = passage
        self.end = samples_at(passage.end, rate)
        self.counted = bool(passage.bars or passage.beats)
        self.at, self.weights = _pulses(passage, rate, tempo)
        bars = np.flatnonzero(self.weights == BAR).tolist() if size <= _FIGURE else []
        self._firsts = _measures(bars, len(self.at), size)
        self.starts: Ints = self.at[np.array(self._firsts, np.int64)]

    def __len__(self) -> int:
        return len(self._firsts)

    @property
    def nbytes(self) -> int:
        """Return about how much memory it takes."""
        return int(self.at.nbytes * 2 + self.starts.nbytes * 5 + 1000)

    def measure(self, passage: int, number: int) -> Measure:
        """Return measure ``number``, of the passage that is ``passage`` in its routine."""
        first = self._firsts[number]
        final = number + 1 == len(self)
        stop = len(self.at) if final else self._firsts[number + 1]
        at = (*self.at[first:stop].tolist(), self.end if final else int(self.at[stop]))
        weights = tuple(self.weights[first:stop].tolist())
        mood, last = self.passage.mood, self.passage.last
        return Measure(passage, number, final, mood, last, self.counted, weights, at)


def _pulses(passage: Passage, rate: int, tempo: int) -> tuple[Ints, npt.NDArray[np.int8]]:
    """Return where each pulse falls, in samples, and its weight."""
    start, end = passage.start, passage.end
    given = np.unique(np.array([*passage.beats, *passage.bars], np.int64))
    given = given[(given >= start) & (given < end)]
    if not len(given):
        pulse = pulse_length([max(tempo, 1)])
        count = max(1, math.ceil((end - start) / pulse - 0.25))
        return _samples(start + np.arange(count) * pulse, rate), np.zeros(count, np.int8)
    stressed = np.isin(given, np.array(passage.bars, np.int64))
    kept = stressed | (np.diff(given, prepend=start - _CROWDED_MS) >= _CROWDED_MS)
    given, stressed = given[kept], stressed[kept]
    pulse = pulse_length(np.diff(given).tolist() or [tempo])
    before = int((given[0] - start) // pulse)
    behind = max(0, math.ceil((end - given[-1]) / pulse - 0.25) - 1)
    beats = np.array([(int(beat) * rate + 500) // 1000 for beat in given], np.int64)
    steps = np.maximum(1, np.rint(np.diff(given) / pulse)).astype(np.int64)
    number = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    between = np.repeat(beats[:-1], steps) + number * np.repeat(np.diff(beats), steps) // np.repeat(steps, steps)
    ahead = _samples(given[0] - np.arange(before, 0, -1) * pulse, rate)
    after = _samples(given[-1] + np.arange(1, behind + 1) * pulse, rate)
    weight = np.zeros(before + len(between) + 1 + behind, np.int8)
    weight[before + np.append(0, np.cumsum(steps))] = np.where(stressed, BAR, BEAT)
    return np.concatenate([ahead, between, beats[-1:], after]), weight


def _samples(milliseconds: npt.NDArray[Any], rate: int) -> Ints:
    return np.rint(milliseconds * rate / 1000).astype(np.int64)


def pulse_length(gaps: Sequence[int]) -> float:
    """Return the ms of a pulse of which every gap between beats is nearly a multiple, at a pace one can move to."""
    values, counts = np.unique(np.array(gaps, np.float64), return_counts=True)
    common = np.argsort(-counts, kind="stable")[:_MOST_GAPS]
    values, counts = np.maximum(values[common], _LEAST_MS), counts[common]
    best, least = _BEST_MS, math.inf
    for gap in values[:4].tolist():
        for pulse in _divisions(gap):
            share = values / pulse
            off = np.abs(share - np.maximum(1, np.rint(share))) / share
            odd = np.mean(np.rint(share) % 2) * 0.06
            cost = float(np.average(off, weights=counts) + odd + 0.2 * abs(math.log2(pulse / _BEST_MS)))
            if cost < least - 1e-9:
                best, least = pulse, cost
    return best


def _divisions(gap: float) -> list[float]:
    """Return the pulses that divide a gap, or that it divides, and that are neither hectic nor slow."""
    close = round(gap / _BEST_MS)
    found = [gap / steps for steps in range(max(1, close - 2), close + 3)]
    found.append(gap * max(1, round(_BEST_MS / gap)))
    return [one for one in found if _QUICKEST_MS <= one <= _SLOWEST_MS] or [
        min(found, key=lambda one: abs(math.log(one / _BEST_MS)))
    ]


def _measures(bars: list[int], count: int, size: int) -> list[int]:
    """Return the pulses with which measures begin: short repetitions are put together, long ones divided."""
    starts = sorted({0, *bars})
    most = 2 * size if bars else size + size // 2
    firsts = [0]
    for start, stop in zip(starts, [*starts[1:], count], strict=True):
        if start - firsts[-1] >= size or stop - firsts[-1] > most or bars[:1] == [start]:
            firsts.append(start)
        while stop - firsts[-1] > most:
            firsts.append(firsts[-1] + (most if bars and stop - firsts[-1] >= 3 * size else size))
    if len(firsts) > 1 and count - firsts[-1] < size / 2:
        firsts.pop()
    return list(dict.fromkeys(firsts))
