"""The way through a song: which place of it is heard when, so that its beats fall on counts.

A song plays on without a break. From the first count of a set to the last its tempo is such that each count has a
beat. Before a set it is a little quicker or slower, for as long as `APPROACH_S`, so that a bar begins with the first
count, or if that were too much, a beat. Only where there is no time even for that, the song jumps by less than a beat.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from voicecoach.timeline.passages import Passage
from voicecoach.timeline.song_tempo import BAR, MOST, fit
from voicecoach.units import samples_at

APPROACH_S = 20
"""So many seconds before a set a song begins to change its tempo; what comes later is not known yet in a session."""
_FOR_A_BAR = 0.03
"""By what share a song is quicker or slower before a set than in it, so that a bar begins with its first count."""
_FAR_S = 8


@dataclass(frozen=True)
class Pulse:
    """The beats of a song in its samples: their distance, and where a bar begins."""

    beat: float
    bar: float

    def near(self, place: float, beats: int = 1) -> float:
        """Return the beat, or the beginning of so many ``beats``, next to a place."""
        step = beats * self.beat
        return self.bar + round((place - self.bar) / step) * step


class Leg(NamedTuple):
    """From sample ``start`` to ``end`` the song is heard from place ``begin`` to ``stop``."""

    start: int
    end: int
    begin: float
    stop: float

    @property
    def speed(self) -> float:
        """Return how many samples of the song a sample has."""
        return (self.stop - self.begin) / (self.end - self.start)

    @property
    def as_it_is(self) -> bool:
        """Return whether the song has its own tempo."""
        return abs((self.stop - self.begin) - (self.end - self.start)) < 0.5


class Guide(NamedTuple):
    """A set: its counts from sample ``start`` to ``end``, and the ``speed`` at which a song has its beats on them.

    A set that a song does not fit has no ``counts``.
    """

    start: int
    end: int
    speed: float
    counts: tuple[int, ...] = ()


def guides(bpm: Decimal, passages: Sequence[Passage], rate: int) -> list[Guide]:
    """Return the sets in which something is counted."""
    found = []
    for passage in passages:
        if not passage.bars:
            continue
        fitted = fit(bpm, passage)
        if fitted is None:
            start = samples_at(passage.start, rate)
            found.append(Guide(start, start, 1.0))
        else:
            counts = tuple(samples_at(bar, rate) for bar in passage.bars)
            found.append(Guide(counts[0], counts[-1], 1 / fitted.stretch, counts))
    return found


class Route:
    """The legs of a song from sample ``start`` on, as far as ``last`` of the song or ``end`` of the music.

    With an ``anchor``, which is within a set, it has that place at that sample.
    """

    def __init__(
        self,
        pulse: Pulse | None,
        sets: Sequence[Guide],
        rate: int,
        start: int,
        place: float,
        anchor: tuple[int, float] | None = None,
    ) -> None:
        self.legs: list[Leg] = []
        self._pulse, self._sets, self._rate = pulse, sets, rate
        self._first = place
        self._at, self._place, self._speed = start, place, 1.0
        self._next = bisect_left(sets, start, key=lambda one: one.start)
        if anchor is not None:
            self._next = bisect_right(sets, anchor[0], key=lambda one: one.start)
            within = sets[self._next - 1]
            self._speed = within.speed
            self._go(*anchor)
            self._go_on(within.end)

    def reach(self, last: int, end: int) -> int:
        """Return the sample at which the song has come to ``last``, or ``end`` if that is earlier."""
        if self._pulse is not None:
            for one in self._sets[self._next :]:
                if one.start >= end or self._place >= last:
                    break
                self._lead_to(one, self._pulse, last)
        missing = max(0, int((last - self._place) / self._speed) + 1)
        self._go_on(min(self._at + missing, max(end, self._at)))
        for leg in self.legs:
            if leg.stop >= last:
                return min(end, leg.start + max(0, int((last - leg.begin) / leg.speed)))
        return end

    def bar_before(self, at: int) -> int | None:
        """Return the sample of the last bar that begins at or before ``at``."""
        if self._pulse is None:
            return None
        leg = self.legs[max(0, bisect_right(self.legs, at, key=lambda one: one.start) - 1)]
        place = leg.begin + (at - leg.start) * leg.speed
        step = BAR * self._pulse.beat
        bar = self._pulse.bar + (place - self._pulse.bar) // step * step
        return leg.start + round((bar - leg.begin) / leg.speed)

    def _lead_to(self, one: Guide, pulse: Pulse, last: int) -> None:
        """Play up to a set, and through it."""
        if not one.counts:
            self._go_on(one.start)
            self._speed = 1.0
            return
        approach = one.start - APPROACH_S * self._rate
        if approach > self._at + pulse.beat:
            to = pulse.near(self._place + (approach - self._at) * self._speed)
            self._go(self._at + round((to - self._place) / self._speed), to)
        enter = self._entry(one, pulse)
        if enter is not None:
            self._go(one.start, enter)
        else:
            self._speed = 1.0
            self._go_on(one.start)
            beat = pulse.near(self._place)
            self._place = beat + pulse.beat if beat < self._first else beat - pulse.beat if beat >= last else beat
        self._speed = one.speed
        self._go_on(one.end)

    def _entry(self, one: Guide, pulse: Pulse) -> float | None:
        """Return the place with which the song enters a set, None where it cannot come to any beat in time."""
        time = one.start - self._at
        straight = self._place + time * one.speed
        for place, most in ((pulse.near(straight, BAR), _FOR_A_BAR), (pulse.near(straight), 1.0)):
            moved = place - self._place
            if moved > 0 and abs(time / moved - 1) <= MOST and abs(moved / time / one.speed - 1) <= most:
                return place
        return None

    def _go_on(self, end: int) -> None:
        self._go(end, self._place + (end - self._at) * self._speed)

    def _go(self, end: int, stop: float) -> None:
        if end > self._at:
            self.legs.append(Leg(self._at, end, self._place, stop))
            self._at = end
        self._place = stop


def count_before(sets: Sequence[Guide], at: int, beat: float, rate: int) -> tuple[int, Guide] | None:
    """Return the last count at or before ``at`` of the set that is counted then; where it is long ago, a beat."""
    index = bisect_right(sets, at, key=lambda one: one.start) - 1
    if index < 0 or not sets[index].counts or at > sets[index].end:
        return None
    one = sets[index]
    count = one.counts[bisect_right(one.counts, at) - 1]
    if at - count > _FAR_S * rate:
        length = beat / one.speed
        count += int(int((at - count) / length) * length)
    return count, one
